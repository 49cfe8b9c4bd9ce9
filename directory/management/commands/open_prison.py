"""Opens a prison's directory."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.actions.prisons import open_prison
from directory.models import Prison


class Command(BaseCommand):
    """Makes the prison's pages, its curators' groups and its approval workflow. Safe to run again."""

    help = "Open a prison's directory: its page, its coordinators' rights and its approval workflow."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the prison's code."""
        parser.add_argument("code", help="the register's three-letter code, such as EXI")

    def handle(self, *args: Any, **options: Any) -> None:
        """Open the prison, or say how to find its code."""
        code = options["code"].strip().upper()
        prison = Prison.objects.filter(pk=code).first()
        if prison is None:
            raise CommandError(_unknown(code))
        already = prison.is_open
        page = open_prison(prison=prison, by=None)
        # The site's own record keeps the address of the day it was made: BASE_URL is where it is served now.
        address = f"{settings.BASE_URL.rstrip('/')}{page.url}"
        self.stdout.write(f"{prison.name} {'was open already' if already else 'is open'}: {address}")


def _unknown(code: str) -> str:
    """Say what to do about a code that is not in the register."""
    if not Prison.objects.exists():
        return "No prison is known yet. Load the register first: python manage.py load_reference"
    return (
        f"No prison has the code {code}. Codes are in directory/reference/prisons.csv (first column); "
        "if yours is missing there, add it and run: python manage.py load_reference"
    )
