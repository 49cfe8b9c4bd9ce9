"""Brings the finder's index in step with the listings."""

from typing import Any

from django.core.management.base import BaseCommand

from search import sync


class Command(BaseCommand):
    """Run it nightly: it mends what was lost on the way. Safe at any time and twice; searches go on meanwhile."""

    help = "Compare the finder's index with every live listing, and mend what is missing, wrong or left over."

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare, mend, and say how many listings there are and how many rows were mended."""
        seen = mended = 0
        for batch in sync.rebuild():
            seen, mended = seen + batch.seen, mended + batch.mended
        self.stdout.write(f"{seen} live listings are in the finder's index; {mended} rows were mended.")
