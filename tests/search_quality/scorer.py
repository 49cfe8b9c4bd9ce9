"""Scores the finder on the labelled queries of `queries.csv`: is a right answer among the first three?

The world it asks about holds the listings of the demonstration prison, one listing for each organisation of the
national catalogue, and one for each need that nobody else meets, all open to everybody. It is built inside a
transaction that is rolled back.
"""

import csv
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from wagtail.models import Page

from directory import models as m
from search.finder import Answer, Query, find

QUERIES = Path(__file__).resolve().parent / "queries.csv"
DEMONSTRATION = Path(m.__file__).resolve().parent.parent / "demonstration"
FIRST = 3
#: What must hold on the untouched half: the share of right answers by kind, and the share without any answer.
MUST_HOLD = {"official": 0.95, "slang": 0.95, "misspelling": 0.95, "name": 0.90, "everyday": 0.75}
MOST_EMPTY = 0.01


@dataclass(frozen=True)
class Labelled:
    """One query with its right answers."""

    id: str
    query: str
    needs: frozenset[str]
    kind: str
    half: str
    expects: frozenset[str] = frozenset()
    unwanted: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Outcome:
    """How one query went."""

    labelled: Labelled
    right: bool
    empty: bool
    answer: Answer
    took: float = 0.0
    """Processor time of the whole question in this process, in milliseconds."""


def load(half: str = "") -> list[Labelled]:
    """Read the labelled queries, of one half when given."""
    with QUERIES.open(encoding="utf-8", newline="") as file:
        rows = [
            Labelled(row["id"], row["query"], _set(row["needs"]), row["kind"], row["half"],
                     _set(row["expects"]), _set(row["unwanted"]))
            for row in csv.DictReader(file)
        ]  # fmt: skip
    return [row for row in rows if half in ("", row.half)]


def _set(text: str) -> frozenset[str]:
    return frozenset(part.strip() for part in text.split(";") if part.strip())


def is_right(labelled: Labelled, answer: Answer) -> bool:
    """Say whether the first three hits hold a right answer (for two needs: all of them)."""
    hits = answer.hits[:FIRST]
    if labelled.expects:
        return any(hit.page.title in labelled.expects for hit in hits)
    met = {need.slug for hit in hits for need in hit.page.needs.all()}
    if labelled.kind == "two-needs":
        return labelled.needs <= met
    meant = {need.slug for need in answer.needs if not need.negated}
    return bool(labelled.needs & met) and not labelled.unwanted & meant


def score(prison: m.Prison, queries: Iterable[Labelled], ask: Callable[..., Answer] = find) -> Iterator[Outcome]:
    """Ask each query as a member of the public and yield how it went."""
    for labelled in queries:
        started = time.process_time()
        answer = ask(Query(prison, labelled.query, limit=10), user=AnonymousUser())
        took = (time.process_time() - started) * 1000
        yield Outcome(labelled, is_right(labelled, answer), answer.is_empty, answer, took)


def table(outcomes: Iterable[Outcome]) -> list[tuple[str, str, int, int]]:
    """Return (kind, half, right, asked) for each kind and half, in order."""
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for outcome in outcomes:
        count = counts[outcome.labelled.kind, outcome.labelled.half]
        count[0] += outcome.right
        count[1] += 1
    return [(kind, half, right, asked) for (kind, half), (right, asked) in sorted(counts.items())]


def missed(outcomes: Iterable[Outcome]) -> list[str]:
    """Return a sentence for each thing that must hold on the untouched half and does not."""
    untouched = [outcome for outcome in outcomes if outcome.labelled.half == "untouched"]
    sentences = [
        f"{kind} is right for {right / asked:.3f} of the untouched half, not {MUST_HOLD[kind]}"
        for kind, _, right, asked in table(untouched)
        if right / asked < MUST_HOLD.get(kind, 0)
    ]
    empty = sum(outcome.empty for outcome in untouched)
    if empty > MOST_EMPTY * len(untouched):
        sentences.append(f"{empty} of {len(untouched)} questions found nothing")
    return sentences


def build_world() -> m.Prison:
    """Make the prison that the queries are asked in. Needs the reference data; call inside a transaction."""
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=m.HomePage(title="Scored", slug="scored"))
    index = home.add_child(instance=m.PrisonIndexPage(title="Scored prisons", slug="scored-prisons"))
    prison = m.Prison.objects.create(
        code="SCORE", name="Scored", holds_men=True, holds_women=True, opened_on=timezone.localdate()
    )
    page = index.add_child(instance=m.PrisonPage(title="Scored", slug="scored", prison=prison))
    needs = {need.slug: need for need in m.Need.objects.all()}
    met: set[str] = set()
    for title, organisation, text, slugs in [*_demonstration(), *_catalogue()]:
        _add(page, title, organisation, text, [needs[slug] for slug in slugs])
        met.update(slugs)
    for number, need in enumerate(need for need in needs.values() if need.parent_id and need.slug not in met):
        _add(page, f"Service {number}", f"Organisation {number}", (need.plain_definition, ""), [need])
    return prison


def _demonstration() -> Iterator[tuple[str, str, tuple[str, str], list[str]]]:
    with (DEMONSTRATION / "services.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["prison"] == "ZZI":
                yield row["title"], row["organisation"], (row["summary"], row["description"]), row["needs"].split(";")


def _catalogue() -> Iterator[tuple[str, str, tuple[str, str], list[str]]]:
    for organisation in m.Organisation.objects.catalogue().prefetch_related("needs"):
        slugs = [need.slug for need in organisation.needs.all()]
        yield organisation.name, organisation.name, (organisation.what_they_do[:300], ""), slugs


def _add(page: m.PrisonPage, title: str, name: str, text: tuple[str, str], needs: list[m.Need]) -> None:
    organisation = m.Organisation.objects.filter(name__iexact=name).first() or m.Organisation.objects.create(name=name)
    listing = m.ServicePage(
        title=title, prison=page.prison, organisation=organisation, summary=text[0][:300], description=text[1]
    )
    listing.needs = needs
    page.add_child(instance=listing)
    today = timezone.localdate()
    m.ListingStatus.objects.filter(page=listing).update(
        reviewed_on=today, review_due_on=today, availability_confirmed_on=today
    )
