"""What people are told about referrals: a reference and a link, nothing else."""

from datetime import date
from typing import Any

from django.urls import reverse

from accounts.roles import ANSWER_REFERRALS, OVERSEE_REFERRALS
from core.notifications import Facts, Kind, Mailbox, notify, register
from directory.models import Organisation
from referrals.answer_link import make_link
from referrals.enums import Actor, Status
from referrals.models import ExpectNotice, Referral
from referrals.permissions import holders
from referrals.workflow import Move

ANSWER_NEEDED = register(
    Kind(
        code="referrals.answer-needed",
        label="A referral waits for your organisation",
        audience="People of the organisation, because somebody was referred to one of its services.",
        subject="Referral {{ reference }}: an answer is needed",
        template="referral_answer_needed",
        immediate_only=True,
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
ASSIGNED = register(
    Kind(
        code="referrals.assigned",
        label="A referral was given to you",
        audience="A worker to whom a colleague gave a referral.",
        subject="Referral {{ reference }} was given to you",
        template="referral_assigned",
    )
)
CODE = register(
    Kind(
        code="referrals.code",
        label="A code to open a referral",
        audience="An organisation's mailbox, because somebody with the link in an e-mail asked for the code.",
        subject="Your code to open a referral",
        template="referral_code",
        to_users=False,
    )
)
CONCERN_RAISED = register(
    Kind(
        code="referrals.concern-raised",
        label="A concern was raised",
        audience="Safer Custody of the prison, because somebody is worried about a person.",
        subject="Concern {{ reference }}: acknowledge it now",
        template="concern_raised",
        immediate_only=True,
    )
)
CONCERN_ESCALATED = register(
    Kind(
        code="referrals.concern-escalated",
        label="Nobody has acknowledged a concern",
        audience="Safer Custody, the duty contact and the coordinator, because the time to acknowledge is over.",
        subject="Concern {{ reference }}: nobody has acknowledged it",
        template="concern_escalated",
        immediate_only=True,
    )
)
CONCERN_ACKNOWLEDGED = register(
    Kind(
        code="referrals.concern-acknowledged",
        label="Your concern was acknowledged",
        audience="Whoever raised the concern.",
        subject="Concern {{ reference }} was acknowledged",
        template="concern_acknowledged",
    )
)
EXPORT_READY = register(
    Kind(
        code="referrals.export-ready",
        label="Your file of referrals is ready",
        audience="Whoever asked for the file.",
        subject="Your file of referrals is ready",
        template="referral_export_ready",
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


def people_of(organisation: Organisation) -> list[Any]:
    """Return an organisation's people who answer referrals, and its mailbox."""
    people = holders(ANSWER_REFERRALS, organisation.scope_kind, organisation.scope_key)
    return [*people, *([Mailbox(organisation.mailbox)] if organisation.mailbox else [])]


def organisation_recipients(referral: Referral) -> list[Any]:
    """Return whom to tell at the organisation: the worker who has it, else its people and its mailbox."""
    if referral.assigned_to is not None and referral.assigned_to.is_active:
        return [referral.assigned_to]
    return people_of(referral.organisation)


def coordinators(referral: Referral) -> list[Any]:
    """Return the coordinators of the referral's prison."""
    return holders(OVERSEE_REFERRALS, referral.prison.scope_kind, referral.prison.scope_key)


def page_facts(referral: Referral, page: str, *, on: date | None = None) -> Facts:
    """Return what a notification to somebody with an account says: their page of the referral."""
    return Facts(link=reverse(f"referrals:{page}", args=[referral.pk]), reference=referral.reference, on=on)


def tell_organisation(referral: Referral, kind: Kind, on: date | None = None) -> None:
    """Tell the organisation's people, and its mailbox with the signed link that answers without an account."""
    told = organisation_recipients(referral)
    boxes = [each for each in told if isinstance(each, Mailbox)]
    users = [each for each in told if not isinstance(each, Mailbox)]
    if users or not boxes:
        notify(kind, to=users, facts=page_facts(referral, "case", on=on), scope=referral.prison)
    addresses = {user.email.lower() for user in users}
    for box in boxes:
        if box.address.lower() not in addresses:
            facts = Facts(link=make_link(referral), reference=referral.reference, on=on)
            notify(kind, to=[box], facts=facts, scope=referral.prison)


def tell_other_side(referral: Referral, actor: Actor) -> None:
    """Say to the referrer that the organisation wrote, or the other way round."""
    if actor == Actor.REFERRER:
        tell_organisation(referral, MOVED)
    else:
        notify(MOVED, to=[referral.referrer], facts=page_facts(referral, "case"), scope=referral.prison)


def tell(referral: Referral, move: Move) -> None:
    """Tell everybody whom the table names for this move, each with the page that is theirs."""
    if Actor.ORGANISATION in move.tells:
        tell_organisation(referral, ANSWER_NEEDED if referral.status == Status.SENT else MOVED)
    if Actor.REFERRER in move.tells:
        notify(MOVED, to=[referral.referrer], facts=page_facts(referral, "follow"), scope=referral.prison)
    if Actor.COORDINATOR in move.tells:
        notify(RETURNED, to=coordinators(referral), facts=page_facts(referral, "overseen"), scope=referral.prison)


def remind(referral: Referral) -> None:
    """Remind whoever is waited for: the referrer where a question was asked, else the organisation."""
    if referral.status == Status.ASKED:
        facts = page_facts(referral, "follow", on=referral.answer_due_on)
        notify(REMINDER, to=[referral.referrer], facts=facts, scope=referral.prison)
    else:
        tell_organisation(referral, REMINDER, referral.answer_due_on)


def tell_to_expect(notice: ExpectNotice) -> None:
    """Tell the organisation that somebody may come."""
    facts = Facts(link=reverse("referrals:expected", args=[notice.pk]), reference=notice.reference)
    notify(EXPECT, to=people_of(notice.organisation), facts=facts, scope=notice.prison)


def chase(referral: Referral) -> None:
    """Remind the organisation that a referral waits."""
    tell_organisation(referral, CHASED)


def tell_new_referrer(referral: Referral) -> None:
    """Tell the member of staff who follows a referral from now on."""
    notify(MOVED, to=[referral.referrer], facts=page_facts(referral, "follow"), scope=referral.prison)
