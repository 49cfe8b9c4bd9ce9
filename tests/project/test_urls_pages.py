"""Every role at every address of pages and the files beside them."""

from tests.project.url_rows import pages
from tests.project.walk import check_rows


def test_every_role_gets_the_expected_answer(world):
    check_rows(world, pages.ROWS, post_too=True)
