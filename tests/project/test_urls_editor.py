"""Every role at every address of the editor."""

import pytest
from django.http import Http404

from directory.editor import gate
from tests.project.personas import EDITORS
from tests.project.url_table import TABLE
from tests.project.walk import Walk, addresses, check_addresses, parts, row_for, url_of


def in_editor():
    """Return every address of the editor that has no row of its own, closed ones too."""
    return [address for address in addresses() if address.is_in_editor and address.key not in TABLE]


@pytest.mark.slow
@pytest.mark.parametrize("personas", parts(6))
def test_the_editor_lets_in_editors_only_and_shows_each_the_own_prison(edited, personas):
    wanted = in_editor()
    assert len(wanted) > 400
    check_addresses(edited, wanted, personas, in_turns=[one for one in personas if one not in EDITORS])


def test_a_gate_left_open_makes_the_walk_find_the_pages_of_others(edited, monkeypatch):
    """The rules are worth something only if they notice: let the gate look at no page."""
    monkeypatch.setattr(gate, "_check_pages", lambda request, match: None)
    walk = Walk(edited)
    for address in in_editor():
        if address.name in ("wagtailadmin_pages:edit", "wagtailadmin_choose_page_child"):
            row = row_for(address)
            walk.check("coordinator@here", url_of(address, row, edited), row, address.name)
    assert any(problem.startswith("wagtailadmin_pages:edit GET as coordinator@here") for problem in walk.problems)


def test_an_editor_who_is_kept_out_makes_the_walk_fail(edited, monkeypatch):
    """Nor would the rules show that editors get in, if they took any answer: let everybody be turned away."""
    monkeypatch.setattr(gate, "_check_part", lambda request, match: (_ for _ in ()).throw(Http404))
    walk, wanted = Walk(edited), ("wagtailadmin_pages:edit", "wagtailadmin_reports:aging_pages", "need:index")
    for address in in_editor():
        if address.name in wanted:
            row = row_for(address)
            walk.check("administrator", url_of(address, row, edited), row, address.name)
    assert [problem.split()[0] for problem in walk.problems] == sorted(wanted, key=wanted.index)
