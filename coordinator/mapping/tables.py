"""Coverage and demand as tables, for the screen's charts and for a funding bid."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from coordinator.mapping.coverage import Across, Coverage
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

#: How coverage is called by what its columns tell apart.
_BY = {Across.MODE: "way of helping", Across.GROUP: "whom they are for", Across.AVAILABILITY: "availability"}


def coverage_table(coverage: Coverage) -> Table:
    """Return need × what was chosen for the columns."""
    headers = ("Heading", "Need", "Services", "Take people now", *(label for _key, label in coverage.columns))
    rows = [
        (
            line.need.parent.label if line.need.parent else "",
            line.need.label,
            len(line.services),
            line.taking,
            *line.cells(coverage),
        )
        for line in coverage.lines
    ]
    return Table(f"Services by need and {_BY[coverage.across]}", headers, rows)


def full_table(coverage: Coverage) -> Table:
    """Return need × group × delivery × availability, one row for each that has a service."""
    headers = ("Need", "Who for", "How help comes", "Availability", "Services")
    return Table("Coverage in full", headers, coverage.in_full())


def demand_table(coverage: Coverage, demand: dict[int, Asked], first: date, last: date) -> Table:
    """Return supply beside demand of the needs that were asked for, what is least met first; for the prison's own."""
    rows: list[tuple[Any, ...]] = []
    for line in coverage.lines:
        asked = demand.get(line.need.pk, Asked())
        if not (asked.unmet or asked.referred):
            continue
        wait = "" if asked.wait_weeks is None else asked.wait_weeks
        rows.append(
            (
                *(line.need.label, len(line.services), line.taking, asked.searches, asked.blocked),
                *(asked.referred, asked.declined, asked.waiting, wait),
            )
        )
    rows.sort(key=lambda row: (-(row[3] + row[4] + row[6]), row[2], row[0]))
    return Table(f"Supply and demand, {day(first)} to {day(last)}", _HEADERS, rows)


_FILE = (*_HEADERS[:7], _HEADERS[8])


def bid_table(coverage: Coverage, quarters: Sequence[dict[int, Asked]], few: int, first: date, last: date) -> Table:
    """Return supply beside the demand of whole quarters, as it may leave the prison; `quarters` have it by need.

    A count of people from 1 to `few` in a quarter is hidden, and the sum says between what it lies. There are no
    totals, so that hiding these is enough; nor who waits now, which changes from day to day.
    """
    rows: list[tuple[Any, ...]] = []
    for line in coverage.lines:
        asked = [quarter.get(line.need.pk, Asked()) for quarter in quarters]
        counts = zip(*((each.searches, each.blocked, each.referred, each.declined) for each in asked), strict=True)
        wait = asked[-1].wait_weeks
        cells = (sum_of_few(numbers, few) for numbers in counts)
        rows.append((line.need.label, len(line.services), line.taking, *cells, "" if wait is None else wait))
    return Table(f"Supply and demand, {day(first)} to {day(last)}", _FILE, rows)


def sum_of_few(numbers: Sequence[int], few: int) -> int | str:
    """Add up counts of people; where some are from 1 to `few`, say between what the sum lies."""
    hidden = [number for number in numbers if 0 < number <= few]
    shown = sum(numbers) - sum(hidden)
    return f"{shown + len(hidden)} to {shown + few * len(hidden)}" if hidden else shown
