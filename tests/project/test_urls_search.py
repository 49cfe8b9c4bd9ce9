"""Every role at every address of finding help."""

import pytest

from tests.project.url_rows import search
from tests.project.walk import check_rows, parts


@pytest.mark.parametrize("personas", parts(1))
def test_every_role_gets_the_expected_answer(world, personas):
    check_rows(world, search.ROWS, personas)
