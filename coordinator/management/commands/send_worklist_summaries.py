"""manage.py send_worklist_summaries: the weekly e-mail of the worklist."""

from typing import Any

from django.core.management.base import BaseCommand

from coordinator.actions.worklist import send_weekly_summaries


class Command(BaseCommand):
    """Tells coordinators and deputies how many things wait. Safe to run twice; run it daily."""

    help = "Send each coordinator and deputy the weekly e-mail: a number and a link. Once a week, however often run."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many were told."""
        self.stdout.write(f"told: {send_weekly_summaries()}")
