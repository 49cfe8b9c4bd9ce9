"""The words the finder understands and the rules it ranks by, kept in memory by each process.

Words come from the tables of needs and groups only: their labels and their synonyms. Synonyms are matched and
never shown. One small query a request finds out whether the tables changed (`search.sync` marks changes).
"""

import csv
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache, cached_property
from math import log
from pathlib import Path
from typing import Any

from django.db import connection

from directory import models as m
from search import sync
from search.meaning.needs import examples as _examples
from search.models import RankingWeights, VocabularyVersion
from search.phrases import EVERYDAY_PART, EVERYDAY_WORD, LABEL_PART, PhraseBook
from search.text import filler_stems, stems, tokens

#: A word of a label that this many needs share names none of them.
_SHARED_BY = 4
_PARTS = re.compile(r",\s*|\s+(?:and|or)\s+")
_PEOPLE = "People "
_NAMES = frozenset(
    (
        "armed",
        "black",
        "buddhist",
        "catholic",
        "christian",
        "gypsy",
        "hindu",
        "irish",
        "jewish",
        "muslim",
        "roma",
        "sikh",
    )
)


@dataclass
class Vocabulary:
    """A picture of the lists at one moment. Read only; shared by the requests of a process."""

    needs: dict[str, m.Need]
    groups: dict[str, m.Group]
    legal_statuses: dict[str, m.LegalStatus]
    locations: dict[str, m.LocationKind]
    modes: dict[str, m.DeliveryMode]
    languages: dict[str, m.Language]
    weights: RankingWeights
    review_rules: m.ReviewSettings
    need_book: PhraseBook = field(default_factory=PhraseBook)
    group_book: PhraseBook = field(default_factory=PhraseBook)
    meanings: dict[str, dict[str, float]] = field(default_factory=dict)

    @cached_property
    def words(self) -> dict[str, str]:
        """Return every word of labels, synonyms and definitions with its stem: what misspellings are mended to."""
        defined = [token for need in self.needs.values() for token in tokens(need.plain_definition)]
        return {token.word: token.stem for token in defined} | self.group_book.words | self.need_book.words

    @cached_property
    def stems(self) -> frozenset[str]:
        """Return the stems of all known words, also of phrases run together."""
        together = {phrase[0] for phrase in self.need_book.phrases if len(phrase) == 1}
        return frozenset(self.words.values()) | together

    @cached_property
    def children(self) -> dict[str, tuple[str, ...]]:
        """Return the slugs of the needs under each heading."""
        found: dict[str, list[str]] = defaultdict(list)
        headings = {need.pk: need.slug for need in self.needs.values()}
        for need in self.needs.values():
            if need.parent_id in headings:
                found[headings[need.parent_id]].append(need.slug)
        return {slug: tuple(children) for slug, children in found.items()}

    @cached_property
    def heading_of(self) -> dict[str, str]:
        """Return the slug of the heading each need stands under."""
        return {child: heading for heading, children in self.children.items() for child in children}

    @cached_property
    def label_words(self) -> dict[str, tuple[str, ...]]:
        """Return, for each telling word of a label, the few needs whose labels have it."""
        found: dict[str, list[str]] = defaultdict(list)
        for need in self.needs.values():
            for word in {token.stem for token in tokens(need.label)} - filler_stems():
                found[word].append(need.slug)
        return {word: tuple(slugs) for word, slugs in found.items() if len(slugs) < _SHARED_BY}

    @cached_property
    def words_within_needs(self) -> frozenset[str]:
        """Return the stems inside longer phrases for needs: "mum" in "lost his mum" is no word for a group there."""
        return frozenset(word for phrase in self.need_book.phrases if len(phrase) > 1 for word in phrase)

    @cached_property
    def _names(self) -> frozenset[str]:
        """Return first words of labels that are names: of peoples, faiths and forces, and of languages."""
        return _NAMES | {language.label.partition(" ")[0].lower() for language in self.languages.values()}

    def in_sentence(self, label: str) -> str:
        """Return a label as it reads after other words: lower case unless it begins with a name."""
        first = re.split(r"[\s,\-]", label, maxsplit=1)[0]
        is_name = first.lower() in self._names or first[1:] != first[1:].lower()
        return label if is_name else label[:1].lower() + label[1:]


_kept: tuple[Any, Vocabulary] | None = None


def current() -> Vocabulary:
    """Return the vocabulary in force: one query when nothing changed since the last call."""
    global _kept
    sync.flush_vocabulary()
    state = _fingerprint()
    if _kept is None or _kept[0] != state:
        _kept = (state, _load())
    return _kept[1]


def _fingerprint() -> tuple[Any, ...]:
    """Return a value that changes with the lists, even where they were filled in bulk without signals."""
    with connection.cursor() as cursor:
        cursor.execute(_state_query())
        found = cursor.fetchone()
    if found[0] is None:
        VocabularyVersion.objects.get_or_create(pk=1)
        return _fingerprint()
    return tuple(found)


@cache
def _state_query() -> str:
    """Return the query for the version's token and the size and last key of each list. In SQL, and made once: the
    ORM would take longer to write it than the database to answer it, on every search.
    """
    tables = (m.Need, m.NeedSynonym, m.Group, m.GroupSynonym, m.LegalStatus, m.LocationKind)
    parts = [f"(SELECT token FROM {VocabularyVersion._meta.db_table} WHERE id = 1)"]  # noqa: S608
    for table in tables:
        parts += [f"(SELECT {value} FROM {table._meta.db_table})" for value in ("COUNT(*)", "MAX(id)")]  # noqa: S608
    return f"SELECT {', '.join(parts)}"


def _load() -> Vocabulary:
    vocabulary = Vocabulary(
        needs=_by_slug(m.Need),
        groups=_by_slug(m.Group),
        legal_statuses=_by_slug(m.LegalStatus),
        locations=_by_slug(m.LocationKind),
        modes=_by_slug(m.DeliveryMode),
        languages=_by_slug(m.Language),
        weights=RankingWeights.objects.filter(pk=1).first() or RankingWeights(),
        review_rules=m.ReviewSettings.objects.filter(pk=1).first() or m.ReviewSettings(),
    )
    for words, slug in m.NeedSynonym.objects.filter(need__is_active=True).values_list("words", "need__slug"):
        vocabulary.need_book.learn(words, slug, if_everyday=EVERYDAY_WORD)
    for words, slug in m.GroupSynonym.objects.filter(group__is_active=True).values_list("words", "group__slug"):
        vocabulary.group_book.learn(words, slug, if_everyday=EVERYDAY_WORD)
    _learn_labels(vocabulary)
    _learn_meanings(vocabulary)
    return vocabulary


def _by_slug(table: Any) -> dict[str, Any]:
    return {term.slug: term for term in table._default_manager.filter(is_active=True)}


def _learn_labels(vocabulary: Vocabulary) -> None:
    """Learn labels as they stand, and their parts: "benefits" of "Benefits and Universal Credit"."""
    for group in vocabulary.groups.values():
        vocabulary.group_book.learn(group.label, group.slug)
        if group.label.startswith(_PEOPLE):
            vocabulary.group_book.learn(group.label.removeprefix(_PEOPLE), group.slug)
    for need in vocabulary.needs.values():
        vocabulary.need_book.learn(need.label, need.slug)
    parts = [(need.slug, part) for need in vocabulary.needs.values() for part in _PARTS.split(need.label)]
    for slug, part in [(slug, part) for slug, part in parts if not vocabulary.need_book.knows(part)]:
        vocabulary.need_book.learn(part, slug, if_everyday=EVERYDAY_PART, at_most=LABEL_PART)


def _learn_meanings(vocabulary: Vocabulary) -> None:
    """Weigh how far each word of a need's label, synonyms, definition, hints and examples points to that need: the
    fewer needs share it, and the oftener this one has it, the more.
    """
    said: dict[str, Counter[str]] = {
        need.slug: Counter({token.stem for token in tokens(f"{need.label} {need.plain_definition}")})
        for need in vocabulary.needs.values()
        if need.slug not in vocabulary.children
    }
    for phrase, targets in vocabulary.need_book.phrases.items():
        for target in targets:
            said.get(target.slug, Counter()).update(set(phrase))
    for slug, words in (*_hints(), *_examples()):
        said.get(slug, Counter()).update(set(stems(words)))
    pointing: dict[str, dict[str, int]] = defaultdict(dict)
    for slug, found in said.items():
        for word in found.keys() - filler_stems():
            pointing[word][slug] = found[word]
    vocabulary.meanings = {word: _weights(counts, len(said)) for word, counts in pointing.items()}


def _weights(counts: dict[str, int], needs: int) -> dict[str, float]:
    rare, most = log(needs / len(counts)), max(counts.values())
    return {slug: rare * (count / most) ** 0.5 for slug, count in counts.items()}


def _hints() -> list[tuple[str, str]]:
    """Return the shipped everyday words that go with each need without naming it."""
    path = Path(__file__).resolve().parent / "hints.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["slug"], row["words"]) for row in csv.DictReader(file)]
