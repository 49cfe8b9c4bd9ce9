"""A coordinator imports a spreadsheet with mistakes in a real browser, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from directory.models import Prison, ServicePage
from tests.factories.accounts import user_with_role
from tests.factories.spreadsheets import csv_bytes, few_lists, row
from tests.functional.keyboard import tab_to

pytestmark = pytest.mark.django_db(transaction=True)

URL = "/directory/EXI/spreadsheet/"
WITH_MISTAKES = [
    row(),
    row(title="Saying goodbye", needs="bereavment", contact_email="nobody"),
    row(title="Tuesday group", sessions="Tue 2-4 Chapel"),
]


@pytest.fixture
def coordinator(db):
    """The coordinator of a prison that is not open yet."""
    few_lists()
    return user_with_role("coordinator", Prison.objects.get(code="EXI"))


def choose(page, rows, *, by_keyboard: bool = False) -> None:
    """Choose a file with these rows and send it."""
    content = {"name": "services.csv", "mimeType": "text/csv", "buffer": csv_bytes(rows)}
    page.get_by_label("Spreadsheet").set_input_files(content)
    if by_keyboard:
        tab_to(page, words="Upload and check")
        page.keyboard.press("Enter")
    else:
        page.get_by_role("button", name="Upload and check").click()
    expect(page.get_by_role("heading", level=1, name="Check before you import")).to_be_visible()


def correct_and_import(page) -> None:
    """Walk through the journey: mistakes, correction, import."""
    page.goto(URL)
    choose(page, WITH_MISTAKES)
    table = page.get_by_role("region", name="Rows to correct")
    expect(table.get_by_role("row")).to_have_count(4)  # the heading and three cells
    expect(table).to_contain_text("Did you mean “Someone close has died” (recent-death)?")
    expect(table).to_contain_text("could be morning or afternoon")
    assert not ServicePage.objects.exists()
    page.get_by_role("button", name="Upload a corrected file").click()
    choose(page, [row(), row(title="Saying goodbye", needs="recent-death"), row(title="Tuesday group")])
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("3 added, 0 changed, 0 as before.")).to_be_visible()
    assert ServicePage.objects.live().count() == 3


def test_import_with_errors(page, sign_in, coordinator):
    sign_in(page, coordinator)
    correct_and_import(page)


def test_import_with_errors_without_javascript(page_without_javascript, sign_in, coordinator):
    sign_in(page_without_javascript, coordinator)
    correct_and_import(page_without_javascript)


def test_good_rows_only_by_keyboard_alone(page, sign_in, coordinator):
    sign_in(page, coordinator)
    page.goto(URL)
    tab_to(page, selector="[type=file]")
    choose(page, WITH_MISTAKES, by_keyboard=True)
    tab_to(page, words="Import the good rows only")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 added, 0 changed, 0 as before. 2 left out")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 375])
def test_axe_finds_nothing_and_nothing_sticks_out(page, sign_in, coordinator, axe, width):
    sign_in(page, coordinator)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(URL)
    check(page, axe, width)
    page.get_by_role("button", name="Upload and check").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a spreadsheet.")
    check(page, axe, width)
    choose(page, WITH_MISTAKES)
    check(page, axe, width)
    page.get_by_role("button", name="Import the good rows only").click()
    check(page, axe, width)
    choose(page, [row(summary="Now twice a week."), row(title="New")])
    check(page, axe, width)
    page.goto(URL + "export/")
    check(page, axe, width)


def check(page, axe, width) -> None:
    """Nothing for axe to find, and no sideways scrolling of the page."""
    assert page.evaluate("document.documentElement.scrollWidth") == width
    axe(page)


def test_a_file_too_large_to_send_is_answered_with_a_sentence(page, axe, sign_in, coordinator, settings):
    settings.REQUEST_MAX_BYTES, settings.UPLOAD_MAX_BYTES = 100_000, 500_000
    sign_in(page, coordinator)
    page.goto(URL)
    content = {"name": "services.csv", "mimeType": "text/csv", "buffer": b"x" * 3_000_000}
    page.get_by_label("Spreadsheet").set_input_files(content)
    page.get_by_role("button", name="Upload and check").click()
    expect(page.get_by_role("heading", level=1, name="That is too large to send")).to_be_visible()
    expect(page.get_by_text("At most 0.5 MB can be sent here at once")).to_be_visible()
    axe(page)
