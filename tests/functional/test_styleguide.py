"""Every component in a real browser: accessible, within the screen, and of use with and without a script."""

import pytest

from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

WIDTH_OF_PAGE = "document.documentElement.scrollWidth"


@pytest.fixture(autouse=True)
def _developer(settings):
    """The style guide answers on a developer's machine only."""
    settings.DEBUG = True


@pytest.mark.parametrize("query", ["", "?errors=1&messages=1", "?print=1"])
def test_axe_finds_nothing(page, axe, query):
    page.goto(f"/styleguide/{query}")
    axe(page)


@pytest.mark.parametrize("query", ["", "?errors=1&messages=1", "?print=1"])
def test_on_a_phone_nothing_sticks_out_and_axe_finds_nothing(phone, axe, query):
    phone.goto(f"/styleguide/{query}")
    assert phone.evaluate(WIDTH_OF_PAGE) == 375
    axe(phone)


def test_axe_finds_nothing_for_somebody_signed_in(page, axe, sign_in):
    sign_in(page, UserFactory())
    page.goto("/styleguide/")
    assert page.get_by_role("button", name="Sign out").is_visible()
    axe(page)


def test_on_a_phone_the_menu_opens_by_keyboard(phone, axe):
    phone.goto("/styleguide/")
    entry = phone.get_by_role("link", name="People who come in")
    assert not entry.is_visible()
    phone.get_by_role("button", name="Menu").press("Enter")
    assert entry.is_visible()
    axe(phone)


def test_at_double_size_nothing_sticks_out(page):
    # A window of 640 pixels is what remains of 1280 at a zoom of 200%.
    page.set_viewport_size({"width": 640, "height": 450})
    page.goto("/styleguide/")
    assert page.evaluate(WIDTH_OF_PAGE) == 640


def test_the_skip_link_comes_first_and_leads_to_the_content(page):
    page.goto("/styleguide/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"


def test_focus_is_seen_on_every_kind_of_control(page):
    page.goto("/styleguide/")
    for selector in (".govuk-link", ".app-tile", ".app-chip[href]", ".govuk-button", ".app-header__link"):
        control = page.locator(f"{selector}:visible").first
        resting = control.evaluate("element => getComputedStyle(element).backgroundColor")
        control.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        # Buttons and links fade from one colour to the other.
        page.wait_for_function("() => getComputedStyle(document.activeElement).backgroundColor === 'rgb(255, 221, 0)'")
        assert resting != "rgb(255, 221, 0)", selector


def test_an_error_leads_to_its_field_by_keyboard(page):
    page.goto("/styleguide/?errors=1")
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    page.get_by_role("link", name="Enter a date").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_start_day"


def test_an_option_shows_the_question_that_belongs_to_it(page):
    page.goto("/styleguide/")
    question = page.get_by_label("Language of the letter")
    assert not question.is_visible()
    page.locator("#id_how_2").check()
    assert question.is_visible()
    page.locator("#id_how_0").check()
    assert not question.is_visible()
    page.locator("#id_how_2").check()
    assert question.is_visible()


def test_copying_says_that_it_was_done(page):
    page.goto("/styleguide/")
    page.get_by_role("button", name="Copy this text").click()
    page.get_by_role("status").get_by_text("Copied").wait_for()


def test_without_a_script_everything_is_there_but_what_needs_one(page_without_javascript, axe):
    page = page_without_javascript
    page.goto("/styleguide/")
    assert page.get_by_label("Language of the letter").is_visible()
    assert page.get_by_text("Nine visits").is_visible()
    for name in ("Copy this text", "Print this page", "Show password"):
        assert page.get_by_role("button", name=name).count() == 0


def test_typing_refreshes_a_part_of_the_page_and_starts_its_components(page):
    page.goto("/styleguide/")
    page.locator("#results").get_by_text("Results go here.").wait_for()
    page.get_by_label("What is troubling the person?").press_sequentially("debt")
    page.locator("#results [role=tab]").first.wait_for()


def test_nothing_shown_is_left_behind_in_the_browser(page):
    page.goto("/styleguide/")
    page.get_by_label("What is troubling the person?").press_sequentially("debt")
    page.locator("#results [role=tab]").first.wait_for()
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0


def test_a_refresh_that_fails_is_said(page):
    page.goto("/styleguide/")
    page.route("**/styleguide/?text=*", lambda route: route.fulfill(status=500, body="broken"))
    page.get_by_label("What is troubling the person?").press_sequentially("d")
    page.get_by_text("This part could not be refreshed. Press the button to try again.").wait_for()
    page.unroute("**/styleguide/?text=*")
    page.get_by_label("What is troubling the person?").press_sequentially("e")
    page.locator("#results [role=tab]").first.wait_for()
    assert page.get_by_text("This part could not be refreshed").count() == 0


def test_a_refresh_after_the_session_ended_leads_to_signing_in(page):
    page.goto("/styleguide/")
    page.route(
        "**/styleguide/?text=*",
        lambda route: route.fulfill(status=302, headers={"Location": "/accounts/login/?next=/styleguide/"}),
    )
    page.get_by_label("What is troubling the person?").press_sequentially("d")
    page.wait_for_url("**/accounts/login/**")


def test_printing_a_screen_leaves_out_what_is_of_no_use_on_paper(page):
    page.goto("/styleguide/")
    page.emulate_media(media="print")
    for selector in (".app-header", ".govuk-breadcrumbs", ".govuk-button", ".app-footer", ".govuk-pagination"):
        assert not page.locator(selector).first.is_visible(), selector
    for selector in (".govuk-notification-banner__title", ".govuk-warning-text__icon", ".govuk-tag"):
        colour = page.locator(selector).first.evaluate("element => getComputedStyle(element).color")
        assert colour == "rgb(0, 0, 0)", selector
    assert page.locator(".app-boundary").is_visible()
    assert page.locator(".app-boundary__icon").is_visible()
