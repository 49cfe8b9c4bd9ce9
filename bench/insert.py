"""Times and weighs an insert of 60 services: `python -m bench.insert` (or `make bench-insert`).

Each variant is drawn in a fresh process on a database of its own, so that the peak memory is that of one
process that has just started: Django, WeasyPrint and the document together. The figures go to
bench/results/insert.md. The budget is issue 2's: under 5 seconds and 300 MB.
"""

import json
import os
import resource
import sys
import tempfile
import time
from datetime import time as time_of_day

from bench.runs import ROOT, fresh, surroundings

RESULTS = ROOT / "bench" / "results" / "insert.md"
SERVICES, TRIGGERS, NEEDS = 60, 26, 89
SECONDS, MEGABYTES = 5, 300
VARIANTS = ("standard", "booklet", "large-print")
TEXTS = {
    "summary": "Somebody outside the system who listens and helps.",
    "description": "You can talk about what is on your mind with somebody who has time for you. They listen first, and "
    "then help you plan the next step. They come back every two weeks for as long as you like, and they write to you "
    "in between.",
    "does_not": "They do not carry messages and cannot speed up decisions.",
    "who_can_refer": "Any member of staff;Self-referral;Chaplaincy;OMU",
    "how_to_refer": "Send a general application marked Time to talk, or ring. Say when the person is free.",
    "what_happens_next": "A first visit on the wing within two weeks, then a plan together.",
    "access_needs": "Step-free room. Plain words and pictures. Hearing loop on request.",
    "contact_phone": "ext 5120 or 01632 960001",
}


def main() -> int:
    """Draw every variant, print and keep the figures; exit 1 when one is over the budget."""
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/bench.sqlite3"
        _child("fill", database)
        rows = [json.loads(_child(variant, database)) for variant in VARIANTS]
    report = _report(rows)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(report, encoding="utf-8")
    print(report)
    return int(any(row["seconds"] >= SECONDS or row["megabytes"] >= MEGABYTES for row in rows))


def _child(task: str, database: str) -> str:
    """Run one task of this module in a fresh process and return what it prints."""
    return fresh("bench.insert", task, environment=surroundings(database))


def _report(rows: list[dict]) -> str:
    lines = [
        "# Insert",
        "",
        f"A prison with {SERVICES} services, {TRIGGERS} triggers and {NEEDS} needs, from the database to the finished",
        "PDF/UA. Each row is a fresh process. Seconds are of the clock and, in brackets, of the processor;",
        "the ratio is processor time to that of a plain loop on the same machine at the same moment",
        "(`sum(k * k for k in range(5_000_000))`), which another machine or another hour can be compared by.",
        f"Budget: under {SECONDS} s and {MEGABYTES} MB.",
        "",
        f"Measured on {time.strftime('%-d %B %Y')} with a load of {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores."
        " Where the load is above the cores, only processor time tells.",
        "",
        "| variant | pages | build the content | draw the PDF | ratio | peak memory | file |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {row['variant']} | {row['pages']} | {row['build']:.2f} s | {row['seconds']:.2f} s ({row['cpu']:.2f} s) "
        f"| {row['ratio']:.1f} | {row['megabytes']:.0f} MB | {row['kilobytes']:.0f} KB |"
        for row in rows
    ]
    return "\n".join([*lines, ""])


def _draw(variant: str) -> None:
    """Build and draw one insert, and print the figures as JSON."""
    import django

    django.setup()
    import io

    import pypdf

    from core.pdf import render_pdf
    from directory.insert.content import build_content
    from directory.insert.render import insert_pdf, of_draft
    from directory.models import Prison

    # The libraries are loaded once in the life of a server, so they count as memory and not as time.
    render_pdf("<p>Warm</p>", base_url=None, title="Warm", lang="en-GB")
    prison = Prison.objects.get(pk="BEN")
    started = time.perf_counter()
    build_content(prison)
    build = time.perf_counter() - started
    loop = _plain_loop()
    started, started_cpu = time.perf_counter(), time.process_time()
    made = insert_pdf(of_draft(prison), variant=variant)
    seconds, cpu = time.perf_counter() - started, time.process_time() - started_cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = {"variant": variant, "build": build, "seconds": seconds, "cpu": cpu, "megabytes": peak}
    figures |= {"ratio": cpu / ((loop + _plain_loop()) / 2), "kilobytes": len(made) / 1024}
    print(json.dumps({**figures, "pages": len(pypdf.PdfReader(io.BytesIO(made)).pages)}))


def _plain_loop() -> float:
    """Return the processor time of work that depends on nothing but the machine."""
    started = time.process_time()
    sum(k * k for k in range(5_000_000))
    return time.process_time() - started


def _fill() -> None:
    """Make the prison: every service with every fact, so that the document is a long one."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from directory.models import Need
    from directory.reference_data import load_reference
    from tests.factories.directory import PrisonFactory
    from tests.factories.insert import CONTACTS

    load_reference()
    prison = PrisonFactory(code="BEN", name="Benchmark (HMP)", holds_men=True, holds_women=True)
    for function, name, phone in CONTACTS:
        prison.contacts.create(function=function, name=name, phone=phone, hours="Mon to Fri 08:00-17:00")
    needs = list(Need.objects.exclude(parent=None))
    triggers = list(Need.objects.triggers())
    for number in range(SERVICES):
        _service(prison, number, needs, triggers)


def _service(prison: object, number: int, needs: list, triggers: list) -> None:
    """Make one listing in which no fact is missing."""
    from directory.models import Group, Language, LocationKind
    from tests.factories.directory import service

    service(
        prison,
        title=f"Time to talk and plan ahead, number {number}",
        **TEXTS,
        response_days=number % 7 + 1,
        needs_unlock=True,
        age_from=18,
        group_size=8,
        needs=[
            triggers[number % len(triggers)],
            triggers[(number * 7 + 3) % len(triggers)],
            needs[number % len(needs)],
        ],
        groups=list(Group.objects.all()[number % 20 : number % 20 + 2]),
        locations=list(LocationKind.objects.all()[:4]),
        languages=list(Language.objects.all()[:2]),
        sessions=[
            {"weekday": day, "starts": time_of_day(9 + day), "ends": time_of_day(11 + day), "place": "Chapel"}
            for day in range(3)
        ],
    )


if __name__ == "__main__":
    task = sys.argv[1] if len(sys.argv) > 1 else ""
    if not task:
        sys.exit(main())
    _fill() if task == "fill" else _draw(task)
