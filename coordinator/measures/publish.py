"""Which values of a measure may be shown side by side: small counts of people are hidden, and others with them."""

from collections.abc import Sequence
from dataclasses import dataclass

from coordinator.measures.registry import Kind, Measure, Period, Tally
from core.models import PrivacySettings
from core.suppression import suppress, suppress_list


@dataclass(frozen=True)
class Figure:
    """One value as it may be shown; `value` is None where nothing can be said and where it is hidden."""

    value: float | None
    is_hidden: bool
    words: str


def publish(measure: Measure, tallies: Sequence[Tally]) -> list[Figure]:
    """Return what may be shown of values that stand side by side; the last is that of all of them together.

    How many there were is shown elsewhere too (of referrals declined: how many were sent), so that both tables are
    protected together. None of this can keep two windows of time apart that somebody takes from each other.
    """
    hidden = _hidden(measure, tallies, PrivacySettings.load().small_number)
    whole = sum(tallies, Tally())
    return [_figure(measure, tally, hide) for tally, hide in zip([*tallies, whole], hidden, strict=True)]


def publish_one(measure: Measure, tally: Tally) -> Figure:
    """Return what may be shown of a value that stands alone."""
    return publish(measure, [tally])[0]


def publish_months(measure: Measure, prison: str, period: Period) -> list[tuple[Period, Figure]]:
    """Return a measure of one prison month by month."""
    months = period.months()
    figures = publish(measure, [measure.tally(prison, month) for month in months])
    return list(zip(months, figures, strict=False))


def _figure(measure: Measure, tally: Tally, is_hidden: bool) -> Figure:
    value = None if is_hidden else measure.value(tally)
    if value is None:
        return Figure(None, is_hidden, "Too few to show" if is_hidden else "Nothing to count")
    number = f"{value:,.1f}".removesuffix(".0")
    return Figure(value, False, f"{number}%" if measure.unit == "%" else f"{number} {measure.unit}")


def _hidden(measure: Measure, tallies: Sequence[Tally], threshold: int) -> list[bool]:
    """Say for each value, and for that of all together, whether it is hidden."""
    if not measure.about_people or not tallies:
        return [False] * (len(tallies) + 1)
    if measure.kind is Kind.COUNT:
        return [cell is None for cell in suppress_list([tally.hits for tally in tallies], threshold)]
    if measure.kind is Kind.SHARE:
        totals = suppress_list([tally.of for tally in tallies], threshold)
        parts = [[tally.hits, tally.of - tally.hits] for tally in tallies]
        return [None in line for line in suppress(parts, threshold, totals=totals).cells]
    counts = [len(tally.days) for tally in tallies]
    return [0 < count <= threshold for count in (*counts, sum(counts))]


def publish_parts(rows: Sequence[tuple[str, int]], *, keep: str = "") -> list[tuple[str, int]] | None:
    """Return how a whole divides, what is small put together under one heading; None when nothing may be shown.

    The whole and the part with the label `keep` are shown somewhere else too, so that this part is never put together
    with others: what is left beside it must not be small either.
    """
    threshold = PrivacySettings.load().small_number
    parts = sorted((row for row in rows if row[1]), key=lambda row: (-row[1], row[0]))
    small = [row for row in parts if row[1] <= threshold and row[0] != keep]
    while small and sum(number for _label, number in small) <= threshold:
        following = next((row for row in reversed(parts) if row not in small and row[0] != keep), None)
        if following is None:
            return None
        small.append(following)
    if any(label == keep and number <= threshold for label, number in parts):
        return None
    together = [(f"{len(small)} others together", sum(number for _label, number in small))] if small else []
    return [row for row in parts if row not in small] + together
