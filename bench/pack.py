"""Times an inspection pack over a year of scale data: `python -m bench.pack` (or `make bench-pack`).

A prison with 60 services, 10,000 referrals and 5,000 counted searches over a year. The figures go to
bench/results/pack.md. The budget is issue 6's: under 60 seconds, in the background.
"""

import resource
import sys
import tempfile
import time

from bench.runs import ROOT, fresh, surroundings

RESULTS = ROOT / "bench" / "results" / "pack.md"
SERVICES, REFERRALS, SEARCHES, SECONDS = 60, 10_000, 5_000, 60


def main() -> int:
    """Fill a database, build the pack in a fresh process, keep the figures; exit 1 when it is over the budget."""
    with tempfile.TemporaryDirectory() as folder:
        environment = surroundings(f"sqlite:///{folder}/bench.sqlite3")
        for task in ("fill", "build"):
            out = fresh("bench.pack", task, environment=environment)
    seconds = float(out.split()[0])
    report = _report(*out.split())
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(report, encoding="utf-8")
    print(report)
    return int(seconds >= SECONDS)


def _report(seconds: str, pdf: str, megabytes: str) -> str:
    lines = [
        "# Inspection pack",
        "",
        f"A prison with {SERVICES} services, {REFERRALS} referrals and {SEARCHES} counted searches over a year; every",
        f"measure for the year, the time before and each quarter. Budget: under {SECONDS} s for building the pack.",
        "",
        "| build the pack | draw the PDF | peak memory |",
        "|---|---|---|",
        f"| {float(seconds):.1f} s | {float(pdf):.1f} s | {float(megabytes):.0f} MB |",
    ]
    return "\n".join([*lines, ""])


def _fill() -> None:
    """Make the prison and a year of work."""
    import random

    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from directory.models import Need
    from directory.reference_data import load_reference
    from tests.factories.directory import PrisonFactory, service

    load_reference()
    chance = random.Random(6)
    prison = PrisonFactory(code="BEN", name="Benchmark (HMP)")
    needs = list(Need.objects.exclude(parent=None))
    pages = [service(prison, needs=chance.sample(needs, 3)) for _ in range(SERVICES)]
    _refer(pages, needs, chance)
    _search(prison, needs, chance)


def _refer(pages: list, needs: list, chance: object) -> None:
    from referrals.actions.steps import save_many
    from referrals.models import Referral
    from tests.factories.accounts import user_with_role

    staff = user_with_role("staff", pages[0].prison)
    made = [_referral(chance.choice(pages), staff, chance) for _ in range(REFERRALS)]
    save_many(made)
    through = Referral.needs.through
    named = [through(referral_id=each.pk, need_id=chance.choice(needs).pk) for each in made]
    through.objects.bulk_create(named, batch_size=500)


def _referral(page: object, staff: object, chance: object) -> object:
    from datetime import timedelta

    from django.utils import timezone

    from referrals.models import Referral

    now = timezone.now()
    sent = now - timedelta(days=chance.randint(1, 364), hours=chance.randint(0, 9))
    answered = min(now, sent + timedelta(days=chance.randint(0, 9)))
    declined = chance.random() < 0.2
    return Referral(
        prison=page.prison,
        service=page,
        organisation_id=page.organisation_id,
        referrer=staff,
        source=chance.choice(["wing", "acct-review", "key-work"]),
        agreement="spoken",
        agreed_on=sent.date(),
        may_share="all",
        sent_at=sent,
        answer_due_on=sent.date() + timedelta(days=5),
        answered_at=answered,
        status="declined" if declined else "accepted",
        previous_status="sent",
        reason="full-places" if declined else "",
        closed_at=answered if declined else None,
    )


def _search(prison: object, needs: list, chance: object) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from search.models import UnmetSearch

    today = timezone.localdate()
    made = [
        UnmetSearch(
            prison=prison,
            day=today - timedelta(days=number % 365),
            needs=chance.choice(needs).slug,
            groups=str(number),
            kind="nothing",
        )
        for number in range(SEARCHES)
    ]
    UnmetSearch.objects.bulk_create(made, batch_size=500)


def _build() -> None:
    """Build the pack and print the seconds for it and its PDF, and the peak memory."""
    from datetime import timedelta

    from django.template.loader import render_to_string
    from django.utils import timezone

    from coordinator.actions.evidence import build_pack
    from coordinator.models import ExpectationFramework, InspectionPack
    from coordinator.views.evidence import _context
    from core.pdf import render_pdf
    from directory.models import Prison

    prison, today = Prison.objects.get(pk="BEN"), timezone.localdate()
    pack = InspectionPack.objects.create(
        prison=prison, framework=ExpectationFramework.objects.first(), first=today - timedelta(days=364), last=today
    )
    started = time.perf_counter()
    build_pack(key=pack.pk)
    seconds = time.perf_counter() - started
    pack.refresh_from_db()
    html = render_to_string("coordinator/evidence/pack.html", _context(prison, pack) | {"for_pdf": True})
    started = time.perf_counter()
    render_pdf(html, base_url=None, title="Evidence", lang="en-GB")
    print(seconds, time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    task = sys.argv[1] if len(sys.argv) > 1 else ""
    if not task:
        sys.exit(main())
    import django

    django.setup()
    _fill() if task == "fill" else _build()
