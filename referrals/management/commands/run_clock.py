"""manage.py run_clock: what time does to referrals and concerns."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from referrals.actions.clock import Totals, keep_time, keep_time_of_concerns
from referrals.actions.exports import restart_exports
from referrals.actions.statistics import write_figures


class Command(BaseCommand):
    """Escalates, reminds, marks overdue, returns the unanswered, ends old drafts. Run it every five minutes."""

    help = (
        "Escalate concerns that nobody acknowledged, remind whoever a referral waits for, mark what is overdue, "
        "return what nobody answered to the coordinator, end old drafts, and once a day work out "
        "the figures shown on listings. "
        "Safe to run twice and two at once; run it every five minutes."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was done. Raises CommandError when a step failed; the others were done."""
        totals = Totals()
        keep_time_of_concerns(totals)
        keep_time(totals)
        totals.add("exports started again", restart_exports)
        totals.add("listings dated", write_figures)
        self.stdout.write("; ".join(f"{name}: {count}" for name, count in totals.done.items()))
        if totals.failed:
            raise CommandError(f"{totals.failed} steps failed; the log says which. Run it again.")
