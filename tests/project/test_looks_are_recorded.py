"""Whoever is shown something of a person leaves a row of it, and people with an account read of it themselves."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from core.audit_sentences import looks
from core.subject_access import records_of
from tests.project.personas import World
from tests.project.url_rows.rows import Row
from tests.project.walk import Address, Walk, addresses, papers_as_words, row_for, url_of

#: Who asks, each where the row lets them in: between them they see everybody who is planted here.
READERS = (
    "coordinator@here",
    "staff@here",
    "lead@here",
    "worker@here",
    "security@here",
    "safer-custody@here",
    "gate@here",
    "administrator",
)
#: Words that are somebody's: the person referred, who comes in, who applies, who speaks for them, and what was said.
PERSONAL = re.compile(
    r"Person-here|Entering-here|Applying-here|Referee-here|Reliable-here|Remembers-here|Planted words of a concern"
)
OWN = "Entering-here"
_TO_CHOOSE = "names to tick in a form, not a record of theirs: docs/adr/0052"
#: Pages that show a person and leave no row of a look, and why.
NO_ROW: dict[str, str] = {"volunteers:series": _TO_CHOOSE, "volunteers:series_add": _TO_CHOOSE}
#: Pages that show a volunteer to others and of which the volunteer does not read, and why.
NOT_READ_OF: dict[str, str] = {**NO_ROW}


@dataclass(frozen=True)
class Seen:
    """A page that showed somebody's words."""

    key: str
    persona: str
    words: frozenset[str]
    is_recorded: bool
    is_read_of: bool


def everything_seen(world: World, wanted=lambda address: True) -> Iterator[Seen]:
    """Ask for every address as each reader whom it lets in; yield those that show somebody."""
    walk, own = Walk(world), records_of(world.people["volunteer"])
    with papers_as_words():
        for address in addresses():
            row = row_for(address)
            if row is None or address.is_shadowed or address.is_in_editor or not wanted(address):
                continue
            for one in (row, *row.also):
                yield from _of_row(walk, address, one, own)


def _of_row(walk: Walk, address: Address, row: Row, own: list) -> Iterator[Seen]:
    url = url_of(address, row, walk.world)
    for persona in READERS:
        if persona in row.lets_in and url:
            look = walk.look(persona, url, row, own=own)
            words = frozenset(PERSONAL.findall(look.body.decode(errors="replace")))
            if look.answer.status_code == 200 and words:
                recorded = {event.event for event in look.events} & {*looks()}
                yield Seen(address.key, persona, words, bool(recorded), look.was_read_of)


def unrecorded(seen: list[Seen]) -> set[str]:
    return {each.key for each in seen if not each.is_recorded}


def unread_of(seen: list[Seen]) -> set[str]:
    return {each.key for each in seen if OWN in each.words and not each.is_read_of}


@pytest.mark.slow
def test_every_page_that_shows_somebody_leaves_a_row_and_is_read_of(world):
    seen = list(everything_seen(world))
    assert {word for each in seen for word in each.words} == {*PERSONAL.pattern.split("|")}
    assert len({each.key for each in seen}) > 30
    assert sorted(unrecorded(seen) - NO_ROW.keys()) == [], "record the look, or say in NO_ROW why it needs no row"
    assert sorted(unread_of(seen) - NOT_READ_OF.keys()) == [], (
        "give the look `about` or `shown`, or say in NOT_READ_OF why"
    )
    assert sorted(NO_ROW.keys() - unrecorded(seen)) == []
    assert sorted(NOT_READ_OF.keys() - unread_of(seen)) == []


def test_a_look_that_leaves_no_row_is_found(world, monkeypatch):
    """The walk is worth something only if it notices: let the list of people write nothing down."""
    monkeypatch.setattr("volunteers.views.people.audit.record", lambda *args, **kwargs: None)
    seen = list(everything_seen(world, lambda address: address.name == "volunteers:people"))
    assert unrecorded(seen) == unread_of(seen) == {"volunteers:people"}


def test_a_list_that_does_not_say_whom_it_showed_is_found(world, monkeypatch):
    from core import audit

    record = audit.record
    forgetful = lambda *args, shown=(), **kwargs: record(*args, **kwargs)  # noqa: E731
    monkeypatch.setattr("volunteers.views.people.audit.record", forgetful)
    seen = list(everything_seen(world, lambda address: address.name == "volunteers:people"))
    assert unrecorded(seen) == set()
    assert unread_of(seen) == {"volunteers:people"}
