"""What of referrals must be handed to a colleague when somebody leaves."""

from typing import Any

from django.db.models import Q

from accounts.open_work import OpenWork, register
from accounts.roles import ANSWER_REFERRALS, REFER, ScopeKind
from core import audit
from referrals.change_log import HAND_OVER, from_to, write_line
from referrals.enums import CLOSED, Actor, PassReason
from referrals.models import UNTOLD, Referral


def _give(*, rows: Any, to: Any, by: Any, field: str, actor: Actor) -> None:
    for referral in rows.select_related(field).select_for_update(of=("self",)):
        note = from_to(getattr(referral, field), to)
        setattr(referral, field, to)
        referral.save(update_fields=[field, "updated_at"])
        write_line(referral=referral, move=HAND_OVER, actor=actor, by=by, reason=PassReason.LEFT, note=note)
        audit.record("referral.handed-over", by=by, about=referral, scope=referral.prison, field=field)


def give_made(*, rows: Any, to: Any, by: Any) -> None:
    """Make a colleague the one who referred, so that answers reach somebody."""
    _give(rows=rows, to=to, by=by, field="referrer", actor=Actor.COORDINATOR)


def give_assigned(*, rows: Any, to: Any, by: Any) -> None:
    """Make a colleague the worker who has the referral."""
    _give(rows=rows, to=to, by=by, field="assigned_to", actor=Actor.ORGANISATION)


register(
    OpenWork(
        code="referrals.made",
        label="open referrals they made",
        kind=ScopeKind.PRISON,
        permission=REFER,
        link="referrals.Referral.referrer",
        rows=lambda user, prison: Referral.objects.filter(~Q(status__in=CLOSED) | UNTOLD, referrer=user, prison=prison),
        hand_over=give_made,
    )
)
register(
    OpenWork(
        code="referrals.assigned",
        label="referrals they work on",
        kind=ScopeKind.ORGANISATION,
        permission=ANSWER_REFERRALS,
        link="referrals.Referral.assigned_to",
        rows=lambda user, organisation: Referral.objects.open().filter(assigned_to=user, organisation=organisation),
        hand_over=give_assigned,
        may_wait=True,
    )
)
