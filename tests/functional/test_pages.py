"""The pages of the directory in a real browser: for visitors and for staff, wide, narrow and at double size."""

import pytest
from playwright.sync_api import Page

from directory.models import Prison, ServicePage
from tests.factories.accounts import user_with_role
from tests.functional.finding import small_prison

pytestmark = pytest.mark.django_db(transaction=True)

WIDTH_OF_PAGE = "document.documentElement.scrollWidth"
PRIVATE = ("ext 4411", "Morgan Fictional", "Education department")


@pytest.fixture
def prison(transactional_db) -> Prison:
    return small_prison()


def pages() -> list[str]:
    """Return the addresses of the home page, the list of prisons, a prison and a listing."""
    listing = ServicePage.objects.get(title="Sitting with grief")
    prison_page = listing.get_parent()
    return ["/", prison_page.get_parent().url, prison_page.url, listing.url]


def test_a_visitor_reads_them_without_what_is_for_staff(page: Page, prison: Prison, axe) -> None:
    for address in pages():
        page.goto(address)
        axe(page)
        assert not [words for words in PRIVATE if words in page.content()], address


def test_staff_read_times_and_contacts_on_the_same_page(page: Page, prison: Prison, sign_in, axe) -> None:
    sign_in(page, user_with_role("staff", prison))
    for address in pages():
        page.goto(address)
        axe(page)
    assert [words for words in PRIVATE if words in page.content()] == list(PRIVATE)


def test_on_a_phone_and_at_double_size_nothing_sticks_out(phone: Page, prison: Prison, sign_in, axe) -> None:
    sign_in(phone, user_with_role("staff", prison))
    for address in pages():
        phone.goto(address)
        assert phone.evaluate(WIDTH_OF_PAGE) == 375, address
        axe(phone)
    phone.set_viewport_size({"width": 640, "height": 450})
    for address in pages():
        phone.goto(address)
        assert phone.evaluate(WIDTH_OF_PAGE) == 640, address
