"""How each kind of notification comes about, for the test that no e-mail carries personal data.

Each function does, with real actions and planted data, what makes the notification go out. A kind without a
trigger fails tests/project/test_emails.py: add one here with the kind.
"""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from directory.models import ServicePage
from tests.factories.accounts import user_with_role
from tests.factories.directory import GroupFactory, NeedFactory, OrganisationFactory, PrisonFactory, service
from tests.factories.referrals import person, referral

#: Words that stand in the planted data and must stand in no e-mail.
PLANTED = (
    "Zebulon", "Quickthorn", "A7731ZQ", "G4-017", "Griefwalk", "griefwalk", "Bereavement", "bereavement",
    "Widowers", "Lanternhouse", "lanternhouse", "Marigold", "01632 960077", "Choirmaster", "Ashcombe",
)  # fmt: skip

Trigger = Callable[[], None]
TRIGGERS: dict[str, Trigger] = {}


def triggers(code: str) -> Callable[[Trigger], Trigger]:
    """Say which kind of notification the function makes go out."""

    def note(trigger: Trigger) -> Trigger:
        TRIGGERS[code] = trigger
        return trigger

    return note


def planted_listing(*, email: str = "post@helping.example") -> ServicePage:
    """Return a listing under review, full of words that must not leave in an e-mail."""
    organisation = OrganisationFactory(name="Lanternhouse Trust", email=email, phone="01632 960077")
    prison = PrisonFactory(code="ZZQ", name="Ashcombe (HMP)")
    today = timezone.localdate()
    page = service(
        prison,
        organisation=organisation,
        title="Griefwalk group",
        needs=[NeedFactory(slug="bereavement", label="Bereavement")],
        groups=[GroupFactory(label="Widowers")],
        contact_name="Marigold Choirmaster",
        reviewed_on=today - timedelta(days=180),
        review_due_on=today,
    )
    user_with_role("coordinator", prison, name="Zebulon Quickthorn", email="coordinator@prison.example")
    return page


def planted_referral():
    """Return a referral of a planted person to the planted listing."""
    page = planted_listing()
    subject = person(
        page.prison, first_name="Zebulon", last_name="Quickthorn", prison_number="A7731ZQ", location="G4-017"
    )
    return referral(page, person=subject, status="sent", own_words="Griefwalk, please. Zebulon")
