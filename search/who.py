"""Reads who a person is from one line, such as "remand;veterans;19"."""

import re
from dataclasses import replace

from search.types import Who
from search.vocabulary import current

_BAND = re.compile(r"[0-9]{1,3}(?:\+|-[0-9]{1,3})")


class UnknownWord(ValueError):
    """A word stands for nobody that the directory knows."""


def who_from(text: str) -> Who:
    """Read slugs of groups, legal statuses, locations and languages, and ages, separated by semicolons.

    Raises UnknownWord with a sentence that names the first word that is none of these.
    """
    who = Who()
    for word in (part.strip().lower() for part in text.split(";")):
        if word:
            who = _with(who, word)
    return who


def _with(who: Who, word: str) -> Who:
    vocabulary = current()
    if word.isascii() and word.isdecimal() and len(word) <= 3:
        return replace(who, age=int(word))
    if _BAND.fullmatch(word):
        return replace(who, age_band=word)
    if word in vocabulary.legal_statuses:
        who = replace(who, legal_status=word)
        return replace(who, groups=(*who.groups, word)) if word in vocabulary.groups else who
    if word in vocabulary.groups:
        return replace(who, groups=(*who.groups, word))
    if word in vocabulary.locations:
        return replace(who, location=word)
    if word in vocabulary.languages:
        return replace(who, language=word)
    raise UnknownWord(
        f"“{word}” is not a group, legal status, location, language or age. Use the slugs of the lists, such as "
        "veterans, remand, sentenced, vpu, 19 or 18-25."
    )
