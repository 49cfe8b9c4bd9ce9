"""The change log of a referral: what happened, from where to where, by whom and why. Every page draws it from here.

Besides the moves of the workflow it holds what changes whose a referral is, without changing where it stands.
"""

from typing import Any, TypedDict
from uuid import UUID

from django.utils.translation import gettext as _

from referrals.enums import Actor, DeclineReason, EndReason, HoldReason, PassReason, Status, WithdrawReason
from referrals.models import Referral, ReferralEvent
from referrals.workflow import MOVES

#: Lines that are no move: a referral changes hands, and stands where it stood.
TRANSFER, REASSIGN, ASSIGN, HAND_OVER = "transfer", "reassign", "assign", "hand-over"
WARM_HANDOVER, OFFER_TAKEN_BACK = "warm-handover", "offer-taken-back"
_REASONS = (DeclineReason, WithdrawReason, EndReason, HoldReason, PassReason)


class Line(TypedDict):
    """One line as the timeline draws it."""

    title: str
    by: str
    at: Any
    text: str


def write_line(
    *, referral: Referral, move: str, actor: Actor, by: Any, before: str = "", reason: str = "", note: str = ""
) -> ReferralEvent:
    """Add the next line, inside the caller's transaction and under the referral's lock. `before` is where it stood."""
    return ReferralEvent.objects.create(
        referral=referral,
        number=ReferralEvent.objects.filter(referral=referral).count() + 1,
        move=move,
        from_status=before or referral.status,
        to_status=referral.status,
        actor=actor,
        by=by,
        reason=reason,
        note=note[: ReferralEvent._meta.get_field("note").max_length],
    )


def from_to(before: Any, after: Any) -> str:
    """Say from whom to whom a referral went; None is nobody in particular."""
    nobody = _("nobody in particular")
    return _("From %(before)s to %(after)s.") % {
        "before": before.name if before else nobody,
        "after": after.name if after else nobody,
    }


def lines(referral: Referral) -> list[Line]:
    """Return the change log for those who may see the person, the newest first."""
    events = referral.events.select_related("by").order_by("-number")
    return [
        Line(
            title=_title(event),
            by=event.by.name if event.by else _by(event.actor),
            at=event.at,
            text="\n".join(part for part in (reason_label(event.reason), event.note) if part),
        )
        for event in events
    ]


def lines_without_words(referral_id: UUID) -> list[Line]:
    """Return the change log for the coordinator: what, when, which side and the reason; no notes and no names."""
    events = ReferralEvent.objects.filter(referral=referral_id).defer("note").order_by("-number")
    return [
        Line(title=_title(event), by=str(Actor(event.actor).label), at=event.at, text=reason_label(event.reason))
        for event in events
    ]


def reason_label(code: str) -> str:
    """Return the words of a reason's code, whichever list it is of; empty for none."""
    return next((str(reasons(code).label) for reasons in _REASONS if code in reasons.values), "")


def question_in(referral: Referral) -> str:
    """Return what the organisation last asked; empty when it never asked."""
    asked = referral.events.filter(move="ask").order_by("-number").first()
    return asked.note if asked else ""


def _title(event: ReferralEvent) -> str:
    kept = {
        TRANSFER: _("Goes on in another prison"),
        REASSIGN: _("Given to a colleague to follow"),
        ASSIGN: _("Given to a worker"),
        WARM_HANDOVER: _("Handed over to another worker"),
        OFFER_TAKEN_BACK: _("The offer to hand over was taken back"),
        HAND_OVER: _("Given to a colleague, because somebody left"),
    }
    if event.from_status == event.to_status:
        return kept.get(event.move) or str(MOVES[event.move].label)
    return _("%(after)s (before: %(before)s)") % {
        "after": Status(event.to_status).label,
        "before": Status(event.from_status).label,
    }


def _by(actor: str) -> str:
    return {
        Actor.CLOCK.value: _("Alongside, because the time was over"),
        Actor.ORGANISATION.value: _("the organisation, from the link in its e-mail"),
    }.get(actor, str(Actor(actor).label))
