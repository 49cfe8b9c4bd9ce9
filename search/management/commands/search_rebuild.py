"""Makes the finder's index again from the listings."""

from typing import Any

from django.core.management.base import BaseCommand

from search import sync


class Command(BaseCommand):
    """Safe to run at any time and twice: searches go on answering meanwhile."""

    help = "Write the finder's index row of every live listing again and drop those that are no longer live."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild and say how many listings are in the index."""
        self.stdout.write(f"{sum(sync.rebuild())} live listings are in the finder's index.")
