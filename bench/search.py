"""Times search under load: `python -m bench.search [--sizes 2000,20000]` (or `make bench-search`).

Eight people ask at once, all in one process as in one web server. In the same run and on the same data it times the
finder on the database, the finder on Elasticsearch (where it can be run), and Wagtail's stock search for the same words
and the same prison; the ratio to Wagtail carries over to other machines better than the times do. Wagtail's search only
looks up words: the finder also reads them, checks who may see a listing, whether it suits, ranks, and explains.

One database grows from size to size; at 20,000 listings PostgreSQL is measured beside it where its server programs are
installed. Nobody begins another question after `MOST_SECONDS`, and a question unanswered for so long is broken off: it
counts as having taken that long. Stages: `--sizes 2000,20000` and later `--sizes 200000` give the same table, since
figures of each size are kept in `results/search.json` until that size is measured again.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from statistics import median, quantiles
from typing import Any

from bench.finder import QUESTIONS
from bench.runs import ROOT, fresh, manage, surroundings
from tests import elasticsearch_server
from tests.run import database_on, postgres

README = ROOT / "bench" / "README.md"
RESULTS = ROOT / "bench" / "results" / "search.json"
BEGIN, END = "<!-- search: written by bench/search.py -->", "<!-- /search -->"
SIZES = (2_000, 20_000, 200_000)
#: The size at which PostgreSQL is measured too.
ON_POSTGRESQL = 20_000
CLIENTS, ROUNDS = 8, 6
#: One search is asked for so long at most, and warmed up for a third of it. Nobody waits longer for one answer.
MOST_SECONDS = 40.0
TEXTS = tuple(text for text in QUESTIONS if text)


def main() -> int:
    """Measure each size, smallest first, writing the table after each, so that a run may be broken off."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="numbers of listings, separated by commas")
    sizes = sorted(int(size) for size in parser.parse_args().sizes.split(","))
    started = time.perf_counter()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        url, left_out = "", ""
        try:
            given = os.environ.get("ELASTICSEARCH_URL_TEST")
            url = given or stack.enter_context(elasticsearch_server.server()).url
        except elasticsearch_server.NotAtHand as problem:
            left_out = f"Elasticsearch was left out: {problem}"
        sqlite = _prepared(f"sqlite:///{folder}/search.sqlite3")
        for size in sizes:
            rows = _measured(sqlite, size, url)
            rows += _on_postgresql(size) if size == ON_POSTGRESQL else []
            table = _table(_kept(size, rows), left_out)
            _write(table)
            sys.stderr.write(f"{size} listings: done after {time.perf_counter() - started:.0f} s\n")
    sys.stdout.write(table + "\n")
    return 0


def _prepared(database: str) -> str:
    """Make the tables and the lists in an empty database, and return its URL."""
    environment = surroundings(database, ELASTICSEARCH_URL="")
    for step in (["migrate", "-v0"], ["load_reference"]):
        manage(*step, environment=environment)
    return database


def _measured(database: str, size: int, url: str = "") -> list[dict[str, Any]]:
    environment = surroundings(
        database,
        ELASTICSEARCH_URL=url,
        ELASTICSEARCH_INDEX=f"bench-{size}-{os.getpid()}",
        ELASTICSEARCH_TIMEOUT="30",
    )
    return list(json.loads(fresh("bench.search_under_load", str(size), environment=environment)))


def _on_postgresql(size: int) -> list[dict[str, Any]]:
    with postgres() as server:
        return _measured(_prepared(database_on(server, "alongside_bench_search")), size) if server else []


def under_load(ask: Callable[[str], object]) -> dict[str, float]:
    """Let eight clients ask every question several times, after a warm-up, and return milliseconds."""
    warm_until = time.perf_counter() + MOST_SECONDS / 3
    for text in TEXTS:
        if time.perf_counter() < warm_until:
            _answered(ask, text)
    with ThreadPoolExecutor(CLIENTS) as pool:
        started = time.perf_counter()
        until = started + MOST_SECONDS
        found = list(pool.map(lambda turn: list(_times(ask, turn, until)), range(CLIENTS)))
        whole = time.perf_counter() - started
    times = [took for one in found for took, _answer in one]
    answers = sum(answer for one in found for _took, answer in one)
    return {
        "p50": median(times),
        "p95": quantiles(times, n=20)[-1],
        "per_second": answers / whole,
        "asked": len(times),
        "broken_off": len(times) - answers,
    }


def _times(ask: Callable[[str], object], turn: int, until: float) -> Iterator[tuple[float, bool]]:
    """Yield how many milliseconds each question took, and whether it was answered."""
    from django.db import connections

    for number in range(ROUNDS * len(TEXTS)):
        started = time.perf_counter()
        if started > until:
            break
        answered = _answered(ask, TEXTS[(number + turn * 3) % len(TEXTS)])
        yield (time.perf_counter() - started) * 1000, answered
    connections.close_all()


def _answered(ask: Callable[[str], object], text: str) -> bool:
    """Ask, and say whether there was an answer before the database was told to break off."""
    from django.db import OperationalError, connection

    connection.ensure_connection()
    database = connection.connection
    late = threading.Timer(MOST_SECONDS, database.interrupt if connection.vendor == "sqlite" else database.cancel)
    started = time.perf_counter()
    late.start()
    try:
        ask(text)
    except OperationalError:
        if time.perf_counter() - started < MOST_SECONDS:
            raise
        return False
    finally:
        late.cancel()
    return True


def _kept(size: int, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put a size's figures in place of its earlier ones, and return those of every size."""
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    when = {"day": time.strftime("%-d %B %Y"), "load": round(os.getloadavg()[1])}
    kept[str(size)] = [{**row, **when} for row in rows]
    RESULTS.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return [row for key in sorted(kept, key=int) for row in kept[key]]


def _table(rows: list[dict[str, Any]], left_out: str) -> str:
    lines = [
        f"Python {platform.python_version()}, {os.cpu_count()} cores; {CLIENTS} clients, {len(TEXTS)} questions up to "
        f"{ROUNDS} times each, for {MOST_SECONDS:.0f} s at most, and as long for one answer; what took longer "
        "was broken off and counts as that long. Load is the machine's average over five minutes.",
        "",
        "| listings | in the prison | search | p50 | p95 | p50 to Wagtail's | p95 to Wagtail's | answers a second "
        "| asked | broken off | index filled in | measured on | load |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {row['listings']:,} | {row['in_prison']:,} | {row['search']}, {row['database']} | {row['p50']:.0f} ms "
        f"| {row['p95']:.0f} ms | {_ratio(row, 'p50')} | {_ratio(row, 'p95')} | {row['per_second']:.1f} "
        f"| {row['asked']} | {row.get('broken_off') or ''} | {_seconds(row.get('filled'))} "
        f"| {row['day']} | {row['load']} |"
        for row in rows
    ]
    return "\n".join([*lines, *(["", left_out] if left_out else [])])


def _ratio(row: dict[str, Any], name: str) -> str:
    return f"{row[name] / row['stock'][name]:.2g}"


def _seconds(filled: float | None) -> str:
    return "" if filled is None else f"{filled:.1f} s"


def _write(table: str) -> None:
    """Put the table between its marks in the README, leaving the rest as it is."""
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    README.write_text(f"{before}{BEGIN}\n\n{table}\n\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
