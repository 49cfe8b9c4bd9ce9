"""Hides small counts of a table so that no hidden one can be worked out from what is shown.

Counts from 1 to the threshold are hidden first (primary). Then more are hidden (secondary) until every hidden
count could have another value, whatever is shown of the table and its totals. A table with totals is a network:
counts flow from rows to columns, totals carry them on, and what flows into a point flows out of it. A hidden count
is fixed exactly when it lies on no closed path of hidden ones along which it could grow or shrink; nothing below
nought is possible. So the check is exact for whole numbers, and not only for a single subtraction.
"""

from collections.abc import Sequence
from dataclasses import dataclass

Cell = tuple[int, int]
Node = tuple[str, int]
Hidden = set[Cell]


@dataclass(frozen=True)
class Published:
    """A table as it may be shown: None where a count is hidden. The last row and the last column are the totals."""

    cells: list[list[int | None]]


def with_totals(counts: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return the table with a column and a row of totals."""
    rows = [[*row, sum(row)] for row in counts]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def suppress(counts: Sequence[Sequence[int]], threshold: int) -> Published:
    """Return what may be shown of the counts and their totals. Raises ValueError for an empty or ragged table."""
    if not counts or not counts[0] or len({len(row) for row in counts}) != 1:
        raise ValueError("A table needs rows of the same length.")
    table = with_totals(counts)
    cells = [(row, column) for row in range(len(table)) for column in range(len(table[0]))]
    hidden = {(row, column) for row, column in cells if 0 < table[row][column] <= threshold}
    while exposed := _first_fixed(table, hidden):
        more = _next_to_hide(table, hidden, exposed)
        if more is None:
            hidden = set(cells)
            break
        hidden.add(more)
    return Published(
        [[None if (r, c) in hidden else value for c, value in enumerate(row)] for r, row in enumerate(table)]
    )


def _ends(table: list[list[int]], cell: Cell) -> tuple[Node, Node]:
    """Return from where to where a count flows."""
    row, column = cell
    last_row, last_column = len(table) - 1, len(table[0]) - 1
    if row == last_row:
        return (("all", 1), ("all", 0)) if column == last_column else (("column", column), ("all", 1))
    return (("all", 0), ("row", row)) if column == last_column else (("row", row), ("column", column))


def _first_fixed(table: list[list[int]], hidden: Hidden) -> Cell | None:
    """Return a hidden count that can be worked out, or None when there is none."""
    return next((cell for cell in sorted(hidden) if not _can_change(table, hidden, cell)), None)


def _can_change(table: list[list[int]], hidden: Hidden, cell: Cell) -> bool:
    """Say whether a hidden count could be another whole number without changing anything that is shown."""
    start, end = _ends(table, cell)
    if _reaches(table, hidden - {cell}, end, start):
        return True
    return table[cell[0]][cell[1]] > 0 and _reaches(table, hidden - {cell}, start, end)


def _reaches(table: list[list[int]], hidden: Hidden, start: Node, goal: Node) -> bool:
    """Say whether one more can go from start to goal: forward along any hidden count, back along one above nought."""
    seen, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        if here == goal:
            return True
        for row, column in hidden:
            source, target = _ends(table, (row, column))
            steps = [target] if source == here else []
            steps += [source] if target == here and table[row][column] > 0 else []
            for step in steps:
                if step not in seen:
                    seen.add(step)
                    waiting.append(step)
    return False


def _next_to_hide(table: list[list[int]], hidden: Hidden, exposed: Cell) -> Cell | None:
    """Return what to hide beside an exposed count: what protects it alone, else of a line it is alone in.

    A total is hidden only where nothing else helps.
    """
    last_row, last_column = len(table) - 1, len(table[0]) - 1

    def cost(cell: Cell) -> tuple[bool, bool, int, Cell]:
        value = table[cell[0]][cell[1]]
        return (cell[0] == last_row or cell[1] == last_column, value == 0, value, cell)

    shown = [(r, c) for r in range(len(table)) for c in range(len(table[0])) if (r, c) not in hidden]
    shown.sort(key=cost)
    inner = [cell for cell in shown if cell[0] != last_row and cell[1] != last_column]
    enough = next((cell for cell in inner if _can_change(table, hidden | {cell}, exposed)), None)
    lonely = [place for place in (0, 1) if all(cell == exposed or cell[place] != exposed[place] for cell in hidden)]
    beside = next((cell for cell in shown if any(cell[place] == exposed[place] for place in lonely or (0, 1))), None)
    return enough or beside or next(iter(shown), None)
