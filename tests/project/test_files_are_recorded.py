"""Every file and every paper that leaves the service leaves an audit row: asked at every address of the project."""

from collections.abc import Iterator

import pytest

from core.audit_sentences import takes
from directory.editor import gate
from tests.project.url_rows.rows import Row
from tests.project.walk import READERS, Address, Look, Walk, addresses, quick_answers, row_for, url_of

KINDS = ("text/csv", "text/calendar", "application/pdf", "application/zip", "application/vnd.")
#: What a page's own script asks for is no file; of ours, JSON is.
DATA = "application/json"
PAPER = "base_print.html"
#: How Wagtail gives a list or a report as a file.
EXPORTS = ("export=csv", "export=xlsx")
#: What leaves no row, and why.
WITHOUT = {
    "accounts:session": "how long one's own session still has",
    "core:healthz": "whether the service runs",
    "coordinator:invitation_file": "the day and place of a meeting, for whoever has the invitation's link",
    "directory:insert_draft": "the public directory on screen; the PDF leaves a row",
    "directory:spreadsheet_template": "an empty form",
    "referrals:blank-slip": "an empty form",
    "volunteers:template": "an empty form",
    "volunteers:training_calendar": "the day and place of a session, nobody on it",
}


def is_taken(look: Look, address: Address) -> bool:
    """Say whether an answer is a file or a paper."""
    kind = look.answer.get("Content-Type", "")
    is_file = "Content-Disposition" in look.answer or kind.startswith(KINDS)
    is_data = kind.startswith(DATA) and not address.is_in_editor
    return is_file or is_data or PAPER in {template.name for template in look.answer.templates or ()}


def taken(walk: Walk, wanted=lambda address: True) -> Iterator[tuple[Address, str, Look]]:
    """Yield each file and paper of the project, asked for by the first whom its row lets in."""
    with quick_answers():
        for address in addresses():
            row = row_for(address)
            if row is not None and not address.is_shadowed and wanted(address):
                for one in (row, *row.also):
                    yield from _of_row(walk, address, one)


def _of_row(walk: Walk, address: Address, row: Row) -> Iterator[tuple[Address, str, Look]]:
    url = url_of(address, row, walk.world)
    if not row.lets_in or not url:
        return
    reader = next((one for one in READERS if one in row.lets_in), min(row.lets_in))
    ways = [f"{url}?{export}" for export in EXPORTS] if address.is_in_editor and row.method == "get" else [url]
    for asked in ways:
        look = walk.look(reader, asked, row)
        if look.answer.status_code == 200 and is_taken(look, address):
            yield address, asked, look


def without_a_row(walk: Walk, wanted=lambda address: True) -> tuple[set[str], set[str]]:
    """Return all addresses that gave a file or a paper, and those of them that left no row of it."""
    seen, without = set(), set()
    for address, _url, look in taken(walk, wanted):
        seen.add(address.key)
        if not {event.event for event in look.events} & {*takes()}:
            without.add(address.key)
    return seen, without


@pytest.mark.slow
@pytest.mark.parametrize(("in_editor", "least"), [(False, 40), (True, 20)], ids=["our own", "the editor's"])
def test_every_file_and_paper_leaves_a_row(world, in_editor, least):
    seen, without = without_a_row(Walk(world), lambda address: address.is_in_editor == in_editor)
    assert len(seen) > least
    known = {key for key in WITHOUT if key.startswith("wagtail") == in_editor}
    assert sorted(without - known) == [], "record these, or say in WITHOUT why they need no row"
    assert sorted(known - without) == [], "these leave a row, or are gone: take them out of WITHOUT"


def test_a_file_that_leaves_no_row_is_found(world, monkeypatch):
    """The walk is worth something only if it notices."""

    def wanted(address: Address) -> bool:
        return address.name in ("wagtailadmin_reports:site_history", "volunteers:export")

    assert without_a_row(Walk(world), wanted)[1] == set()
    monkeypatch.setattr(gate, "note_export", lambda request, response: None)
    assert without_a_row(Walk(world), wanted)[1] == {"wagtailadmin_reports:site_history"}
