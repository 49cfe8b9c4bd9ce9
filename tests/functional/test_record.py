"""The record of what was done, and one's own data, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from core import audit
from tests.factories.accounts import user_with_role
from tests.factories.directory import PrisonFactory

pytestmark = pytest.mark.django_db(transaction=True)

WIDTH_OF_PAGE = "document.documentElement.scrollWidth"


@pytest.fixture
def coordinator():
    prison = PrisonFactory(code="TSF", name="Testfield (HMP)")
    user = user_with_role("coordinator", prison, name="Cora Reader")
    officer = user_with_role("staff", prison, name="Omar Officer")
    for number in range(3):
        audit.record("support-sheet.printed", by=officer, scope=prison, count=number + 2, form="page")
    audit.record("role.granted", by=officer, about=user, scope=prison, role="coordinator")
    audit.record("insert.published", by=user, scope=prison, number=8, services=12)
    return user


def test_a_coordinator_reads_and_filters_the_record(page: Page, sign_in, axe, coordinator):
    sign_in(page, coordinator)
    page.goto("/more/")
    page.get_by_role("link", name="Record", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What was done here")
    expect(page.get_by_text("Published edition 8 of the ACCT insert")).to_be_visible()
    axe(page)
    page.get_by_label("Who did it").select_option(label="Prison staff")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("cell", name="Omar Officer Prison staff")).to_have_count(4)
    expect(page.get_by_role("rowheader", name="Published edition")).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("link", name="Save as a CSV file").click()
    assert download.value.suggested_filename.startswith("audit-")
    page.get_by_role("textbox", name="Day").first.fill("99")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    axe(page)


def test_the_record_works_on_a_small_screen_and_without_scripts(
    phone: Page, page_without_javascript: Page, sign_in, axe, coordinator
):
    sign_in(phone, coordinator)
    phone.goto("/accounts/audit/prison/TSF/")
    assert phone.evaluate(WIDTH_OF_PAGE) <= 375
    axe(phone)
    sign_in(page_without_javascript, coordinator)
    page_without_javascript.goto("/accounts/audit/prison/TSF/")
    page_without_javascript.get_by_label("Only looks at somebody’s data").check()
    page_without_javascript.get_by_role("button", name="Show").click()
    found = page_without_javascript.get_by_role("rowheader", name="Read the record of what was done here")
    expect(found.first).to_be_visible()


def test_a_user_sees_who_looked_and_saves_a_copy(page: Page, phone: Page, sign_in, axe, coordinator):
    sign_in(page, coordinator)
    page.goto("/accounts/your-data/")
    expect(page.get_by_text("Gave somebody the role “Voluntary sector coordinator”").first).to_be_visible()
    axe(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save a copy of your data").click()
    assert download.value.suggested_filename == "your-data.html"
    sign_in(phone, coordinator)
    phone.goto("/accounts/your-data/")
    assert phone.evaluate(WIDTH_OF_PAGE) <= 375
