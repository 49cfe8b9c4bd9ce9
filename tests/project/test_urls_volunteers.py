"""Every role at every address of volunteers."""

import pytest

from tests.project.url_rows import volunteers
from tests.project.walk import check_rows, parts


@pytest.mark.parametrize("personas", parts(3))
def test_every_role_gets_the_expected_answer(world, personas):
    check_rows(world, volunteers.ROWS, personas)
