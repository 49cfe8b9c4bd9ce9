"""The lists that cells are written from: needs, groups, ways of helping, languages, prisons."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz, process

from directory.models import DeliveryMode, Group, GroupSynonym, Language, Need, NeedSynonym, Prison
from directory.models.taxonomy import Term
from directory.spreadsheets.cells import fold, quote, short, split_list, unquote

_CLOSE_ENOUGH = 75  # of 100; below it a suggestion misleads more than it helps
_SUGGESTIONS = 3


class CellError(ValueError):
    """A cell that cannot be taken over; the message is one or two sentences with the cure."""


@dataclass
class Terms:
    """One list: its entries by every name they go by, and the words that suggest them."""

    noun: str
    cure: str
    by_name: dict[str, Any] = field(default_factory=dict)
    hints: dict[str, str] = field(default_factory=dict)

    def add(self, entry: Any, names: Iterable[str], *, hints: Iterable[str] = (), label: str) -> None:
        """Add an entry under its names; a name that another entry has already stays with that one."""
        names = list(names)
        for name in names:
            self.by_name.setdefault(fold(name), entry)
        for hint in [*names, *hints]:
            self.hints.setdefault(fold(hint), label)

    def find(self, text: str) -> Any:
        """Return the entry with this name, whatever its capitals, or None."""
        return self.by_name.get(fold(text))

    def get(self, text: str) -> Any:
        """Return the entry with this name. Raises CellError with the nearest ones."""
        found = self.find(text)
        if found is None:
            raise CellError(f"“{short(text)}” is not {self.noun}. {self._advice(text)}")
        return found

    def get_all(self, text: str) -> list[Any]:
        """Return each entry of the list in a cell once. Raises CellError with every unknown one."""
        found, unknown = {}, []
        for name in split_list(text):
            try:
                term = self.get(unquote(name))
                found[term.pk] = term
            except CellError as error:
                unknown.append(str(error))
        if unknown:
            raise CellError(" ".join(unknown))
        return list(found.values())

    def name_of(self, term: Term, *, prefer_label: bool = False) -> str:
        """Return how an entry is written in a cell, so that it is read back as the same entry."""
        if prefer_label and self.find(term.label) == term and split_list(term.label) == [term.label]:
            return term.label if '"' not in term.label else quote(term.label)
        return term.slug

    def _advice(self, text: str) -> str:
        near = process.extract(
            fold(text)[:100], list(self.hints), scorer=fuzz.WRatio, score_cutoff=_CLOSE_ENOUGH, limit=12
        )
        names = list(dict.fromkeys(self.hints[hint] for hint, _score, _place in near))[:_SUGGESTIONS]
        return f"Did you mean {' or '.join(names)}?" if names else self.cure


class Vocabulary:
    """Every list, loaded once for a file."""

    def __init__(self) -> None:
        lists = "See the sheet “Lists” of the template."
        self.needs = _terms(Terms("a need we know", lists), Need, _synonyms(NeedSynonym, "need_id"))
        self.groups = _terms(Terms("a group we know", lists), Group, _synonyms(GroupSynonym, "group_id"))
        self.delivery_modes = _terms(Terms("a way of helping we know", lists), DeliveryMode)
        self.languages = _terms(Terms("a language we know", "Ask a national administrator to add it."), Language)
        self.prisons = Terms("a prison we know", "Write the register's code, such as EXI.")
        for prison in Prison.objects.all():
            self.prisons.add(prison, [prison.code, prison.name], label=f"{prison.code} ({prison.name})")


def _synonyms(table: Any, column: str) -> dict[int, list[str]]:
    """Return other words by entry. They only suggest: a cell says the need's or group's own name."""
    found: dict[int, list[str]] = {}
    for pk, words in table.objects.values_list(column, "words"):
        found.setdefault(pk, []).append(words)
    return found


def _terms(terms: Terms, table: type[Term], synonyms: dict[int, list[str]] | None = None) -> Terms:
    """Fill a list from its table: those in use first, slugs before labels before other names."""
    entries = list(table._default_manager.order_by("-is_active", "order", "pk"))
    for entry in entries:
        terms.by_name.setdefault(fold(entry.slug), entry)
    for entry in entries:
        others = split_list(entry.synonyms) if isinstance(entry, DeliveryMode) else []
        if entry.is_active:
            hints = (synonyms or {}).get(entry.pk, [])
            terms.add(entry, [entry.slug, entry.label, *others], hints=hints, label=f"“{entry.label}” ({entry.slug})")
        else:
            terms.by_name.setdefault(fold(entry.label), entry)
    return terms
