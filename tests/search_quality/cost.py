"""What understanding a sentence costs: processor time, and what has to be installed for it.

ADR 31 asks for less than 50 ms on one core and less than 200 MB.
"""

import re
import time
import tomllib
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path
from statistics import median, quantiles

from search.meaning import needs
from search.recognise import recognise
from search.vocabulary import current

PYPROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"
MOST_MILLISECONDS, MOST_MEGABYTES = 50.0, 200.0
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def milliseconds(texts: Iterable[str]) -> list[float]:
    """Return for each text the processor time that reading it took, all threads together: what one core would need."""
    vocabulary = current()
    needs.warm_up()
    recognise("somebody to talk to, please", vocabulary)
    taken = []
    for text in texts:
        started = time.process_time()
        recognise(text, vocabulary)
        taken.append((time.process_time() - started) * 1000)
    return taken


def in_words(taken: list[float]) -> str:
    """Return the median and the 95th percentile in a few words. Needs two measurements."""
    return f"p50 {median(taken):.1f} ms, p95 {quantiles(taken, n=20)[-1]:.1f} ms"


def megabytes() -> float:
    """Return the installed size of the `meaning` group with all that it needs; 0 where it is not installed."""
    return sum(_size(name) for name in _wanted()) / 1e6


def missed(taken: list[float], size: float) -> list[str]:
    """Return a sentence for each limit that is not kept."""
    slow = quantiles(taken, n=20)[-1]
    found = [
        (slow >= MOST_MILLISECONDS, f"reading a sentence takes {slow:.0f} ms, not under {MOST_MILLISECONDS:.0f}"),
        (size >= MOST_MEGABYTES, f"the model takes {size:.0f} MB, not under {MOST_MEGABYTES:.0f}"),
    ]
    return [sentence for is_so, sentence in found if is_so]


def _wanted() -> Iterator[str]:
    """Yield the packages of the group and what they require, each once; those that are not installed are left out."""
    group = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["dependency-groups"]["meaning"]
    waiting, seen = [_name(line) for line in group], set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        try:
            requires = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue
        waiting += [_name(line) for line in requires if "extra ==" not in line]
        yield name


def _name(requirement: str) -> str:
    found = _NAME.match(requirement)
    assert found is not None
    return found[0].lower()


def _size(name: str) -> int:
    paths = (Path(str(file.locate())) for file in metadata.files(name) or ())
    return sum(path.stat().st_size for path in paths if path.is_file())
