"""What both backends reckon alike: what a word is worth, how it may be spelt, and a listing's share of the words."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import log

from search.backends.base import Candidate
from search.recognise import Word, closest
from search.text import common_stems, stem

IN_BODY = 0.4
#: A word that no listing of the prison has says little about which of them is meant.
UNKNOWN_WORD = 0.3
#: Listings without any of the needs must hold at least this share of the words.
ENOUGH_TEXT, ENOUGH_TEXT_BESIDE_NEEDS = 0.08, 0.35


def worth(word: Word, having: int, listings: int) -> float:
    """Return what finding a word is worth: more when few of the prison's listings have it."""
    return word.weight * (log(1 + listings / having) if having else log(1 + listings) * UNKNOWN_WORD)


def candidate(page_id: int, worths: Sequence[float], in_name: set[int], in_body: set[int]) -> Candidate:
    """Return a listing with its share of the words; the sets hold the places of the words that it has."""
    total = sum(worths)
    if not total:
        return Candidate(page_id)
    name = sum(worths[place] for place in in_name)
    body = sum(worths[place] for place in in_body - in_name)
    return Candidate(page_id, (name + body * IN_BODY) / total, name / total)


def enough(needs: Iterable[str]) -> float:
    """Return the share of the words that a listing must hold which meets none of the needs."""
    return ENOUGH_TEXT_BESIDE_NEEDS if needs else ENOUGH_TEXT


def names_in(texts: Iterable[str]) -> dict[str, str]:
    """Return the words of titles and organisations, also two run together ("wrenpost"), as they stand there."""
    known: dict[str, str] = {}
    for text in sorted(set(texts)):
        words = text.split()
        known |= {first + second: f"{first} {second}" for first, second in pairwise(words)}
        known |= {word: word for word in words}
    return known


def run_together(words: Sequence[Word], place: int) -> list[str]:
    """Return the stems of a word joined with its neighbours: "wren post" for an organisation called "Wrenpost"."""
    word, after, before = words[place], words[place + 1 : place + 2], words[max(0, place - 1) : place]
    return [stem(word.word + other.word) for other in after] + [stem(other.word + word.word) for other in before]


def may_be_misspelt(word: Word) -> bool:
    """Say whether a word that no listing has may be a misspelt name: everyday words are not."""
    return word.stem not in common_stems()


def mended(word: Word, names: dict[str, str]) -> str:
    """Return the name that a word is most likely a misspelling of, as it stands in listings; empty for none."""
    best = closest(word.stem, names)
    return names[best] if best else ""
