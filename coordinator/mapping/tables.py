"""Coverage and demand as tables, for the screen's charts and for a funding bid."""

from datetime import date
from typing import Any

from coordinator.mapping.coverage import Coverage
from coordinator.mapping.demand import Asked
from coordinator.sheets import Table
from directory.insert.wording import day

_HEADERS = (
    "Need",
    "Services",
    "Take people now",
    "Searched for in vain",
    "Found, took nobody",
    "Referred",
    "Declined: no room",
    "On waiting lists",
    "Typical wait, weeks",
)

#: Where the table counts people or what was done for them.
_PEOPLE = range(3, 8)


def coverage_table(coverage: Coverage) -> Table:
    """Return need × way of helping."""
    headers = ("Heading", "Need", "Services", "Take people now", *(mode.label for mode in coverage.modes))
    rows = [
        (
            line.need.parent.label if line.need.parent else "",
            line.need.label,
            len(line.services),
            line.taking,
            *line.cells(coverage.modes),
        )
        for line in coverage.lines
    ]
    return Table("Coverage", headers, rows)


def demand_table(
    coverage: Coverage, demand: dict[int, Asked], first: date, last: date, *, hide_up_to: int = 0
) -> Table:
    """Return supply beside demand, what is least met first.

    What leaves the prison hides counts of people from 1 to `hide_up_to`. It carries no totals, so that hiding these
    is enough.
    """
    rows: list[tuple[Any, ...]] = []
    for line in coverage.lines:
        asked = demand.get(line.need.pk, Asked())
        wait = "" if asked.wait_weeks is None else asked.wait_weeks
        rows.append(
            (
                *(line.need.label, len(line.services), line.taking, asked.searches, asked.blocked),
                *(asked.referred, asked.declined, asked.waiting, wait),
            )
        )
    rows.sort(key=lambda row: (-(row[3] + row[4] + row[6]), row[2], row[0]))
    rows = [
        tuple("hidden" if place in _PEOPLE and 0 < cell <= hide_up_to else cell for place, cell in enumerate(row))
        for row in rows
    ]
    return Table(f"Supply and demand, {day(first)} to {day(last)}", _HEADERS, rows)
