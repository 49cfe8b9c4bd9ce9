"""Loads the demonstration prisons."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from directory.demonstration.load import load_demonstration


class Command(BaseCommand):
    """Adds two made-up prisons, their listings and one sign-in per role; refuses outside demonstration mode."""

    help = "Load the demonstration prisons, listings and sign-ins (demonstration mode only)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, or raise CommandError naming the setting that is missing."""
        if not settings.DEMONSTRATION:
            raise CommandError("Demonstration data is loaded in demonstration mode only: set DEMONSTRATION=true.")
        load_demonstration()
        self.stdout.write("The demonstration prisons are loaded.")
