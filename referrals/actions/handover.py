"""A warm handover: work moves to another referral of the same person when both workers and the person agree."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from referrals.actions.work import locked
from referrals.change_log import OFFER_TAKEN_BACK, WARM_HANDOVER, write_line
from referrals.enums import WORKING, Actor
from referrals.models import Handover, Referral
from referrals.notifications import MOVED, tell_organisation
from referrals.permissions import actors_of, check_is
from referrals.policies import NotPossible, check_handed_over, check_working
from referrals.reference_numbers import tidy


@transaction.atomic
def offer_handover(*, referral: Referral, to_reference: str, person_agreed_on: date | None, by: Any) -> Handover:
    """Offer to hand work over to whoever has another referral of the same person, known by its reference.

    The reference is told by the other worker, so nobody learns here what else a person was referred to: one that
    is not the same person's open referral is answered like one that does not exist. Raises PermissionDenied or
    NotPossible.
    """
    held = locked(referral)
    check_is(by, held, Actor.ORGANISATION)
    check_working(held)
    _check_has_come(person_agreed_on)
    # One whose other side has ended waits for nobody.
    if held.handovers.filter(completed_at=None, to__status__in=WORKING).exists():
        raise NotPossible("A handover waits already: complete it first, or take the offer back.", "waiting")
    others = Referral.objects.filter(person=held.person, status__in=WORKING).exclude(pk=held.pk)
    to = others.filter(reference=tidy(to_reference)).select_related("organisation", "prison", "assigned_to").first()
    if to is None or held.person is None:
        raise NotPossible(
            "We cannot find an accepted referral of the same person with this reference. "
            "Ask the other worker to read it to you again.",
            "no-such-reference",
        )
    handover = Handover.objects.create(
        referral=held, to=to, giving_worker=by, giving_agreed_at=timezone.now(), person_agreed_on=person_agreed_on,
        person_asked_by=by if person_agreed_on else None,
    )  # fmt: skip
    audit.record("handover.offered", by=by, about=held, scope=held.prison)
    tell_organisation(to, MOVED)
    return handover


@transaction.atomic
def agree_to_handover(*, handover: Handover, by: Any) -> Handover:
    """Agree, as the worker who receives. Raises PermissionDenied, or NotPossible when it is settled already."""
    held = Handover.objects.select_for_update(of=("self",)).select_related("to", "referral").get(pk=handover.pk)
    to = held.to
    if to is None:
        raise NotPossible("This handover has nobody to receive it.", "nobody")
    check_is(by, to, Actor.ORGANISATION)
    check_working(to)
    if held.receiving_agreed_at is not None:
        raise NotPossible("This handover was agreed to already.", "agreed")
    held.receiving_worker, held.receiving_agreed_at = by, timezone.now()
    held.save()
    audit.record("handover.agreed", by=by, about=to, scope=to.prison)
    tell_organisation(held.referral, MOVED)
    return held


@transaction.atomic
def note_handover(
    *, handover: Handover, by: Any, person_agreed_on: date | None = None, met_together_on: date | None = None
) -> Handover:
    """Write down, as either worker, that the person agrees or that all three met.

    Raises PermissionDenied, or NotPossible for a day that is to come and once the handover is complete.
    """
    held, side = _of_side(handover, by)
    if held.completed_at is not None:
        raise NotPossible("This handover is complete: what was agreed stays.", "completed")
    _check_has_come(person_agreed_on, met_together_on)
    if person_agreed_on is not None and person_agreed_on != held.person_agreed_on:
        held.person_agreed_on, held.person_asked_by = person_agreed_on, by
    held.met_together_on = met_together_on or held.met_together_on
    held.save()
    audit.record("handover.noted", by=by, about=side, scope=side.prison)
    return held


@transaction.atomic
def complete_handover(*, handover: Handover, by: Any) -> Handover:
    """Complete, as either worker, a handover to which both workers and the person agreed.

    From here the one who receives works with the person; the one who gives ends their own referral when they are done.
    Raises PermissionDenied, or NotPossible that names who has not agreed yet, and once either referral has ended.
    """
    held, side = _of_side(handover, by)
    check_handed_over(held)
    # In one order, so that two handovers the opposite ways do not wait for each other.
    sides = sorted((each for each in (held.referral, held.to) if each is not None), key=lambda each: each.pk)
    both = [locked(each) for each in sides]
    for referral in both:
        check_working(referral)
    held.completed_at = timezone.now()
    held.save()
    note = _("Both workers and the person agreed.")
    for referral in both:
        write_line(referral=referral, move=WARM_HANDOVER, actor=Actor.ORGANISATION, by=by, note=note)
    audit.record("handover.completed", by=by, about=side, scope=side.prison)
    other = held.to if side == held.referral else held.referral
    if other is not None:
        tell_organisation(other, MOVED)
    return held


@transaction.atomic
def take_back_handover(*, handover: Handover, by: Any) -> None:
    """Take an offer back, as the side that gives, agreed to or not.

    The offer goes; the change log and the audit trail say that it was made and taken back. Raises PermissionDenied, or
    NotPossible once it is complete.
    """
    held, _side = _of_side(handover, by)
    check_is(by, held.referral, Actor.ORGANISATION)
    if held.completed_at is not None:
        raise NotPossible("This handover is complete: what was agreed stays.", "completed")
    to = held.to
    held.delete()
    write_line(referral=locked(held.referral), move=OFFER_TAKEN_BACK, actor=Actor.ORGANISATION, by=by)
    audit.record("handover.taken-back", by=by, about=held.referral, scope=held.referral.prison)
    if to is not None:
        tell_organisation(to, MOVED)


def _check_has_come(*days: date | None) -> None:
    """Raise NotPossible for a day that is to come."""
    if any(day is not None and day > timezone.localdate() for day in days):
        raise NotPossible("Write it down when it has happened: the day is to come.", "future")


def _of_side(handover: Handover, by: Any) -> tuple[Handover, Referral]:
    """Return the handover under its lock, and the referral of it that the user works on. Raises PermissionDenied."""
    held = Handover.objects.select_for_update(of=("self",)).select_related("to", "referral").get(pk=handover.pk)
    sides = [side for side in (held.referral, held.to) if side is not None]
    side = next((each for each in sides if Actor.ORGANISATION in actors_of(by, each)), held.referral)
    check_is(by, side, Actor.ORGANISATION)
    return held, side
