"""manage.py import_charity_register FILE: the Charity Commission's register, from a downloaded extract."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coordinator.actions.charity_register import import_register
from coordinator.charity_file import UnreadableExtract


class Command(BaseCommand):
    """Reads the extract record by record. Safe to run again with the same file or a newer one."""

    help = (
        "Read publicextract.charity.json (or its .zip) of the Charity Commission's register, so that charity numbers "
        "are checked here without asking another service. Says which charities that work in a prison have changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", metavar="FILE", help="publicextract.charity.json or publicextract.charity.zip")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was read. Raises CommandError when there is no such file or it is not the extract."""
        path = Path(options["file"])
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        try:
            done = import_register(path)
        except UnreadableExtract as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"charities: {done.charities}; organisations checked: {done.checked}; alerts: {done.alerts}")
