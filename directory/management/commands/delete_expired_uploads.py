"""Deletes uploaded spreadsheets that nobody imported in time."""

from typing import Any

from django.core.management.base import BaseCommand

from directory.actions.spreadsheets import delete_expired_uploads


class Command(BaseCommand):
    """Deletes uploads older than a day, which nobody can open any more. Safe to run twice; run it daily."""

    help = "Delete uploaded spreadsheets that were not imported within a day."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many were deleted."""
        self.stdout.write(f"uploads deleted: {delete_expired_uploads()}")
