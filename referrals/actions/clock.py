"""What time does to referrals: reminders, overdue marks, unanswered ones back to the coordinator, old drafts.

Every referral is handled in a transaction of its own under its lock, and what was done is written in the same
transaction, so that running twice, or two at once, does nothing twice.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core import audit
from core.workdays import add_working_days
from referrals.actions.concerns import due_for_escalation, escalate
from referrals.actions.drafts import empty_draft
from referrals.actions.moves import make_move
from referrals.enums import Status
from referrals.models import Referral, ReferralReminder, ReferralSettings, ReminderStage
from referrals.notifications import remind
from referrals.policies import NotPossible

log = structlog.get_logger("alongside.clock")

BY = "run_clock"
#: The states in which somebody is waited for by a day.
_WAITED_FOR = (Status.SENT, Status.ASKED)


@dataclass
class Totals:
    """What a run did, by name, and how many steps failed."""

    done: dict[str, int] = field(default_factory=dict)
    failed: int = 0

    def add(self, name: str, step: Callable[[], int]) -> None:
        """Do one step and add up; an error is logged and counted, so that the next one has its turn."""
        try:
            self.done[name] = self.done.get(name, 0) + step()
        except Exception:
            log.exception("clock step failed", step=name)
            self.failed += 1


def keep_time(totals: Totals, *, on: date | None = None) -> None:
    """Do everything about referrals that is due on a day (today when not given), and add it to `totals`."""
    day = on or timezone.localdate()
    rules = ReferralSettings.load()
    horizon = add_working_days(day, rules.remind_days_before)
    waiting = Referral.objects.filter(status__in=_WAITED_FOR, answer_due_on__lte=horizon)
    for key in _keys(waiting.filter(answer_due_on__lt=day)):
        totals.add("marked overdue", lambda key=key: _mark_overdue(key, day))  # type: ignore[misc]
        totals.add("returned", lambda key=key: _return(key, day, rules))  # type: ignore[misc]
    for key in _keys(waiting.filter(answer_due_on__gte=day)):
        totals.add("reminded", lambda key=key: _remind(key, day, rules))  # type: ignore[misc]
    for key in _keys(Referral.objects.filter(status=Status.DRAFT, draft_expires_on__lt=day)):
        totals.add("drafts expired", lambda key=key: _expire(key, day))  # type: ignore[misc]


def keep_time_of_concerns(totals: Totals, *, now: datetime | None = None) -> None:
    """Escalate the concerns that nobody acknowledged in time, and add it to `totals`."""
    at = now or timezone.now()
    for key in due_for_escalation(at):
        totals.add("concerns escalated", lambda key=key: escalate(key, now=at))  # type: ignore[misc]


def stage_on(day: date, due_on: date, sent_on: date, days_before: int) -> ReminderStage | None:
    """Return the reminder to send on a day, or None. No reminder goes out on the day of the sending itself."""
    if day <= sent_on or day > due_on:
        return None
    if day == due_on:
        return ReminderStage.ON_THE_DAY
    return ReminderStage.BEFORE if day >= add_working_days(due_on, -days_before) else None


def _keys(rows: Any) -> Iterable[Any]:
    return list(rows.order_by("answer_due_on", "pk").values_list("pk", flat=True))


def _locked(key: Any, condition: Q) -> Referral | None:
    """Return the referral under its lock if the condition still holds."""
    rows = Referral.objects.select_for_update(of=("self",)).select_related("organisation", "prison", "referrer")
    return rows.filter(condition, pk=key).first()


@transaction.atomic
def _remind(key: Any, day: date, rules: ReferralSettings) -> int:
    """Remind whoever is waited for, once for each stage of each due day."""
    referral = _locked(key, Q(status__in=_WAITED_FOR, answer_due_on__gte=day))
    if referral is None or referral.sent_at is None or referral.answer_due_on is None:
        return 0
    due = referral.answer_due_on
    stage = stage_on(day, due, timezone.localdate(referral.sent_at), rules.remind_days_before)
    if stage is None:
        return 0
    _, new = ReferralReminder.objects.get_or_create(referral=referral, due_on=due, stage=stage)
    if not new:
        return 0
    remind(referral)
    audit.record("referral.reminded", about=referral, scope=referral.prison, actor_label=BY, stage=stage.value)
    return 1


@transaction.atomic
def _mark_overdue(key: Any, day: date) -> int:
    """Write down that the organisation's first answer is late. The mark stays when the answer comes."""
    referral = _locked(key, Q(status=Status.SENT, answer_due_on__lt=day, overdue_at=None, answered_at=None))
    if referral is None:
        return 0
    referral.overdue_at = timezone.now()
    referral.save(update_fields=["overdue_at", "updated_at"])
    audit.record("referral.overdue", about=referral, scope=referral.prison, actor_label=BY)
    return 1


@transaction.atomic
def _return(key: Any, day: date, rules: ReferralSettings) -> int:
    """Give what nobody answered to the prison's coordinator; never decline it in the person's name."""
    referral = _locked(key, Q(status__in=_WAITED_FOR, answer_due_on__lt=day))
    if referral is None or referral.answer_due_on is None:
        return 0
    if day <= add_working_days(referral.answer_due_on, rules.return_days_after):
        return 0
    make_move(referral=referral, move="return", by=None)
    return 1


@transaction.atomic
def _expire(key: Any, day: date) -> int:
    """End a draft whose time is over and empty it: what was never sent is not kept."""
    referral = _locked(key, Q(status=Status.DRAFT, draft_expires_on__lt=day))
    if referral is None:
        return 0
    try:
        ended = make_move(referral=referral, move="discard", by=None)
    except NotPossible:  # it was sent between the list and the lock
        return 0
    empty_draft(ended)
    return 1
