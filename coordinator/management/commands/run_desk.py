"""manage.py run_desk: the daily run of the coordinators' desks."""

from typing import Any

from django.core.management.base import BaseCommand

from coordinator.actions.appointments import tell_of_vacancies
from coordinator.actions.worklist import send_weekly_summaries


class Command(BaseCommand):
    """Tells whom it has to tell. Safe to run twice and two at once; run it daily."""

    help = (
        "Tell the administrators of prisons without a named coordinator, and once a week each coordinator and deputy "
        "how much waits: a number and a link. Safe to run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many were told of what."""
        self.stdout.write(f"vacancies: {tell_of_vacancies()}; weekly e-mails: {send_weekly_summaries()}")
