"""Equality tables, with small counts hidden: searches in vain by group with relative rates, and who applies."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum

from coordinator.measures.rates import RelativeRate, relative_rate
from coordinator.measures.registry import Period
from core.models import PrivacySettings
from core.suppression import blends, suppress
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


def searches_by_group(prisons: Sequence[str], quarters: Sequence[Period]) -> EqualityTable:
    """Return searches in vain by group and kind, quarter by quarter and added up.

    Groups restricted to staff are left out. Small counts are hidden, and of several prisons those that would give one
    away to who knows the table of another. A relative rate is shown only where the counts it is made of are shown:
    else it would give a hidden one away.
    """
    threshold = PrivacySettings.load().small_number
    known = [group for group in Group.objects.active() if not group.is_restricted]
    tables = [_shown(_counts(prisons, quarter), known, threshold, len(prisons)) for quarter in quarters]
    groups = [group for group in known if any(group.slug in table for table in tables)]
    if not groups:
        return EqualityTable((), [], [], threshold)
    shown = _added(
        [[table.get(key, _NOTHING) for key in (*(group.slug for group in groups), _ALL)] for table in tables]
    )
    labels = [*(group.label for group in groups), "All of these"]
    rows = [(label, *(_cell(value) for value in line)) for label, line in zip(labels, shown, strict=True)]
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


#: Of each group and kind, what each prison counted.
_Counts = dict[str, dict[str, Counter[str]]]
_Line = list[int | None]
_Cells = list[_Line]
#: Where the line of all groups together stands, beside the groups' own slugs.
_ALL = ""
_NOTHING: _Line = [0] * (len(UnmetKind) + 1)


def _counts(prisons: Sequence[str], quarter: Period) -> _Counts:
    found = UnmetSearch.objects.counted_in(prisons, quarter.first, quarter.last).exclude(groups="")
    counts: _Counts = {}
    rows = found.values_list("prison", "groups", "kind").annotate(times=Sum("count")).order_by()
    for prison, slugs, kind, times in rows:
        for slug in slugs.split(";"):
            counts.setdefault(slug, {}).setdefault(kind, Counter())[prison] += times
    return counts


def _shown(counts: _Counts, known: Sequence[Group], threshold: int, prisons: int) -> dict[str, _Line]:
    """Return the lines of one quarter as they may be shown, by the groups' slugs.

    The table is that of the groups that the quarter counts, whatever is shown beside it: else a quarter would be
    hidden in one way alone and in another among four, and what one of them shows would give away the other.
    """
    groups = [group for group in known if group.slug in counts]
    if not groups:
        return {}
    parts = [[counts[group.slug].get(kind, Counter()) for kind in UnmetKind] for group in groups]
    table = [[*line, sum(line, Counter())] for line in parts]
    table.append([sum(column, Counter()) for column in zip(*table, strict=True)])
    apart = {
        (row, column)
        for row, line in enumerate(table)
        for column, held in enumerate(line)
        if prisons > 1 and not blends(held.values(), threshold)
    }
    cells = suppress([[held.total() for held in line] for line in parts], threshold, also=apart).cells
    return dict(zip((*(group.slug for group in groups), _ALL), cells, strict=True))


def _added(tables: Sequence[_Cells]) -> _Cells:
    """Add up quarters cell by cell; what is hidden in one stays hidden."""
    return [
        [None if None in cells else sum(filter(None, cells)) for cells in zip(*lines, strict=True)]
        for lines in zip(*tables, strict=True)
    ]


def _cell(value: int | None) -> str:
    return HIDDEN if value is None else str(value)


_UNSUITABLE = list(UnmetKind).index(UnmetKind.NONE_SUITABLE)


def _rate(shown: _Cells, number: int) -> RelativeRate | None:
    """Compare a group with all the others, by counts that are shown."""
    own, total = ([line[_UNSUITABLE], line[-1]] for line in (shown[number], shown[-1]))
    if None in own or None in total:
        return None
    hits, of, all_hits, everything = (value or 0 for value in (*own, *total))
    return relative_rate(hits, of, all_hits - hits, everything - of)
