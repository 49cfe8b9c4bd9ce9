"""Times importing the whole charity register: `python -m bench.charities` (or `make bench-charities`).

400,000 records as wide as the Commission's, in a zip as it is downloaded, and 500 organisations to check. The figures
go to bench/results/charities.md as they come.
"""

import json
import resource
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from bench.runs import ROOT, fresh, surroundings

RESULTS = ROOT / "bench" / "results" / "charities.md"
RECORDS, ORGANISATIONS, MEGABYTES = 400_000, 500, 300
#: What the Commission's records hold beside what is read: the width of a record is part of what is measured.
OTHER_COLUMNS = {f"charity_column_{number}": "A sentence as long as those of the extract." for number in range(22)}


def main() -> int:
    """Write an extract, import it twice in fresh processes, keep the figures; exit 1 when it needs too much memory."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "publicextract.charity.zip"
        unpacked = _write(path)
        environment = surroundings(f"sqlite:///{folder}/bench.sqlite3")
        runs: list[list[str]] = []
        for task in ("fill", "import", "import"):
            printed = fresh("bench.charities", task, str(path), environment=environment)
            if task == "import":
                runs.append(printed.split())
                RESULTS.parent.mkdir(exist_ok=True)
                RESULTS.write_text(_report(runs, path.stat().st_size, unpacked), encoding="utf-8")
    print(RESULTS.read_text(encoding="utf-8"))
    return int(any(float(megabytes) > MEGABYTES for _seconds, megabytes, _before in runs))


def _write(path: Path) -> int:
    """Write the extract record by record; return how many bytes it has unpacked."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open("publicextract.charity.json", "w", force_zip64=True) as file:
            file.write(b"[")
            for number in range(RECORDS):
                file.write((b"," if number else b"") + json.dumps(_record(number)).encode())
            file.write(b"]")
        return archive.infolist()[0].file_size


def _record(number: int) -> dict[str, object]:
    return {
        "date_of_extract": "2026-11-24T00:00:00",
        "organisation_number": number,
        "registered_charity_number": 200_000 + number - number % 10 if number % 10 == 9 else 200_000 + number,
        "linked_charity_number": 1 if number % 10 == 9 else 0,
        "charity_name": f"THE CHARITY OF NUMBER {number}",
        "charity_registration_status": "Removed" if number % 2 else "Registered",
        "date_of_removal": "2019-04-01T00:00:00" if number % 2 else None,
        "charity_reporting_status": "Submission Received",
        "charity_insolvent": False,
        "charity_in_administration": False,
        **OTHER_COLUMNS,
    }


def _report(runs: list[list[str]], size: int, unpacked: int) -> str:
    lines = [
        "# Charity register",
        "",
        f"{RECORDS:,} records, one in ten a subsidiary, {size / 2**20:.0f} MB in a zip, {unpacked / 2**20:.0f} MB "
        f"unpacked; {ORGANISATIONS} organisations",
        f"checked against it. SQLite. Budget: under {MEGABYTES} MB of memory.",
        "",
        "| run | time | peak memory | before reading |",
        "|---|---|---|---|",
    ]
    for name, (seconds, megabytes, before) in zip(("first", "again"), runs, strict=False):
        lines.append(f"| {name} | {float(seconds):.0f} s | {float(megabytes):.0f} MB | {float(before):.0f} MB |")
    return "\n".join([*lines, ""])


def _fill() -> None:
    """Make organisations with numbers, some of which the register does not hold."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from directory.models import Organisation

    for number in range(ORGANISATIONS):
        Organisation.objects.create(name=f"Organisation {number}", charity_number=str(199_950 + number))


def _import(path: str) -> None:
    """Import, and print the seconds, the peak memory and what it was before."""
    from coordinator.actions.charity_register import import_register

    def peak() -> float:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    before, started = peak(), time.perf_counter()
    import_register(Path(path))
    print(time.perf_counter() - started, peak(), before)


if __name__ == "__main__":
    task = sys.argv[1] if len(sys.argv) > 1 else ""
    if not task:
        sys.exit(main())
    import django

    django.setup()
    _fill() if task == "fill" else _import(sys.argv[2])
