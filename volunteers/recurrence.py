"""On which days a session comes round. Sessions keep the clock of London: a change of the clocks moves none."""

from collections.abc import Iterator
from datetime import date, timedelta

from directory.enums import Frequency
from volunteers.models import SessionSeries

_WEEK = timedelta(days=7)


def days_of(series: SessionSeries, first: date, last: date) -> Iterator[date]:
    """Yield the days of a series from one day to another, both included.

    Every two weeks counts from the first day on or after the series' own first day. Every month is the same week of
    the month as that first day ("the second Tuesday"; a fifth one comes only where there is one).
    """
    if series.frequency == Frequency.BY_ARRANGEMENT:
        return
    start = series.starts_on + timedelta(days=(series.weekday - series.starts_on.weekday()) % 7)
    end = min(last, series.ends_on) if series.ends_on else last
    day, number = start, 0
    while day <= end:
        if day >= first and _comes(series.frequency, start, day, number):
            yield day
        day, number = day + _WEEK, number + 1


def _comes(frequency: str, start: date, day: date, number: int) -> bool:
    if frequency == Frequency.FORTNIGHTLY:
        return number % 2 == 0
    if frequency == Frequency.MONTHLY:
        return (day.day - 1) // 7 == (start.day - 1) // 7
    return True
