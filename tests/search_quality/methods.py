"""Compares ways to read everyday sentences, on the tuning half: `python -m tests.search_quality.methods`.

Each method orders the needs for a sentence; counted is how often a right need is first, and among the first three.
The numbers are in docs/adr/0031. WordNet is Debian's wordnet-base; without it that line is left out.
"""

import csv
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from math import log
from pathlib import Path

import numpy

from search.meaning import model, needs
from search.text import filler_stems, stems

QUERIES = Path(__file__).resolve().parent / "queries.csv"
NEEDS = Path(__file__).resolve().parents[2] / "directory" / "reference" / "needs.csv"
WORDNET = Path("/usr/share/wordnet")
Scores = Callable[[str], numpy.ndarray]


def taxonomy() -> dict[str, str]:
    """Return label, definition and synonyms of each need under a heading."""
    with NEEDS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["parent"]]
    return {row["slug"]: f"{row['label']} {row['plain_definition']} {row['synonyms']}" for row in rows}


def everyday_of_tuning_half() -> list[tuple[str, set[str]]]:
    """Return the sentences with their right needs."""
    with QUERIES.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if (row["kind"], row["half"]) == ("everyday", "tuning")]
    return [(row["query"], set(row["needs"].split(";"))) for row in rows]


def by_words(slugs: list[str], texts: Iterable[tuple[str, str]], more: Callable[[str], set[str]] = set) -> Scores:
    """Score by shared words, the fewer needs have a word the more; `more` adds related words at half the weight."""
    counts: dict[str, numpy.ndarray] = defaultdict(lambda: numpy.zeros(len(slugs)))
    for slug, text in texts:
        for word in set(stems(text)) - filler_stems():
            counts[word][slugs.index(slug)] += 1
    weights = {
        word: log(len(slugs) / (found > 0).sum()) * (found / found.max()) ** 0.5 for word, found in counts.items()
    }

    def score(text: str) -> numpy.ndarray:
        said = set(stems(text))
        related = {other for word in text.lower().split() for other in more(word.strip(".,'"))} - said
        nothing = numpy.zeros(len(slugs))
        return sum((weights.get(word, nothing) for word in said), nothing) + 0.5 * sum(
            (weights.get(word, nothing) for word in related), nothing
        )

    return score


def wordnet() -> Callable[[str], set[str]]:
    """Return a function from a word to the stems of its synonyms and of what it is a kind of."""
    words: dict[str, set[str]] = defaultdict(set)
    for part in ("noun", "verb", "adj", "adv"):
        synsets = {}
        for line in (WORDNET / f"data.{part}").read_text(encoding="utf-8").splitlines():
            if line.startswith(" "):
                continue
            fields = line.partition(" | ")[0].split()
            count = int(fields[3], 16)
            lemmas = [lemma.lower() for lemma in fields[4 : 4 + 2 * count : 2]]
            after = fields[5 + 2 * count :]
            above = [after[place + 1] for place, field in enumerate(after) if field == "@"]
            synsets[fields[0]] = (lemmas, above)
        for lemmas, above in synsets.values():
            kin = lemmas + [lemma for key in above for lemma in synsets.get(key, ((), ()))[0]]
            for lemma in lemmas:
                words[lemma] |= {stem for word in kin for stem in stems(word.replace("_", " "))}
    return lambda word: words.get(word, set())


def nearest(slugs: list[str], said: list[tuple[str, str]], vectors: numpy.ndarray, of: int = 3) -> Scores:
    """Score by the mean likeness of the nearest examples of each need."""
    places = [numpy.array([n for n, (slug, _) in enumerate(said) if slug == wanted]) for wanted in slugs]

    def score(text: str) -> numpy.ndarray:
        likeness = vectors @ model.vector_of(text)
        return numpy.array([numpy.sort(likeness[place])[-of:].mean() for place in places])

    return score


def deviations(values: numpy.ndarray) -> numpy.ndarray:
    """Return scores in standard deviations."""
    return (values - values.mean()) / (values.std() or 1)


def main() -> int:
    """Measure every method and print the table of the decision."""
    known = taxonomy()
    slugs, said = sorted(known), needs.examples()
    vectors = numpy.array([model.vector_of(sentence) for _, sentence in said])
    plain = by_words(slugs, known.items())
    expanded = by_words(slugs, [*known.items(), *said])

    def ridge(text: str) -> numpy.ndarray:
        found = needs.scores(text)
        return numpy.array([found[slug] for slug in slugs])

    methods: dict[str, Scores] = {"words of the taxonomy": plain, "vocabulary expanded by the examples": expanded}
    if WORDNET.is_dir():
        methods["expanded vocabulary and WordNet 3.0"] = by_words(slugs, [*known.items(), *said], wordnet())
    methods |= {
        "MiniLM, three nearest examples": nearest(slugs, said, vectors),
        "MiniLM, ridge regression": ridge,
        "ridge three quarters, expanded vocabulary one quarter": lambda text: (
            0.75 * deviations(ridge(text)) + 0.25 * deviations(expanded(text))
        ),
    }
    asked = everyday_of_tuning_half()
    sys.stdout.write("| method | first | among three | ms a sentence |\n|---|---|---|---|\n")
    for name, score in methods.items():
        first, three, took = _measured(score, slugs, asked)
        sys.stdout.write(f"| {name} | {first:.2f} | {three:.2f} | {took:.1f} |\n")
    return 0


def _measured(score: Scores, slugs: list[str], asked: list[tuple[str, set[str]]]) -> tuple[float, float, float]:
    first = three = 0
    started = time.thread_time()
    orders = [numpy.argsort(-score(text), kind="stable")[:3] for text, _ in asked]
    took = (time.thread_time() - started) / len(asked) * 1000
    for (_, right), order in zip(asked, orders, strict=True):
        best = [slugs[place] for place in order]
        first += best[0] in right
        three += bool(right & set(best))
    return first / len(asked), three / len(asked), took


if __name__ == "__main__":
    sys.exit(main())
