"""Loops that close, with each side at its own screens: decline to acceptance, another prison, a warm handover."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from core.workdays import add_working_days
from referrals.actions.moves import make_move
from referrals.enums import Status, Urgency
from referrals.models import Handover, Referral
from tests.factories.accounts import user_with_role
from tests.factories.directory import NeedFactory, OrganisationFactory, PrisonFactory, service
from tests.factories.referrals import person, referral
from tests.functional.finding import small_prison

pytestmark = pytest.mark.django_db(transaction=True)


def unchecked(page: Page) -> None:
    """Check nothing: axe needs JavaScript."""


def decline_to_acceptance(page: Page, sign_in, check) -> None:
    """Refer, decline, tell the person, refer to the other service, accept; then see it accepted."""
    prison = small_prison()
    officer = user_with_role("staff", prison, name="Morgan Officer")
    sign_in(page, officer)
    page.goto("/acct/EXI/?need=recent-death")
    page.get_by_role("link", name="Refer somebody to Sitting with grief").click()
    page.get_by_label("Prison number").fill("A1234BC")
    page.get_by_label("Name", exact=True).fill("Sam Fictional")
    page.get_by_label("Where they live").fill("B2-14")
    page.get_by_label("In which language").fill("English")
    page.get_by_label("They said yes, to all of it").check()
    page.get_by_role("button", name="Continue to a last look").click()
    page.get_by_role("button", name="Send the referral").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Referral sent")

    first = Referral.objects.get()
    answer(page, sign_in, check, first, "Decline")
    page.get_by_label("Full: no places").check()
    page.get_by_label("What the person can be told").fill("They have no places until spring.")
    check(page)
    page.get_by_role("button", name="Decline").click()
    expect(page.get_by_text("Declined. The referrer has the reason")).to_be_visible()
    check(page)

    sign_in(page, officer)
    page.goto("/referrals/")
    expect(page.get_by_role("link", name="Needs something from me (1)")).to_be_visible()
    page.get_by_role("link", name="Sam Fictional").click()
    expect(page.get_by_text("They have no places until spring.").first).to_be_visible()
    page.get_by_role("button", name="I have told the person").click()
    check(page)
    page.get_by_role("link", name="A candle in the chapel").click()
    page.get_by_label("In which language").fill("English")
    page.get_by_label("They said yes, to all of it").check()
    page.get_by_role("button", name="Continue to a last look").click()
    page.get_by_role("button", name="Send the referral").click()

    second = Referral.objects.get(service__title="A candle in the chapel")
    answer(page, sign_in, check, second, "Accept")
    page.get_by_role("button", name="Accept", exact=True).click()
    expect(page.get_by_text("Accepted. The referrer has been told.")).to_be_visible()
    sign_in(page, officer)
    page.goto("/referrals/?tab=answered")
    expect(page.get_by_role("cell", name="Accepted")).to_be_visible()
    page.goto(f"/referrals/{first.pk}/follow/")
    expect(page.get_by_text("Referred instead to:")).to_be_visible()
    check(page)


def answer(page: Page, sign_in, check, made: Referral, move: str) -> None:
    """Sign in at the charity, find the referral in its inbox and choose an answer."""
    sign_in(page, user_with_role("worker", made.organisation, name=f"Worker of {made.service.title}"))
    page.goto("/referrals/inbox/")
    check(page)
    page.get_by_role("link", name=made.reference).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sam Fictional")
    check(page)
    page.get_by_role("button", name=move, exact=True).click()


def test_a_decline_leads_to_a_service_that_accepts(page, sign_in, axe):
    decline_to_acceptance(page, sign_in, axe)


def test_the_whole_loop_without_javascript(page_without_javascript, sign_in):
    decline_to_acceptance(page_without_javascript, sign_in, unchecked)


@pytest.fixture
def listing():
    organisation = OrganisationFactory(name="Helping Hands", email="office@helping.example")
    need = NeedFactory(slug="loneliness", label="Loneliness")
    return service(
        PrisonFactory(code="TSF", name="Testfield (HMP)"),
        organisation=organisation,
        title="Someone to talk to",
        needs=[need],
    )


@pytest.fixture
def worker(listing):
    return user_with_role("worker", listing.organisation, name="Wanda Worker")


def taken(listing, who=None) -> Referral:
    """Return a referral of Sam Example that was accepted."""
    staff = user_with_role("staff", listing.prison, name="Kim Keyworker")
    who = who or person(listing.prison, first_name="Sam", last_name="Example", location="B wing")
    made = referral(listing, referrer=staff, person=who)
    made.needs.set(listing.needs.all())
    make_move(referral=made, move="send", by=staff)
    return make_move(referral=made, move="accept", by=user_with_role("lead", listing.organisation))


def fill_day(page: Page, group: str, day) -> None:
    boxes = page.get_by_role("group", name=group)
    for label, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        boxes.get_by_label(label).fill(str(value))


def test_work_goes_on_in_the_prison_that_the_person_moves_to(page, sign_in, axe, listing, worker):
    there = service(
        PrisonFactory(code="OTH", name="Otherplace (HMP)"),
        organisation=listing.organisation,
        title="Someone to talk to, Otherplace",
    )
    coordinator = user_with_role("coordinator", there.prison)
    colleague = user_with_role("staff", there.prison, name="Robin Receiver")
    made = taken(listing)
    sign_in(page, worker)
    page.goto(f"/referrals/{made.pk}/")
    page.get_by_role("link", name="The person moves to another prison").click()
    expect(page.get_by_text("This does not replace opening an ACCT")).to_be_visible()
    axe(page)
    page.get_by_label("Which prison has the person moved to").select_option(label="Otherplace (HMP)")
    page.get_by_role("button", name="Continue").click()
    axe(page)
    page.get_by_role("button", name="Go on there").click()
    expect(page.get_by_role("alert")).to_be_visible()
    axe(page)
    fill_day(page, "On which day did the person agree", timezone.localdate())
    page.get_by_role("button", name="Go on there").click()
    expect(page.get_by_text("Work goes on there.")).to_be_visible()
    expect(page.get_by_text("Goes on in another prison")).to_be_visible()
    axe(page)

    sign_in(page, coordinator)
    page.goto("/referrals/oversee/")
    page.get_by_role("link", name=made.reference).click()
    expect(page.get_by_text("Whoever made this referral can no longer follow it.")).to_be_visible()
    page.get_by_text("Give it to a colleague", exact=True).first.click()
    page.get_by_label("Who follows it from now on?").select_option(label="Robin Receiver")
    page.get_by_label("Whoever followed it has left or moved").check()
    axe(page)
    page.get_by_role("button", name="Give it to a colleague").click()
    expect(page.get_by_text("Your colleague follows it from now on, and is told.")).to_be_visible()
    assert "Sam" not in page.content()

    sign_in(page, colleague)
    page.goto(f"/referrals/{made.pk}/follow/")
    expect(page.get_by_text("Given to a colleague to follow")).to_be_visible()
    axe(page)


def test_a_warm_handover_is_taken_back_offered_again_and_agreed_by_all_three(page, sign_in, axe, listing, worker):
    other = service(listing.prison, organisation=OrganisationFactory(name="Next Steps"), title="After the gate")
    receiver = user_with_role("worker", other.organisation, name="Rhys Receiver")
    made = taken(listing)
    onward = taken(other, made.person)
    sign_in(page, worker)
    page.goto(f"/referrals/{made.pk}/")
    page.get_by_role("link", name="Hand over to another worker").click()
    axe(page)
    page.get_by_label("Reference of their referral").fill("R-2222-222")
    page.get_by_role("button", name="Offer the handover").click()
    expect(page.get_by_role("alert")).to_contain_text("We cannot find an accepted referral of the same person")
    axe(page)
    page.get_by_label("Reference of their referral").fill(onward.reference.lower())
    page.get_by_role("button", name="Offer the handover").click()
    expect(page.get_by_text("Offered. The other worker has been told")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Take the offer back").click()
    expect(page.get_by_text("Taken back. The other worker has been told.")).to_be_visible()
    expect(page.get_by_text("The offer to hand over was taken back")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Hand over to another worker").click()
    page.get_by_label("Reference of their referral").fill(onward.reference)
    page.get_by_role("button", name="Offer the handover").click()
    expect(page.get_by_text("Offered. The other worker has been told")).to_be_visible()

    sign_in(page, receiver)
    page.goto(f"/referrals/{onward.pk}/")
    page.get_by_role("button", name="I agree to take this on").click()
    expect(page.get_by_text("You agreed to the handover.")).to_be_visible()
    page.get_by_role("link", name="Write down that the person agrees or that all met").click()
    axe(page)
    fill_day(page, "Day the person agreed", timezone.localdate())
    fill_day(page, "Day all three met", timezone.localdate())
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("All agree: it can be completed.")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Complete the handover").click()
    expect(page.get_by_text("Handed over. The other worker has been told.")).to_be_visible()
    axe(page)
    assert Handover.objects.get().completed_at is not None


def test_the_coordinator_takes_up_an_urgent_referral_that_nobody_answered(page, sign_in, axe, listing):
    staff = user_with_role("staff", listing.prison)
    coordinator = user_with_role("coordinator", listing.prison)
    made = make_move(referral=referral(listing, referrer=staff, urgency=Urgency.TODAY), move="send", by=staff)
    late = add_working_days(timezone.localdate(), -2)
    Referral.objects.filter(pk=made.pk).update(sent_at=timezone.now() - timedelta(days=7), answer_due_on=late)
    call_command("run_clock")
    sign_in(page, coordinator)
    page.goto("/referrals/oversee/?state=returned")
    axe(page)
    page.get_by_role("link", name=made.reference).click()
    axe(page)
    page.get_by_role("button", name="Ask the organisation again").click()
    expect(page.get_by_text("The organisation is asked again, with a new day to answer by.")).to_be_visible()
    made.refresh_from_db()
    assert made.status == Status.SENT
    assert made.answer_due_on > timezone.localdate()
