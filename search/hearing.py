"""Which words of a failed search may be heard at all, so that the finder can be taught them.

Only what a search did not know, only a word or two, nothing that looks like a name or a number, and only words that are
English: what is in no dictionary may be somebody's name, and a lost synonym does less harm than a name that is shown.
What is left is counted under a keyed hash (`actions.hear`); the word itself is kept only once several days brought it.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from django.utils.crypto import salted_hmac

from search.text import DROPPABLE, common_stems, common_words, filler_stems, stem, tidy, words_of
from search.types import Answer
from search.vocabulary import Vocabulary

SHORTEST, LONGEST = 3, 20
MOST_WORDS, MOST_PAIRS = 5, 3
_SALT = "search.heard"
_PIECE = re.compile(r"\S+")
_WORD = re.compile(r"[a-z]+")
#: What follows one of these is likely a name, whatever it looks like.
_BEFORE_NAMES = frozenset(
    [
        "mr",
        "mrs",
        "miss",
        "ms",
        "dr",
        "called",
        "named",
        "name",
        "nicknamed",
        "aka",
        "officer",
        "governor",
        "nurse",
        "chaplain",
    ]
)


def is_failed(answer: Answer) -> bool:
    """Say whether a search ended with nothing, or with guesses alone."""
    return answer.is_empty or not any(not need.negated for need in answer.needs)


class _Plain(NamedTuple):
    """A word of a text that looks like no name or number."""

    place: int
    word: str
    ends: bool
    """Whether a sign after it ends what it may be joined to."""

    @property
    def is_everyday(self) -> bool:
        return self.word in common_words() or stem(self.word) in common_stems()

    @property
    def is_filler(self) -> bool:
        return stem(self.word) in filler_stems() or self.word in DROPPABLE


def may_be_heard(text: str, vocabulary: Vocabulary) -> list[str]:
    """Return what of a text may be counted, each once: single unknown words, then pairs that stood together.

    Heard are English words in any form, and no others. Left out: anything with a capital, a digit or a sign, also when
    it touches a number; known names of people, and what follows a title; everyday words on their own, and words that
    the finder knows. Prison numbers and telephone numbers have digits. A text in capitals is left out whole, since
    names cannot be told from words in it. Of slang in two words each may be an everyday one.
    """
    plain = list(_plain(text))
    singles = [one.word for one in plain if not one.is_everyday and not _is_known(one.word, vocabulary)]
    unknown = set(singles)
    pairs = [
        (first.word, second.word)
        for first, second in pairwise(plain)
        if second.place == first.place + 1 and not first.ends and _may_be_slang(first, second, vocabulary)
    ]
    pairs.sort(key=lambda pair: unknown.isdisjoint(pair))
    return [*_once(singles)[:MOST_WORDS], *_once([" ".join(pair) for pair in pairs])[:MOST_PAIRS]]


def _plain(text: str) -> Iterator[_Plain]:
    before = ""
    for place, piece in enumerate(_PIECE.findall(tidy(text))):
        word = piece.strip('.,;:!?()"')
        follows_title, before = before in _BEFORE_NAMES, word.lower().strip(".")
        if follows_title or not _WORD.fullmatch(word) or not SHORTEST <= len(word) <= LONGEST:
            continue
        if _is_english(word):
            yield _Plain(place, word, ends=not piece.endswith(word))


def _may_be_slang(first: _Plain, second: _Plain, vocabulary: Vocabulary) -> bool:
    """Say whether two words may mean something together: no filler, and none that the finder knows by itself."""
    return stem(first.word) != stem(second.word) and all(
        not one.is_filler and (one.is_everyday or not _is_known(one.word, vocabulary)) for one in (first, second)
    )


def _once(words: list[str]) -> list[str]:
    """Return the first form of each word or pair."""
    kept: dict[str, str] = {}
    for word in words:
        kept.setdefault(_ground(word), word)
    return list(kept.values())


def _ground(words: str) -> str:
    return " ".join(map(stem, words.split()))


def _is_known(word: str, vocabulary: Vocabulary) -> bool:
    stemmed = stem(word)
    return stemmed in vocabulary.stems or stemmed in common_stems() or stemmed in filler_stems()


def _is_english(word: str) -> bool:
    """Say whether a word is a form of an English one and can be no name, not even of several people: "osmans"."""
    if word in known_names() or word.removesuffix("s") in known_names():
        return False
    if word in common_words():
        return True
    ground = stem(word)
    return not english_words().isdisjoint({word, ground, f"{ground}e", f"{ground[:-1]}y"})


def digest_of(word: str) -> str:
    """Return the keyed hash under which a word or a pair is counted: its forms share one."""
    return salted_hmac(_SALT, _ground(word), algorithm="sha256").hexdigest()


@cache
def english_words() -> frozenset[str]:
    """Return English words that are no names, in their ground form."""
    return words_of("english_words.txt")


@cache
def known_names() -> frozenset[str]:
    """Return given names and surnames, in lower case, as far as they could be taken for English words."""
    return words_of("names.txt")
