"""manage.py retention: personal data whose time is over leave."""

from argparse import ArgumentParser
from datetime import datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date

from core.models import LegalHold
from core.retention import run, simulate


class Command(BaseCommand):
    """Carries out the retention rules. Safe to run twice and two at once; run it once a day."""

    help = (
        "Take out personal data whose time is over, rule by rule (--run), or only say how much is due (--simulate). "
        "Prints one line per rule: how many rows, and how many a legal hold keeps."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take one of --simulate and --run, and for --simulate a later day."""
        choice = parser.add_mutually_exclusive_group(required=True)
        choice.add_argument("--simulate", action="store_true", help="change nothing")
        choice.add_argument("--run", action="store_true", help="do it; what is gone cannot be brought back")
        parser.add_argument("--on", default="", help="with --simulate: what will be due on that day (2027-01-31)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the report. Raises CommandError for a wrong day, and at the end when a rule failed."""
        if options["on"] and options["run"]:
            raise CommandError("--on goes with --simulate only: a run is always of today.")
        outcomes = run() if options["run"] else simulate(at=_moment(options["on"]))
        done = "done" if options["run"] else "due"
        for outcome in outcomes:
            held = f", held {outcome.held}" if outcome.held else ""
            failed = f", FAILED {outcome.error}" if outcome.error else ""
            self.stdout.write(f"{outcome.rule.code}: {done} {outcome.count}{held}{failed}")
        if waiting := LegalHold.objects.to_review().count():
            self.stdout.write(f"legal holds that nobody reviewed for three months: {waiting}")
        if any(outcome.error for outcome in outcomes):
            raise CommandError("Some rules failed; the others were carried out. See the log.")


def _moment(day: str) -> datetime | None:
    """Return the end of the day, or None for now."""
    if not day:
        return None
    try:
        parsed = parse_date(day)
    except ValueError:
        parsed = None
    if parsed is None:
        raise CommandError(f"--on {day} is not a day: write it as 2027-01-31.")
    return timezone.make_aware(datetime.combine(parsed, time.max))
