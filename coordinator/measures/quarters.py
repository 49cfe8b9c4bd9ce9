"""Whole calendar quarters that are over: the only times for which anything about people is given. Pure Python.

Two quarters never overlap, so that nobody takes one window of time from another that is nearly the same and keeps
what a few people did on the days between (docs/adr/0048-whole-quarters.md).
"""

from collections.abc import Sequence
from datetime import date, timedelta

from coordinator.measures.registry import Measure, Period
from directory.review import add_months

_MONTHS = 3


def quarter_of(day: date) -> Period:
    """Return the quarter in which a day lies."""
    first = day.replace(month=day.month - (day.month - 1) % _MONTHS, day=1)
    return Period(first, add_months(first, _MONTHS) - timedelta(days=1))


def last_quarters(number: int, today: date) -> list[Period]:
    """Return the last so many quarters that were over before today, the oldest first."""
    first = quarter_of(today).first
    return [quarter_of(add_months(first, -_MONTHS * back)) for back in range(number, 0, -1)]


def quarters_in(period: Period, today: date) -> list[Period]:
    """Return the quarters that lie wholly within a period and are over, the oldest first."""
    found, quarter = [], quarter_of(period.first)
    while quarter.last <= min(period.last, today - timedelta(days=1)):
        if quarter.first >= period.first:
            found.append(quarter)
        quarter = quarter_of(quarter.last + timedelta(days=1))
    return found


def quarters_before(quarters: Sequence[Period]) -> list[Period]:
    """Return as many quarters as these, right before them."""
    return last_quarters(len(quarters), quarters[0].first) if quarters else []


def windows_of(measure: Measure, quarters: Sequence[Period]) -> list[Period]:
    """Return the times that a measure is counted over: quarter by quarter where it counts people, else at once."""
    if measure.about_people or not quarters:
        return list(quarters)
    return [Period(quarters[0].first, quarters[-1].last)]


def label_of(quarter: Period) -> str:
    """Return a quarter in words, such as “January to March 2026”."""
    return f"{quarter.first:%B} to {quarter.last:%B %Y}"
