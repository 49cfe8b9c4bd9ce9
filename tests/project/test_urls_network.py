"""Every role at every address of the coordinator's work with others."""

import pytest

from tests.project.url_rows import network
from tests.project.walk import check_rows, parts


@pytest.mark.parametrize("personas", parts(2))
def test_every_role_gets_the_expected_answer(world, personas):
    check_rows(world, network.ROWS, personas)
