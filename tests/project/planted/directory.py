"""What the directory holds."""

from django.utils import timezone

from directory.models import InsertEdition, ListingProposal, PrisonContact
from tests.factories.accounts import user_with_role
from tests.factories.directory import OrganisationFactory, service
from tests.project.planted.planting import SPECIAL, plants, word


def _edition(sign: str) -> dict:
    """Return the content of an edition as it is printed, with a name in each place that has one."""
    named = [{"label": "Gate", "name": sign, "phone": sign, "hours": "", "note": sign}]
    return {
        "schema": 1,
        "urgent": named,
        "coordinators": named,
        "contacts": named,
        "ask": f"Ask the chaplain, {sign}",
        "services": [{"title": "Grief group", "contact": sign}],
    }


SPECIAL["directory.InsertEdition.content"] = _edition


@plants
def a_listing_with_everything_beside_it() -> None:
    """A listing with earlier and latest versions that name a contact, an edition and a decided change."""
    organisation = OrganisationFactory(email=f"{word()}@example.org".lower(), phone=word())
    page = service(organisation=organisation, contact_name=word(), contact_phone=word())
    coordinator = user_with_role("coordinator", page.prison)
    for name in (word(), word()):
        page.contact_name, page.contact_email = name, f"{word()}@example.org".lower()
        page.save_revision(user=coordinator).publish(user=coordinator)
    page.contact_name = word()
    page.save_revision(user=coordinator)
    PrisonContact.objects.create(prison=page.prison, function="gate", name=word())
    InsertEdition.objects.create(prison=page.prison, number=1, content={}, published_by=coordinator)
    ListingProposal.objects.create(
        page=page,
        before={},
        after={},
        state="approved",
        decided_at=timezone.now(),
        decided_by=coordinator,
    )
