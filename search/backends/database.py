"""Search in our own tables: one query for a prison's index rows, compared in memory.

A prison has some hundred listings, so that reading its rows costs little more than asking an index, works the same
on SQLite and PostgreSQL, and allows mending misspelt names against the prison's own names.
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from search.backends import scoring
from search.backends.base import Candidate, Offers, Question
from search.models import IndexRow
from search.recognise import Word


class _Row(NamedTuple):
    page_id: int
    needs: str
    title: str
    organisation: str
    body: str


class DatabaseBackend:
    """The backend that needs no server of its own."""

    name = "database"

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
        forms = _forms(question.words, rows)
        texts = ["".join((row.title, row.organisation, row.body)) for row in rows]
        worths = [
            scoring.worth(word, sum(any(form in text for form in stems) for text in texts), len(rows))
            for word, stems in zip(question.words, forms, strict=True)
        ]
        enough = scoring.enough(needs)
        found = ((row, _candidate(row, worths, forms)) for row in rows)
        return [
            candidate
            for row, candidate in found
            if candidate.text >= enough or any(need in row.needs for need in needs)
        ]

    def offers(self, prison: str) -> Offers:
        """Count the listings of a prison by need and by way, in one query."""
        rows = list(IndexRow.objects.filter(prison_id=prison).values_list("needs", "facts"))
        needs = Counter(slug for text, _facts in rows for slug in text.split())
        modes = Counter(slug for _text, facts in rows for slug in facts.get("modes", ()))
        return Offers(dict(needs), dict(modes))


def _candidate(row: _Row, worths: Sequence[float], forms: list[tuple[str, ...]]) -> Candidate:
    in_name, in_body = set(), set()
    for place, stems in enumerate(forms):
        if any(form in row.title or form in row.organisation for form in stems):
            in_name.add(place)
        elif any(form in row.body for form in stems):
            in_body.add(place)
    return scoring.candidate(row.page_id, worths, in_name, in_body)


def _forms(words: Sequence[Word], rows: list[_Row]) -> list[tuple[str, ...]]:
    """Return for each word the stems to look for, between spaces: as it is, run together, or mended."""
    names = scoring.names_in(text for row in rows for text in (row.title, row.organisation))
    texts = ["".join((row.title, row.organisation, row.body)) for row in rows]
    forms = []
    for place, word in enumerate(words):
        joined = [form for form in scoring.run_together(words, place) if names.get(form) == form]
        plain = tuple(f" {form} " for form in (word.stem, *joined))
        if not joined and scoring.may_be_misspelt(word) and not any(plain[0] in text for text in texts):
            plain = (f" {scoring.mended(word, names) or word.stem} ",)
        forms.append(plain)
    return forms
