"""Which words of a failed search may be heard at all, so that the finder can be taught them.

Only what a search did not know, only word by word, nothing that looks like a name or a number, and only words that are
English: what is in no dictionary may be somebody's name, and a lost synonym does less harm than a name that is shown.
What is left is counted under a keyed hash (`actions.hear`); the word itself is kept only once several days brought it.
"""

import re
from functools import cache

from django.utils.crypto import salted_hmac

from search.text import common_stems, common_words, filler_stems, stem, tidy, words_of
from search.types import Answer
from search.vocabulary import Vocabulary

SHORTEST, LONGEST = 3, 20
MOST_WORDS = 5
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


def may_be_heard(text: str, vocabulary: Vocabulary) -> list[str]:
    """Return the unknown words of a text that may be counted, each once.

    Heard are English words in any form, and no others. Left out: anything with a capital, a digit or a sign, also when
    it touches a number; known names of people, and what follows a title; everyday words, and words that the finder
    knows. Prison numbers and telephone numbers have
    digits. A text in capitals is left out whole, since names cannot be told from words in it.
    """
    heard: dict[str, str] = {}
    before = ""
    for piece in _PIECE.findall(tidy(text)):
        word = piece.strip('.,;:!?()"')
        follows_title, before = before in _BEFORE_NAMES, word.lower().strip(".")
        if follows_title or not _WORD.fullmatch(word) or not SHORTEST <= len(word) <= LONGEST:
            continue
        if not _is_english(word) or word in common_words() or _is_known(stem(word), vocabulary):
            continue
        heard.setdefault(stem(word), word)
    return list(heard.values())[:MOST_WORDS]


def _is_known(stemmed: str, vocabulary: Vocabulary) -> bool:
    return stemmed in vocabulary.stems or stemmed in common_stems() or stemmed in filler_stems()


def _is_english(word: str) -> bool:
    """Say whether a word is a form of an English one and can be no name, not even of several people: "osmans"."""
    if word in known_names() or word.removesuffix("s") in known_names():
        return False
    ground = stem(word)
    return not english_words().isdisjoint({word, ground, f"{ground}e", f"{ground[:-1]}y"})


def digest_of(word: str) -> str:
    """Return the keyed hash under which a word is counted: its forms share one."""
    return salted_hmac(_SALT, stem(word), algorithm="sha256").hexdigest()


@cache
def english_words() -> frozenset[str]:
    """Return English words that are no names, in their ground form."""
    return words_of("english_words.txt")


@cache
def known_names() -> frozenset[str]:
    """Return given names and surnames, in lower case, as far as they could be taken for English words."""
    return words_of("names.txt")
