"""manage.py run_people_clock: what time does to sessions and clearances."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from volunteers.actions.clock import run_clock


class Command(BaseCommand):
    """Sets sessions out, reminds of renewals, marks expired clearances. Safe to run twice and two at once; daily."""

    help = (
        "Set out the sessions of the weeks ahead, remind of clearances that end soon (one reminder at each of the "
        "days in the settings) and mark those that have expired. Safe to run again; run it once a day."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was done. Raises CommandError when something failed; the rest was done."""
        totals = run_clock()
        self.stdout.write(
            f"sessions set out: {totals.sessions}; reminders: {totals.reminders}; expired: {totals.expired}; "
            f"volunteering: {totals.volunteering}"
        )
        if totals.failed:
            raise CommandError(f"{totals.failed} could not be done; the log says why. Run it again.")
