"""manage.py send_outbox: the safety net of mail."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from core.notifications import send_digests
from core.outbox.delivery import sweep


class Command(BaseCommand):
    """Sends what waits in the outbox. Safe to run twice and two at once; run it every few minutes."""

    help = (
        "Send mail that waits: tasks that were lost, retries whose time has come, messages whose worker died. "
        "With --digests, first queue the daily e-mails."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how many at most, and whether to make the daily e-mails."""
        parser.add_argument("--limit", type=int, default=500, help="at most so many messages (default 500)")
        parser.add_argument("--digests", action="store_true", help="queue the daily e-mails first")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many messages ended in which state."""
        if options["digests"]:
            self.stdout.write(f"daily e-mails queued: {send_digests()}")
        counts = sweep(limit=options["limit"])
        said = ", ".join(f"{state} {count}" for state, count in sorted(counts.items()))
        self.stdout.write(said or "nothing waits")
