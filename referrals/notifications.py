"""What people are told about referrals: a reference and a link, nothing else."""

from typing import Any

from django.urls import reverse

from accounts.models import User
from accounts.roles import ANSWER_REFERRALS, OVERSEE_REFERRALS
from core.notifications import Facts, Kind, Mailbox, notify, register
from referrals.enums import Actor, Status
from referrals.models import Referral
from referrals.workflow import Move

ANSWER_NEEDED = register(
    Kind(
        code="referrals.answer-needed",
        label="A referral waits for your organisation",
        audience="People of the organisation, because somebody was referred to one of its services.",
        subject="Referral {{ reference }}: an answer is needed",
        template="referral_answer_needed",
    )
)
MOVED = register(
    Kind(
        code="referrals.moved",
        label="Something happened on a referral",
        audience="The referrer or the organisation, because the other side did something.",
        subject="Referral {{ reference }}: there is news",
        template="referral_moved",
    )
)
RETURNED = register(
    Kind(
        code="referrals.returned",
        label="A referral needs the coordinator",
        audience="The prison's coordinators, because an organisation did not answer in time or declined.",
        subject="Referral {{ reference }} needs you",
        template="referral_returned",
    )
)
REMINDER = register(
    Kind(
        code="referrals.reminder",
        label="A referral waits for your answer",
        audience="The organisation or the referrer, before and on the day an answer is due.",
        subject="Referral {{ reference }}: your answer is due",
        template="referral_reminder",
    )
)


def _holders(permission: str, kind: str, key: str) -> list[User]:
    """Return the active users whose role in the scope permits this, in one query."""
    from accounts.models import RoleAssignment
    from accounts.roles import ROLES

    roles = [role.code for role in ROLES.values() if permission in role.permissions]
    held = RoleAssignment.objects.active().filter(scope_kind=kind, scope_key=key, role__in=roles)
    return list(User.objects.filter(is_active=True, pk__in=held.values("user")))


def organisation_recipients(referral: Referral) -> list[Any]:
    """Return whom to tell at the organisation: the worker who has it, else its people and its mailbox."""
    if referral.assigned_to is not None and referral.assigned_to.is_active:
        return [referral.assigned_to]
    organisation = referral.organisation
    people = _holders(ANSWER_REFERRALS, organisation.scope_kind, organisation.scope_key)
    return [*people, *([Mailbox(organisation.mailbox)] if organisation.mailbox else [])]


def coordinators(referral: Referral) -> list[User]:
    """Return the coordinators of the referral's prison."""
    return _holders(OVERSEE_REFERRALS, referral.prison.scope_kind, referral.prison.scope_key)


def tell(referral: Referral, move: Move) -> None:
    """Tell everybody whom the table names for this move, inside the move's transaction."""
    facts = Facts(link=reverse("referrals:case", args=[referral.pk]), reference=referral.reference)
    if Actor.ORGANISATION in move.tells:
        kind = ANSWER_NEEDED if referral.answered_at is None and referral.is_open else MOVED
        notify(kind, to=organisation_recipients(referral), facts=facts, scope=referral.prison)
    if Actor.REFERRER in move.tells:
        notify(MOVED, to=[referral.referrer], facts=facts, scope=referral.prison)
    if Actor.COORDINATOR in move.tells:
        notify(RETURNED, to=coordinators(referral), facts=facts, scope=referral.prison)


def remind(referral: Referral) -> None:
    """Remind whoever is waited for: the referrer where a question was asked, else the organisation."""
    asked = referral.status == Status.ASKED
    told = [referral.referrer] if asked else organisation_recipients(referral)
    facts = Facts(
        link=reverse("referrals:case", args=[referral.pk]), reference=referral.reference, on=referral.answer_due_on
    )
    notify(REMINDER, to=told, facts=facts, scope=referral.prison)
