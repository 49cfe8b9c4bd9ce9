"""Cuts a sentence into the pieces that the model was taught with. `wordpieces.txt` is the model's own list."""

import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_BEGIN, _END, _UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
#: Longer sentences are cut, so that each costs the same at most.
MOST_PIECES = 64
_LONGEST_WORD = 100


@cache
def _pieces() -> dict[str, int]:
    lines = (Path(__file__).resolve().parent / "wordpieces.txt").read_text(encoding="utf-8").splitlines()
    return {piece: number for number, piece in enumerate(lines)}


def numbers_of(text: str) -> list[int]:
    """Return the numbers of a sentence's pieces, between the marks for its beginning and its end."""
    known = _pieces()
    inside = [known[piece] for word in _words(text) for piece in _cut(word, known)]
    return [known[_BEGIN], *inside[: MOST_PIECES - 2], known[_END]]


def _words(text: str) -> Iterator[str]:
    """Yield words in lower case without accents, and each sign by itself."""
    word = ""
    for character in unicodedata.normalize("NFD", text.lower()):
        kind = unicodedata.category(character)
        if kind == "Mn":
            continue
        if kind[0] in "LNM":
            word += character
            continue
        if word:
            yield word
        word = ""
        if kind[0] in "PS":
            yield character
    if word:
        yield word


def _cut(word: str, known: dict[str, int]) -> list[str]:
    """Return the longest known pieces from left to right, or the mark for an unknown word."""
    found: list[str] = []
    start = 0
    while start < len(word):
        mark = "##" if start else ""
        ends = range(min(len(word), start + _LONGEST_WORD), start, -1)
        end = next((end for end in ends if mark + word[start:end] in known), None)
        if end is None:
            return [_UNKNOWN]
        found.append(mark + word[start:end])
        start = end
    return found
