"""Search in our own tables: one query for a prison's index rows, compared in memory.

A prison has some hundred listings, so that reading its rows costs little more than asking an index, works the same
on SQLite and PostgreSQL, and allows mending misspelt names against the prison's own names.
"""

from collections.abc import Iterable
from itertools import pairwise
from math import log
from typing import NamedTuple

from search.backends.base import Candidate, Question
from search.models import IndexRow
from search.recognise import Word, closest
from search.text import common_stems, stem

IN_BODY = 0.4
#: A word that no listing of the prison has says little about which of them is meant.
UNKNOWN_WORD = 0.3
#: Listings without any of the needs must hold at least this share of the words.
ENOUGH_TEXT, ENOUGH_TEXT_BESIDE_NEEDS = 0.08, 0.35


class _Row(NamedTuple):
    page_id: int
    needs: str
    title: str
    organisation: str
    body: str


class _Wanted(NamedTuple):
    """A word as it is looked for: any of these stems, between spaces, and what finding it is worth."""

    stems: tuple[str, ...]
    worth: float


class DatabaseBackend:
    """The backend that needs no server of its own."""

    def search(self, question: Question) -> list[Candidate]:
        """Return the candidates among a prison's index rows, in one query."""
        rows = [
            _Row(*values)
            for values in IndexRow.objects.filter(prison_id=question.prison).values_list(
                "page_id", "needs", "title_stems", "organisation_stems", "body_stems"
            )
        ]
        if question.is_empty:
            return [Candidate(row.page_id) for row in rows]
        needs = [f" {slug} " for slug in question.needs]
        wanted = _wanted(question.words, rows)
        enough = ENOUGH_TEXT_BESIDE_NEEDS if needs else ENOUGH_TEXT
        found = ((row, _candidate(row, wanted)) for row in rows)
        return [
            candidate
            for row, candidate in found
            if candidate.text >= enough or any(need in row.needs for need in needs)
        ]


def _candidate(row: _Row, wanted: list[_Wanted]) -> Candidate:
    total = sum(word.worth for word in wanted)
    if not total:
        return Candidate(row.page_id)
    text = name = 0.0
    for word in wanted:
        if any(form in row.title or form in row.organisation for form in word.stems):
            name += word.worth
            text += word.worth
        elif any(form in row.body for form in word.stems):
            text += word.worth * IN_BODY
    return Candidate(row.page_id, text / total, name / total)


def _wanted(words: Iterable[Word], rows: list[_Row]) -> list[_Wanted]:
    """Weigh each word by how few listings have it, mending those that none has."""
    texts = ["".join((row.title, row.organisation, row.body)) for row in rows]
    names = _names(rows)
    ordered = list(words)
    wanted = []
    for place, word in enumerate(ordered):
        stems = _forms(word, ordered[place + 1 : place + 2], ordered[max(0, place - 1) : place], texts, names)
        having = sum(any(form in text for form in stems) for text in texts)
        rare = log(1 + len(rows) / having) if having else log(1 + len(rows)) * UNKNOWN_WORD
        wanted.append(_Wanted(stems, word.weight * rare))
    return wanted


def _names(rows: list[_Row]) -> dict[str, str]:
    """Return the words of titles and organisations, also two run together ("wrenpost"), as they stand there."""
    known: dict[str, str] = {}
    for text in {text for row in rows for text in (row.title, row.organisation)}:
        words = text.split()
        known |= {first + second: f"{first} {second}" for first, second in pairwise(words)}
        known |= dict.fromkeys(words, "")
    return {word: text or word for word, text in known.items()}


def _forms(
    word: Word, after: list[Word], before: list[Word], texts: list[str], names: dict[str, str]
) -> tuple[str, ...]:
    """Return the stems to look for, between spaces: as it is, else run together with a neighbour, else mended."""
    plain = f" {word.stem} "
    joined = [stem(word.word + other.word) for other in after] + [stem(other.word + word.word) for other in before]
    together = tuple(f" {form} " for form in joined if form in names)
    if together or word.stem in names or word.stem in common_stems() or any(plain in text for text in texts):
        return (plain, *together)
    best = closest(word.stem, names)
    return (f" {names[best]} ",) if best else (plain,)
