"""Fills a database with listings to measure with."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.models import Prison
from directory.reference_data import load_reference


class Command(BaseCommand):
    """Adds invented listings, marked as such. Never on a production deployment."""

    help = "Add many invented listings over the register's prisons, to measure with (or take them out again)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Let the number and the place be chosen."""
        parser.add_argument("--listings", type=int, default=20_000, help="How many to add (20000).")
        parser.add_argument("--prison", default="", metavar="CODE", help="Put all of them into this prison.")
        parser.add_argument("--clear", action="store_true", help="Take out everything this command ever added.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse on production; else seed or clear, saying how far it is."""
        if not settings.LOCAL:
            raise CommandError("Scale data is invented: it is refused unless DEPLOYMENT is local.")
        from bench import seed

        if options["clear"]:
            self.stdout.write(f"Removed {seed.remove()} scale listings.")
            return
        load_reference()
        prisons = Prison.objects.filter(is_demonstration=False).order_by("code")
        if options["prison"]:
            prisons = Prison.objects.filter(code__iexact=options["prison"])
        if not prisons:
            raise CommandError(f"There is no prison with the code {options['prison']}.")
        for made in seed.seed(options["listings"], list(prisons)):
            self.stdout.write(f"{made} of {options['listings']} listings", ending="\r")
        self.stdout.write(f"Added {options['listings']} scale listings in {len(prisons)} prisons.")
