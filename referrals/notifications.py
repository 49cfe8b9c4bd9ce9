"""What people are told about referrals: a reference and a link, nothing else."""

from datetime import date
from typing import Any

from django.urls import reverse

from accounts.models import User
from accounts.roles import ANSWER_REFERRALS, OVERSEE_REFERRALS
from core.notifications import Facts, Kind, Mailbox, notify, register
from directory.models import Organisation
from referrals.enums import Actor, Status
from referrals.models import ExpectNotice, Referral
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
EXPECT = register(
    Kind(
        code="referrals.expect",
        label="Somebody may come to your service",
        audience="People of the organisation, because prison staff told somebody about one of its services.",
        subject="{{ reference }}: please expect somebody",
        template="referral_expect",
    )
)
CHASED = register(
    Kind(
        code="referrals.chased",
        label="The coordinator asks about a referral",
        audience="People of the organisation, because a referral to it still waits for an answer.",
        subject="Referral {{ reference }} still waits for your answer",
        template="referral_chased",
    )
)


def holders(permission: str, kind: str, key: str) -> list[User]:
    """Return the active users whose role in the scope permits this, in one query."""
    from accounts.models import RoleAssignment
    from accounts.roles import ROLES

    roles = [role.code for role in ROLES.values() if permission in role.permissions]
    held = RoleAssignment.objects.active().filter(scope_kind=kind, scope_key=key, role__in=roles)
    return list(User.objects.filter(is_active=True, pk__in=held.values("user")))


def people_of(organisation: Organisation) -> list[Any]:
    """Return an organisation's people who answer referrals, and its mailbox."""
    people = holders(ANSWER_REFERRALS, organisation.scope_kind, organisation.scope_key)
    return [*people, *([Mailbox(organisation.mailbox)] if organisation.mailbox else [])]


def organisation_recipients(referral: Referral) -> list[Any]:
    """Return whom to tell at the organisation: the worker who has it, else its people and its mailbox."""
    if referral.assigned_to is not None and referral.assigned_to.is_active:
        return [referral.assigned_to]
    return people_of(referral.organisation)


def coordinators(referral: Referral) -> list[User]:
    """Return the coordinators of the referral's prison."""
    return holders(OVERSEE_REFERRALS, referral.prison.scope_kind, referral.prison.scope_key)


def tell(referral: Referral, move: Move) -> None:
    """Tell everybody whom the table names for this move, each with the page that is theirs."""
    if Actor.ORGANISATION in move.tells:
        kind = ANSWER_NEEDED if referral.answered_at is None and referral.is_open else MOVED
        notify(kind, to=organisation_recipients(referral), facts=_facts(referral, "case"), scope=referral.prison)
    if Actor.REFERRER in move.tells:
        notify(MOVED, to=[referral.referrer], facts=_facts(referral, "follow"), scope=referral.prison)
    if Actor.COORDINATOR in move.tells:
        notify(RETURNED, to=coordinators(referral), facts=_facts(referral, "overseen"), scope=referral.prison)


def _facts(referral: Referral, page: str, *, on: date | None = None) -> Facts:
    return Facts(link=reverse(f"referrals:{page}", args=[referral.pk]), reference=referral.reference, on=on)


def remind(referral: Referral) -> None:
    """Remind whoever is waited for: the referrer where a question was asked, else the organisation."""
    asked = referral.status == Status.ASKED
    told = [referral.referrer] if asked else organisation_recipients(referral)
    facts = _facts(referral, "follow" if asked else "case", on=referral.answer_due_on)
    notify(REMINDER, to=told, facts=facts, scope=referral.prison)


def tell_to_expect(notice: ExpectNotice) -> None:
    """Tell the organisation that somebody may come."""
    facts = Facts(link=reverse("referrals:expected", args=[notice.pk]), reference=notice.reference)
    notify(EXPECT, to=people_of(notice.organisation), facts=facts, scope=notice.prison)


def chase(referral: Referral) -> None:
    """Remind the organisation that a referral waits."""
    notify(CHASED, to=organisation_recipients(referral), facts=_facts(referral, "case"), scope=referral.prison)


def tell_new_referrer(referral: Referral) -> None:
    """Tell the member of staff who follows a referral from now on."""
    notify(MOVED, to=[referral.referrer], facts=_facts(referral, "follow"), scope=referral.prison)
