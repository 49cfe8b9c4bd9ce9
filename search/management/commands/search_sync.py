"""Brings the Elasticsearch index in step with the database."""

from typing import Any

from django.core.management.base import BaseCommand

from search.elastic import indices
from search.management.elastic import go_through, reachable


class Command(BaseCommand):
    """Run it nightly. Changes are sent as they happen; this mends whatever was lost on the way."""

    help = "Write what the index lacks or has out of date, and take out what is no longer live. Safe to run twice."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the index when it is gone, then compare and mend every listing."""
        with reachable():
            wanted = indices.names()
            if any(indices.problems()):
                indices.create()
                go_through(self.stdout, wanted.write, repair=True)
                indices.switch()
            go_through(self.stdout, wanted.read, repair=True)
