"""Every role at every address of the editor."""

from dataclasses import replace

import pytest

from accounts.role_groups import repair
from directory.editor import gate
from tests.project.url_rows.rows import NOT_ALLOWED, Row
from tests.project.walk import Walk, addresses, row_for, url_of

OUTSIDE = ("anonymous", "staff@here", "lead@here")
EDITORS = ("coordinator@here", "coordinator@elsewhere", "content-editor", "administrator")
#: Ends the session of whoever asks.
LEFT_OUT = "wagtailadmin_logout"


def in_editor(world):
    """Yield every address of the editor with its row and how it is asked for.

    The prisons' pages came after the roles: those who edit them get their rights first, or nobody could.
    """
    repair()
    for address in addresses():
        if address.is_in_editor and not address.is_shadowed and address.name not in ("", LEFT_OUT):
            row = row_for(address)
            if url := url_of(address, row, world):
                yield address, row, url


def posted(row: Row) -> Row:
    return replace(row, method="post", data=lambda world: {}, outside=(*row.outside, NOT_ALLOWED))


@pytest.mark.slow
def test_the_editor_lets_in_editors_only_and_shows_each_the_own_prison(world):
    walk = Walk(world)
    for address, row, url in in_editor(world):
        for persona in (*OUTSIDE, *EDITORS):
            walk.check(persona, url, row, address.name)
        for persona in EDITORS:
            if persona not in row.lets_in:
                walk.check(persona, url, posted(row), address.name)
    assert walk.asked > 2000
    assert not walk.problems, "\n".join(walk.problems)


def test_a_gate_left_open_makes_the_walk_find_the_pages_of_others(world, monkeypatch):
    """The rules are worth something only if they notice: let the gate look at no page."""
    monkeypatch.setattr(gate, "_check_pages", lambda request, match: None)
    walk = Walk(world)
    for address, row, url in in_editor(world):
        if address.name in ("wagtailadmin_pages:edit", "wagtailadmin_choose_page_child"):
            walk.check("coordinator@here", url, row, address.name)
    assert any(problem.startswith("wagtailadmin_pages:edit GET as coordinator@here") for problem in walk.problems)
