"""Every role at every address of signing in and accounts."""

from tests.project.url_rows import accounts
from tests.project.walk import check_rows


def test_every_role_gets_the_expected_answer(world):
    check_rows(world, accounts.ROWS, post_too=True)
