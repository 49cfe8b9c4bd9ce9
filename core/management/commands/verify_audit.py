"""manage.py verify_audit: shows that nobody removed, changed or reordered a row of the audit trail."""

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.audit_chain import verify

_ANCHOR = re.compile(r"^\d+:[0-9a-f]{64}$")


class Command(BaseCommand):
    """Verifies the chain of the audit trail. Changes nothing; run it once a day."""

    help = (
        "Check every row of the audit trail, its signed head, and earlier heads that were kept elsewhere. Exits 1 and "
        "says what is wrong. Keep the printed head where the database's keepers cannot reach it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take earlier heads, singly or from a file that grows by one line a run."""
        parser.add_argument("--anchor", action="append", default=[], help="an earlier head, as printed (12:ab34…)")
        parser.add_argument("--anchor-file", default="", help="a file of earlier heads; the present one is added")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many rows are right and where the chain ends. Raises CommandError when something is wrong."""
        path = Path(options["anchor_file"]) if options["anchor_file"] else None
        anchors = [*options["anchor"], *(_kept(path) if path else ())]
        if wrong := [anchor for anchor in anchors if not _ANCHOR.match(anchor)]:
            raise CommandError(f"“{wrong[0]}” is not a head: it is a number, a colon and 64 characters.")
        verdict = verify(anchors=tuple(anchors))
        if verdict.problems:
            raise CommandError("\n".join(["The audit trail was tampered with.", *verdict.problems]))
        self.stdout.write(f"{verdict.rows} rows, all right. Head: {verdict.head}")
        if path:
            with path.open("a", encoding="utf-8") as file:
                file.write(f"{verdict.head} {timezone.now():%Y-%m-%dT%H:%MZ}\n")


def _kept(path: Path) -> list[str]:
    """Return the heads of the file: the first word of each line."""
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return [line.split()[0] for line in lines if line.strip()]
