"""Times the finder: `python -m bench.finder` (or `make bench-finder`).

Each database is made afresh and filled with `seed_scale`, once with 300 listings in one prison and once with
20,000 over the register. The same questions are asked in every case. Times depend on the machine and the hour, so
each is given as a ratio too: to one plain indexed query for the prison's listings, timed in the same run.
"""

import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from statistics import median, quantiles
from typing import Any

from bench.runs import ROOT, fresh, manage, surroundings
from tests.run import database_on, postgres

README = ROOT / "bench" / "README.md"
BEGIN, END = "<!-- finder: written by bench/finder.py -->", "<!-- /finder -->"
PRISON = "EXI"
CASES = (("300 in one prison", 300, PRISON), ("20,000 in 127 prisons", 20_000, ""))
ROUNDS = 20
QUESTIONS = (
    "lost his mum",
    "lost his mum and in debt on the wing",
    "not drugs, can't sleep",
    "berevement",
    "spice",
    "veteran with nowhere to live",
    "19 year old on remand, first time in prison",
    "keeps to himself and will not come out",
    "listeners",
    "zzzz",
    "",
)


def main() -> int:
    """Measure on SQLite and, where its server programs are installed, on PostgreSQL; write the README's table."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for number, case in enumerate(CASES):
            rows.append({"database": "SQLite", **_measured(f"sqlite:///{folder}/{number}.sqlite3", case)})
    with postgres() as server:
        for number, case in enumerate(CASES if server else ()):
            rows.append({"database": "PostgreSQL", **_measured(database_on(server, f"finder{number}"), case)})
    table = _table(rows)
    print(table)
    _write(table)
    return int(any(row["queries"] > 12 for row in rows))


def _measured(database: str, case: tuple[str, int, str]) -> dict[str, Any]:
    label, listings, prison = case
    environment = surroundings(database)
    where = ["--prison", prison] if prison else []
    steps = (["migrate", "-v0"], ["load_reference"], ["seed_scale", "--listings", str(listings), *where])
    for step in steps:
        manage(*step, environment=environment)
    return {"case": label, **json.loads(fresh("bench.finder", "measure", environment=environment))}


def measure() -> dict[str, Any]:
    """Ask every question as a member of the prison's staff, warm, and return the figures in milliseconds."""
    import django

    django.setup()
    from directory.models import Prison, ServicePage
    from search.finder import Query, find

    prison, officer = Prison.objects.get(code=PRISON), _officer()

    def ask(text: str) -> None:
        find(Query(prison, text), user=type(officer).objects.get(pk=officer.pk))

    def plain() -> None:
        list(ServicePage.objects.filter(prison=PRISON, live=True).values_list("pk", "title"))

    queries = max(_queries(ask, text) for text in QUESTIONS)
    times = [_milliseconds(ask, text) for _ in range(ROUNDS) for text in QUESTIONS]
    return {
        "in_prison": ServicePage.objects.filter(prison=PRISON).count(),
        "queries": queries,
        "p50": median(times),
        "p95": quantiles(times, n=20)[-1],
        "plain": median(_milliseconds(plain) for _ in range(ROUNDS * len(QUESTIONS))),
    }


def _queries(ask: Callable[[str], None], text: str) -> int:
    """Return the finder's queries for a question, without the one for the user, which is the request's own."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ask(text)
    with CaptureQueriesContext(connection) as context:
        ask(text)
    return len(context) - 1


def _officer() -> Any:
    from accounts.actions import grant_role
    from accounts.models import User
    from accounts.roles import STAFF
    from directory.models import Prison

    officer = User.objects.create_user("bench@example.org", name="Bench")
    grant_role(user=officer, role=STAFF, scope=Prison.objects.get(code=PRISON), by=None)
    return officer


def _milliseconds(work: Callable[..., None], *arguments: str) -> float:
    started = time.perf_counter()
    work(*arguments)
    return (time.perf_counter() - started) * 1000


def _table(rows: list[dict[str, Any]]) -> str:
    lines = [
        f"Measured on {time.strftime('%-d %B %Y')}, Python {platform.python_version()}, {os.cpu_count()} cores, "
        f"{len(QUESTIONS)} questions asked {ROUNDS} times each as prison staff, one after the other.",
        "",
        "| database | listings | in the prison | SQL queries | p50 | p95 | plain query | p50 ratio | p95 ratio |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {row['database']} | {row['case']} | {row['in_prison']} | {row['queries']} | {row['p50']:.1f} ms "
        f"| {row['p95']:.1f} ms | {row['plain']:.2f} ms | {row['p50'] / row['plain']:.1f} "
        f"| {row['p95'] / row['plain']:.1f} |"
        for row in rows
    ]
    return "\n".join(lines)


def _write(table: str) -> None:
    """Put the table between its marks in the README, leaving the rest as it is."""
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    README.write_text(f"{before}{BEGIN}\n\n{table}\n\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] == ["measure"]:
        print(json.dumps(measure()))
    else:
        sys.exit(main())
