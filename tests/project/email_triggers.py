"""How each kind of notification comes about, for the test that no e-mail carries personal data.

Each function does, with real actions and planted data, what makes the notification go out. A kind without a
trigger fails tests/project/test_emails.py: add one here with the kind.
"""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from accounts.models import User
from core.notifications import send_digests, set_preferences
from directory.actions import answers, proposals
from directory.actions.reminders import send_due_reminders
from directory.models import ServicePage
from directory.notifications import LISTING_ANSWERED
from referrals.notifications import tell
from referrals.workflow import MOVES
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


@triggers("directory.review-due")
def review_due() -> None:
    """A reminder to the organisation's mailbox."""
    planted_listing()
    send_due_reminders()


@triggers("directory.review-due-here")
def review_due_here() -> None:
    """A reminder to the coordinator, because the organisation has no mailbox."""
    planted_listing(email="")
    send_due_reminders()


@triggers("directory.review-link")
def review_link() -> None:
    """A new link that the organisation asked for."""
    answers.send_new_link(organisation=planted_listing().organisation)


@triggers("directory.listing-answered")
def listing_answered() -> None:
    """A change reported through the link."""
    page = planted_listing()
    answers.report_change(organisation=page.organisation, page=page, text="Ask Marigold Choirmaster on 01632 960077.")


def planted_proposal():
    """Return a change that waits, full of words that must not leave in an e-mail."""
    page = planted_listing()
    lead = user_with_role("lead", page.organisation, name="Zebulon Quickthorn", email="lead@helping.example")
    return proposals.propose_change(
        page=page, changes={"summary": "Bereavement for Widowers"}, by=lead, note="Ask Marigold Choirmaster."
    ).proposal


@triggers("directory.change-proposed")
def change_proposed() -> None:
    """A change that an organisation proposes."""
    planted_proposal()


@triggers("directory.change-decided")
def change_decided() -> None:
    """A change that the prison turned down."""
    proposal = planted_proposal()
    by = User.objects.get(email="coordinator@prison.example")
    proposals.decline_proposal(proposal=proposal, by=by, reason="Marigold Choirmaster has left.")


@triggers("core.digest")
def digest() -> None:
    """The daily e-mail of a coordinator who asked for one."""
    page = planted_listing()
    user = User.objects.get(email="coordinator@prison.example")
    set_preferences(by=user, cadences={LISTING_ANSWERED.code: "daily"})
    answers.report_closed(organisation=page.organisation, page=page)
    send_digests()


@triggers("referrals.answer-needed")
def answer_needed() -> None:
    """A referral that was sent."""
    tell(planted_referral(), MOVES["send"])


@triggers("referrals.moved")
def moved() -> None:
    """An answer to the referrer."""
    tell(planted_referral(), MOVES["accept"])


@triggers("referrals.returned")
def returned() -> None:
    """A referral that came back to the coordinator."""
    tell(planted_referral(), MOVES["return"])


@triggers("accounts.sign_in")
def sign_in() -> None:
    """A new password that somebody asked for."""
    user_with_role("staff", PrisonFactory(), name="Zebulon Quickthorn", email="officer@prison.example")
    assert Client().post("/accounts/password/reset/", {"email": "officer@prison.example"}).status_code == 302
