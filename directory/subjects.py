"""What the directory holds about somebody with an account: where they are the contact, and what they confirmed."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from core.subject_access import Part, extend
from directory.models import ConfirmationAttempt, ListingProposal, Organisation, PrisonContact, ServicePage


def parts_of_user(user: Any) -> Iterator[Part]:
    """Yield what has the account's address, and what its holder noted or proposed."""
    wrong = Q(email_reported_wrong__iexact=user.email)
    organisations = Organisation.objects.filter(Q(email__iexact=user.email) | wrong)
    contact = ("name", "email", "email_reported_wrong", "phone")
    yield Part("Organisations with your address", organisations, fields=contact)
    listings = ServicePage.objects.filter(contact_email__iexact=user.email)
    contact = ("title", "contact_name", "contact_phone", "contact_email")
    yield Part("Services with your address", listings, fields=contact)
    contacts = PrisonContact.objects.filter(email__iexact=user.email)
    yield Part("Contacts of a prison", contacts, fields=("prison", "function", "name", "email"))
    attempts = ConfirmationAttempt.objects.filter(by=user)
    yield Part("How you confirmed listings", attempts, fields=("at", "by", "note"))
    changes = ListingProposal.objects.filter(proposed_by=user)
    proposed = ("created_at", "page", "before", "after", "note", "reason", "proposed_by")
    yield Part("Changes you proposed", changes, fields=proposed, others_words=("reason",))


extend("user", parts_of_user)
