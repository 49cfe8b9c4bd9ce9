"""Equality tables, with small counts hidden: searches in vain by group with relative rates, and who applies."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum

from coordinator.measures.rates import RelativeRate, relative_rate
from coordinator.measures.registry import Period
from core.models import PrivacySettings
from core.suppression import Published, suppress
from directory.models import Group
from search.models import UnmetKind, UnmetSearch
from volunteers.diversity import shown_counts

HIDDEN = "hidden"


@dataclass(frozen=True)
class EqualityTable:
    """What may be shown: a row per group with its counts, and how much likelier “none suitable” is than for others."""

    headers: tuple[str, ...]
    rows: list[tuple[str, ...]]
    rates: list[tuple[str, RelativeRate | None]]
    threshold: int


@dataclass(frozen=True)
class Monitoring:
    """Who applies for a role with the answers to one question, small counts hidden; without a total."""

    question: str
    rows: list[tuple[str, str]]


def searches_by_group(prisons: Sequence[str], period: Period) -> EqualityTable:
    """Return searches in vain by group and kind. Groups restricted to staff are left out; small counts are hidden.

    A relative rate is shown only where the counts it is made of are shown: else it would give a hidden one away.
    """
    counts = _counts(prisons, period)
    threshold = PrivacySettings.load().small_number
    groups = [group for group in Group.objects.active().filter(is_restricted=False) if group.slug in counts]
    if not groups:
        return EqualityTable((), [], [], threshold)
    shown = suppress([[counts[group.slug][kind] for kind in UnmetKind] for group in groups], threshold)
    labels = [*(group.label for group in groups), "All of these"]
    rows = [(label, *(_cell(value) for value in line)) for label, line in zip(labels, shown.cells, strict=True)]
    rates = [(group.label, _rate(shown, number)) for number, group in enumerate(groups)]
    return EqualityTable(("Group", *(kind.label for kind in UnmetKind), "Together"), rows, rates, threshold)


def who_applies(prisons: Sequence[str]) -> list[Monitoring]:
    """Return the monitoring of applicants, of the questions that anybody has answered.

    It is not by period, because no answer has a day. It is optional and anonymous (docs/adr/0033), so that it says
    who applies and not who is taken.
    """
    return [
        Monitoring(question.words, [(label, _cell(count)) for label, count in answers])
        for question, answers in shown_counts(prisons)
        if any(count != 0 for _label, count in answers)
    ]


def _counts(prisons: Sequence[str], period: Period) -> dict[str, Counter[str]]:
    found = UnmetSearch.objects.counted_in(prisons, period.first, period.last).exclude(groups="")
    counts: dict[str, Counter[str]] = {}
    for slugs, kind, times in found.values_list("groups", "kind").annotate(times=Sum("count")).order_by():
        for slug in slugs.split(";"):
            counts.setdefault(slug, Counter())[kind] += times
    return counts


def _cell(value: int | None) -> str:
    return HIDDEN if value is None else str(value)


_UNSUITABLE = list(UnmetKind).index(UnmetKind.NONE_SUITABLE)


def _rate(shown: Published, number: int) -> RelativeRate | None:
    """Compare a group with all the others, by counts that are shown."""
    own, total = ([line[_UNSUITABLE], line[-1]] for line in (shown.cells[number], shown.cells[-1]))
    if None in own or None in total:
        return None
    hits, of, all_hits, everything = (value or 0 for value in (*own, *total))
    return relative_rate(hits, of, all_hits - hits, everything - of)
