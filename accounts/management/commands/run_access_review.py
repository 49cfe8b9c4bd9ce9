"""manage.py run_access_review: the daily run of the access review."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.actions.review import run_access_review


class Command(BaseCommand):
    """Asks for confirmations and suspends what nobody confirmed. Safe to run twice; run it daily."""

    help = (
        "Ask those in charge to confirm the accounts that are due, suspend those that nobody confirmed (never "
        "deleting any), and close requests for an account that nobody decided in time. Safe to run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was done."""
        totals = run_access_review()
        self.stdout.write(
            f"asked to confirm: {totals.asked}; suspended: {totals.suspended}; requests out of time: {totals.expired}"
        )
