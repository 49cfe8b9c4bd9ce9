"""Writes the documents that are generated from the code, or checks that they are up to date."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.module_loading import autodiscover_modules

from core.docs import documents, stale


class Command(BaseCommand):
    """Writes docs/… from the code; with --check only says which are out of date."""

    help = "Write the generated documents, or check them with --check."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --check."""
        parser.add_argument("--check", action="store_true", help="write nothing; fail when a document is out of date")

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        """Write the documents, or raise CommandError naming the stale ones."""
        autodiscover_modules("generated_docs")
        if check:
            if old := stale():
                raise CommandError("Out of date, run make docs: " + ", ".join(path.name for path in old))
            return
        for path, text in documents().items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            self.stdout.write(f"wrote {path.name}")
