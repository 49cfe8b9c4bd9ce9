"""Concerns: raised, acknowledged by a named member of staff, or escalated until they are.

A concern is a row of the database first. Mail about it is queued in the same transaction, and what the screen says
about it comes from the row: neither a mail server nor a worker that is down can lose it or make it look heard.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts import guardian
from accounts.roles import ANSWER_REFERRALS, OVERSEE_REFERRALS, RECEIVE_CONCERNS, SEE_STAFF_DETAILS
from core import audit
from core.notifications import Facts, Mailbox, notify
from directory.enums import ContactFunction
from directory.models import Organisation, Prison
from referrals.enums import Actor
from referrals.models import Concern, ConcernCategory, ContactRecord, Referral, ReferralSettings
from referrals.notifications import CONCERN_ACKNOWLEDGED, CONCERN_ESCALATED, CONCERN_RAISED
from referrals.permissions import actors_of, holders
from referrals.policies import NotPossible

BY = "run_clock"


def prisons_for(user: Any) -> Any:
    """Return the prisons in which the user may raise a concern: as staff, or where their organisation works."""
    staff = guardian.allowed(user, SEE_STAFF_DETAILS, Prison.objects.opened())
    if guardian.nationally_allowed(user, SEE_STAFF_DETAILS):
        staff = staff.none()  # a national role is in no prison
    theirs = guardian.allowed(user, ANSWER_REFERRALS, Organisation.objects.all())
    works_in = Prison.objects.opened().filter(
        Q(services__organisation__in=theirs) | Q(referrals__organisation__in=theirs)
    )
    return Prison.objects.filter(Q(pk__in=staff.values("pk")) | Q(pk__in=works_in.values("pk")))


@dataclass(frozen=True)
class Worry:
    """What somebody is worried about, and whom they told by voice before they wrote it down."""

    category: str
    text: str
    about: str
    told_to: str
    told_at: datetime


@transaction.atomic
def raise_concern(*, prison: Prison, by: Any, worry: Worry, referral: Referral | None = None) -> Concern:
    """Write a concern down, after staff were told by voice, and tell Safer Custody.

    Raises PermissionDenied, or NotPossible when nobody has been told by voice yet.
    """
    organisation = _check_may_raise(by, prison, referral)
    now = timezone.now()
    if not worry.told_to.strip() or worry.told_at > now + timedelta(minutes=1):
        raise NotPossible("Tell a member of staff by voice first, then write down whom you told and when.", "not-told")
    concern = _unwritten(referral, by)
    if concern is None:
        return _open(prison=prison, referral=referral, organisation=organisation, raised_by=by, **asdict(worry))
    for name, value in asdict(worry).items():
        setattr(concern, name, value)
    concern.save()
    audit.record("concern.written", by=by, about=concern, scope=prison, category=worry.category)
    notify(CONCERN_RAISED, to=_safer_custody(prison), facts=_facts(concern), scope=prison)
    return concern


@transaction.atomic
def open_concern_of_contact(*, contact: ContactRecord, by: Any) -> Concern:
    """Open a concern with the contact that speaks of one; its words follow. Raises PermissionDenied.

    The time to acknowledge runs from now, so that a tab closed before the words are written loses nothing.
    """
    referral = contact.referral
    organisation = _check_may_raise(by, referral.prison, referral)
    concern = _open(
        prison=referral.prison,
        referral=referral,
        organisation=organisation,
        raised_by=by,
        category=ConcernCategory.OTHER,
        about=about_person(referral),
    )
    contact.concern = concern
    contact.save(update_fields=["concern", "updated_at"])
    return concern


def about_person(referral: Referral) -> str:
    """Return whom a concern about a referral is about: the name and where they live, as far as the field holds."""
    person = referral.person
    limit = Concern._meta.get_field("about").max_length
    return f"{person.first_name} {person.last_name}, {referral.lives_at}".strip(" ,")[:limit] if person else ""


def _open(**fields: Any) -> Concern:
    """Create a concern whose time runs from now, and tell Safer Custody."""
    now = timezone.now()
    until = now + timedelta(minutes=ReferralSettings.load().concern_minutes)
    concern = Concern.objects.create(raised_at=now, acknowledge_by=until, **fields)
    prison = concern.prison
    audit.record("concern.raised", by=concern.raised_by, about=concern, scope=prison, category=concern.category)
    notify(CONCERN_RAISED, to=_safer_custody(prison), facts=_facts(concern), scope=prison)
    return concern


def _unwritten(referral: Referral | None, by: Any) -> Concern | None:
    """Return, locked, the user's own last concern that a contact opened and that still waits for its words."""
    if referral is None:
        return None
    rows = Concern.objects.waiting().select_for_update(of=("self",))
    return rows.filter(referral=referral, raised_by=by, text="").order_by("-raised_at").first()


@transaction.atomic
def acknowledge_concern(*, concern: Concern, by: Any, what_was_done: str) -> Concern:
    """Acknowledge as a named member of Safer Custody. Raises PermissionDenied, or NotPossible."""
    held = Concern.objects.select_for_update(of=("self",)).select_related("prison", "raised_by").get(pk=concern.pk)
    if not guardian.can(by, RECEIVE_CONCERNS, held.prison):
        raise PermissionDenied("Only Safer Custody acknowledges a concern.")
    if held.acknowledged_at is not None:
        raise NotPossible("Somebody has acknowledged this concern already.", "acknowledged")
    if held.raised_by_id == by.pk:
        raise NotPossible("You raised this concern: a colleague must acknowledge it.", "own")
    held.acknowledged_by, held.acknowledged_at = by, timezone.now()
    held.what_was_done = what_was_done.strip()
    held.save()
    audit.record("concern.acknowledged", by=by, about=held, scope=held.prison)
    notify(CONCERN_ACKNOWLEDGED, to=[held.raised_by], facts=_facts(held), scope=held.prison)
    return held


def due_for_escalation(now: datetime) -> list[Any]:
    """Return the keys of concerns that nobody acknowledged and whose time, or next time, is over."""
    minutes = ReferralSettings.load().concern_minutes
    waiting = Concern.objects.waiting().filter(acknowledge_by__lte=now).order_by("acknowledge_by")
    return [each.pk for each in waiting.only("acknowledge_by", "escalations") if _next(each, minutes) <= now]


@transaction.atomic
def escalate(key: Any, *, now: datetime | None = None) -> int:
    """Tell Safer Custody again, the duty contact and the coordinators; return 1, or 0 when there is nothing to do.

    Again after each further period for as long as nobody acknowledges. Periods without a run are not caught up.
    """
    at = now or timezone.now()
    minutes = ReferralSettings.load().concern_minutes
    rows = Concern.objects.select_for_update(of=("self",)).select_related("prison")
    held = rows.filter(pk=key, acknowledged_at=None).first()
    if held is None or _next(held, minutes) > at:
        return 0
    held.escalated_at = held.escalated_at or at
    held.escalations = int((at - held.acknowledge_by) / timedelta(minutes=max(minutes, 1))) + 1
    held.save(update_fields=["escalated_at", "escalations", "updated_at"])
    prison = held.prison
    audit.record("concern.escalated", about=held, scope=prison, actor_label=BY, times=held.escalations)
    told = [
        *_safer_custody(prison),
        *_mailboxes(prison, ContactFunction.DUTY_GOVERNOR),
        *holders(OVERSEE_REFERRALS, prison.scope_kind, prison.scope_key),
    ]
    notify(CONCERN_ESCALATED, to=told, facts=_facts(held), scope=prison)
    return 1


def _next(concern: Concern, minutes: int) -> datetime:
    return concern.acknowledge_by + concern.escalations * timedelta(minutes=max(minutes, 1))


def _facts(concern: Concern) -> Facts:
    return Facts(link=reverse("referrals:concern", args=[concern.pk]), reference=concern.reference)


def _safer_custody(prison: Prison) -> list[Any]:
    people = holders(RECEIVE_CONCERNS, prison.scope_kind, prison.scope_key)
    return [*people, *_mailboxes(prison, ContactFunction.SAFER_CUSTODY)]


def _mailboxes(prison: Prison, function: ContactFunction) -> list[Mailbox]:
    found = prison.contacts.filter(function=function).exclude(email="")
    return [Mailbox(contact.email) for contact in found]


def _check_may_raise(user: Any, prison: Prison, referral: Referral | None) -> Organisation | None:
    """Return the organisation for which the user raises it, or None for staff. Raises PermissionDenied."""
    if referral is not None:
        actors = actors_of(user, referral) & {Actor.ORGANISATION, Actor.REFERRER}
        if not actors or referral.prison_id != prison.pk:
            raise PermissionDenied("You may not raise a concern about this referral.")
        return referral.organisation if Actor.ORGANISATION in actors else None
    if not prisons_for(user).filter(pk=prison.pk).exists():
        raise PermissionDenied("You do not work in this prison.")
    if guardian.can(user, SEE_STAFF_DETAILS, prison):
        return None
    return guardian.allowed(user, ANSWER_REFERRALS, Organisation.objects.order_by("name")).first()
