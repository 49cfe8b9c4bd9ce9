"""Finds the needs, groups and age that somebody's words speak of.

Whole words, longest phrase first, in any form ("bullied", "bullying"), with spelling mistakes mended against our
own words only. "Not drugs" is understood as a need that is not meant, and "no bail address" as one that is: what a
person may be without is listed in `wanted.txt`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.guessing import guess
from search.phrases import EVERYDAY_WORD, Match, Read, Target
from search.text import DROPPABLE, Token, common_stems, filler_stems, lines_of, stem, tokens
from search.types import RecognisedNeed
from search.vocabulary import Vocabulary

#: Trust in a word that had to be mended, and in a lone word of a label, as a share of the trust in the whole.
MENDED, LABEL_WORD = 0.9, 0.6
#: From this trust on, a need is taken to be meant and nothing else is guessed.
SURE = 0.7
_IDIOM = re.compile(r"\bnothing to do with\b", re.IGNORECASE)
_AGE = re.compile(
    r"\b(?:aged?\s+(?P<a>\d\d)\b|(?P<b>\d\d)\s*-?\s*(?:years?|yrs?|yr|y)?\s*-?\s*(?:old\b|yo\b|y/o\b|years? of age\b))",
    re.IGNORECASE,
)
_RULING_OUT = (
    "not no isnt arent wasnt dont doesnt didnt hasnt havent never without nor neither nothing except rather instead "
    "apart"
)
_NEGATORS = frozenset(_RULING_OUT.split())
#: Words that may stand between a negator and what it rules out: "nothing to do with drugs".
_LINKING = (
    "about on any more longer to do with than of from use uses using really feeling being having got in for been "
    "have had into currently"
)
_BETWEEN = DROPPABLE | frozenset(_LINKING.split())
#: "No job", "without a job" and "hasn't got a job" say what somebody lacks, "no longer" and "no more" do not.
_WITHOUT, _HAVING, _OVER = frozenset(["no", "without"]), frozenset(["got", "have", "had", "having"]), {"longer", "more"}
#: "No money worries" lacks nothing.
_TROUBLE = frozenset(map(stem, ["concerns", "issues", "problems", "trouble", "worries"]))
_REACH = 4
_SAYS_WHO = frozenset(["a", "an", "is", "am", "as", "being", "are"])
_SAYS_WHO_OR_WHERE = _SAYS_WHO | frozenset(["ex", "the", "in", "was", "former"])
_SHORTEST_MENDED = 4
_LONG_SENTENCE = 8


class Negation(Enum):
    """How the words before something deny it: not at all, as what is not meant, or as what somebody is without."""

    NONE = "none"
    RULED_OUT = "ruled out"
    LACKING = "lacking"

    def rules_out(self, slug: str, stems: Iterable[str]) -> bool:
        """Say whether a need is not meant that was named by words with these stems."""
        return self is Negation.RULED_OUT or (self is Negation.LACKING and not _is_wanted(slug, stems))


@cache
def _wanted() -> dict[str, frozenset[str]]:
    """Return the needs for what somebody may be without, each with the stems that say so; none: all of them do."""
    rows = [line.split() for line in lines_of("wanted.txt")]
    return {slug: frozenset(map(stem, words)) for slug, *words in rows}


def _is_wanted(slug: str, stems: Iterable[str]) -> bool:
    wanted = _wanted()
    return slug in wanted and (not wanted[slug] or not wanted[slug].isdisjoint(stems))


class Word(NamedTuple):
    """One word that a listing's text may be compared with, how much it counts, and the needs it helped to name."""

    word: str
    stem: str
    weight: float
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Recognised:
    """What somebody's words speak of."""

    needs: tuple[RecognisedNeed, ...] = ()
    groups: tuple[str, ...] = ()
    age: int | None = None
    words: tuple[Word, ...] = ()
    guesses: dict[str, float] = field(default_factory=dict)
    """Needs that the words seem to go with, by slug; only where none was named for sure."""


def recognise(text: str, vocabulary: Vocabulary) -> Recognised:
    """Read a text. Never raises; an empty text recognises nothing."""
    age = _AGE.search(text)
    read = [_read(token, vocabulary) for token in tokens(_IDIOM.sub("not", _AGE.sub(" ", text)))]
    matches = vocabulary.need_book.matches(read)
    needs = _needs(read, matches, vocabulary)
    named = any(not need.negated and need.strength >= SURE for need in needs) and not _says_more(read, matches)
    return Recognised(
        needs=needs,
        groups=tuple(_groups(read, matches, vocabulary)),
        age=int(age["a"] or age["b"]) if age else None,
        words=_words(read, matches, vocabulary),
        guesses={} if named else guess(text, [word.stem for word in read], vocabulary),
    )


def _says_more(read: list[Read], matches: list[Match]) -> bool:
    """Say whether a long sentence names needs by lone words only, which may have been used in another sense."""
    return len(read) >= _LONG_SENTENCE and all(match.end - match.start == 1 for match in matches)


def _read(token: Token, vocabulary: Vocabulary) -> Read:
    """Return the word to compare: one of ours where it seems to be a misspelling of it."""
    known = token.stem in vocabulary.stems or token.stem in common_stems() or token.stem in filler_stems()
    if not known and len(token.word) >= _SHORTEST_MENDED and token.word.isalpha():
        best = closest(token.word, vocabulary.words)
        if best:
            return Read(best, vocabulary.words[best], mended=True, typed=token)
    return Read(token.word, token.stem, capitals=token.capitals, typed=token)


def closest(word: str, known: dict[str, str]) -> str | None:
    """Return the known word that this one is most likely a misspelling of, or None.

    One slip in up to seven letters, two in up to eleven, three beyond; one more where both begin and end alike and
    there are seven letters or more. Short words must begin and end alike.
    """
    allowed = 1 if len(word) < 8 else 2 if len(word) < 12 else 3
    near = process.extract(word, known.keys(), scorer=OSA.distance, score_cutoff=allowed + 1, limit=12)
    likely = [
        (distance, candidate[-1] != word[-1], candidate)
        for candidate, distance, _ in near
        if len(candidate) >= _SHORTEST_MENDED
        and _begins_alike(word, candidate)
        and (distance <= allowed or _frames_alike(word, candidate))
    ]
    return min(likely)[2] if likely else None


def _frames_alike(word: str, candidate: str) -> bool:
    return len(word) > 6 and (word[0], word[-1]) == (candidate[0], candidate[-1])


def _begins_alike(word: str, candidate: str) -> bool:
    if len(word) < 5:
        return word[0] == candidate[0] and word[-1] == candidate[-1]
    return word[0] == candidate[0] or sorted(word[:2]) == sorted(candidate[:2]) or len(word) > 6


def _needs(read: list[Read], matches: list[Match], vocabulary: Vocabulary) -> tuple[RecognisedNeed, ...]:
    """Return each need once: a place where it is meant wins over one where it is ruled out."""
    by_slug: dict[str, RecognisedNeed] = {}
    for match, negation in zip(matches, _negations(read, matches), strict=True):
        words = " ".join(word.word for word in read[match.start : match.end])
        stems = [word.stem for word in read[match.start : match.end]]
        for target in match.targets:
            negated = negation.rules_out(target.slug, stems)
            strength = target.strength * (MENDED if match.mended else 1)
            by = "spelling" if match.mended else "word"
            _keep(by_slug, RecognisedNeed(vocabulary.needs[target.slug], words, by, negated, strength))
    taken = {place for match in matches for place in range(match.start, match.end)}
    for need in _named_by_label_words(read, taken, vocabulary):
        _keep(by_slug, need)
    return tuple(by_slug.values())


def _keep(by_slug: dict[str, RecognisedNeed], need: RecognisedNeed) -> None:
    known = by_slug.get(need.slug)
    if known is None or (not need.negated, need.strength) > (not known.negated, known.strength):
        by_slug[need.slug] = need


def _named_by_label_words(read: list[Read], taken: set[int], vocabulary: Vocabulary) -> Iterator[RecognisedNeed]:
    """Yield needs of whose label a telling word was used: "debt" for "Debt on the wing"."""
    for place, word in enumerate(read):
        slugs = _by_label_word(word, vocabulary)
        if place in taken or not slugs:
            continue
        by, negation = ("spelling" if word.mended else "word"), _negation_before(read, place)
        strength = LABEL_WORD / len(slugs) ** 0.5 * (MENDED if word.mended else 1)
        for slug in slugs:
            negated = negation.rules_out(slug, [word.stem])
            yield RecognisedNeed(vocabulary.needs[slug], word.word, by, negated, strength)


def _by_label_word(word: Read, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the needs of whose label a word is a telling one."""
    return () if word.stem in common_stems() else vocabulary.label_words.get(word.stem, ())


def _negations(read: list[Read], matches: list[Match]) -> list[Negation]:
    """Return for each match how the words before it deny it; "or" carries that on to the next."""
    answers: list[Negation] = []
    floor = 0
    for match in matches:
        between = [word.word for word in read[floor : match.start]]
        carried = answers[-1] if answers and between in (["or"], ["nor"]) else Negation.NONE
        negation = carried if carried is not Negation.NONE else _negation_before(read, match.start, floor)
        of_trouble = any(word.stem in _TROUBLE for word in read[match.end : match.end + 1])
        answers.append(Negation.RULED_OUT if negation is Negation.LACKING and of_trouble else negation)
        floor = match.end
    return answers


def _negation_before(read: list[Read], start: int, floor: int = 0) -> Negation:
    between: set[str] = set()
    for place in range(start - 1, max(floor, start - _REACH) - 1, -1):
        word = read[place].word
        if word in _NEGATORS:
            lacking = (word in _WITHOUT or between & _HAVING) and not between & _OVER
            return Negation.LACKING if lacking else Negation.RULED_OUT
        if word not in _BETWEEN:
            return Negation.NONE
        between.add(word)
    return Negation.NONE


def _groups(read: list[Read], need_matches: list[Match], vocabulary: Vocabulary) -> Iterator[str]:
    """Yield who the words say the person is. "Lost his mum" does not say that he is a mother."""
    in_longer = {
        place for match in need_matches if match.end - match.start > 1 for place in range(match.start, match.end)
    }
    matches = vocabulary.group_book.matches(read)
    seen = {"anyone"}
    for match, negation in zip(matches, _negations(read, matches), strict=True):
        lone = match.end - match.start == 1
        for target in () if negation is not Negation.NONE or (lone and match.start in in_longer) else match.targets:
            if target.slug not in seen and (not lone or _says_who(read, match.start, target, vocabulary)):
                seen.add(target.slug)
                yield target.slug


def _says_who(read: list[Read], place: int, target: Target, vocabulary: Vocabulary) -> bool:
    """Say whether a lone word tells who the person is; words that speak of others too need "a" or "is" before."""
    before = read[place - 1].word if place else ""
    if read[place].stem in vocabulary.words_within_needs and (read[place].stem,) not in vocabulary.need_book.phrases:
        return before in _SAYS_WHO
    return target.strength > EVERYDAY_WORD or before in _SAYS_WHO_OR_WHERE


def _words(read: list[Read], matches: list[Match], vocabulary: Vocabulary) -> tuple[Word, ...]:
    """Return the telling words as typed, those that named something counting half: the need speaks for them."""
    named: dict[int, frozenset[str]] = {}
    for match in matches:
        slugs = frozenset(target.slug for target in match.targets)
        named |= dict.fromkeys(range(match.start, match.end), slugs)
    kept: dict[str, Word] = {}
    for place, word in enumerate(read):
        typed = word.typed or word
        if typed.stem not in filler_stems() and typed.word not in DROPPABLE:
            weight = 0.5 if place in named else 0.6 if typed.stem in common_stems() else 1.0
            needs = named.get(place, frozenset(_by_label_word(word, vocabulary)))
            kept.setdefault(typed.stem, Word(typed.word, typed.stem, weight, needs))
    return tuple(kept.values())
