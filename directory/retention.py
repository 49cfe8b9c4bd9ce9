"""When the directory forgets who did something, and contacts that nobody keeps true."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from core.models import PrivacySettings
from core.retention import Rule, register, still_filled
from core.retention.rules import Rows, delete
from directory import models as m
from directory.enums import ProposalState
from directory.models.spreadsheets import KEPT_FOR

#: The parts of a printed insert that name people; `directory/insert/content.py` writes them.
_CONTACTS = ("urgent", "coordinators", "contacts")


def _acted_days() -> int:
    return PrivacySettings.load().acted_days


def _stale_listings(before: datetime) -> Rows:
    """Return listings with a contact that nobody confirmed since then."""
    confirmed = Q(status__reviewed_on__gte=before.date()) | Q(status__reviewed_on=None, status__created_at__gte=before)
    listings = m.ServicePage.objects.filter(still_filled(m.ServicePage)).exclude(confirmed)
    return listings.filter(Q(latest_revision_created_at=None) | Q(latest_revision_created_at__lt=before))


def _quiet_organisations(before: datetime) -> Rows:
    """Return organisations outside the national catalogue that nobody dealt with since then."""
    services = m.ServicePage.objects.filter(organisation=OuterRef("pk"))
    confirmed = services.filter(status__reviewed_on__gte=before.date())
    filled = m.Organisation.objects.filter(still_filled(m.Organisation))
    return filled.filter(in_catalogue=False, updated_at__lt=before).exclude(Exists(confirmed))


def _strip_editions(rows: Rows) -> None:
    """Take people's names and extensions out of frozen editions; what they said of services stays."""
    for edition in rows:
        edition.content = without_contacts(edition.content)
        edition.published_by = None
        edition.save(update_fields=["content", "published_by", "updated_at"])


def without_contacts(content: dict[str, Any]) -> dict[str, Any]:
    """Return an edition's content without whom to ring."""
    services = [service | {"contact": ""} for service in content.get("services", [])]
    return content | {part: [] for part in _CONTACTS} | {"ask": "", "services": services, "contacts_removed": True}


register(
    Rule(
        code="directory.uploads",
        label="Uploaded spreadsheets",
        sentence="Spreadsheets that nobody imported are deleted after a day.",
        days=lambda: KEPT_FOR.days,
        due=lambda before: m.SpreadsheetUpload.objects.filter(created_at__lt=before),
        covers=(m.SpreadsheetUpload,),
        carry_out=delete,
    )
)
register(
    Rule(
        code="directory.attempts",
        label="Attempts to confirm a listing",
        sentence="Of attempts to confirm a listing, the note and who made it go.",
        days=_acted_days,
        due=lambda before: m.ConfirmationAttempt.objects.filter(still_filled(m.ConfirmationAttempt), at__lt=before),
        covers=(m.ConfirmationAttempt,),
    )
)
register(
    Rule(
        code="directory.editions",
        label="Old editions of the insert",
        sentence="Old editions of an insert lose the names and extensions of contacts, and who published them.",
        days=_acted_days,
        due=lambda before: m.InsertEdition.objects.filter(published_at__lt=before).exclude(
            content__has_key="contacts_removed"
        ),
        covers=(m.InsertEdition,),
        carry_out=_strip_editions,
    )
)
register(
    Rule(
        code="directory.distributions",
        label="Copies of the insert",
        sentence="Of copies that were handed out, it is no longer kept who noted them.",
        days=_acted_days,
        due=lambda before: m.InsertDistribution.objects.filter(
            still_filled(m.InsertDistribution), on__lt=before.date()
        ),
        covers=(m.InsertDistribution,),
    )
)
register(
    Rule(
        code="directory.proposals",
        label="Decided changes to listings",
        sentence="Of decided changes, the texts and who proposed and decided them go; that there was one stays.",
        days=_acted_days,
        due=lambda before: m.ListingProposal.objects.filter(
            still_filled(m.ListingProposal), decided_at__lt=before
        ).exclude(state=ProposalState.WAITING),
        covers=(m.ListingProposal,),
    )
)
register(
    Rule(
        code="directory.listings",
        label="Contacts of listings nobody confirms",
        sentence="A listing that nobody confirmed loses its contact person, phone and address.",
        days=_acted_days,
        due=_stale_listings,
        covers=(m.ServicePage,),
    )
)
register(
    Rule(
        code="directory.organisations",
        label="Mailboxes of organisations nobody deals with",
        sentence="An organisation without a listing that was confirmed loses its mailbox and phone number.",
        days=_acted_days,
        due=_quiet_organisations,
        covers=(m.Organisation,),
    )
)
register(
    Rule(
        code="directory.contacts",
        label="Names beside a prison's extensions",
        sentence="A prison's contact that nobody changed loses the name; the extension stays.",
        days=_acted_days,
        due=lambda before: m.PrisonContact.objects.filter(still_filled(m.PrisonContact), updated_at__lt=before),
        covers=(m.PrisonContact,),
    )
)
