"""Every role at every address of pages and the files beside them."""

import pytest

from tests.project.url_rows import pages
from tests.project.walk import check_rows, parts


@pytest.mark.parametrize("personas", parts(1))
def test_every_role_gets_the_expected_answer(edited, personas):
    check_rows(edited, pages.ROWS, personas)
