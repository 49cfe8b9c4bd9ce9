"""What the prison says about a day: it calls off what is set out, and what is set out for that day afterwards."""

from datetime import date, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit
from directory.models import Prison
from volunteers.actions.sessions import call_off
from volunteers.actions.training_sessions import cancel_training_session
from volunteers.enums import BARRIER_OF_NOTICE, BookingStatus, Notice
from volunteers.models import RegimeNotice, SessionDay, TrainingBooking, TrainingSession
from volunteers.notifications import Told, told_of
from volunteers.permissions import check_coordinates
from volunteers.policies import NotPossible


@transaction.atomic
def give_notice(
    *,
    prison: Prison,
    kind: str,
    on: date,
    by: Any,
    starts: time | None = None,
    ends: time | None = None,
    training: bool = True,
) -> RegimeNotice:
    """Call off the sessions of a day, or those that overlap some hours of it, and tell everybody who was due.

    Training on that day goes with them unless said otherwise. Raises PermissionDenied or NotPossible.
    """
    check_coordinates(by, prison)
    Prison.objects.lock(prison)  # days that are set out at this moment wait, and find the notice
    if on < timezone.localdate():
        raise NotPossible("The day has passed. Choose today or a later day.")
    if starts and ends and ends <= starts:
        raise NotPossible("The last hour is before the first.")
    notice = RegimeNotice(prison=prison, kind=kind, on=on, starts=starts, ends=ends, by=by)
    _call_off_what_is_set_out(notice, by, training=training)
    notice.save()
    counts: dict[str, Any] = {"sessions": notice.sessions, "told": notice.people}
    audit.record("notice.given", by=by, about=notice, scope=prison, kind=kind, on=on, **counts)
    return notice


def _call_off_what_is_set_out(notice: RegimeNotice, by: Any, *, training: bool) -> None:
    """Call off what is set out for the notice's hours, tell everybody once, and write on it how many were told."""
    rows = SessionDay.objects.select_for_update().filter(prison=notice.prison, on=notice.on, cancelled_at=None)
    days = [day for day in rows if notice.covers(day.starts, day.ends)]
    told = call_off(days, _barrier(notice), by)
    held = _training_of(notice) if training else []
    for session in held:
        told = told.and_also(_due_at(session))
        cancel_training_session(session=session, by=by)
    notice.sessions, notice.people, notice.not_reached = len(days) + len(held), len(told.reached), len(told.not_reached)


def _barrier(notice: RegimeNotice) -> str:
    return BARRIER_OF_NOTICE[Notice(notice.kind)]


def _training_of(notice: RegimeNotice) -> list[TrainingSession]:
    rows = TrainingSession.objects.select_for_update().filter(prison=notice.prison, on=notice.on, cancelled_at=None)
    return [session for session in rows if notice.covers(session.starts, session.ends)]


def _due_at(session: TrainingSession) -> Told:
    due = TrainingBooking.objects.filter(session=session, status__in=[BookingStatus.BOOKED, BookingStatus.WAITING])
    return told_of(booking.entrant for booking in due.select_related("entrant__user"))


def call_off_late(days: list[SessionDay], by: Any) -> None:
    """Call off days of one prison that were set out after the prison gave notice for them, and tell everybody due.

    For a caller that may set them out; `by` is None for the clock.
    """
    if not days:
        return
    given = RegimeNotice.objects.select_for_update().filter(prison=days[0].prison_id, on__in={day.on for day in days})
    for notice in given.order_by("created_at"):
        late = [
            day
            for day in days
            if day.on == notice.on and day.cancelled_at is None and notice.covers(day.starts, day.ends)
        ]
        told = call_off(late, _barrier(notice), by)
        notice.sessions += len(late)
        notice.people += len(told.reached)
        notice.not_reached += len(told.not_reached)
        notice.save(update_fields=["sessions", "people", "not_reached", "updated_at"])
