"""A referral as the coordinator sees it: service, need, dates, status, ages. It has no place for a name or a word.

Screens get these and never the referral itself, so that a template cannot reach what the coordinator may not see.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from core.workdays import working_days_between
from referrals.change_log import reason_label
from referrals.models import Referral
from referrals.status_tags import colour_of


@dataclass(frozen=True)
class Overseen:
    """Metadata of one referral."""

    pk: UUID
    reference: str
    prison: str
    service: str
    organisation: str
    needs: tuple[str, ...]
    urgency: str
    status: str
    status_code: str
    colour: str
    reason: str
    sent_on: date
    due_on: date | None
    is_overdue: bool
    chased_on: date | None
    chased_today: bool
    age: int
    """Working days since it was sent, up to the first answer or the end."""
    days_to_answer: int | None


def overseen(referral: Referral) -> Overseen:
    """Return what the coordinator sees. Fetch service, organisation, prison and needs along."""
    today = timezone.localdate()
    sent_on = timezone.localdate(referral.sent_at)
    answered = timezone.localdate(referral.answered_at) if referral.answered_at else None
    ended = timezone.localdate(referral.closed_at) if referral.closed_at else None
    return Overseen(
        pk=referral.pk,
        reference=referral.reference,
        prison=referral.prison.name,
        service=referral.service.title,
        organisation=referral.organisation.name,
        needs=tuple(need.label for need in referral.needs.all()),
        urgency=referral.get_urgency_display(),
        status=referral.get_status_display(),
        status_code=referral.status,
        colour=colour_of(referral),
        reason=reason_label(referral.reason),
        sent_on=sent_on,
        due_on=referral.answer_due_on,
        is_overdue=referral.is_overdue,
        chased_on=referral.chased_on,
        chased_today=referral.chased_on == today,
        age=working_days_between(sent_on, answered or ended or today),
        days_to_answer=working_days_between(sent_on, answered) if answered else None,
    )
