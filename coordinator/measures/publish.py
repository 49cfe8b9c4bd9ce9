"""Which values of a measure may be shown: small counts of people are hidden, and what would give one away with them.

Whatever is shown of people is made of cells: one prison in one quarter. A cell is shown the same wherever it stands,
on a prison's page, in a pack and in the national table. A longer time is made of what is shown of its quarters and
of nothing else, so that it says nothing new. Only the total of all prisons does: it is hidden where a hidden cell
could be worked out from it (docs/adr/0048-whole-quarters.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from coordinator.measures.registry import Kind, Measure, Period, Tally
from core.models import PrivacySettings


@dataclass(frozen=True)
class Figure:
    """One value as it may be shown; `value` is None where nothing can be said and where it is hidden."""

    value: float | None
    is_hidden: bool
    words: str


@dataclass(frozen=True)
class Cell:
    """What was counted in one window, and whether it may be shown; `most` is what it is at most, where that is said."""

    tally: Tally
    is_hidden: bool = False
    most: int = 0


def cells_of(measure: Measure, tallies: Sequence[Tally]) -> list[Cell]:
    """Return one window's cells that stand side by side; the last is that of all of them together."""
    if measure.about_people:
        return hide_few(measure, tallies, PrivacySettings.load().small_number)
    return [Cell(tally) for tally in (*tallies, sum(tallies, Tally()))]


def hide_few(measure: Measure, tallies: Sequence[Tally], few: int) -> list[Cell]:
    """Return the cells of a measure about people; counts from 1 to `few` are hidden. Pure."""
    whole = sum(tallies, Tally())
    hidden = [_is_small(measure, tally, few) for tally in tallies]
    own = [Cell(tally, hide, few if hide else 0) for tally, hide in zip(tallies, hidden, strict=True)]
    kept_back = [tally for tally, hide in zip(tallies, hidden, strict=True) if hide]
    return [*own, Cell(whole, _is_small(measure, whole, few) or _gives_away(measure, kept_back, few))]


def cell_of(measure: Measure, tally: Tally) -> Cell:
    """Return the cell of one prison: the same that stands in the table of all prisons."""
    return cells_of(measure, [tally])[0]


def figure_of(measure: Measure, cells: Sequence[Cell]) -> Figure:
    """Return what may be shown of one or more windows of the same prison, or of all prisons, taken together."""
    if not cells:
        return Figure(None, False, "No whole quarter to count")
    hidden = [cell for cell in cells if cell.is_hidden]
    if hidden:
        return Figure(None, True, _between(measure, cells, hidden))
    value = measure.value(sum((cell.tally for cell in cells), Tally()))
    return Figure(None, False, "Nothing to count") if value is None else Figure(value, False, _words(measure, value))


def figures_over(measure: Measure, windows: Sequence[Period], prisons: Sequence[str]) -> list[Figure]:
    """Return the figure of each prison over all the windows, the last that of all of them together."""
    counted = [measure.count(prisons, window) for window in windows]
    columns = [cells_of(measure, [found.get(prison, Tally()) for prison in prisons]) for found in counted]
    return [figure_of(measure, [column[place] for column in columns]) for place in range(len(prisons) + 1)]


def _words(measure: Measure, value: float) -> str:
    number = f"{value:,.1f}".removesuffix(".0")
    if measure.unit == "%":
        return f"{number}%"
    return f"{number} {measure.one if value == 1 else measure.unit}"


def _between(measure: Measure, cells: Sequence[Cell], hidden: Sequence[Cell]) -> str:
    """Say between what a sum of several windows lies, by what is shown of each: a hidden one is from one to few."""
    if len(cells) == 1 or measure.kind is not Kind.COUNT or not all(cell.most for cell in hidden):
        return "Too few to show"
    shown = sum(cell.tally.hits for cell in cells if not cell.is_hidden)
    return f"{shown + len(hidden):,} to {shown + sum(cell.most for cell in hidden):,} {measure.unit}"


def _is_small(measure: Measure, tally: Tally, few: int) -> bool:
    if measure.kind is Kind.COUNT:
        return 0 < tally.hits <= few
    if measure.kind is Kind.SHARE:
        # How many there were is shown as a count of its own, and with it how many are left.
        return any(0 < number <= few for number in (tally.hits, tally.of - tally.hits, tally.of))
    return 0 < len(tally.days) <= few


def _gives_away(measure: Measure, hidden: Sequence[Tally], few: int) -> bool:
    """Say whether the sum of these, which whoever sees the total and the others can work out, gives one of them away.

    It does not where each could be one more or less and another one less or more, both as hidden as before.
    """
    if measure.kind is Kind.COUNT:
        return not _can_all_change([tally.hits for tally in hidden], [_few(few)] * len(hidden))
    if measure.kind is Kind.SHARE:
        among = [_few(tally.of) | {0} if tally.of <= few else _few(few) | _nearly(tally.of, few) for tally in hidden]
        of_small = [tally.of for tally in hidden if 0 < tally.of <= few]
        all_of = _can_all_change(of_small, [_few(few)] * len(of_small))
        return not (all_of and _can_all_change([tally.hits for tally in hidden], among))
    return False


def _few(most: int) -> set[int]:
    return set(range(1, most + 1))


def _nearly(of: int, few: int) -> set[int]:
    return {of - left for left in _few(few)}


def _can_all_change(numbers: Sequence[int], among: Sequence[set[int]]) -> bool:
    """Say whether each number can move by one within its set while another moves the other way within its own."""
    up = [number + 1 in allowed for number, allowed in zip(numbers, among, strict=True)]
    down = [number - 1 in allowed for number, allowed in zip(numbers, among, strict=True)]
    ups, downs = sum(up), sum(down)
    return all((up[at] and downs > down[at]) or (down[at] and ups > up[at]) for at in range(len(numbers)))


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
    together = [(TOGETHER, sum(number for _label, number in small))] if small else []
    return [row for row in parts if row not in small] + together


TOGETHER = "Others, few each, together"
