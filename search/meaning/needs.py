"""Which needs a sentence is about: one weight per need and dimension, learnt from example sentences.

`everyday.csv` holds sentences that staff might say, by need. `manage.py search_learn` turns them into `weights.npz`
by ridge regression (one against the rest), which is committed, so that nothing is learnt while the site runs and
nothing that anybody types is ever learnt from.
"""

import csv
import hashlib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from search.meaning import model

HERE = Path(__file__).resolve().parent
EXAMPLES, WEIGHTS = HERE / "everyday.csv", HERE / "weights.npz"
#: How far weights are held near nothing: chosen on the tuning half (docs/adr).
RIDGE = 10.0


class Weights(NamedTuple):
    """What was learnt: `score = (vector - mean) @ weights`, one column a slug."""

    slugs: tuple[str, ...]
    mean: Any
    weights: Any


def examples() -> list[tuple[str, str]]:
    """Return the example sentences with the slug of the need that each is about."""
    with EXAMPLES.open(encoding="utf-8", newline="") as file:
        return [(row["slug"], row["sentence"]) for row in csv.DictReader(file)]


def fingerprint() -> str:
    """Return a hash of what the weights are learnt from."""
    return hashlib.sha256(EXAMPLES.read_bytes() + model.SHA256.encode()).hexdigest()


def learnt_from() -> str:
    """Return the fingerprint of what the committed weights were learnt from."""
    import numpy

    with numpy.load(WEIGHTS) as file:
        return str(file["learnt_from"])


def scores(text: str) -> dict[str, float]:
    """Return how far a sentence is about each need, in standard deviations; nothing where the model is missing."""
    if not text.strip() or not model.is_available():
        return {}
    learnt = _weights()
    found = (model.vector_of(text) - learnt.mean) @ learnt.weights
    found = (found - found.mean()) / found.std()
    return dict(zip(learnt.slugs, map(float, found), strict=True))


def warm_up() -> bool:
    """Load the model and the weights, so that no question waits for them; say whether they can be used."""
    return bool(scores("somebody to talk to"))


@cache
def _weights() -> Weights:
    import numpy

    with numpy.load(WEIGHTS) as file:
        return Weights(tuple(map(str, file["slugs"])), file["mean"], file["weights"].astype("float32"))


def learn() -> None:
    """Learn the weights again and write them. Takes half a minute."""
    import numpy

    said = examples()
    slugs = sorted({slug for slug, _ in said})
    vectors = numpy.array([model.vector_of(sentence) for _, sentence in said])
    mean = vectors.mean(axis=0)
    centred = vectors - mean
    targets = numpy.full((len(said), len(slugs)), -1 / len(slugs))
    targets[numpy.arange(len(said)), [slugs.index(slug) for slug, _ in said]] = 1
    square = centred.T @ centred + RIDGE * numpy.eye(centred.shape[1])
    weights = numpy.linalg.solve(square, centred.T @ targets).astype("float16")
    numpy.savez_compressed(
        WEIGHTS, slugs=slugs, mean=mean.astype("float32"), weights=weights, learnt_from=fingerprint()
    )
    _weights.cache_clear()
