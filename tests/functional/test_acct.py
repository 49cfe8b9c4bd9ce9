"""An ACCT review in a real browser: triggers, shortlist, and the support actions sheet on paper."""

import io

import pypdf
import pytest

from tests.factories.accounts import user_with_role
from tests.functional.finding import small_prison
from tests.functional.keyboard import tab_to

pytestmark = pytest.mark.django_db(transaction=True)

WIDTH_OF_PAGE = "document.documentElement.scrollWidth"


@pytest.fixture
def prison():
    return small_prison()


@pytest.fixture
def officer(prison):
    return user_with_role("staff", prison)


def shortlist_by_trigger(page) -> None:
    page.goto("/acct/")
    page.get_by_role("link", name="Someone close has died").click()
    page.get_by_role("button", name="Add to shortlist Sitting with grief").click()
    page.get_by_role("heading", name="Shortlist (1)").wait_for()
    page.get_by_role("button", name="Add to shortlist A candle in the chapel").click()
    page.get_by_role("heading", name="Shortlist (2)").wait_for()


def names_on_shortlist(page) -> list[str]:
    return page.locator(".app-shortlist__name").all_inner_texts()


def test_a_review_from_trigger_to_sheet(page, prison, officer, sign_in, axe):
    sign_in(page, officer)
    page.goto("/acct/EXI/")
    axe(page)
    shortlist_by_trigger(page)
    axe(page)
    page.get_by_role("button", name="Up A candle in the chapel").click()
    page.wait_for_function("() => document.querySelector('.app-shortlist__name').textContent.includes('candle')")
    assert names_on_shortlist(page) == ["A candle in the chapel", "Sitting with grief"]
    page.get_by_role("button", name="Make the support actions sheet").click()
    page.get_by_role("heading", name="1. A candle in the chapel").wait_for()
    axe(page)
    page.get_by_role("button", name="Copy the text").click()
    page.get_by_role("status").get_by_text("Copied").wait_for()
    assert "2. Sitting with grief" in page.get_by_label("Support actions as text").input_value()


def test_a_review_without_javascript(page_without_javascript, prison, officer, sign_in):
    page = page_without_javascript
    sign_in(page, officer)
    shortlist_by_trigger(page)
    page.get_by_role("button", name="Down Sitting with grief").click()
    assert names_on_shortlist(page) == ["A candle in the chapel", "Sitting with grief"]
    page.get_by_role("button", name="Remove A candle in the chapel").click()
    assert names_on_shortlist(page) == ["Sitting with grief"]
    page.get_by_role("button", name="Make the support actions sheet").click()
    page.get_by_role("heading", name="1. Sitting with grief").wait_for()
    assert not page.get_by_role("button", name="Copy the text").is_visible()
    page.get_by_role("link", name="Back to the review").click()
    page.get_by_role("button", name="Clear the shortlist").click()
    page.get_by_role("heading", name="Shortlist", exact=True).wait_for()


def test_axe_finds_nothing_without_scripts(page_without_scripts, prison, officer, sign_in, axe):
    page = page_without_scripts
    sign_in(page, officer)
    page.goto("/acct/EXI/?need=recent-death")
    page.get_by_text("Choose other triggers").click()
    page.get_by_role("button", name="Add to shortlist Sitting with grief").click()
    for address in ("/acct/EXI/", "/acct/EXI/?need=recent-death", "/acct/EXI/sheet/"):
        page.goto(address)
        axe(page)


def test_two_triggers_are_looked_for_together(page, prison, officer, sign_in):
    sign_in(page, officer)
    page.goto("/acct/EXI/?need=recent-death")
    page.get_by_text("Choose other triggers").click()
    page.get_by_role("link", name="Debt on the wing").click()
    page.get_by_role("heading", name="13 services may help").wait_for()
    page.get_by_role("link", name="Remove Debt on the wing").click()
    page.get_by_role("heading", name="2 services may help").wait_for()


def test_by_keyboard_alone(page, prison, officer, sign_in):
    sign_in(page, officer)
    page.goto("/acct/EXI/")
    for selector, next_heading in (
        (".app-tile", "2 services may help"),
        ("[name=add]", "Shortlist (1)"),
    ):
        tab_to(page, selector=selector)
        page.keyboard.press("Enter")
        page.get_by_role("heading", name=next_heading).wait_for()
    tab_to(page, selector="#shortlist form button")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Support actions", exact=True).wait_for()


def test_the_sheet_prints_on_one_page_without_what_is_for_the_screen(page, prison, officer, sign_in):
    sign_in(page, officer)
    shortlist_by_trigger(page)
    page.goto("/acct/EXI/sheet/")
    page.emulate_media(media="print")
    assert not page.locator(".print-actions").is_visible()
    assert not page.get_by_label("Support actions as text").is_visible()
    assert page.get_by_text("This does not replace opening an ACCT").is_visible()
    assert page.get_by_text("No personal data is printed on this sheet").is_visible()
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1


def test_the_answer_prints_on_the_first_page(page, prison, officer, sign_in):
    sign_in(page, officer)
    page.goto("/acct/EXI/?need=recent-death")
    first = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4"))).pages[0].extract_text()
    for words in ("This does not replace opening an ACCT", "may help", "How to refer"):
        assert words in " ".join(first.split())
    assert "Add to shortlist" not in first


def test_on_a_phone_nothing_sticks_out(phone, prison, officer, sign_in, axe):
    sign_in(phone, officer)
    shortlist_by_trigger(phone)
    for address in ("/acct/EXI/", "/acct/EXI/?need=recent-death", "/acct/EXI/sheet/"):
        phone.goto(address)
        assert phone.evaluate(WIDTH_OF_PAGE) == 375
        axe(phone)


def test_at_double_size_nothing_sticks_out(page, prison, officer, sign_in):
    sign_in(page, officer)
    page.set_viewport_size({"width": 640, "height": 450})
    for address in ("/acct/EXI/", "/acct/EXI/?need=recent-death"):
        page.goto(address)
        assert page.evaluate(WIDTH_OF_PAGE) == 640
