"""Scores the finder on the labelled queries."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from directory.reference_data import load_reference


class Command(BaseCommand):
    """Prints, for each backend, kind and half, how often a right answer is among the first three.

    Ends with code 1 when what must hold on the untouched half does not.
    """

    help = "Score the finder on the labelled queries of tests/search_quality/queries.csv, on each backend at hand."

    def add_arguments(self, parser: CommandParser) -> None:
        """Let a half and a backend be chosen, and failures be shown."""
        parser.add_argument("--half", choices=["tuning", "untouched"], default="")
        parser.add_argument("--backend", choices=["database", "elasticsearch"], default="")
        parser.add_argument("--failures", action="store_true", help="Show the failures of the tuning half.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build the world, ask every query of each backend, print the tables, and leave nothing behind."""
        try:
            from tests.search_quality import cost, on_backends, scorer
        except ImportError as error:
            raise CommandError("The labelled queries are not here: run this in a checkout with tests/.") from error
        missed: list[str] = []
        with transaction.atomic(), on_backends.at_hand() as (backends, left_out):
            load_reference()
            prison = scorer.build_world()
            chosen = {name: step for name, step in backends.items() if options["backend"] in ("", name)}
            for name, bring_in_step in chosen.items():
                bring_in_step()
                with on_backends.only(name):
                    outcomes = list(scorer.score(prison, scorer.load(options["half"])))
                missed += self._report(scorer, name, outcomes, failures=options["failures"])
                missed += self._cost(cost, name, outcomes)
            missed += self._eligibility(scorer, on_backends, prison, chosen)
            transaction.set_rollback(True)
        self.stdout.write(left_out)
        self.stdout.write("\n".join(missed) or "All that must hold on the untouched half holds.")
        if missed:
            sys.exit(1)

    def _report(self, scorer: Any, backend: str, outcomes: list[Any], *, failures: bool) -> list[str]:
        self.stdout.write(
            f"== {_on(backend)}\n{'kind':<14}{'half':<12}{'right':>6}{'asked':>6}  success@{scorer.FIRST}"
        )
        for kind, half, right, asked in scorer.table(outcomes):
            self.stdout.write(f"{kind:<14}{half:<12}{right:>6}{asked:>6}  {right / asked:.3f}")
        empty = sum(outcome.empty for outcome in outcomes)
        self.stdout.write(f"no result at all: {empty} of {len(outcomes)} ({empty / len(outcomes):.1%})")
        for outcome in outcomes if failures else ():
            if outcome.labelled.half == "tuning" and not outcome.right:
                self._show(outcome)
        return [f"{backend}: {sentence}" for sentence in scorer.missed(outcomes)]

    def _cost(self, cost: Any, backend: str, outcomes: list[Any]) -> list[str]:
        """Print what reading a sentence costs, and the whole question beside it, in processor time."""
        sentences = [outcome.labelled.query for outcome in outcomes if outcome.labelled.kind == "everyday"]
        taken, size = cost.milliseconds(sentences), cost.megabytes()
        self.stdout.write(
            f"reading an everyday sentence, processor time: {cost.in_words(taken)}; "
            f"the whole question: {cost.in_words([outcome.took for outcome in outcomes])}"
        )
        self.stdout.write(f"installed for reading sentences: {size:.0f} MB")
        return [f"{backend}: {sentence}" for sentence in cost.missed(taken, size)]

    def _eligibility(self, scorer: Any, on_backends: Any, prison: Any, backends: dict[str, Any]) -> list[str]:
        """Restrict the world's listings, ask as different people, and check every offer by the listing's own fields."""
        from tests.search_quality import eligibility

        eligibility.restrict(prison)
        texts = [labelled.query for labelled in scorer.load("untouched")]
        missed = []
        for name, bring_in_step in backends.items():
            bring_in_step()
            with on_backends.only(name):
                found = list(eligibility.violations(prison, texts))
            self.stdout.write(
                f"== {_on(name)}: {len(found)} offers of {len(texts)} questions contradict who was asked for"
            )
            missed += [f"{name}: {wrong.title} is not for who was asked for ({wrong.why})" for wrong in found]
        return missed

    def _show(self, outcome: Any) -> None:
        wanted = ";".join(sorted(outcome.labelled.expects or outcome.labelled.needs))
        got = "; ".join(
            f"{'not ' if need.negated else ''}{need.slug} {need.strength:.2f}" for need in outcome.answer.needs
        )
        titles = " | ".join(f"{hit.page.title} {hit.score:.0f}" for hit in outcome.answer.hits[:3])
        self.stdout.write(
            f"\n{outcome.labelled.kind}: {outcome.labelled.query}\n  wanted {wanted}\n  read {got}\n  {titles}"
        )


def _on(backend: str) -> str:
    """Name a backend with the database that stands under or behind it."""
    return f"{backend}, {connection.display_name}"
