"""Referring and following in a real browser: from an ACCT shortlist to an answer, by keyboard and without scripts."""

import pytest

from referrals.actions.moves import make_move
from referrals.enums import Status
from referrals.models import Referral
from referrals.policies import Why
from tests.factories.accounts import user_with_role
from tests.factories.referrals import person, referral
from tests.functional.finding import small_prison

pytestmark = pytest.mark.django_db(transaction=True)

WIDTH_OF_PAGE = "document.documentElement.scrollWidth"
FOCUSED = "document.activeElement"
WORDS = "I miss my nan and cannot sleep."


@pytest.fixture
def prison():
    return small_prison()


@pytest.fixture
def officer(prison):
    return user_with_role("staff", prison, name="Morgan Officer")


def shortlist_two(page) -> None:
    page.goto("/acct/EXI/?need=recent-death")
    page.get_by_role("button", name="Add to shortlist Sitting with grief").click()
    page.get_by_role("heading", name="Shortlist (1)").wait_for()
    page.get_by_role("button", name="Add to shortlist A candle in the chapel").click()
    page.get_by_role("heading", name="Shortlist (2)").wait_for()


def refer_shortlist(page, check=lambda page: None) -> None:
    shortlist_two(page)
    check(page)
    page.get_by_label("Prison number").fill("a1234bc")
    page.get_by_role("button", name="Refer the person to these 2 services").click()
    page.get_by_role("heading", name="Refer somebody to these 2 services").wait_for()
    page.get_by_text("Checked: there is no open referral to what stands above.").wait_for()
    assert questions(page) == SIX
    assert page.get_by_label("Prison number").input_value() == "a1234bc", "it is not asked twice"
    check(page)
    fill_in(page)
    page.get_by_role("button", name="Continue to a last look").last.click()
    page.get_by_role("heading", name="Last look before you send").wait_for()
    assert questions(page) == set(), "the last look asks nothing"
    check(page)
    page.get_by_role("button", name="Send 2 referrals").click()
    page.get_by_role("heading", name="2 referrals sent").wait_for()
    check(page)


SIX = {"prison_number", "full_name", "location", "own_words", "agreement_language", "agreement"}


def questions(page) -> set[str]:
    """Return what a page asks, as it stands in the browser: a group of choices is one question."""
    fields = page.locator("main input:not([type=hidden]):not([type=submit]), main select, main textarea")
    return {fields.nth(place).get_attribute("name") for place in range(fields.count())}


def fill_in(page, agreement="They said yes, to all of it") -> None:
    page.get_by_label("Name", exact=True).fill("Sam Fictional")
    page.get_by_label("Where they live").fill("B2-14")
    page.get_by_label("What would they like help with").fill(WORDS)
    page.get_by_label("In which language").fill("English")
    page.get_by_label(agreement, exact=True).check()


def sent_to(title: str) -> Referral:
    return Referral.objects.get(service__title=title)


def test_two_services_of_an_acct_shortlist_in_one_go(page, prison, officer, sign_in, axe):
    sign_in(page, officer)
    refer_shortlist(page, axe)
    assert Referral.objects.filter(status=Status.SENT).count() == 2
    page.get_by_role("link", name="Follow it Sitting with grief").click()
    page.get_by_role("heading", name="Sitting with grief").wait_for()
    axe(page)
    page.get_by_role("button", name="Copy the text").click()
    page.get_by_role("status").get_by_text("Copied").wait_for()
    page.get_by_role("link", name="Print a slip").click()
    page.get_by_role("heading", name="We have asked for you").wait_for()
    axe(page)
    page.emulate_media(media="print")
    assert not page.locator(".print-actions").is_visible()
    assert page.get_by_text("This does not replace opening an ACCT").is_visible()
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1


def test_the_whole_way_without_javascript(page_without_javascript, prison, officer, sign_in):
    page = page_without_javascript
    sign_in(page, officer)
    refer_shortlist(page)
    made = sent_to("Sitting with grief")
    worker = user_with_role("worker", made.organisation)
    make_move(referral=made, move="ask", by=worker, why=Why(note="Mornings or afternoons?"))
    page.get_by_role("link", name="My referrals").last.click()
    page.get_by_role("link", name="Sam Fictional").click()
    page.get_by_text("Mornings or afternoons?").first.wait_for()
    page.get_by_label("Your answer").fill("Mornings")
    page.get_by_role("button", name="Send your answer").click()
    page.get_by_text("Your answer is on its way").wait_for()
    made.refresh_from_db()
    assert made.status == Status.SENT


def test_from_a_service_s_page_by_the_full_form(page, prison, officer, sign_in, axe):
    sign_in(page, officer)
    page.goto("/find/EXI/?need=recent-death")
    page.get_by_role("link", name="Sitting with grief", exact=True).click()
    page.get_by_role("button", name="Refer somebody").click()
    page.get_by_label("Prison number").fill("A1234BC")
    page.get_by_role("button", name="Check and continue").click()
    page.get_by_label("Who explained it to them?").wait_for()
    axe(page)
    assert page.get_by_label("Who explained it to them?").input_value() == ""
    page.get_by_label("Who explained it to them?").fill("Key worker")
    fill_in(page, "They said yes")
    page.get_by_label("Everything on this form").check()
    page.get_by_label("Routine").check()
    page.get_by_role("button", name="Continue to a last look").click()
    page.get_by_role("link", name="Say whether contact is safe to arrange").wait_for()
    axe(page)
    assert page.get_by_label("Name", exact=True).input_value() == "Sam Fictional", "nothing typed is lost"
    page.get_by_label("Yes, staff have checked").check()
    page.get_by_role("button", name="Save and finish later").click()
    page.get_by_text("The draft is saved. Nothing was sent.").wait_for()
    page.get_by_role("link", name="Drafts (1)").click()
    axe(page)
    page.get_by_role("link", name="Sitting with grief", exact=True).click()
    page.get_by_role("button", name="Continue to a last look").click()
    page.get_by_role("button", name="Send the referral").click()
    page.get_by_role("heading", name="Referral sent").wait_for()


def test_a_service_that_is_full_leads_to_others(page, prison, officer, sign_in, axe):
    from directory.models import ListingStatus

    ListingStatus.objects.filter(page__title="Sitting with grief").update(availability="closed")
    sign_in(page, officer)
    page.goto("/find/EXI/?need=recent-death")
    listing = prison.services.get(title="Sitting with grief")
    page.goto(f"/referrals/new/EXI/?service={listing.translation_key}&need=recent-death")
    page.get_by_role("heading", name="This referral cannot be made").wait_for()
    axe(page)
    page.get_by_role("button", name="A candle in the chapel").click()
    page.get_by_role("heading", name="Before you refer").wait_for()


def test_an_open_referral_shows_as_soon_as_the_number_is_typed(page, prison, officer, sign_in, axe):
    """With a script: nothing else is typed in vain, and what was typed stays when another service is taken."""
    known = person(prison, prison_number="A1234BC", first_name="Sam", last_name="Fictional")
    referral(prison.services.get(title="Sitting with grief"), status=Status.SENT, person=known)
    sign_in(page, officer)
    page.goto("/acct/EXI/?need=recent-death")
    page.get_by_role("link", name="Refer somebody to Sitting with grief").click()
    page.get_by_label("Name", exact=True).fill("Sam Fictional")
    page.get_by_label("Prison number").fill("A1234BC")
    page.keyboard.press("Tab")
    page.get_by_text("This person already has an open referral to this service.").first.wait_for()
    assert page.evaluate(f"{FOCUSED}.id") == "check-number", "the keyboard stays where it was"
    axe(page)
    page.get_by_role("button", name="A candle in the chapel").click()
    page.get_by_role("heading", name="Refer somebody to this service").wait_for()
    assert page.get_by_label("Name", exact=True).input_value() == "Sam Fictional"
    fill_in(page)
    page.get_by_role("button", name="Continue to a last look").click()
    page.get_by_role("button", name="Send the referral").click()
    page.get_by_role("heading", name="Referral sent").wait_for()


def test_an_open_referral_shows_before_the_form_when_the_number_is_given_on_the_shortlist(
    page, prison, officer, sign_in, axe
):
    known = person(prison, prison_number="A1234BC", first_name="Sam", last_name="Fictional")
    referral(prison.services.get(title="Sitting with grief"), status=Status.SENT, person=known)
    sign_in(page, officer)
    shortlist_two(page)
    page.get_by_label("Prison number").fill("A1234BC")
    page.get_by_role("button", name="Down Sitting with grief").click()
    page.get_by_role("button", name="Up Sitting with grief").wait_for()
    assert page.get_by_label("Prison number").input_value() == "A1234BC", "the list changes, and it stays"
    page.get_by_role("button", name="Refer the person to these 2 services").click()
    page.get_by_role("heading", name="Refer somebody to this service").wait_for()
    assert page.get_by_text("This person already has an open referral to this service.").is_visible()
    assert page.get_by_label("Prison number").input_value() == "A1234BC"
    axe(page)


def test_an_open_referral_is_found_without_javascript(page_without_javascript, prison, officer, sign_in):
    page = page_without_javascript
    known = person(prison, prison_number="A1234BC", first_name="Sam", last_name="Fictional")
    referral(prison.services.get(title="Sitting with grief"), status=Status.SENT, person=known)
    sign_in(page, officer)
    page.goto("/acct/EXI/?need=recent-death")
    page.get_by_role("link", name="Refer somebody to Sitting with grief").click()
    assert questions(page) == SIX
    page.get_by_label("Prison number").fill("A1234BC")
    page.get_by_role("button", name="Check for an open referral first").click()
    page.get_by_text("This person already has an open referral to this service.").wait_for()
    assert questions(page) == set(), "nothing is asked in vain"
    page.go_back()
    page.get_by_label("Prison number").fill("A1234BC")
    fill_in(page)
    page.get_by_role("button", name="Check for an open referral first").click()
    page.get_by_text("This person already has an open referral to this service.").wait_for()
    page.get_by_role("button", name="A candle in the chapel").click()
    page.get_by_text("Ask them again: they agreed to another service.").wait_for()
    assert page.get_by_label("What would they like help with").input_value() == WORDS
    assert not page.get_by_label("They said yes, to all of it", exact=True).is_checked()
    assert page.get_by_label("In which language").input_value() == ""
    page.get_by_role("button", name="Continue to a last look").click()
    page.get_by_role("link", name="Say whether the person agrees, and to how much").wait_for()
    fill_in(page)
    page.get_by_role("button", name="Continue to a last look").click()
    page.get_by_role("button", name="Send the referral").click()
    page.get_by_role("heading", name="Referral sent").wait_for()


def test_a_decline_leads_to_another_service(page, prison, officer, sign_in, axe):
    sign_in(page, officer)
    page.goto("/acct/EXI/?need=recent-death")
    page.get_by_role("link", name="Refer somebody to Sitting with grief").click()
    page.get_by_label("Prison number").fill("A1234BC")
    fill_in(page)
    page.get_by_role("button", name="Continue to a last look").click()
    page.get_by_role("button", name="Send the referral").click()
    page.get_by_role("heading", name="Referral sent").wait_for()
    made = sent_to("Sitting with grief")
    worker = user_with_role("worker", made.organisation)
    make_move(referral=made, move="decline", by=worker, why=Why("full-places", "", "They are full until spring."))
    page.goto("/referrals/")
    axe(page)
    page.get_by_role("link", name="Sam Fictional").click()
    axe(page)
    page.get_by_role("button", name="I have told the person").click()
    page.get_by_text("Written down: the person has been told.").wait_for()
    page.get_by_role("link", name="A candle in the chapel").click()
    page.get_by_label("In which language").fill("English")
    page.get_by_label("They said yes, to all of it", exact=True).check()
    page.get_by_role("button", name="Continue to a last look").click()
    page.get_by_role("button", name="Send the referral").click()
    page.get_by_role("heading", name="Referral sent").wait_for()
    other = sent_to("A candle in the chapel")
    make_move(referral=other, move="accept", by=user_with_role("worker", other.organisation))
    page.goto("/referrals/?tab=answered")
    page.get_by_role("cell", name="Accepted").wait_for()


def test_the_coordinator_sees_where_it_stands_and_nobody_s_name(page, prison, officer, sign_in, axe):
    sign_in(page, officer)
    refer_shortlist(page)
    sign_in(page, user_with_role("coordinator", prison))
    page.goto("/referrals/oversee/")
    axe(page)
    assert "Fictional" not in page.content()
    page.get_by_role("link", name=sent_to("Sitting with grief").reference).click()
    axe(page)
    assert "Fictional" not in page.content()
    page.get_by_role("button", name="Remind the organisation").click()
    page.get_by_text("The organisation is reminded.").wait_for()
    assert not page.get_by_role("button", name="Remind the organisation").is_visible()


def test_by_keyboard_alone(page, prison, officer, sign_in):
    sign_in(page, officer)
    listing = prison.services.get(title="Sitting with grief")
    page.goto(f"/referrals/new/EXI/?service={listing.translation_key}&source=acct-review")
    _tab_to(page, "[name=prison_number]")
    page.keyboard.type("A1234BC")
    texts = {"full_name": "Sam Fictional", "location": "B2", "own_words": "x", "agreement_language": "English"}
    for name, typed in texts.items():
        _tab_to(page, f"[name={name}]")
        page.keyboard.type(typed)
    _tab_to(page, "[name=agreement]")
    page.keyboard.press("Space")
    _tab_to(page, "main .govuk-button-group button")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Last look before you send").wait_for()
    _tab_to(page, "button[name=send]")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Referral sent").wait_for()


def test_on_a_phone_and_without_scripts_nothing_sticks_out(phone, page_without_scripts, prison, officer, sign_in, axe):
    for page, width in ((phone, 375), (page_without_scripts, 1280)):
        sign_in(page, officer)
        listing = prison.services.get(title="Sitting with grief")
        start = f"/referrals/new/EXI/?service={listing.translation_key}"
        for address in (
            start,
            f"{start}&source=acct-review",
            "/referrals/",
            "/referrals/new/EXI/",
            "/referrals/new/EXI/blank-slip/",
        ):
            page.goto(address)
            assert page.evaluate(WIDTH_OF_PAGE) == width, address
            axe(page)


def _tab_to(page, selector: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(f"{FOCUSED}.matches({selector!r})"):
            return
    raise AssertionError(f"{selector} cannot be reached with the Tab key")
