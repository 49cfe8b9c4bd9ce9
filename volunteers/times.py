"""How long clearances take: median and 90th percentile of the days from sent to decided, by level and prison."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from directory.models import Prison
from volunteers.models import Clearance

MONTHS_BACK = 24
#: Below this number a percentile says more about persons than about times, and names nobody only by chance.
FEWEST = 5


@dataclass(frozen=True)
class Row:
    """The times of one level at one prison, in days; widths are of 200, the longest bar."""

    prison: str
    level: str
    count: int
    median: float | None
    ninetieth: float | None
    width_median: int = 0
    width_ninetieth: int = 0


def percentile(days: Sequence[int], share: float) -> float:
    """Return the value below which a share of the numbers lies, between neighbours in proportion (Hyndman-Fan 7).

    Raises ValueError for no numbers.
    """
    if not days:
        raise ValueError("There is nothing to take a percentile of.")
    ordered = sorted(days)
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return round(ordered[low] + (ordered[high] - ordered[low]) * (place - low), 1)


def clearance_times(prisons: Iterable[Prison], on: date | None = None) -> list[Row]:
    """Return the times of clearances decided in the last two years, one query whatever their number."""
    since = (on or timezone.localdate()) - timedelta(days=MONTHS_BACK * 30)
    decided = Clearance.objects.filter(sponsor_prison__in=prisons, decided_on__gte=since).exclude(sent_on=None)
    found: defaultdict[tuple[str, int, str], list[int]] = defaultdict(list)
    for prison, order, level, sent, day in decided.values_list(
        "sponsor_prison__name", "level__order", "level__label", "sent_on", "decided_on"
    ):
        if sent is not None and day is not None:
            found[prison, order, level].append((day - sent).days)
    rows = [_row(prison, level, days) for (prison, _order, level), days in sorted(found.items())]
    longest = max((row.ninetieth for row in rows if row.ninetieth), default=0)
    return [_with_bars(row, longest) for row in rows]


def _row(prison: str, level: str, days: list[int]) -> Row:
    if len(days) < FEWEST:
        return Row(prison, level, len(days), None, None)
    return Row(prison, level, len(days), percentile(days, 0.5), percentile(days, 0.9))


def _with_bars(row: Row, longest: float) -> Row:
    if row.median is None or row.ninetieth is None or not longest:
        return row
    return Row(
        row.prison,
        row.level,
        row.count,
        row.median,
        row.ninetieth,
        round(200 * row.median / longest),
        round(200 * row.ninetieth / longest),
    )


def days_to_a_decision(prisons: Iterable[str], first: date, last: date) -> dict[str, list[int]]:
    """Return, by the code of the prison that sponsors, how many days each clearance decided in a period had taken.

    Whose they are is not read. One query whatever their number.
    """
    decided = Clearance.objects.filter(sponsor_prison__in=prisons, decided_on__range=(first, last))
    found: dict[str, list[int]] = {}
    for prison, sent, day in decided.exclude(sent_on=None).values_list("sponsor_prison", "sent_on", "decided_on"):
        if sent is not None and day is not None:
            found.setdefault(prison, []).append((day - sent).days)
    return found
