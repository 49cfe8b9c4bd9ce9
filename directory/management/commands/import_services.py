"""Imports listings from a spreadsheet."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from directory.actions.spreadsheets import ImportOutcome, import_services, preview_import
from directory.spreadsheets.check import BAD, CREATED, UNCHANGED, UPDATED, Plan
from directory.spreadsheets.raw import MOST_BYTES, BrokenFile


class Command(BaseCommand):
    """`manage.py import_services FILE.csv|.xlsx`: the columns and rules are in docs/adr/0014-spreadsheets.md."""

    help = "Create and update service listings from a .csv or .xlsx file. Importing it again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, whether to try only, for whom, and whether good rows count without the bad ones."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and save nothing")
        parser.add_argument("--by", metavar="EMAIL", default="", help="act as this user, with this user's rights")
        parser.add_argument("--valid-rows", action="store_true", help="save the good rows even if others are bad")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and say what happened; exit with 1 when nothing was saved because rows are bad."""
        content, by = _content(options["file"]), _user(options["by"])
        try:
            if options["dry_run"]:
                plan = preview_import(content=content, filename=options["file"].name, by=by)
                outcome = ImportOutcome(plan, saved=True)
            else:
                outcome = import_services(
                    content=content, filename=options["file"].name, by=by, valid_rows=options["valid_rows"]
                )
        except BrokenFile as error:
            raise CommandError(str(error)) from error
        self._tell(outcome.plan)
        if options["dry_run"]:
            self.stdout.write("Nothing was saved: this was a dry run. Without --dry-run it would be:")
        self.stdout.write(_summary(outcome.counts))
        _refuse(outcome, options)

    def _tell(self, plan: Plan) -> None:
        if plan.ignored:
            self.stdout.write(f"Columns passed over: {', '.join(plan.ignored)}.")
        for problem in plan.problems:
            self.stdout.write(f"Row {problem.row}, {problem.column}: {problem.reason}")


def _content(path: Path) -> bytes:
    """Return the file's bytes. Raises CommandError with one sentence when there are none or far too many."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise CommandError(f"The file “{path}” cannot be opened: {error.strerror or error}.") from error


def _user(email: str) -> User | None:
    if not email:
        return None
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        raise CommandError(f"There is no active user with the e-mail address {email}.")
    return user


def _summary(counts: dict[str, int]) -> str:
    return f"Created {counts[CREATED]}, updated {counts[UPDATED]}, unchanged {counts[UNCHANGED]}, bad {counts[BAD]}"


def _refuse(outcome: ImportOutcome, options: dict[str, Any]) -> None:
    """Raise CommandError when bad rows stand in the way of the whole file."""
    bad, good = outcome.plan.counts[BAD], outcome.counts[CREATED] + outcome.counts[UPDATED]
    if not bad or (options["valid_rows"] and good):
        return
    rows = "1 row is" if bad == 1 else f"{bad} rows are"
    would = "would be" if options["dry_run"] else "was"
    raise CommandError(f"{rows} bad, so nothing {would} saved. Correct them, or use --valid-rows for the good ones.")
