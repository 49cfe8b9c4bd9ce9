"""An organisation confirms its listings from the link in a real browser, and a coordinator works the list."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from core.models import OutboxMessage
from core.notifications import Facts, notify
from directory.actions.reminders import send_due_reminders
from directory.actions.review import log_attempt
from directory.models import ListingStatus
from directory.notifications import LISTING_ANSWERED
from directory.review_link import make_token
from tests.factories.accounts import user_with_role
from tests.factories.directory import NeedFactory, OrganisationFactory, PrisonFactory, service
from tests.functional.keyboard import tab_to

pytestmark = pytest.mark.django_db(transaction=True)

WIDTH_OF_PAGE = "document.documentElement.scrollWidth"


@pytest.fixture
def organisation():
    return OrganisationFactory(name="Helping Hands of the West Country", email="office@helping.example")


@pytest.fixture
def prison():
    return PrisonFactory(code="TSF", name="Testfield (HMP)")


@pytest.fixture
def listings(organisation, prison):
    """Return three listings that are due, in two prisons."""
    need = NeedFactory(slug="loneliness", label="Loneliness")
    due = timezone.localdate() - timedelta(days=40)
    places = [prison, prison, PrisonFactory(code="TSG", name="Otherfield (HMP)")]
    titles = ["Tuesday choir", "Letters home", "Someone to talk to"]
    return [
        service(
            place,
            organisation=organisation,
            title=title,
            needs=[need],
            description="A volunteer sits with people and listens. They come every week.",
            reviewed_on=due - timedelta(days=180),
            review_due_on=due,
        )
        for place, title in zip(places, titles, strict=True)
    ]


@pytest.fixture
def link(settings, live_server, listings):
    """Return the link from the e-mail that the daily run sends."""
    settings.BASE_URL = live_server.url
    send_due_reminders()
    [sent] = mail.outbox
    return next(line for line in sent.body.splitlines() if line.startswith("http"))


def confirmed(listing) -> bool:
    return ListingStatus.objects.get(page=listing).reviewed_on == timezone.localdate()


def confirm_one_change_one_and_confirm_the_rest(page: Page, link: str, listings) -> None:
    """Do what an organisation does, by what it reads."""
    choir, letters, talk = listings
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your listings")
    assert not any(confirmed(listing) for listing in listings), "opening the link changes nothing"

    page.get_by_role("button", name="Nothing has changed in Tuesday choir").click()
    expect(page.get_by_text("1 listing is confirmed")).to_be_visible()
    assert confirmed(choir)

    page.get_by_role("link", name="It is full, paused, or something has changed in Letters home").click()
    page.get_by_label("Full, with a waiting list").check()
    page.get_by_label("How many weeks do people wait?").fill("6")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Staff see this at once")).to_be_visible()
    status = ListingStatus.objects.get(page=letters)
    assert (status.availability, status.typical_wait_weeks) == ("waiting-list", 6)

    page.get_by_role("button", name="Nothing has changed in all 2").click()
    expect(page.get_by_role("heading", name="Nothing is due")).to_be_visible()
    assert all(confirmed(listing) for listing in listings)
    assert ListingStatus.objects.get(page=talk).availability == "open"


def test_an_organisation_confirms_from_the_e_mail(page, link, listings):
    confirm_one_change_one_and_confirm_the_rest(page, link, listings)


def test_an_organisation_confirms_without_javascript(page_without_javascript, link, listings):
    confirm_one_change_one_and_confirm_the_rest(page_without_javascript, link, listings)


def test_the_keyboard_alone_confirms(page, link, listings):
    page.goto(link)
    tab_to(page, words="Nothing has changed in Tuesday choir", at_most=40)
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 listing is confirmed")).to_be_visible()
    assert [confirmed(listing) for listing in listings] == [True, False, False]


def test_what_is_wrong_in_a_form_is_said_at_the_top_and_at_the_field(page, axe, link):
    page.goto(link)
    page.get_by_role("link", name="something has changed in Tuesday choir").click()
    page.get_by_role("button", name="Tell the coordinator").click()
    expect(page.get_by_role("alert")).to_contain_text("Write what has changed")
    assert page.title().startswith("Error:")
    axe(page)
    page.get_by_role("link", name="Write what has changed").click()
    page.keyboard.type("It is on Thursdays now.")
    page.get_by_role("button", name="Tell the coordinator").click()
    expect(page.get_by_text("The coordinator has been told")).to_be_visible()


def check_all(browser: Page, axe, addresses: list[str]) -> None:
    """Check each address as it is, and as it is where no script of ours arrives."""
    width = browser.viewport_size["width"]
    for address in addresses:
        browser.goto(address)
        axe(browser)
        assert browser.evaluate(WIDTH_OF_PAGE) == width, address
    # axe itself is a script, so scripts are kept from arriving instead of switched off.
    browser.route("**/*.js", lambda route: route.abort())
    for address in addresses:
        browser.goto(address)
        axe(browser)


@pytest.fixture
def behind_the_link(link, listings, organisation) -> list[str]:
    token = link.rstrip("/").rpartition("/")[2]
    ended = make_token(organisation, timezone.localdate() - timedelta(days=1))
    return [
        link,
        f"{link}{listings[0].translation_key}/",
        f"{link}wrong-mailbox/",
        f"/directory/confirm/{ended}/",
        f"/directory/confirm/{token[:-3]}/",
        "/directory/confirmed/thank-you/",
        "/directory/confirmed/new-link/",
    ]


def test_axe_finds_nothing_behind_the_link(page, axe, behind_the_link):
    check_all(page, axe, behind_the_link)


def test_on_a_phone_axe_finds_nothing_behind_the_link(phone, axe, behind_the_link):
    check_all(phone, axe, behind_the_link)


@pytest.fixture
def coordinators_screens(listings, prison) -> tuple[object, list[str]]:
    """Return a coordinator and the addresses of their screens, with something on each."""
    coordinator = user_with_role("coordinator", prison)
    log_attempt(page=listings[0], by=coordinator, method="phone", disposition="no-answer", note="Ring after ten.")
    notify(LISTING_ANSWERED, to=[coordinator], facts=Facts(link="/accessibility/"))
    base = f"/directory/{prison.code}/review/"
    one = f"{base}{listings[0].translation_key}/"
    return coordinator, [base, f"{base}?state=closed", one, "/notifications/", "/notifications/settings/"]


def test_axe_finds_nothing_on_the_coordinators_screens(page, axe, sign_in, coordinators_screens):
    coordinator, addresses = coordinators_screens
    sign_in(page, coordinator)
    check_all(page, axe, addresses)


def test_on_a_phone_axe_finds_nothing_on_the_coordinators_screens(phone, axe, sign_in, coordinators_screens):
    coordinator, addresses = coordinators_screens
    sign_in(phone, coordinator)
    check_all(phone, axe, addresses)


def write_down_what_they_said(browser: Page, listings) -> None:
    """Do what a coordinator does with the telephone in one hand."""
    browser.goto(f"/directory/{listings[0].prison_id}/review/?state=review_due")
    browser.get_by_role("button", name="Phone : Tuesday choir").click()
    expect(browser.get_by_text("“Tuesday choir” is confirmed.")).to_be_visible()
    assert browser.url.endswith("?state=review_due")

    browser.get_by_role("link", name="Letters home").click()
    browser.get_by_label("No answer").check()
    browser.get_by_label("Note").fill("The office opens at ten.")
    browser.get_by_role("button", name="Save", exact=True).click()
    expect(browser.get_by_text("The office opens at ten.")).to_be_visible()
    assert confirmed(listings[0])
    assert not confirmed(listings[1])


def test_a_coordinator_writes_down_what_they_heard(page, sign_in, listings, prison):
    sign_in(page, user_with_role("coordinator", prison))
    write_down_what_they_said(page, listings)


def test_a_coordinator_writes_it_down_without_javascript(page_without_javascript, sign_in, listings, prison):
    sign_in(page_without_javascript, user_with_role("coordinator", prison))
    write_down_what_they_said(page_without_javascript, listings)


def test_axe_finds_nothing_on_undelivered_mail(page, axe, sign_in):
    OutboxMessage.objects.create(
        kind="directory.review-due", to="x@helping.example", message_id="<1@x>", state="dead", last_error="OSError"
    )
    sign_in(page, user_with_role("administrator"))
    page.goto("/notifications/undelivered/")
    axe(page)
    page.get_by_role("button", name="Send again Listings to check").click()
    expect(page.get_by_text("1 message is on its way again.")).to_be_visible()
    expect(page.get_by_role("heading", name="Nothing is stuck")).to_be_visible()
    axe(page)
