"""What time does to volunteering beside the gate, for the people clock. Every job is safe to run twice."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from accounts.models import User
from volunteers.actions import leaving, references, supervision
from volunteers.models import Engagement, Exit, Reference, VolunteeringSettings

#: Rows that are due, and what is done with each; it returns how many things were done.
Job = tuple[Iterable[Any], Callable[[Any], int]]


def jobs(day: date) -> Iterator[Job]:
    """Yield what is due on a day."""
    asked = Reference.objects.waiting()
    remind_from = day - timedelta(days=VolunteeringSettings.load().reference_remind_days)
    yield asked.filter(until__lt=day), partial(_end_reference, day)
    yield asked.filter(asked_on__lte=remind_from, reminded_on=None, until__gte=day), partial(_remind_referee, day)
    yield Exit.objects.open().filter(last_day__lt=day).select_related("entrant"), _settle
    if day.weekday() >= VolunteeringSettings.load().supervision_weekday:
        running = Engagement.objects.not_ended(day).exclude(position__supervisor=None)
        yield User.objects.filter(is_active=True, pk__in=running.values("position__supervisor")), partial(_digest, day)


def _digest(day: date, supervisor: User) -> int:
    return supervision.send_digest(supervisor=supervisor, on=day)


def _settle(left: Exit) -> int:
    return leaving.settle(left=left)


def _end_reference(day: date, reference: Reference) -> int:
    return references.end(reference=reference, on=day)


def _remind_referee(day: date, reference: Reference) -> int:
    return references.remind(reference=reference, on=day)
