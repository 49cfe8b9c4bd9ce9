"""Every role at every address of signing in and accounts."""

import pytest

from tests.project.url_rows import accounts
from tests.project.walk import check_rows, parts


@pytest.mark.parametrize("personas", parts(2))
def test_every_role_gets_the_expected_answer(world, personas):
    check_rows(world, accounts.ROWS, personas)
