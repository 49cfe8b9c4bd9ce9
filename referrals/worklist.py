"""What of referrals waits for a prison's coordinator: by reference, service and age, never who it is about."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from core.worklist import Item, OneClick, Source, Urgency, register
from directory.enums import ContactFunction
from directory.models import Prison
from referrals.actions.oversee import chase
from referrals.enums import Status
from referrals.enums import Urgency as Asked
from referrals.models import Concern, Referral
from referrals.policies import NotPossible, can_be_chased

_SILENCE = "Nobody answered. Ring the organisation, or find another service."
_QUESTION = "The organisation asked something, and the referrer did not answer. Ask them, or give it to a colleague."


def returned(*, user: Any, scope: Prison, most: int) -> Iterator[Item]:
    """Yield the referrals that came back because nobody answered them, or the question that was asked."""
    found = Referral.objects.overseen_by(user).filter(prison=scope, status=Status.RETURNED)
    for referral in _in_order(found, most):
        yield _item(referral, Urgency.TODAY, _QUESTION if referral.question_waits else _SILENCE)


def unanswered(*, user: Any, scope: Prison, most: int) -> Iterator[Item]:
    """Yield the referrals whose answer is late, and those to be answered today that nobody has answered."""
    today = timezone.localdate()
    waiting = Referral.objects.overseen_by(user).filter(prison=scope, status__in=[Status.SENT, Status.ASKED])
    late = waiting.filter(answer_due_on__lt=today) | waiting.filter(urgency=Asked.TODAY, answer_due_on__lte=today)
    for referral in _in_order(late, most):
        asked = "More information was asked for." if referral.status == Status.ASKED else "No answer yet."
        yield _item(referral, Urgency.TODAY, asked)


def _in_order(referrals: Any, most: int) -> Any:
    return referrals.select_related("service", "organisation").order_by("answer_due_on", "sent_at", "pk")[:most]


def _item(referral: Referral, urgency: Urgency, detail: str) -> Item:
    return Item(
        key=str(referral.pk),
        title=f"Referral {referral.reference}",
        urgency=urgency,
        detail=f"{referral.service.title}, {referral.organisation.name}. {detail}",
        url=reverse("referrals:overseen", args=[referral.pk]),
        due_on=referral.answer_due_on,
        since=timezone.localdate(referral.sent_at) if referral.sent_at else None,
        actions=("remind",) if can_be_chased(referral) else (),
    )


def _remind(*, by: Any, scope: Prison, key: str) -> str:
    """Remind the organisation. Raises ValidationError with the reason when that cannot be done now."""
    referral = Referral.objects.overseen_by(by).get(prison=scope, pk=key)
    try:
        chase(referral=referral, by=by)
    except NotPossible as problem:
        raise ValidationError(str(problem)) from problem
    return f"The organisation is reminded of referral {referral.reference}."


def concerns(*, user: Any, scope: Prison, most: int) -> Iterator[Item]:
    """Yield the concerns that nobody has acknowledged: a reference and an age, nothing of what they say."""
    now = timezone.now()
    ring = f"Ring Safer Custody{_phone(scope)} and ask who has it."
    waiting = Concern.objects.overseen_by(user).waiting().filter(prison=scope).order_by("acknowledge_by")
    for reference, raised_at, due in waiting.values_list("reference", "raised_at", "acknowledge_by")[:most]:
        late = now > due
        yield Item(
            key=reference,
            title=f"Concern {reference}",
            urgency=Urgency.NOW,
            due_on=timezone.localdate(due),
            detail=f"Not acknowledged {'in time' if late else 'yet'}. {ring}",
            since=timezone.localdate(raised_at),
        )


def _phone(prison: Prison) -> str:
    """Return the extension of Safer Custody, where it is known, as it stands in a sentence."""
    known = prison.contacts.filter(function=ContactFunction.SAFER_CUSTODY).exclude(phone="")
    phone = known.values_list("phone", flat=True).first()
    return f" ({phone})" if phone else ""


REMIND = OneClick("remind", "Remind the organisation", _remind)


register(Source(code="concerns", label="Concerns not acknowledged", find=concerns, minutes=5, may_wait=False, order=10))
register(
    Source(
        code="referrals-returned",
        label="Referrals that came back",
        find=returned,
        minutes=8,
        order=20,
        one_click=(REMIND,),
    )
)
register(
    Source(
        code="referrals-unanswered",
        label="Referrals without an answer",
        find=unanswered,
        minutes=5,
        order=30,
        one_click=(REMIND,),
    )
)
