"""From what somebody typed to the stems that are compared. Pure functions, the same for questions and listings."""

import re
import threading
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import snowballstemmer


class _Stemmer(threading.local):
    """A stemmer for each thread: it keeps the word it works on in itself, and two threads would mix theirs up."""

    def __init__(self) -> None:
        self.stem_word = snowballstemmer.stemmer("english").stemWord


_stemmer = _Stemmer()
_TOKEN = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile("[\u2018\u2019\u02bc`´']")
_NEGATED = re.compile(r"n't\b")
_CONTRACTED = re.compile(r"'(?:s|ll|re|ve|d|m)\b|'")

#: Nobody types more than this of use; longer text is cut so that any question costs the same.
MAX_CHARACTERS = 400
MAX_TOKENS = 60

#: Small words that may stand between the words of a phrase: "lost his mum" is "lost mum".
_SMALL = "a an the his her hers my their our your its him them he she they i me some this that"
DROPPABLE = frozenset(_SMALL.split())


class Token(NamedTuple):
    """One word as typed (in lower case, without marks), its stem, and whether it was typed in capitals."""

    word: str
    stem: str
    capitals: bool = False


def tidy(text: str) -> str:
    """Return the text with one kind of apostrophe, without accents and contractions: "it's" is "it", "can't" "cant"."""
    text = unicodedata.normalize("NFKD", text)
    text = "".join(character for character in text if not unicodedata.combining(character))
    text = _APOSTROPHES.sub("'", text)
    text = _NEGATED.sub("nt", text.replace("N'T", "NT"))
    return _CONTRACTED.sub("", re.sub(r"'(S|LL|RE|VE|D|M)\b", "", text))


def tokens(text: str) -> list[Token]:
    """Return the words of a text. Capitals count only where the whole text is not in capitals."""
    tidied = tidy(text[:MAX_CHARACTERS])
    shouted = tidied.isupper() and " " in tidied.strip()
    return [
        Token(word.casefold(), stem(word.casefold()), word.isupper() and not shouted and len(word) > 1)
        for word in _TOKEN.findall(tidied)[:MAX_TOKENS]
    ]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the stem of one word in lower case: "bullied" and "bullying" have the same."""
    return str(_stemmer.stem_word(word))


def stems(text: str) -> list[str]:
    """Return the stems of a listing's text, whatever its length."""
    return [stem(word.casefold()) for word in _TOKEN.findall(tidy(text))]


def padded(values: Iterable[str]) -> str:
    """Return the values between spaces, so that " value " is found in it exactly when it is one of them."""
    joined = " ".join(values)
    return f" {joined} " if joined else ""


@cache
def common_words() -> frozenset[str]:
    """Return everyday English words: never taken for a misspelling, and weak evidence on their own."""
    return words_of("common_words.txt")


@cache
def common_stems() -> frozenset[str]:
    """Return the stems of the everyday words."""
    return frozenset(stem(word) for word in common_words())


@cache
def filler_words() -> frozenset[str]:
    """Return the words that carry no meaning for a search, such as "the", "wants" and "help"."""
    return words_of("filler_words.txt")


@cache
def filler_stems() -> frozenset[str]:
    """Return the stems of the filler words."""
    return frozenset(stem(word) for word in filler_words())


def words_of(name: str) -> frozenset[str]:
    """Return the words of a list beside this module."""
    return frozenset(word for line in lines_of(name) for word in line.split())


def lines_of(name: str) -> list[str]:
    """Return the lines of a list beside this module, without those that explain it."""
    lines = (Path(__file__).resolve().parent / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]
