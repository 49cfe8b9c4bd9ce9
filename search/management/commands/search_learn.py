"""Learns again what everyday sentences are about."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.meaning import model, needs


class Command(BaseCommand):
    """For developers, after a change of `search/meaning/everyday.csv`: the weights are committed with it."""

    help = "Learn from the example sentences which needs a sentence is about, and write search/meaning/weights.npz."

    def handle(self, *args: Any, **options: Any) -> None:
        """Learn and say from how many sentences. Raises CommandError where the model is not installed."""
        if not model.is_available():
            raise CommandError("The model is not installed here: run `make environment` first.")
        needs.learn()
        self.stdout.write(f"Learnt from {len(needs.examples())} sentences.")
