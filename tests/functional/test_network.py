"""Working together, in a real browser: by keyboard and mouse, axe on every page."""

import pytest
from playwright.sync_api import expect

from coordinator.models import Involvement
from tests.factories.accounts import user_with_role
from tests.factories.directory import PrisonFactory
from tests.functional.keyboard import tab_to

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def prison():
    return PrisonFactory(code="AAA", name="Testfield (HMP)")


@pytest.fixture
def coordinator(prison):
    return user_with_role("coordinator", prison)


def test_what_people_said_is_written_down_by_keyboard_alone_and_told_back(page, sign_in, axe, coordinator):
    sign_in(page, coordinator)
    page.goto("/coordinator/AAA/working-together/")
    axe(page)
    tab_to(page, words="Involvement log")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Nothing is written down yet").wait_for()
    axe(page)
    tab_to(page, words="Write something down")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Write down what people were asked").wait_for()
    axe(page)
    for field, words in (("asked", "Which days suit you?"), ("said_by", "Wing representatives"), ("said", "Tuesdays")):
        tab_to(page, selector=f"#id_{field}")
        page.keyboard.type(words)
    tab_to(page, words="Save")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Choose how they were asked")).to_be_visible()
    axe(page)
    assert page.locator("#id_said").input_value() == "Tuesdays"
    page.get_by_label("A survey").check()
    page.get_by_label("What changed?").fill("The group moved to Tuesday")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="1 waits to be told back")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="the last 3 months").click()
    expect(page.get_by_role("heading", name="You said, we did")).to_be_visible()
    axe(page)
    page.goto("/coordinator/AAA/worklist/")
    page.get_by_role("button", name="They were told today").click()
    expect(page.get_by_text("It is noted that they were told today.")).to_be_visible()
    assert Involvement.objects.get().told_back_on is not None
