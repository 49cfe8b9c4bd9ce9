"""Guesses what a sentence is about when no word of it names a need for sure: by its words, and by its meaning.

Each way gives every need a score in standard deviations; the two are added. Without the model, words decide alone.
"""

from collections.abc import Iterable
from math import exp
from statistics import fmean, pstdev

from search.meaning import needs as meaning
from search.text import common_words, filler_words, tokens
from search.vocabulary import Vocabulary

#: What words say beside the meaning of the whole sentence, and how far a guess may be worse than the best.
WORDS, SPREAD = 0.25, 1.0
#: The model was taught sentences: of fewer words, or of mostly unknown ones, it says nothing that can be trusted.
SENTENCE, KNOWN_SHARE = 4, 0.5
#: At most so many guesses, none much worse than the best.
MOST, NEAR_BEST = 5, 0.15
WORDS_NEAR_BEST = 0.4


def guess(text: str, stems: Iterable[str], vocabulary: Vocabulary) -> dict[str, float]:
    """Return the likeliest needs with weights from 0 to 1, best first. Nothing for an empty text."""
    by_words = _by_words(stems, vocabulary)
    by_meaning = meaning.scores(text) if _is_sentence(text, vocabulary) else {}
    leaves = [slug for slug in vocabulary.needs if slug not in vocabulary.children]
    if not by_meaning:
        top = max(by_words.values(), default=1.0)
        return _best({slug: score / top for slug, score in by_words.items()}, WORDS_NEAR_BEST)
    words = _in_deviations({slug: by_words.get(slug, 0.0) for slug in leaves})
    joined = {slug: WORDS * words[slug] + (1 - WORDS) * by_meaning.get(slug, 0.0) for slug in leaves}
    top = max(joined.values(), default=0.0)
    return _best({slug: exp((score - top) / SPREAD) for slug, score in joined.items()}, NEAR_BEST)


def _is_sentence(text: str, vocabulary: Vocabulary) -> bool:
    words = [token.word for token in tokens(text)]
    known = sum(word in common_words() or word in filler_words() or word in vocabulary.words for word in words)
    return len(words) >= SENTENCE and known >= KNOWN_SHARE * len(words)


def _by_words(stems: Iterable[str], vocabulary: Vocabulary) -> dict[str, float]:
    scores: dict[str, float] = {}
    for stem in set(stems):
        for slug, weight in vocabulary.meanings.get(stem, {}).items():
            scores[slug] = scores.get(slug, 0.0) + weight
    return scores


def _in_deviations(scores: dict[str, float]) -> dict[str, float]:
    if not scores:
        return {}
    mean, spread = fmean(scores.values()), pstdev(scores.values()) or 1.0
    return {slug: (score - mean) / spread for slug, score in scores.items()}


def _best(scores: dict[str, float], near: float) -> dict[str, float]:
    best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:MOST]
    return {slug: score for slug, score in best if score >= near}
