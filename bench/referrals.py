"""Times the inbox and the case page at 10, 1,000 and 100,000 referrals: `python -m bench.referrals`.

One organisation has them all, which is the worst case. Each page is asked for through the whole stack but the network,
as a worker, on a database of its own. What counts is the number of queries, which must not grow, and the 95th
percentile as a ratio to the same page at 1,000 referrals. Writes its section of bench/README.md.
"""

import os
import re
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.runs import surroundings

README = Path(__file__).resolve().parent / "README.md"
SIZES = (10, 1_000, 100_000)
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "60"))
BATCH = 2_000


def main() -> int:
    """Fill, ask, print and keep the figures; exit 1 when a page's queries grow."""
    with tempfile.TemporaryDirectory() as folder:
        given = os.environ.get("BENCH_DATABASE_URL")
        os.environ |= surroundings(given or f"sqlite:///{folder}/bench.sqlite3")
        rows = _measure()
    report = _report(rows)
    print(report)
    _keep(report)
    counts: dict[str, set[int]] = {}
    for row in rows:
        counts.setdefault(row["page"], set()).add(row["queries"])
    return int(any(len(found) > 1 for found in counts.values()))


def _measure() -> list[dict[str, Any]]:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    client, listing, worker = _actors()
    rows, made = [], 0
    for size in SIZES:
        _fill(listing, worker, size - made)
        made = size
        rows += [_time(client, page, address, size) for page, address in _addresses()]
    return rows


def _actors() -> tuple[Any, Any, Any]:
    """Return a signed-in client, a listing and the worker who answers its referrals."""
    sys.path.insert(0, str(README.parent.parent))
    from django.test import Client

    from tests.factories.accounts import user_with_role
    from tests.factories.directory import NeedFactory, service

    listing = service(needs=[NeedFactory(slug="loneliness")])
    worker = user_with_role("worker", listing.organisation)
    user_with_role("staff", listing.prison, name="Bench referrer")
    client = Client()
    client.force_login(worker)
    return client, listing, worker


def _fill(listing: Any, worker: Any, count: int) -> None:
    """Add referrals in every state, written past the workflow."""
    from accounts.models import User
    from referrals.actions.steps import save_many
    from referrals.models import Person

    staff = User.objects.get(name="Bench referrer")
    for start in range(0, count, BATCH):
        first = Person.objects.count()
        people = Person.objects.bulk_create(
            Person(prison=listing.prison, first_name="Bench", last_name=f"Person {first + n}", prison_number=None)
            for n in range(min(BATCH, count - start))
        )
        save_many(
            _referral(first + n, who, listing, staff, worker if n % 3 == 0 else None) for n, who in enumerate(people)
        )


def _referral(number: int, who: Any, listing: Any, staff: Any, worker: Any) -> Any:
    from django.utils import timezone

    from referrals.enums import CLOSED, Agreement, ContactSafe, MayShare, Source, Status
    from referrals.models import Referral
    from tests.factories.referrals import state_before

    now = timezone.now()
    state = [status for status in Status if status != Status.DRAFT][number % 11]
    return Referral(
        # Drawn ones agree by chance among so many, and a row at a time would look whether it is taken.
        reference=f"R-{number:07d}",
        prison=listing.prison,
        service=listing,
        organisation=listing.organisation,
        person=who,
        status=state,
        previous_status=state_before(state),
        source=Source.WING,
        referrer=staff,
        agreement=Agreement.SPOKEN,
        agreed_on=now.date(),
        may_share=MayShare.ALL,
        contact_safe=ContactSafe.YES,
        sent_at=now - timedelta(hours=number),
        answer_due_on=(now + timedelta(days=number % 9)).date(),
        closed_at=now if state in CLOSED else None,
        queued_at=now - timedelta(minutes=number) if state == Status.WAITING_LIST else None,
        assigned_to=worker,
    )


def _addresses() -> list[tuple[str, str]]:
    from django.urls import reverse

    from referrals.models import Referral

    case = Referral.objects.filter(status="in-progress").order_by("pk").first()
    waiting = Referral.objects.filter(status="waiting-list").order_by("queued_at").first()
    inbox = reverse("referrals:inbox")
    found = [("Inbox, new", inbox), ("Inbox, closed, second page", f"{inbox}?tab=closed&page=2")]
    for name, referral in (("Case, in progress", case), ("Case, on the waiting list", waiting)):
        if referral is not None:
            found.append((name, reverse("referrals:case", args=[referral.pk])))
    return found


def _time(client: Any, page: str, address: str, size: int) -> dict[str, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    assert client.get(address).status_code == 200, address  # noqa: S101 a page that fails is no measurement
    with CaptureQueriesContext(connection) as taken:
        client.get(address)
    queries = len(taken)  # now: the next request empties the log that it is counted from
    assert queries, "nothing was counted"  # noqa: S101
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - started) * 1000)
    p95 = statistics.quantiles(times, n=20)[-1]
    return {"page": page, "size": size, "queries": queries, "p50": statistics.median(times), "p95": p95}


def _report(rows: list[dict[str, Any]]) -> str:
    base = {row["page"]: row["p95"] for row in rows if row["size"] == 1_000}
    lines = [
        f"Measured on {time.strftime('%-d %B %Y')}, Python {sys.version.split()[0]}, {os.cpu_count()} cores under a "
        f"load of {os.getloadavg()[0]:.0f}, each page {ROUNDS} times. Where the load is above the cores, times are "
        "waiting too.",
        "",
        "| page | referrals | SQL queries | p50 | p95 | p95, ratio to 1,000 |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {row['page']} | {row['size']:,} | {row['queries']} | {row['p50']:.0f} ms | {row['p95']:.0f} ms "
        f"| {row['p95'] / base[row['page']]:.2f} |"
        for row in sorted(rows, key=lambda row: (row["page"], row["size"]))
    ]
    return "\n".join(lines)


def _keep(report: str) -> None:
    """Put the figures between their marks in bench/README.md."""
    text = README.read_text("utf-8")
    mended = re.sub(
        r"(<!-- referrals: [^>]*-->\n).*?(<!-- /referrals -->)",
        lambda found: f"{found[1]}\n{report}\n\n{found[2]}",
        text,
        flags=re.DOTALL,
    )
    README.write_text(mended, "utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
