"""Offers of organisations: taken from the public form, then decided by the prison."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from coordinator.actions.engagements import start_engagement
from coordinator.enums import OPEN_OFFERS, OfferState
from coordinator.models import ServiceOffer
from coordinator.notifications import OFFER_RECEIVED
from coordinator.permissions import check_coordinates
from core import audit
from core.notifications import Facts, notify
from core.people import in_charge
from directory.actions.curate import add_organisation
from directory.models import Organisation, Prison


@transaction.atomic
def submit_offer(*, prison: Prison, by: Any, needs: Any = (), **facts: Any) -> ServiceOffer:
    """Keep what somebody without an account offers, and tell the prison's coordinators. `by` is None for visitors.

    Raises ValidationError.
    """
    offer = ServiceOffer(prison=prison, **facts)
    offer.full_clean()
    offer.save()
    offer.needs.set(needs)
    audit.record("offer.received", by=by, about=offer, scope=prison, actor_label="" if by else "public form")
    link = reverse("coordinator:offer", args=[prison.code, offer.pk])
    notify(OFFER_RECEIVED, to=in_charge(prison), scope=prison, facts=Facts(link=link))
    return offer


@transaction.atomic
def keep_talking(*, offer: ServiceOffer, by: Any, note: str = "") -> None:
    """Note that the prison is in touch. Raises PermissionDenied, or ValidationError when it is decided."""
    waiting = _open(offer, by)
    waiting.state, waiting.note = OfferState.TALKING, note.strip()[:300]
    waiting.save(update_fields=["state", "note", "updated_at"])
    audit.record("offer.talking", by=by, about=waiting, scope=waiting.prison)


@transaction.atomic
def decline_offer(*, offer: ServiceOffer, by: Any, note: str) -> None:
    """Decline an offer. Raises PermissionDenied, or ValidationError without a reason or when it is decided."""
    waiting = _open(offer, by)
    if not note.strip():
        raise ValidationError({"note": "Write why, so that whoever answers them can say it."})
    _decide(waiting, OfferState.DECLINED, by, note)


@transaction.atomic
def accept_offer(*, offer: ServiceOffer, by: Any, organisation: Organisation | None = None, note: str = "") -> Any:
    """Accept an offer: its organisation (a new one when none is given) starts on the checklist. Returns that.

    Raises PermissionDenied, or ValidationError when it is decided or the organisation is on the list already.
    """
    waiting = _open(offer, by)
    if organisation is None:
        organisation = add_organisation(organisation=_organisation_of(waiting), by=by)
        organisation.needs.set(waiting.needs.all())
    waiting.organisation = organisation
    _decide(waiting, OfferState.ACCEPTED, by, note)
    return start_engagement(prison=waiting.prison, organisation=organisation, by=by)


def _organisation_of(offer: ServiceOffer) -> Organisation:
    return Organisation(
        name=offer.organisation_name,
        charity_number=offer.charity_number,
        website=offer.website,
        email=offer.contact_email,
        phone=offer.contact_phone,
        what_they_do=offer.what,
    )


def _open(offer: ServiceOffer, by: Any) -> ServiceOffer:
    check_coordinates(by, offer.prison)
    locked: ServiceOffer = ServiceOffer.objects.select_for_update().get(pk=offer.pk)
    if locked.state not in OPEN_OFFERS:
        raise ValidationError("This offer has been decided already.")
    return locked


def _decide(offer: ServiceOffer, state: OfferState, by: Any, note: str) -> None:
    offer.state, offer.note, offer.decided_by, offer.decided_at = state, note.strip()[:300], by, timezone.now()
    offer.save()
    audit.record(f"offer.{state}", by=by, about=offer, scope=offer.prison)
