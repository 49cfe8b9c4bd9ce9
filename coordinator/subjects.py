"""What the desk holds about somebody with an account: posts they are named in, and offers with their address."""

from collections.abc import Iterator
from typing import Any

from coordinator.models import Appointment, ServiceOffer
from core.subject_access import Part, extend


def parts_of_user(user: Any) -> Iterator[Part]:
    """Yield posts, and offers whose contact person has the account's address."""
    posts = Appointment.objects.filter(user=user)
    yield Part("Posts", posts, fields=("prison", "post", "starts_on", "ends_on", "user", "name", "phone"))
    offers = ServiceOffer.objects.filter(contact_email__iexact=user.email)
    contact = ("created_at", "prison", "organisation_name", "contact_name", "contact_email", "contact_phone")
    yield Part("Offers with your address", offers, fields=contact)


extend("user", parts_of_user)
