"""Every role at every address of the coordinator's work with others."""

from tests.project.url_rows import network
from tests.project.walk import check_rows


def test_every_role_gets_the_expected_answer(world):
    check_rows(world, network.ROWS)
