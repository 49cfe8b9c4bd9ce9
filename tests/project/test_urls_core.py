"""Every role at every address of the site itself."""

from tests.project.url_rows import core
from tests.project.walk import check_rows


def test_every_role_gets_the_expected_answer(world):
    check_rows(world, core.ROWS, post_too=True)
