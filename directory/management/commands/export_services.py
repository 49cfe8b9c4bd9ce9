"""Exports a prison's listings to a spreadsheet."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from directory.models import Prison
from directory.spreadsheets.export import ENDINGS, export_table, write_file


class Command(BaseCommand):
    """`manage.py export_services --prison CODE FILE.csv|.xlsx`: importing the file again changes nothing."""

    help = "Write a prison's live listings to a .csv or .xlsx file with the columns that import_services reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the prison's code and the file to write."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--prison", required=True, metavar="CODE", help="the register's code, such as EXI")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file and say how many listings it holds."""
        path: Path = options["file"]
        ending = path.suffix.lower().lstrip(".")
        if ending not in ENDINGS:
            raise CommandError("The file's name must end in .csv or .xlsx.")
        prison = Prison.objects.filter(code=options["prison"].upper()).first()
        if prison is None:
            raise CommandError(f"There is no prison with the code {options['prison']}.")
        table = export_table(prison, by=None)
        try:
            path.write_bytes(write_file(table, ending))
        except OSError as error:
            raise CommandError(f"The file “{path}” cannot be written: {error.strerror or error}.") from error
        self.stdout.write(f"Exported {len(table) - 1} listings of {prison.name} to {path}.")
