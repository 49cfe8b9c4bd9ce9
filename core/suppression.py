"""Hides small counts of a table so that no hidden one can be worked out from what is shown.

Counts from 1 to the threshold are hidden first (primary). Then more are hidden (secondary) until every hidden
count could have another value, whatever is shown of the table and its totals. A table with totals is a network:
counts flow from rows to columns, totals carry them on, and what flows into a point flows out of it. A hidden count
is fixed exactly when it lies on no closed path of hidden ones along which it could grow or shrink; nothing below
nought is possible. So the check is exact for whole numbers, and not only for a single subtraction.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

Cell = tuple[int, int]
Node = tuple[str, int]
Hidden = set[Cell]
Table = list[list[int]]


@dataclass(frozen=True)
class Published:
    """A table as it may be shown: None where a count is hidden. The last row and the last column are the totals."""

    cells: list[list[int | None]]


def with_totals(counts: Sequence[Sequence[int]]) -> Table:
    """Return the table with a column and a row of totals."""
    rows = [[*row, sum(row)] for row in counts]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def blends(parts: Iterable[int], threshold: int) -> bool:
    """Say whether the sum of what several hold may be shown to whoever knows what one of them holds.

    At least three hold something, so that what is left without one of them is nobody's in particular; and it is more
    than the threshold, whichever one that is. A sum of nothing says that nobody holds anything.
    """
    held = [part for part in parts if part]
    return not held or (len(held) > 2 and sum(held) - max(held) > threshold)


def suppress(counts: Sequence[Sequence[int]], threshold: int, *, also: Collection[Cell] = ()) -> Published:
    """Return what may be shown of the counts and their totals. Raises ValueError for an empty or ragged table.

    `also` are cells, of totals too, that are hidden for another reason than being small.
    """
    if not counts or not counts[0] or len({len(row) for row in counts}) != 1:
        raise ValueError("A table needs rows of the same length.")
    table = with_totals(counts)
    hidden = {
        (row, column)
        for row, line in enumerate(table)
        for column, value in enumerate(line)
        if 0 < value <= threshold or (row, column) in also
    }
    _hide_more(table, hidden)
    return Published(
        [[None if (r, c) in hidden else value for c, value in enumerate(row)] for r, row in enumerate(table)]
    )


def suppress_list(counts: Sequence[int], threshold: int, *, also: Collection[int] = ()) -> list[int | None]:
    """Return what may be shown of counts beside their total, which comes last; `also` are places hidden anyway.

    Noughts stay, so that whoever sees the result knows that each hidden count is at least one: a few hidden ones that
    add up to as many would all be known. Where nothing else can be hidden beside them, everything but the total is.
    """
    whole = sum(counts)
    if 0 < whole <= threshold:
        return [None if count else 0 for count in counts] + [None]
    hidden = {place for place, count in enumerate(counts) if 0 < count <= threshold or place in also}
    others = sorted((count, place) for place, count in enumerate(counts) if count > threshold and place not in hidden)
    while hidden and others and (len(hidden) == 1 or sum(counts[place] for place in hidden) == len(hidden)):
        hidden.add(others.pop(0)[1])
    if hidden and sum(counts[place] for place in hidden) == len(hidden):
        hidden = set(range(len(counts)))
    return [None if place in hidden else count for place, count in enumerate(counts)] + [whole]


def _hide_more(table: Table, hidden: Hidden) -> None:
    """Add to the hidden counts until none of them can be worked out."""
    network = _Network(table, hidden)
    while (
        exposed := next((cell for cell in sorted(network.hidden) if not network.can_change(cell)), None)
    ) is not None:
        more = _next_to_hide(table, network, exposed)
        if more is None:
            hidden |= {(r, c) for r in range(len(table)) for c in range(len(table[0]))}
            return
        network.hide(more)


class _Network:
    """The hidden counts of a table as ways along which one more can flow: forward, or back where there is any."""

    def __init__(self, table: Table, hidden: Hidden) -> None:
        self._table, self.hidden = table, hidden
        self._ways: dict[Node, list[tuple[Node, Cell]]] = {}
        for cell in hidden:
            self._open(cell)

    def _open(self, cell: Cell) -> None:
        source, target = self.ends(cell)
        self._ways.setdefault(source, []).append((target, cell))
        if self._may_shrink(cell):
            self._ways.setdefault(target, []).append((source, cell))

    def hide(self, cell: Cell) -> None:
        """Hide one count more."""
        self.hidden.add(cell)
        self._open(cell)

    def ends(self, cell: Cell) -> tuple[Node, Node]:
        """Return from where to where a count flows."""
        row, column = cell
        last_row, last_column = len(self._table) - 1, len(self._table[0]) - 1
        if row == last_row:
            return (("all", 1), ("all", 0)) if column == last_column else (("column", column), ("all", 1))
        return (("all", 0), ("row", row)) if column == last_column else (("row", row), ("column", column))

    def can_change(self, cell: Cell, also: Cell | None = None) -> bool:
        """Say whether a hidden count could be another whole number without changing anything that is shown.

        `also` is one more count that is taken for hidden.
        """
        start, end = self.ends(cell)
        if self._reaches(end, start, cell, also):
            return True
        return self._may_shrink(cell) and self._reaches(start, end, cell, also)

    def _may_shrink(self, cell: Cell) -> bool:
        """Say whether a count could be one less."""
        return self._table[cell[0]][cell[1]] > 0

    def _reaches(self, start: Node, goal: Node, without: Cell, also: Cell | None) -> bool:
        """Say whether one more can go from start to goal along any hidden count but one."""
        seen, waiting = {start}, [start]
        while waiting:
            here = waiting.pop()
            if here == goal:
                return True
            steps = [node for node, cell in self._ways.get(here, ()) if cell != without]
            for node in steps + self._step(here, also):
                if node not in seen:
                    seen.add(node)
                    waiting.append(node)
        return False

    def _step(self, here: Node, also: Cell | None) -> list[Node]:
        if also is None:
            return []
        source, target = self.ends(also)
        back = [source] if target == here and self._may_shrink(also) else []
        return [target, *back] if source == here else back


def _next_to_hide(table: Table, network: _Network, exposed: Cell) -> Cell | None:
    """Return what to hide beside an exposed count: what protects it alone, else of a line it is alone in.

    A total is hidden only where nothing else helps.
    """
    last_row, last_column, hidden = len(table) - 1, len(table[0]) - 1, network.hidden

    def cost(cell: Cell) -> tuple[bool, bool, int, Cell]:
        value = table[cell[0]][cell[1]]
        return (cell[0] == last_row or cell[1] == last_column, value == 0, value, cell)

    cells = {(r, c) for r in range(len(table)) for c in range(len(table[0]))}
    shown = sorted(cells - hidden, key=cost)
    inner = [cell for cell in shown if cell[0] != last_row and cell[1] != last_column]
    enough = next((cell for cell in inner if network.can_change(exposed, cell)), None)
    lonely = [place for place in (0, 1) if all(cell == exposed or cell[place] != exposed[place] for cell in hidden)]
    beside = next((cell for cell in shown if any(cell[place] == exposed[place] for place in lonely or (0, 1))), None)
    return enough or beside or next(iter(shown), None)
