"""manage.py run_reviews: the daily run of the review cycle."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from directory.actions.reminders import send_due_reminders


class Command(BaseCommand):
    """Reminds the owners of listings that are due. Safe to run twice and two at once; run it daily."""

    help = (
        "Remind the owners of listings whose review is due in 30 or 7 days, today, or was due 30 days ago: one "
        "e-mail per owner. Safe to run again; a day without a run is caught up with the latest reminder only."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many were reminded. Raises CommandError when an owner failed; the others were reminded."""
        totals = send_due_reminders()
        self.stdout.write(f"owners reminded: {totals.owners}; listings: {totals.reminders}")
        if totals.failed:
            raise CommandError(f"{totals.failed} owners could not be reminded; the log says why. Run it again.")
