"""manage.py subject_access: a copy of everything that is held about somebody."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from core import audit
from core.subject_access import all_kinds, write_zip
from core.subject_access.asking import ask_for_subject


class Command(BaseCommand):
    """Writes a ZIP file for somebody who asked what is held about them.

    Who it is about is typed when asked for, or read from standard input: on the command line it would stay in the
    shell's history and in the list of processes.
    """

    help = (
        "Write what is held about somebody into a ZIP file: a page and JSON to hand over, and a page to check first. "
        "Asks who it is about; nothing of that is printed or logged."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the sort of subject and the file."""
        parser.add_argument("kind", choices=[kind.code for kind in all_kinds()])
        parser.add_argument("--out", required=True, help="the file to write; it must not exist yet")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file, readable by its owner only. Raises CommandError when nobody is found or the file is there."""
        kind, subject = ask_for_subject(options["kind"], self.stderr)
        with transaction.atomic():
            content, count = write_zip(kind, subject)
            audit.record("subject.exported", about=subject, actor_label="subject_access", kind=kind.code, count=count)
            _write(Path(options["out"]), content)
        self.stdout.write(f"{count} rows written. Read check-this-first.html before you hand the other pages over.")


def _write(path: Path, content: bytes) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise CommandError("That file exists already: name another.") from None
    except OSError as error:
        raise CommandError(f"The file cannot be written: {error.strerror}.") from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
