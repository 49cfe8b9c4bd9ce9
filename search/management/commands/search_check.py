"""Says whether the Elasticsearch index is what the database says it should be."""

import sys
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from directory.models import ServicePage
from search.elastic import indices
from search.management.elastic import go_through, reachable


class Command(BaseCommand):
    """Changes nothing. Ends with code 1 when something is wrong, for whoever watches over the site."""

    help = "Compare the index with the database, and say what search_migrate or search_sync would mend."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what is wrong with the finder's own rows, then with the aliases, then with the documents."""
        with reachable():
            found = [*_rows(), *indices.problems()]
            for sentence in found:
                self.stdout.write(sentence)
            readable = indices.holding(indices.names().read)
            wrong = extra = 0
            if readable:
                _seen, wrong, extra = go_through(self.stdout, indices.names().read, repair=False)
        if wrong or extra:
            self.stdout.write("The index is out of step: run search_sync.")
        if found or wrong or extra:
            sys.exit(1)
        self.stdout.write("The index is in step.")


def _rows() -> Iterator[str]:
    """Yield a sentence when live listings are not even in the finder's own index, which Elasticsearch follows."""
    lost = ServicePage.objects.live().filter(index_row=None).count()
    if lost:
        yield f"{lost} live listings are missing from the finder's own index: run search_rebuild, then search_sync."
