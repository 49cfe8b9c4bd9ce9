"""Times the gate list and the coordinator's table: `python -m bench.volunteers` (or `make bench-volunteers`).

At 50,000 people, 200,000 clearances and approvals and 1,000,000 attendances, and at a hundredth of each. Each scale
has a database of its own in a fresh process. What counts is that the number of queries is the same, and the ratio of
the times: how much a hundred times the data costs. The figures go to bench/results/volunteers.md. With `--people 5000`
it goes through the same at a tenth and only prints, to see that it runs. Rows are made and written a few thousand at
a time, so memory does not grow with the data.
"""

import argparse
import datetime
import itertools
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

from bench.runs import ROOT, fresh, surroundings

RESULTS = ROOT / "bench" / "results" / "volunteers.md"
PEOPLE = 50_000
PRISONS, APPROVALS_EACH, ATTENDANCES_EACH, SESSIONS_A_DAY, COMING = 100, 3, 20, 5, 5
TIMES, BATCH = 15, 2000


def main(people: int = PEOPLE) -> int:
    """Measure both scales, print and keep the figures; exit 1 when the numbers of queries differ."""
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.sqlite3"
        _child("empty", empty)
        rows = []
        for scale in (people // 100, people):
            filled = Path(folder) / f"bench-{scale}.sqlite3"
            shutil.copy(empty, filled)  # the tables are made once
            rows.append(json.loads(_child(str(scale), filled).splitlines()[-1]))
            filled.unlink()
    report = _report(*rows)
    if people == PEOPLE:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(report, encoding="utf-8")
    print(report)
    return int(any(rows[0][screen]["queries"] != rows[1][screen]["queries"] for screen in ("gate", "table")))


def _child(what: str, database: Path) -> str:
    return fresh("bench.volunteers", what, environment=surroundings(f"sqlite:///{database}"))


def _report(small: dict, large: dict) -> str:
    lines = [
        "# People who come in",
        "",
        f"Whole requests to the gate list of a day and to the coordinator's table, {TIMES} times each, on SQLite, one",
        "after the other; the median in milliseconds of the processor. The ratio is that of the larger to the smaller.",
        f"Small: {small['people']:,} people, {small['decisions']:,} clearances and approvals, "
        f"{small['attendances']:,} attendances in one prison. Large: {large['people']:,}, {large['decisions']:,} and "
        f"{large['attendances']:,} in {large['prisons']:,} prisons.",
        "",
        "| screen | queries, small | queries, large | small | large | ratio |",
        "|---|---|---|---|---|---|",
    ]
    for screen, words in (("gate", "gate list"), ("table", "coordinator's table")):
        a, b = small[screen], large[screen]
        ratio = b["milliseconds"] / a["milliseconds"]
        times = f"{a['milliseconds']:.0f} ms | {b['milliseconds']:.0f} ms | {ratio:.2f}"
        lines.append(f"| {words} | {a['queries']} | {b['queries']} | {times} |")
    return "\n".join([*lines, ""])


def _make_tables() -> None:
    """Make the tables of an empty database, with the lists as shipped."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _measure(people: int) -> None:
    """Fill the database, ask both screens, and print the figures as JSON."""
    import django

    django.setup()
    from django.test import Client
    from django.urls import reverse

    figures = _fill(people)
    from tests.factories.accounts import user_with_role
    from volunteers.models import Approval

    busiest = Approval.objects.values_list("prison", flat=True).first()
    from directory.models import Prison

    coordinator = user_with_role("coordinator", Prison.objects.get(pk=busiest))
    client = Client()
    client.force_login(coordinator)
    for screen, name in (("gate", "volunteers:gate"), ("table", "volunteers:people")):
        figures[screen] = _ask(client, reverse(name, kwargs={"code": busiest}))
    print(json.dumps(figures))


def _ask(client: object, address: str) -> dict:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200  # noqa: S101 a figure of an error page would be worth nothing
    queries = len(seen)  # counted now: the next request empties the log that `seen` looks into
    spent = []
    for _ in range(TIMES):
        started = time.process_time()
        client.get(address)
        spent.append((time.process_time() - started) * 1000)
    return {"queries": queries, "milliseconds": sorted(spent)[TIMES // 2]}


def _fill(people: int) -> dict:
    """Make prisons of 500 people each, with their clearances, approvals and attendances, and a busy day today."""
    from tests.factories.directory import OrganisationFactory, PrisonFactory
    from volunteers import models as m

    prisons = [PrisonFactory(code=f"B{n:02d}") for n in range(max(1, PRISONS * people // PEOPLE))]
    organisation = OrganisationFactory()
    entrants = [
        m.Entrant(first_name=f"First{n % 97}", last_name=f"Last{n}", reference=reference)
        for n, reference in enumerate(_references(people))
    ]
    _save(m.Entrant, entrants)
    _save(m.Engagement, (_engagement(who, organisation) for who in entrants))
    baseline = m.ClearanceLevel.objects.get(slug="baseline")
    homes = {who.pk: prisons[n % len(prisons)] for n, who in enumerate(entrants)}
    # Where there are fewer prisons than approvals a person, older clearances make up the number.
    each = 1 + APPROVALS_EACH - min(APPROVALS_EACH, len(prisons))
    _save(m.Clearance, (_clearance(who, baseline, homes[who.pk]) for who in entrants for _ in range(each)))
    _save(m.Approval, _approvals(entrants, prisons))
    _attendances(entrants, prisons)
    return {
        "people": m.Entrant.objects.count(),
        "decisions": m.Clearance.objects.count() + m.Approval.objects.count(),
        "attendances": m.Attendance.objects.count(),
        "prisons": len(prisons),
    }


def _save(table: object, rows: object) -> None:
    rows = iter(rows)
    while some := list(itertools.islice(rows, BATCH)):
        table.objects.bulk_create(some)


def _references(number: int) -> set[str]:
    """Draw so many that differ: of 50,000 two agree by chance in one run of five."""
    from volunteers.models.people import new_reference

    drawn: set[str] = set()
    while len(drawn) < number:
        drawn.add(new_reference())
    return drawn


def _engagement(who: object, organisation: object) -> object:
    from volunteers import models as m

    start = datetime.date(2024, 1, 1)
    return m.Engagement(entrant=who, organisation=organisation, kind="volunteer", starts_on=start)


def _clearance(who: object, level: object, prison: object) -> object:
    from volunteers import models as m

    day = datetime.date(2025, 1, 1)
    facts = {"status": "cleared", "status_since": day, "decided_on": day, "expires_on": datetime.date(2029, 12, 31)}
    return m.Clearance(entrant=who, level=level, sponsor_prison=prison, **facts)


def _approvals(entrants: list, prisons: list) -> object:
    """Yield three entries a person, or as many as there are prisons."""
    from volunteers import models as m

    day = datetime.date(2025, 2, 1)
    for number, who in enumerate(entrants):
        for place in range(min(APPROVALS_EACH, len(prisons))):
            prison = prisons[(number + place * 7) % len(prisons)]
            facts = {"status": "approved", "person_agreed_on": day, "asked_on": day, "decided_on": day}
            yield m.Approval(entrant=who, prison=prison, **facts)


def _attendances(entrants: list, prisons: list) -> None:
    """Make 20 attendances a person: sessions of five people, five a day in each prison, going back from today."""
    from django.utils import timezone

    from volunteers import models as m

    escorted = m.AccessType.objects.get(slug="escorted")
    today = timezone.localdate()
    at_home = {prison.pk: entrants[n :: len(prisons)] for n, prison in enumerate(prisons)}
    for prison in prisons:
        days, rows = [], []
        people = at_home[prison.pk]
        for number in range(len(people) * ATTENDANCES_EACH // COMING):
            on = today - datetime.timedelta(days=number // SESSIONS_A_DAY)
            facts = {"starts": datetime.time(14), "ends": datetime.time(16), "destination": "Chapel"}
            day = m.SessionDay(prison=prison, title="Group", on=on, access_type=escorted, **facts)
            days.append(day)
            rows += [m.Attendance(day=day, entrant=people[(number * COMING + k) % len(people)]) for k in range(COMING)]
        _save(m.SessionDay, days)
        _save(m.Attendance, rows)


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
        parser.add_argument("--people", type=int, default=PEOPLE, help="at the larger scale; at least 1,000")
        sys.exit(main(parser.parse_args().people))
    _make_tables() if sys.argv[1] == "empty" else _measure(int(sys.argv[1]))
