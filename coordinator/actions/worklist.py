"""Settling things on the worklist, putting them off, and the weekly e-mail."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from coordinator.desk import desk_for, find_item
from coordinator.models import DeskSettings, WorklistSnooze, WorklistSummary
from coordinator.notifications import WEEKLY_SUMMARY
from coordinator.permissions import check_coordinates
from coordinator.ranking import ASKED
from coordinator.words import names_nobody
from core import audit
from core.notifications import Facts, notify
from core.people import in_charge
from core.workdays import add_working_days
from core.worklist import source_for
from directory.insert.wording import day
from directory.models import Prison

#: After so many working days whoever was asked is asked again, as the form that puts something off offers.
ASK_AGAIN = 5


def settle_item(*, prison: Prison, source: str, key: str, action: str, by: Any) -> str:
    """Carry out a one-click action of the app that owns the item; return what to say.

    Raises PermissionDenied, ValidationError, or ObjectDoesNotExist when the item no longer waits.
    """
    check_coordinates(by, prison)
    declared = source_for(source)
    if declared and declared.asks and action == ASKED:
        return _note_asked(prison=prison, source=source, key=key, by=by)
    one_click = declared.action(action) if declared else None
    if one_click is None:
        raise ValidationError("That action does not exist. Choose it from the list again.")
    return one_click.run(by=by, scope=prison, key=key)


def _note_asked(*, prison: Prison, source: str, key: str, by: Any) -> str:
    """Put off what waits for somebody who was asked today, not beyond the day on which it is due."""
    today, found = timezone.localdate(), find_item(by, prison, source, key)
    due = found[1].due_on if found else None
    until = min(add_working_days(today, ASK_AGAIN), today + timedelta(days=DeskSettings.load().snooze_days))
    until = min(until, due) if due and due > today else until
    snooze_item(prison=prison, source=source, key=key, until=until, reason=f"Asked on {day(today)}", by=by)
    return f"It is noted that you asked. It comes back on {day(until)} if nothing has happened."


@transaction.atomic
def snooze_item(*, prison: Prison, source: str, key: str, until: date, reason: str, by: Any) -> WorklistSnooze:
    """Put something off until a day, with a reason that the whole desk reads. Again: the later word counts.

    Raises PermissionDenied, or ValidationError for a day out of bounds, no reason, or what may not wait.
    """
    check_coordinates(by, prison)
    found = find_item(by, prison, source, key)
    if found is None:
        raise ValidationError("This no longer waits, so there is nothing to put off.")
    if not found[0].may_wait:
        raise ValidationError("This cannot be put off: somebody may come to harm.")
    today, most = timezone.localdate(), DeskSettings.load().snooze_days
    if not today < until <= today + timedelta(days=most):
        raise ValidationError({"until": f"Choose a day after today, at most {most} days away."})
    if not reason.strip():
        raise ValidationError({"reason": "Write why it can wait, so that your deputy knows."})
    _check_names_nobody(reason)
    snooze, _made = WorklistSnooze.objects.update_or_create(
        prison=prison, source=source, key=key, defaults={"until": until, "reason": reason.strip()[:200], "by": by}
    )
    audit.record("worklist.put_off", by=by, about=snooze, scope=prison, source=source, until=until)
    return snooze


def _check_names_nobody(reason: str) -> None:
    try:
        names_nobody(reason)
    except ValidationError as problem:
        raise ValidationError({"reason": problem.messages}) from problem


@transaction.atomic
def wake_item(*, snooze: WorklistSnooze, by: Any) -> None:
    """Put something back on the list before its day. Raises PermissionDenied."""
    check_coordinates(by, snooze.prison)
    audit.record("worklist.woken", by=by, about=snooze, scope=snooze.prison, source=snooze.source)
    snooze.delete()


def send_weekly_summaries(*, on: date | None = None) -> int:
    """Send each coordinator and deputy how many things wait, once a week; return how many were told.

    Goes out on the administrator's day or, when nothing ran on it, later in the same week. Safe to run twice.
    """
    today = on or timezone.localdate()
    if today.weekday() < DeskSettings.load().summary_weekday:
        return 0
    week = today - timedelta(days=today.weekday())
    return sum(_summarise(prison, user, week) for prison in Prison.objects.opened() for user in in_charge(prison))


@transaction.atomic
def _summarise(prison: Prison, user: Any, week: date) -> int:
    _row, made = WorklistSummary.objects.get_or_create(prison=prison, user=user, week=week)
    waiting = desk_for(user, prison).total if made else 0
    if not waiting:
        return 0
    link = reverse("coordinator:worklist", args=[prison.code])
    return notify(WEEKLY_SUMMARY, to=[user], scope=prison, facts=Facts(link=link, count=waiting))
