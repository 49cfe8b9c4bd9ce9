"""Calendar files: days and hours and nothing else. No title says who, where, for whom or which training."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.http import HttpResponse
from django.utils import timezone
from icalendar import Calendar, Event

SESSION, TRAINING = "Session", "Training"


@dataclass(frozen=True)
class Entry:
    """One thing in a calendar. `key` tells it from every other; `title` is one of the words above."""

    key: str
    title: str
    on: date
    starts: time
    ends: time
    changed_at: datetime


def calendar_of(entries: Iterable[Entry]) -> bytes:
    """Return the entries as a calendar file (RFC 5545), by the clock of London."""
    made = Calendar()
    made.add("prodid", "-//Alongside//Sessions//EN")
    made.add("version", "2.0")
    zone = timezone.get_default_timezone()
    for entry in entries:
        event = Event()
        event.add("uid", f"{entry.key}@alongside")
        event.add("summary", entry.title)
        event.add("dtstamp", entry.changed_at)
        event.add("dtstart", datetime.combine(entry.on, entry.starts, tzinfo=zone))
        event.add("dtend", datetime.combine(entry.on, entry.ends, tzinfo=zone))
        made.add_component(event)
    return bytes(made.to_ical())


def calendar_response(entries: Iterable[Entry], name: str) -> HttpResponse:
    """Return a calendar file to save."""
    response = HttpResponse(calendar_of(entries), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response
