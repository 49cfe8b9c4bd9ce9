"""Loads the shipped reference data."""

from typing import Any

from django.core.management.base import BaseCommand

from directory.reference_data import load_reference


class Command(BaseCommand):
    """Adds the shipped establishments, needs, groups, lists and national organisations that are missing."""

    help = "Load the shipped reference data. Safe to run again: it adds what is missing and changes nothing else."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say how many rows of each were added."""
        for name, added in load_reference().items():
            self.stdout.write(f"{name}: {added} added")
