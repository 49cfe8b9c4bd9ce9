"""Every role at every address of the editor."""

import pytest

from tests.project.url_table import EDITOR, TABLE
from tests.project.walk import Walk, addresses, url_of


@pytest.mark.slow
def test_the_editor_lets_in_editors_only_and_shows_each_the_own_prison(world):
    walk = Walk(world)
    personas = ["anonymous", "staff@here", "lead@here", "coordinator@here", "content-editor", "administrator"]
    for address in addresses():
        if not address.is_in_editor or address.is_shadowed or not address.name:
            continue
        row = TABLE.get(address.name, EDITOR)
        url = url_of(address, row, world)
        for persona in personas if url else ():
            walk.check(persona, url, row, address.name)
    assert walk.asked > 800
    assert not walk.problems, "\n".join(walk.problems)
