"""Scores the finder on the labelled queries."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from directory.reference_data import load_reference


class Command(BaseCommand):
    """Prints, by kind and half, how often a right answer is among the first three."""

    help = "Score the finder on the labelled queries of tests/search_quality/queries.csv."

    def add_arguments(self, parser: CommandParser) -> None:
        """Let a half be chosen, and its failures be shown."""
        parser.add_argument("--half", choices=["tuning", "untouched"], default="")
        parser.add_argument("--failures", action="store_true", help="Show the failures of the tuning half.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build the world, ask every query, print the table, and leave nothing behind."""
        try:
            from tests.search_quality import scorer
        except ImportError as error:
            raise CommandError("The labelled queries are not here: run this in a checkout with tests/.") from error
        with transaction.atomic():
            load_reference()
            outcomes = list(scorer.score(scorer.build_world(), scorer.load(options["half"])))
            transaction.set_rollback(True)
        self.stdout.write(f"{'kind':<14}{'half':<12}{'right':>6}{'asked':>6}  success@{scorer.FIRST}")
        for kind, half, right, asked in scorer.table(outcomes):
            self.stdout.write(f"{kind:<14}{half:<12}{right:>6}{asked:>6}  {right / asked:.3f}")
        empty = sum(outcome.empty for outcome in outcomes)
        self.stdout.write(f"no result at all: {empty} of {len(outcomes)} ({empty / len(outcomes):.1%})")
        for outcome in outcomes if options["failures"] else ():
            if outcome.labelled.half == "tuning" and not outcome.right:
                self._show(outcome)

    def _show(self, outcome: Any) -> None:
        wanted = ";".join(sorted(outcome.labelled.expects or outcome.labelled.needs))
        got = "; ".join(
            f"{'not ' if need.negated else ''}{need.slug} {need.strength:.2f}" for need in outcome.answer.needs
        )
        titles = " | ".join(f"{hit.page.title} {hit.score:.0f}" for hit in outcome.answer.hits[:3])
        self.stdout.write(
            f"\n{outcome.labelled.kind}: {outcome.labelled.query}\n  wanted {wanted}\n  read {got}\n  {titles}"
        )
