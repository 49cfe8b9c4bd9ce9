"""Equality tables: searches in vain by the group they were about, with small counts hidden, and relative rates."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Sum

from coordinator.measures.rates import RelativeRate, relative_rate
from coordinator.measures.registry import Period
from coordinator.measures.suppression import Published, suppress
from coordinator.models import DeskSettings
from directory.models import Group, Prison
from search.models import UnmetKind, UnmetSearch

KINDS = (UnmetKind.NOTHING, UnmetKind.NONE_SUITABLE)


@dataclass(frozen=True)
class EqualityTable:
    """What may be shown: a row per group with its counts, and how much likelier “none suitable” is than for others."""

    headers: tuple[str, ...]
    rows: list[tuple[str, ...]]
    rates: list[tuple[str, RelativeRate | None]]
    threshold: int


def searches_by_group(prison: Prison, period: Period) -> EqualityTable:
    """Return searches in vain by group and kind. Groups restricted to staff are left out; small counts are hidden.

    A relative rate is shown only where the counts it is made of are shown: else it would give a hidden one away.
    """
    counts = _counts(prison, period)
    threshold = DeskSettings.load().small_number
    groups = [group for group in Group.objects.filter(is_active=True, is_restricted=False) if group.slug in counts]
    if not groups:
        return EqualityTable((), [], [], threshold)
    table = [[counts[group.slug][kind] for kind in KINDS] for group in groups]
    shown = suppress(table, threshold)
    labels = [*(group.label for group in groups), "All of these"]
    rows = [(label, *(_cell(value) for value in line)) for label, line in zip(labels, shown.cells, strict=True)]
    rates = [(group.label, _rate(shown, number)) for number, group in enumerate(groups)]
    return EqualityTable(("Group", *(kind.label for kind in KINDS), "Both"), rows, rates, threshold)


def _counts(prison: Prison, period: Period) -> dict[str, Counter[str]]:
    found = UnmetSearch.objects.filter(prison=prison, day__range=(period.first, period.last)).exclude(groups="")
    counts: dict[str, Counter[str]] = {}
    for slugs, kind, times in found.values_list("groups", "kind").annotate(times=Sum("count")).order_by():
        for slug in slugs.split(";"):
            counts.setdefault(slug, Counter())[kind] += times
    return counts


def _cell(value: int | None) -> str:
    return "hidden" if value is None else str(value)


def _rate(shown: Published, number: int) -> RelativeRate | None:
    own, total = shown.cells[number], shown.cells[-1]
    if None in own or None in total:
        return None
    _, unsuitable, both = (value or 0 for value in own)
    _, all_unsuitable, everything = (value or 0 for value in total)
    return relative_rate(unsuitable, both, all_unsuitable - unsuitable, everything - both)
