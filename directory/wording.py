"""The person-first wording check: it points at words and offers better ones; it never blocks.

Source of the list: domain reference, "Words"; shipped in reference/words_to_avoid.csv, changed by administrators.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst

from directory.models import Organisation, WordToAvoid

if TYPE_CHECKING:
    from directory.models import ServicePage

# English text that a reader sees; the Welsh fields have their own words.
CHECKED = (
    "title",
    "summary",
    "description",
    "does_not",
    "access_needs",
    "who_can_refer",
    "how_to_refer",
    "what_happens_next",
    "staff_notes",
)
_ENDING = r"(?:s['’]|['’]s|s)?"


@dataclass(frozen=True)
class Finding:
    """One word in one field, as it was written, and what to write instead."""

    field: str
    label: str
    word: str
    better: str

    def __str__(self) -> str:
        return f"{self.label}: “{self.word}”. Better: {self.better}."


def check_listing(page: "ServicePage") -> list[Finding]:
    """Return what the check finds in a listing's words, each word once a field."""
    texts = {name: getattr(page, name) for name in CHECKED}
    labels = {name: _label(page, name) for name in CHECKED}
    for child, name, label in (("exclusions", "reason", "Group it is not for"), ("sessions", "note", "Session")):
        rows = [getattr(row, name) for row in getattr(page, child).all()]
        texts[child], labels[child] = "\n".join(rows), label
    return check_texts(texts, labels)


def check_texts(texts: Mapping[str, Any], labels: Mapping[str, str]) -> list[Finding]:
    """Return what the check finds in texts by field; `labels` name the fields to their reader."""
    words = list(WordToAvoid.objects.filter(is_active=True))
    names = _names_with(words)
    found: list[Finding] = []
    for field, text in texts.items():
        seen: set[str] = set()
        for written, word in find_words(str(text or ""), words, names):
            if written.lower() not in seen:
                seen.add(written.lower())
                found.append(Finding(field, labels.get(field, field), written, word.better.replace(";", ",")))
    return found


def find_words(text: str, words: Iterable[WordToAvoid], names: Iterable[str] = ()) -> Iterator[tuple[str, WordToAvoid]]:
    """Yield each word to avoid as it stands in the text, left to right.

    The longest matches first, so that "ex-offender" is not found a second time as "offender". What stands inside
    a name or a phrase in which the word is fine is left out.
    """
    known = {word.words.lower(): word for word in words}
    fine = [phrase.strip() for word in known.values() for phrase in word.fine_in.split(";")]
    allowed = _any_of([*fine, *names])
    spans = [match.span() for match in allowed.finditer(text)] if allowed else []
    avoided = _any_of(known)
    for match in avoided.finditer(text) if avoided else ():
        start, end = match.span()
        if not any(left <= start and end <= right for left, right in spans):
            yield match.group(0), known[match.group(1).lower()]


def _any_of(phrases: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern for whole words in any of the phrases, plurals included; None for no phrase."""
    longest_first = sorted({phrase for phrase in phrases if phrase}, key=len, reverse=True)
    if not longest_first:
        return None
    alternatives = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in longest_first)
    return re.compile(rf"(?<![\w-])({alternatives}){_ENDING}(?![\w-])", re.IGNORECASE)


def _names_with(words: Iterable[WordToAvoid]) -> list[str]:
    """Return the names of organisations that carry one of the words: a name is never at fault."""
    pattern = _any_of(word.words for word in words)
    if pattern is None:
        return []
    return [name for name in Organisation.objects.values_list("name", flat=True) if pattern.search(name)]


def _label(page: "ServicePage", name: str) -> str:
    return "Name" if name == "title" else capfirst(str(page._meta.get_field(name).verbose_name))
