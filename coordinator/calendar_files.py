"""Meetings as calendar files (RFC 5545), in universal time so that no calendar needs our time zone."""

from datetime import UTC, datetime

from django.utils import timezone
from icalendar import Calendar, Event

from coordinator.models import ForumMeeting


def meeting_file(meeting: ForumMeeting) -> bytes:
    """Return a meeting as a calendar file; a later version replaces the one before in whoever's calendar it is."""
    made, event = Calendar(), Event()
    made.add("prodid", "-//Alongside//Forum//EN")
    made.add("version", "2.0")
    made.add("method", "CANCEL" if meeting.called_off_on else "PUBLISH")
    zone = timezone.get_default_timezone()
    event.add("uid", f"{meeting.pk}@alongside")
    event.add("sequence", meeting.version)
    event.add("dtstamp", meeting.updated_at.astimezone(UTC))
    for name, clock in (("dtstart", meeting.starts), ("dtend", meeting.ends)):
        event.add(name, datetime.combine(meeting.on, clock, tzinfo=zone).astimezone(UTC))
    event.add("summary", f"{meeting.title}, {meeting.prison.name}")
    event.add("location", meeting.place)
    event.add("description", meeting.agenda)
    event.add("status", "CANCELLED" if meeting.called_off_on else "CONFIRMED")
    made.add_component(event)
    return bytes(made.to_ical())
