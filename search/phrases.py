"""A book of phrases and what they name, and the search for the longest one that begins at a word."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from search.text import DROPPABLE, Token, common_words, filler_words, stem, tokens

Phrase = tuple[str, ...]

#: How far each way of being named is trusted, from 0 to 1.
WHOLE, LABEL_PART, EVERYDAY_PART, EVERYDAY_WORD = 1.0, 0.85, 0.65, 0.55
#: Phrases of up to this many words are known run together too: "selfharm".
_RUN_TOGETHER = 3


class Target(NamedTuple):
    """What a phrase names, how far that is trusted, and its words before they were stemmed."""

    slug: str
    strength: float
    words: Phrase = ()


class Read(NamedTuple):
    """One typed word as it is compared: mended where it was misspelt."""

    word: str
    stem: str
    mended: bool = False
    capitals: bool = False
    typed: Token | None = None


class Match(NamedTuple):
    """A phrase found from one word up to (not including) another."""

    start: int
    end: int
    targets: tuple[Target, ...]
    mended: bool


@dataclass
class PhraseBook:
    """Phrases by their stems. Small words inside them may differ from ours: "lost his mum" is "lost her mum"."""

    phrases: dict[Phrase, list[Target]] = field(default_factory=dict)
    prefixes: set[Phrase] = field(default_factory=set)
    in_capitals: dict[str, list[Target]] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    """Every word of the book with its stem, to mend misspellings against."""

    def learn(self, text: str, slug: str, *, if_everyday: float = WHOLE, at_most: float = WHOLE) -> None:
        """Add a phrase for a term. A lone everyday word is trusted `if_everyday`, and one that is an abbreviation
        ("IT") is known in capitals only.
        """
        found, phrase = tokens(text), phrase_of(text)
        if not phrase:
            return
        written = tuple(token.word for token in found)
        everyday = len(written) == 1 and _is_everyday(written[0])
        target = Target(slug, min(at_most, if_everyday if everyday else WHOLE), written)
        self.words |= {token.word: token.stem for token in found}
        if everyday and text.strip().isupper():
            self.in_capitals.setdefault(written[0], []).append(target)
            return
        self._add(phrase, target)
        if 1 < len(written) <= _RUN_TOGETHER:
            self._add((stem("".join(written)),), target)

    def _add(self, phrase: Phrase, target: Target) -> None:
        targets = self.phrases.setdefault(phrase, [])
        if all(known.slug != target.slug for known in targets):
            targets.append(target)
        self.prefixes.update(phrase[:size] for size in range(1, len(phrase)))

    def knows(self, text: str) -> bool:
        """Say whether exactly these words are in the book."""
        written = tuple(token.word for token in tokens(text))
        return any(target.words == written for target in self.phrases.get(phrase_of(text), ()))

    def matches(self, read: Sequence[Read]) -> list[Match]:
        """Return the phrases in a text from left to right, the longest at each place, none overlapping."""
        found: list[Match] = []
        place = 0
        while place < len(read):
            match = self._longest(read, place)
            if match:
                found.append(match)
            place = match.end if match else place + 1
        return found

    def _longest(self, read: Sequence[Read], start: int) -> Match | None:
        best = max(self._from(read, start), key=lambda found: (len(found[1]), -found[0]), default=None)
        first = read[start]
        if (best is None or len(best[1]) == 1) and first.capitals and first.word in self.in_capitals:
            return Match(start, start + 1, tuple(self.in_capitals[first.word]), False)
        if best is None:
            return None
        end, phrase = best
        typed = read[start:end]
        targets = _as_typed(self.phrases[phrase], [word.word for word in typed])
        return Match(start, end, tuple(targets), any(word.mended for word in typed)) if targets else None

    def _from(self, read: Sequence[Read], start: int) -> Iterable[tuple[int, Phrase]]:
        """Yield the end and stems of every phrase that begins at a word."""
        waiting: list[tuple[int, Phrase]] = [(start, ())]
        while waiting:
            place, phrase = waiting.pop()
            if phrase in self.phrases:
                yield place, phrase
            if place == len(read):
                continue
            longer = (*phrase, read[place].stem)
            if longer in self.phrases or longer in self.prefixes:
                waiting.append((place + 1, longer))
            if phrase and read[place].word in DROPPABLE:
                waiting.append((place + 1, phrase))


def phrase_of(text: str) -> Phrase:
    """Return the stems of a phrase without the small words that may differ, unless hardly anything is left."""
    found = tokens(text)
    kept = [token.stem for token in found if token.word not in DROPPABLE]
    return tuple(kept if len(kept) > 1 or len(found) <= 1 else [token.stem for token in found])


def _as_typed(targets: list[Target], typed: list[str]) -> list[Target]:
    """Keep what is named by exactly these words, if anything is: "bereavement" is not "bereaved". Everyday words in
    another form than ours say little ("order" for "orderly"), and a lone filler word nothing ("will" for "wills").
    """
    kept = _without_small(typed)
    exact = [target for target in targets if _without_small(target.words) == kept]
    if exact or not all(_is_everyday(word) for word in typed):
        return exact or targets
    if len(typed) == 1 and typed[0] in filler_words():
        return []
    return [target._replace(strength=min(target.strength, EVERYDAY_WORD)) for target in targets]


def _is_everyday(word: str) -> bool:
    return word in common_words() or word in filler_words()


def _without_small(words: Iterable[str]) -> list[str]:
    return [word for word in words if word not in DROPPABLE]
