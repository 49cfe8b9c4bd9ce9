"""Times search under load: `python -m bench.search [--sizes 2000,20000]` (or `make bench-search`).

Eight people ask at once, all in one process as in one web server. Each size gets a database of its own, filled with
`seed_scale` over the register's prisons. In the same run and on the same data it times the finder on the database, the
finder on Elasticsearch (where it can be run), and Wagtail's stock search for the same words and the same prison; the
ratio to Wagtail carries over to other machines better than the times do. Wagtail's search only looks up words: the
finder also reads them, checks who may see a listing, whether it suits, ranks, and explains.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from statistics import median, quantiles
from typing import Any

from bench.finder import QUESTIONS
from bench.runs import ROOT, fresh, manage, surroundings
from tests import elasticsearch_server

README = ROOT / "bench" / "README.md"
BEGIN, END = "<!-- search: written by bench/search.py -->", "<!-- /search -->"
SIZES = (2_000, 20_000, 200_000)
#: Wagtail's own search is measured up to here: filling its index, one page at a time, takes an hour beyond.
LARGEST_STOCK = 20_000
CLIENTS, ROUNDS = 8, 6
TEXTS = tuple(text for text in QUESTIONS if text)


def main() -> int:
    """Measure each size, smallest first, writing the README's table after each, so that a run may be broken off."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="numbers of listings, separated by commas")
    sizes = [int(size) for size in parser.parse_args().sizes.split(",")]
    rows: list[dict[str, Any]] = []
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        url, left_out = "", ""
        try:
            given = os.environ.get("ELASTICSEARCH_URL_TEST")
            url = given or stack.enter_context(elasticsearch_server.server()).url
        except elasticsearch_server.NotAtHand as problem:
            left_out = f"Elasticsearch was left out: {problem}"
        for size in sizes:
            rows += _measured(f"sqlite:///{folder}/{size}.sqlite3", size, url)
            _write(_table(rows, left_out))
    sys.stdout.write(_table(rows, left_out) + "\n")
    return 0


def _measured(database: str, size: int, url: str) -> list[dict[str, Any]]:
    environment = surroundings(
        database,
        ELASTICSEARCH_URL=url,
        ELASTICSEARCH_INDEX=f"bench-{size}-{os.getpid()}",
        ELASTICSEARCH_TIMEOUT="30",
    )
    plain = environment | {"ELASTICSEARCH_URL": ""}
    steps = [["migrate", "-v0"], ["load_reference"], ["seed_scale", "--listings", str(size)]]
    if size <= LARGEST_STOCK:
        steps.append(["update_index", "-v0"])
    for step in steps:
        manage(*step, environment=plain)
    return list(json.loads(fresh("bench.search_under_load", str(size), environment=environment)))


def under_load(ask: Callable[[str], object]) -> dict[str, float]:
    """Let eight clients ask every question several times, after a warm-up, and return milliseconds."""
    for text in TEXTS:
        ask(text)
    with ThreadPoolExecutor(CLIENTS) as pool:
        started = time.perf_counter()
        times = [took for found in pool.map(lambda turn: list(_times(ask, turn)), range(CLIENTS)) for took in found]
        whole = time.perf_counter() - started
    return {"p50": median(times), "p95": quantiles(times, n=20)[-1], "per_second": len(times) / whole}


def _times(ask: Callable[[str], object], turn: int) -> Iterator[float]:
    from django.db import connections

    for number in range(ROUNDS * len(TEXTS)):
        started = time.perf_counter()
        ask(TEXTS[(number + turn * 3) % len(TEXTS)])
        yield (time.perf_counter() - started) * 1000
    connections.close_all()


def _table(rows: list[dict[str, Any]], left_out: str) -> str:
    lines = [
        f"Measured on {time.strftime('%-d %B %Y')}, Python {platform.python_version()}, {os.cpu_count()} cores, "
        f"SQLite, load average {os.getloadavg()[1]:.0f}; {CLIENTS} clients, "
        f"{len(TEXTS)} questions {ROUNDS} times each.",
        "",
        "| listings | in the prison | search | p50 | p95 | p50 to Wagtail's | p95 to Wagtail's | answers a second "
        "| index filled in |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {row['listings']:,} | {row['in_prison']} | {row['search']} | {row['p50']:.0f} ms | {row['p95']:.0f} ms "
        f"| {_ratio(row, 'p50')} | {_ratio(row, 'p95')} "
        f"| {row['per_second']:.1f} | {_seconds(row.get('filled'))} |"
        for row in rows
    ]
    return "\n".join([*lines, *(["", left_out] if left_out else [])])


def _ratio(row: dict[str, Any], name: str) -> str:
    return f"{row[name] / row['stock'][name]:.1f}" if row["stock"] else ""


def _seconds(filled: float | None) -> str:
    return "" if filled is None else f"{filled:.1f} s"


def _write(table: str) -> None:
    """Put the table between its marks in the README, leaving the rest as it is."""
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    README.write_text(f"{before}{BEGIN}\n\n{table}\n\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
