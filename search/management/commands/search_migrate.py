"""Makes the Elasticsearch index that fits the code, without the finder standing still."""

from typing import Any

from django.core.management.base import BaseCommand

from search.elastic import indices
from search.management.elastic import go_through, reachable


class Command(BaseCommand):
    """Run it after each deployment. Safe to run twice, and to run again after it was broken off."""

    help = (
        "Make the index that fits the code, fill it while the old one answers, let readers see it in one step, and "
        "drop the old one."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make, fill, switch, and compare once more what changed meanwhile."""
        with reachable():
            wanted = indices.names()
            made = indices.create()
            self.stdout.write(f"{'Made' if made else 'Found'} the index {wanted.index}.")
            go_through(self.stdout, wanted.write, repair=True)
            dropped = indices.switch()
            go_through(self.stdout, wanted.write, repair=True)
        self.stdout.write(f"The finder reads {wanted.index}." + (f" Dropped {', '.join(dropped)}." if dropped else ""))
