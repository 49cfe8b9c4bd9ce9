"""Finding help in a real browser, with and without JavaScript, by keyboard alone and on a phone."""

import re

import pytest

from tests.factories.accounts import user_with_role
from tests.functional.finding import small_prison
from tests.functional.keyboard import tab_to

pytestmark = pytest.mark.django_db(transaction=True)

WIDTH_OF_PAGE = "document.documentElement.scrollWidth"
FOCUSED = "document.activeElement"


@pytest.fixture
def prison():
    return small_prison()


@pytest.fixture
def officer(prison):
    return user_with_role("staff", prison)


def test_results_follow_the_typing_and_the_address_holds_no_words(page, prison, officer, sign_in, axe):
    sign_in(page, officer)
    page.goto("/find/")
    page.get_by_label("What is troubling the person?").press_sequentially("someone close has died", delay=5)
    page.get_by_role("heading", name="2 services may help").wait_for()
    page.locator("#announce", has_text="2 services may help").wait_for(state="attached")
    assert page.url.endswith("/find/EXI/?need=recent-death")
    axe(page)
    page.get_by_role("link", name="Sitting with grief", exact=True).click()
    page.go_back()
    page.get_by_role("heading", name="2 services may help").wait_for()
    assert page.get_by_label("What is troubling the person?").input_value() == ""


def test_shortlist_grows_while_the_words_stay(page, prison, officer, sign_in, axe):
    sign_in(page, officer)
    page.goto("/find/EXI/")
    page.get_by_label("What is troubling the person?").press_sequentially("someone close has died", delay=5)
    button = page.get_by_role("button", name="Add to shortlist Sitting with grief")
    button.click()
    page.get_by_role("heading", name="Shortlist (1)").wait_for()
    assert page.evaluate(f"{FOCUSED}.textContent").strip().startswith("✓ On the shortlist")
    assert page.get_by_label("What is troubling the person?").input_value() == "someone close has died"
    axe(page)
    page.get_by_role("button", name="On the shortlist Sitting with grief").click()
    page.get_by_role("heading", name="Shortlist", exact=True).wait_for()


def test_everything_works_without_javascript(page_without_javascript, prison, officer, sign_in):
    page = page_without_javascript
    sign_in(page, officer)
    page.goto("/find/EXI/")
    page.get_by_label("What is troubling the person?").fill("someone close has died")
    page.get_by_role("button", name="Find help").click()
    page.get_by_role("heading", name="2 services may help").wait_for()
    assert page.url.endswith("/find/EXI/")
    page.get_by_role("button", name="Add to shortlist A candle in the chapel").click()
    page.get_by_role("heading", name="Shortlist (1)").wait_for()
    assert page.get_by_label("What is troubling the person?").input_value() == "someone close has died"
    page.get_by_role("link", name="Remove Someone close has died").click()
    page.get_by_role("heading", name="Or choose what is troubling the person").wait_for()
    page.get_by_role("button", name="Clear the shortlist").click()
    page.get_by_role("heading", name="Shortlist", exact=True).wait_for()


@pytest.mark.parametrize("words", ["", "debt on the wing"])
def test_pages_of_results_are_turned_without_javascript(page_without_javascript, prison, words):
    page = page_without_javascript
    page.goto("/find/EXI/?need=debt-in-prison")
    if words:
        page.get_by_label("What is troubling the person?").fill(words)
        page.get_by_role("button", name="Find help").click()
        page.get_by_role("button", name="Next page").click()
    else:
        page.get_by_role("link", name="Next page").click()
    page.get_by_role("heading", name="11 services may help").wait_for()
    assert page.get_by_role("article").count() == 1


def test_what_is_known_of_the_person_becomes_a_label_that_can_go(page_without_scripts, prison, officer, sign_in, axe):
    page = page_without_scripts
    sign_in(page, officer)
    page.goto("/find/EXI/?need=recent-death")
    page.get_by_text("Who is the person?").click()
    page.get_by_label("Armed Forces veterans").check()
    page.get_by_label("50 and over", exact=True).check()
    page.get_by_label("Weeks until release").fill("6")
    axe(page)
    page.get_by_role("button", name="Find help").click()
    assert page.url.endswith("/find/EXI/?need=recent-death&age=50%2B&weeks_left=6&group=veterans")
    page.get_by_role("link", name="Remove Armed Forces veterans").click()
    page.get_by_role("link", name="Remove 6 weeks until release").wait_for()
    assert page.get_by_text("Who is the person? (2 chosen)").is_visible()


def test_a_visitor_finds_public_facts_only(page, prison, axe):
    page.goto("/find/")
    page.get_by_role("link", name="Exeter (HMP)").click()
    axe(page)
    page.goto("/find/EXI/?need=recent-death")
    page.get_by_role("heading", name="2 services may help").wait_for()
    for private in ("ext 4411", "Education department", "Add to shortlist", "Shortlist"):
        assert private not in page.content()
    axe(page)


def test_nothing_found_leads_on(page, prison, axe):
    page.goto("/find/EXI/?need=first-night")
    page.get_by_role("heading", name="No suitable service was found here").wait_for()
    assert page.get_by_text("Helpline for Everyone").is_visible()
    axe(page)


def test_by_keyboard_alone(page, prison, officer, sign_in):
    sign_in(page, officer)
    page.goto("/find/EXI/")
    tab_to(page, selector="#id_text")
    page.keyboard.type("someone close has died")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="2 services may help").wait_for()
    tab_to(page, selector="[name=add]")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Shortlist (1)").wait_for()
    assert page.evaluate(f"{FOCUSED}.name") == "remove"
    tab_to(page, selector="[name=clear]")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Shortlist", exact=True).wait_for()


def test_focus_is_seen_on_the_box_a_tile_and_a_button(page, prison, officer, sign_in):
    sign_in(page, officer)
    page.goto("/find/EXI/?need=recent-death")
    for selector in ("#id_text", ".app-chip", "[name=add]", "summary"):
        page.locator(selector).first.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        page.wait_for_function(
            "() => { const s = getComputedStyle(document.activeElement);"
            " return s.backgroundColor === 'rgb(255, 221, 0)' || s.outlineColor === 'rgb(255, 221, 0)' }"
        )


def test_on_a_phone_nothing_sticks_out(phone, prison, officer, sign_in, axe):
    sign_in(phone, officer)
    for address in ("/find/EXI/", "/find/EXI/?need=recent-death", "/find/EXI/?need=first-night"):
        phone.goto(address)
        assert phone.evaluate(WIDTH_OF_PAGE) == 375
        axe(phone)


def test_at_double_size_nothing_sticks_out(page, prison, officer, sign_in):
    sign_in(page, officer)
    page.set_viewport_size({"width": 640, "height": 450})
    page.goto("/find/EXI/?need=recent-death")
    assert page.evaluate(WIDTH_OF_PAGE) == 640


def test_nothing_typed_stays_in_the_browser(page, prison, officer, sign_in):
    sign_in(page, officer)
    page.goto("/find/EXI/")
    page.get_by_label("What is troubling the person?").press_sequentially("someone close to Jordan has died", delay=5)
    page.get_by_role("heading", name=re.compile("services? may help")).wait_for()
    stored = "JSON.stringify([{...localStorage}, {...sessionStorage}, history.state, location.href, document.cookie])"
    assert "Jordan" not in page.evaluate(stored)


def test_what_the_words_rule_out_is_said_and_a_link_looks_for_it_too(page, prison, officer, sign_in, axe):
    sign_in(page, officer)
    page.goto("/find/EXI/")
    page.get_by_label("What is troubling the person?").press_sequentially("someone close has died, not debt", delay=5)
    page.get_by_text("Not looked for, as the words say not: Debt on the wing").wait_for()
    page.get_by_role("heading", name="2 services may help").wait_for()
    axe(page)
    page.get_by_role("link", name="look for it too").click()
    page.get_by_role("heading", name="13 services may help").wait_for()
    assert "Not looked for" not in page.locator("#results").inner_text()
