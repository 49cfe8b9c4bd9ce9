"""The one way a referral's status changes."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit
from core.workdays import add_working_days
from referrals.actions.steps import next_step
from referrals.change_log import write_line
from referrals.enums import CLOSED, Actor, Status
from referrals.models import Referral
from referrals.models.settings import ReferralSettings
from referrals.notifications import tell
from referrals.permissions import LinkHolder, check_may_move
from referrals.policies import Overtaken, Why, answer_due, check_move
from referrals.workflow import MOVES, Move

#: How the audit trail names an answer that came from the link in an e-mail.
LINK_LABEL = "organisation link"


@transaction.atomic
def make_move(
    *, referral: Referral, move: str, by: Any, why: Why | None = None, seen_status: str | None = None
) -> Referral:
    """Make a named move and return the referral as it now stands.

    `by` is None for the clock, and a LinkHolder for an answer from a signed link. `seen_status` is where
    the reader saw the referral; when it has moved on since, nothing changes.

    Raises PermissionDenied, Overtaken or NotPossible.
    """
    named, given = MOVES[move], why or Why()
    locked = Referral.objects.select_for_update(of=("self",)).select_related("service__status").get(pk=referral.pk)
    actor = check_may_move(by, locked, named)
    if seen_status is not None and seen_status != locked.status:
        raise Overtaken(locked)
    check_move(locked, named, given)
    before = locked.status
    _apply(locked, named, given)
    next_step(locked)
    _log(locked, named, given, before=before, actor=actor, by=by)
    tell(locked, named)
    return locked


def _log(referral: Referral, move: Move, why: Why, *, before: str, actor: Actor, by: Any) -> None:
    """Write the line of the change log and the audit row."""
    write_line(
        referral=referral,
        move=move.code,
        before=before,
        actor=actor,
        by=None if isinstance(by, LinkHolder) else by,
        reason=why.reason,
        note=why.note,
    )
    facts = {"before": before, "after": referral.status, "reason": why.reason}
    label = LINK_LABEL if isinstance(by, LinkHolder) else actor.value
    audit.record(move.event, by=by, about=referral, scope=referral.prison, actor_label=label, **facts)


def _apply(referral: Referral, move: Move, why: Why) -> None:
    """Write the new status with the dates that follow from it."""
    now = timezone.now()
    referral.previous_status, referral.status = referral.status, move.target.value
    if referral.sent_at is None and move.target == Status.SENT:
        referral.sent_at, referral.draft_expires_on = now, None
        referral.location = referral.person.location if referral.person else ""
    if move.target == Status.SENT:
        referral.answer_due_on = answer_due(
            timezone.localdate(now), referral.urgency, referral.service, ReferralSettings.load()
        )
    if move.target == Status.ASKED:  # from here the referrer is the one who is waited for
        referral.answer_due_on = add_working_days(timezone.localdate(now), ReferralSettings.load().asked_days)
    if referral.answered_at is None and move.code in _FIRST_ANSWERS:
        referral.answered_at = now
    referral.queued_at = now if move.target == Status.WAITING_LIST else None
    referral.closed_at = now if move.target in CLOSED else None
    referral.reason, referral.reason_note, referral.sentence_for_person = why.reason, why.note, why.sentence
    referral.save()


_FIRST_ANSWERS = frozenset({"ask", "accept", "decline", "queue"})
