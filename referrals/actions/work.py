"""What the two sides do while a referral is open: messages, contacts, and who has it."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit
from core.notifications import notify
from referrals.actions.concerns import open_concern_of_contact
from referrals.actions.moves import make_move
from referrals.change_log import ASSIGN, from_to, write_line
from referrals.enums import Actor, Status
from referrals.models import CAME, ContactRecord, Message, Referral
from referrals.notifications import ASSIGNED, page_facts, tell_other_side
from referrals.permissions import check_is, colleagues
from referrals.policies import NotPossible, check_open, check_working


def locked(referral: Referral) -> Referral:
    """Return the referral under its lock, as it stands now."""
    rows = Referral.objects.select_for_update(of=("self",))
    return rows.select_related("organisation", "prison", "referrer", "assigned_to", "service").get(pk=referral.pk)


@transaction.atomic
def send_message(*, referral: Referral, text: str, by: Any) -> Message:
    """Write a message to the other side. Raises PermissionDenied, or NotPossible once the referral has ended."""
    held = locked(referral)
    actor = check_is(by, held, Actor.ORGANISATION, Actor.REFERRER)
    check_open(held)
    message = Message.objects.create(
        referral=held, by=by, from_organisation=actor == Actor.ORGANISATION, text=text.strip()
    )
    audit.record("referral.message", by=by, about=held, scope=held.prison, actor_label=actor.value)
    tell_other_side(held, actor)
    return message


def mark_messages_read(*, referral: Referral, by: Any) -> int:
    """Note that the reader has seen what the other side wrote; return how many were new."""
    actor = check_is(by, referral, Actor.ORGANISATION, Actor.REFERRER)
    unread = Message.objects.filter(referral=referral, read_at=None, from_organisation=actor == Actor.REFERRER)
    return unread.update(read_at=timezone.now())


@dataclass(frozen=True)
class Contact:
    """What is written down of one contact with the person."""

    on: date
    mode: str
    happened: str
    planned: bool = True
    note: str = ""
    any_concern: bool = False


@transaction.atomic
def record_contact(*, referral: Referral, by: Any, contact: Contact, start: bool = False) -> ContactRecord:
    """Record one contact with the person, and open the concern that it speaks of. With `start`, work starts by it.

    Raises PermissionDenied, or NotPossible when the referral is not being worked on or the day cannot be.
    """
    held = locked(referral)
    check_is(by, held, Actor.ORGANISATION)
    check_working(held)
    _check_day(held, contact.on)
    record = ContactRecord.objects.create(referral=held, by=by, **asdict(contact))
    if record.any_concern:
        open_concern_of_contact(contact=record, by=by)
    if contact.happened in CAME and (held.first_contact_on is None or contact.on < held.first_contact_on):
        held.first_contact_on = contact.on
        held.save(update_fields=["first_contact_on", "updated_at"])
    audit.record(
        "referral.contact",
        by=by,
        about=held,
        scope=held.prison,
        happened=contact.happened,
        planned=contact.planned,
    )
    if start and held.status in (Status.ACCEPTED, Status.WAITING_LIST):
        make_move(referral=held, move="start", by=by)
    return record


@transaction.atomic
def assign(*, referral: Referral, to: Any, by: Any, why: str = "") -> Referral:
    """Give the referral to a colleague, or to nobody in particular with None. Once more to who has it changes nothing.

    Raises PermissionDenied, or NotPossible for somebody who does not answer the organisation's referrals.
    """
    held = locked(referral)
    check_is(by, held, Actor.ORGANISATION)
    check_open(held)
    if to is not None and to not in colleagues(held):
        raise NotPossible("Choose somebody of your organisation who answers referrals.", "not-a-colleague")
    before = held.assigned_to
    if to == before:
        return held
    held.assigned_to = to
    held.save(update_fields=["assigned_to", "updated_at"])
    note = " ".join(part for part in (from_to(before, to), why.strip()) if part)
    write_line(referral=held, move=ASSIGN, actor=Actor.ORGANISATION, by=by, note=note)
    audit.record("referral.assigned", by=by, about=held, scope=held.prison, to=str(to.pk) if to else "")
    if to is not None and to != by:
        notify(ASSIGNED, to=[to], facts=page_facts(held, "case"), scope=held.prison)
    return held


def _check_day(referral: Referral, on: date) -> None:
    if on > timezone.localdate():
        raise NotPossible("The day of a contact cannot be to come: record it when it has happened.", "future")
    if referral.sent_at is not None and on < timezone.localdate(referral.sent_at):
        raise NotPossible("The day of a contact cannot be before the referral was sent.", "before-sent")
