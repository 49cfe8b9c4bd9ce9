"""What people are told about referrals: a reference and a link, nothing else."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.urls import reverse

from accounts.roles import ANSWER_REFERRALS, OVERSEE_REFERRALS
from core.notifications import Facts, Kind, Mailbox, mailed_at_once, notify, register
from directory.models import Organisation, Prison
from referrals.answer_link import make_link, make_notice_link
from referrals.enums import Actor, Status
from referrals.models import ExpectNotice, Referral
from referrals.permissions import holders, may_still_follow, may_still_work_on
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
        audience="The prison's coordinators, because an organisation did not answer in time or declined, "
        "or whoever made it follows it no more.",
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
        immediate_only=True,
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
        immediate_only=True,
    )
)


def people_of(organisation: Organisation) -> list[Any]:
    """Return an organisation's people who answer referrals, and its mailbox."""
    people = holders(ANSWER_REFERRALS, organisation.scope_kind, organisation.scope_key)
    return [*people, *([Mailbox(organisation.mailbox)] if organisation.mailbox else [])]


def organisation_recipients(referral: Referral) -> list[Any]:
    """Return whom to tell at the organisation: the worker who has it, while they are there, else all its people.

    Its mailbox belongs to them for as long as an answer is waited for, so that no worker's absence hides a referral.
    """
    everybody = people_of(referral.organisation)
    if not may_still_work_on(referral):
        return everybody
    boxes = [each for each in everybody if isinstance(each, Mailbox)]
    return [referral.assigned_to, *(boxes if referral.waits_for_answer else [])]


def coordinators(referral: Referral) -> list[Any]:
    """Return the coordinators of the referral's prison."""
    return holders(OVERSEE_REFERRALS, referral.prison.scope_kind, referral.prison.scope_key)


def page_facts(referral: Referral, page: str, *, on: date | None = None) -> Facts:
    """Return what a notification to somebody with an account says: their page of the referral."""
    return Facts(link=reverse(f"referrals:{page}", args=[referral.pk]), reference=referral.reference, on=on)


def tell_organisation(referral: Referral, kind: Kind, on: date | None = None) -> None:
    """Tell the organisation's people, and its mailbox with the signed link that answers without an account."""
    by_link = replace(page_facts(referral, "case", on=on), link=make_link(referral))
    told = organisation_recipients(referral)
    _tell_at(kind, told, page_facts(referral, "case", on=on), by_link, referral.prison)


def _tell_at(kind: Kind, told: list[Any], facts: Facts, by_link: Facts, scope: Prison) -> None:
    """Tell people what they open with their account, and mailboxes what opens by a link.

    A mailbox is left out only if somebody has its very address and gets the e-mail now, not once a day.
    """
    users = [each for each in told if not isinstance(each, Mailbox)]
    now = mailed_at_once(kind, users)
    boxes = [each for each in told if isinstance(each, Mailbox) and each.address.lower() not in now]
    if users or not boxes:
        notify(kind, to=users, facts=facts, scope=scope)
    if boxes:
        notify(kind, to=boxes, facts=by_link, scope=scope)


def tell_follower(referral: Referral, kind: Kind = MOVED, page: str = "follow", on: date | None = None) -> None:
    """Tell the referrer; where they follow it no more, the coordinators, who can give it to a colleague."""
    if may_still_follow(referral):
        notify(kind, to=[referral.referrer], facts=page_facts(referral, page, on=on), scope=referral.prison)
    else:
        tell_coordinators(referral)


def tell_coordinators(referral: Referral) -> None:
    """Say to the prison's coordinators that a referral needs them."""
    notify(RETURNED, to=coordinators(referral), facts=page_facts(referral, "overseen"), scope=referral.prison)


def tell_other_side(referral: Referral, actor: Actor) -> None:
    """Say to the referrer that the organisation wrote, or the other way round."""
    if actor == Actor.REFERRER:
        tell_organisation(referral, MOVED)
    else:
        tell_follower(referral, page="case")


def tell(referral: Referral, move: Move) -> None:
    """Tell everybody whom the table names for this move, each with the page that is theirs."""
    if Actor.ORGANISATION in move.tells:
        tell_organisation(referral, ANSWER_NEEDED if referral.status == Status.SENT else MOVED)
    if Actor.REFERRER in move.tells and (may_still_follow(referral) or Actor.COORDINATOR not in move.tells):
        tell_follower(referral)
    if Actor.COORDINATOR in move.tells:
        tell_coordinators(referral)


def remind(referral: Referral) -> None:
    """Remind whoever is waited for: the referrer where a question was asked, else the organisation."""
    if referral.status == Status.ASKED:
        tell_follower(referral, REMINDER, on=referral.answer_due_on)
    else:
        tell_organisation(referral, REMINDER, referral.answer_due_on)


def tell_to_expect(notice: ExpectNotice) -> None:
    """Tell the organisation that somebody may come."""
    facts = Facts(link=reverse("referrals:expected", args=[notice.pk]), reference=notice.reference)
    by_link = replace(facts, link=make_notice_link(notice))
    _tell_at(EXPECT, people_of(notice.organisation), facts, by_link, notice.prison)


def chase(referral: Referral) -> None:
    """Remind the organisation that a referral waits."""
    tell_organisation(referral, CHASED)
