"""What somebody's own page and calendar show of them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone

from volunteers.calendar_files import SESSION, TRAINING, Entry
from volunteers.enums import BookingStatus, Coming
from volunteers.models import Attendance, Entrant, TrainingBooking

WEEKS = 8


def next_sessions(entrant: Entrant) -> Any:
    """Return the sessions of the next weeks at which the person is expected, or was; one that is over is none."""
    now = timezone.localtime()
    today = now.date()
    rows = Attendance.objects.filter(entrant=entrant, day__on__range=(today, today + timedelta(weeks=WEEKS)))
    rows = rows.exclude(day__on=today, day__ends__lt=now.time())
    return rows.select_related("day__prison").order_by("day__on", "day__starts")


def next_training(entrant: Entrant) -> Any:
    """Return the training to come at which the person has a place or waits for one."""
    rows = TrainingBooking.objects.filter(
        entrant=entrant, session__on__gte=timezone.localdate(), session__cancelled_at=None
    )
    held = rows.filter(status__in=[BookingStatus.BOOKED, BookingStatus.WAITING])
    return held.select_related("session__module", "session__prison").order_by("session__on", "session__starts")


def calendar_entries(entrant: Entrant) -> Iterator[Entry]:
    """Yield what belongs into the person's calendar: sessions that are on and training with a place."""
    for row in next_sessions(entrant).filter(coming=Coming.EXPECTED, day__cancelled_at=None):
        yield Entry(str(row.pk), SESSION, row.day.on, row.day.starts, row.day.ends, row.updated_at)
    for row in next_training(entrant).filter(status=BookingStatus.BOOKED):
        yield training_entry(row)


def training_entry(booking: TrainingBooking) -> Entry:
    """Return the entry of one place at training."""
    session = booking.session
    return Entry(str(booking.pk), TRAINING, session.on, session.starts, session.ends, session.updated_at)


def hours_in_words(minutes: int | None) -> str:
    """Return minutes as hours in words: 150 is "2 hours 30 minutes"."""
    whole, rest = divmod(minutes or 0, 60)
    words = [f"{whole} hour{'' if whole == 1 else 's'}"] if whole else []
    words += [f"{rest} minutes"] if rest or not whole else []
    return " ".join(words)
