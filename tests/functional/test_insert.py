"""An edition is published and its copies recorded, in a real browser: by mouse, by keyboard, without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from accounts.roles import COORDINATOR
from directory import models as m
from tests.factories.accounts import user_with_role
from tests.factories.insert import printable_prison
from tests.functional.keyboard import tab_to

pytestmark = pytest.mark.django_db(transaction=True)
HOME = "/directory/LMI/insert/"


@pytest.fixture
def coordinator(transactional_db):
    return user_with_role(COORDINATOR.code, printable_prison(code="LMI", name="Larkmoor (HMP)"))


def press(page: Page, name: str) -> None:
    """Reach a control with the tab key alone and press it."""
    tab_to(page, words=name)
    page.keyboard.press("Enter")


def publish_and_record(page: Page) -> None:
    page.goto(HOME)
    page.get_by_role("button", name="Check and publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check before you publish edition 1")
    page.get_by_role("button", name="Publish edition").click()
    expect(page.get_by_text("Edition 1 is published")).to_be_visible()
    page.get_by_role("link", name="Where the copies are").click()
    page.get_by_label("Where are the copies?").fill("B wing office")
    page.get_by_label("How many copies?").fill("20")
    page.get_by_role("button", name="Record copies").click()
    expect(page.get_by_text("20 copies in 1 place.")).to_be_visible()


def test_insert_published(page: Page, sign_in, axe, coordinator) -> None:
    sign_in(page, coordinator)
    publish_and_record(page)

    for path in ("", "copies/", "publish/", "draft/", "1/"):
        page.goto(HOME + path)
        axe(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Who can help at Larkmoor (HMP)")


def test_insert_published_without_javascript(page_without_javascript: Page, sign_in, coordinator) -> None:
    sign_in(page_without_javascript, coordinator)
    publish_and_record(page_without_javascript)


def test_insert_published_with_the_keyboard_alone(page: Page, sign_in, coordinator) -> None:
    sign_in(page, coordinator)
    page.goto(HOME)
    press(page, "Check and publish")
    page.wait_for_url("**/publish/")
    press(page, "Publish edition")
    page.wait_for_url(f"**{HOME}")

    assert m.InsertEdition.objects.count() == 1
    press(page, "Where the copies are")
    page.wait_for_url("**/copies/")
    tab_to(page, selector="[name=place]")
    page.keyboard.type("B wing office")
    tab_to(page, selector="[name=copies]")
    page.keyboard.type("20")
    press(page, "Record copies")
    expect(page.get_by_text("20 copies in 1 place.")).to_be_visible()


def test_on_a_phone_only_tables_scroll_sideways(phone: Page, sign_in, axe, coordinator) -> None:
    sign_in(phone, coordinator)
    publish_and_record(phone)
    for path in ("", "copies/", "publish/", "draft/", "1/"):
        phone.goto(HOME + path)
        assert phone.evaluate("document.documentElement.scrollWidth") == 375, path
        axe(phone)
    headings = phone.locator(".triggers thead th")
    fit = headings.evaluate_all("cells => cells.map(cell => cell.scrollWidth <= cell.clientWidth)")
    assert fit == [True] * 5, "no heading lies over the next"
