"""Every role at every address of referrals."""

from tests.project.url_rows import referrals
from tests.project.walk import check_rows


def test_every_role_gets_the_expected_answer(world):
    check_rows(world, referrals.ROWS)
