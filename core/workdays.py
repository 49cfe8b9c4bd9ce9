"""Working days of England and Wales: Monday to Friday without bank holidays and their substitutes.

Bank holidays come from the `holidays` library, which follows the Banking and Financial Dealings Act 1971 and
royal proclamations; one proclaimed after its release needs an update of the library.
"""

from datetime import date, timedelta
from functools import lru_cache

import holidays

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


@lru_cache(maxsize=64)
def _bank_holidays(year: int) -> dict[date, str]:
    """Return the bank holidays of a year. England's and Wales's are the same."""
    return dict(holidays.country_holidays("GB", subdiv="ENG", years=year))


def bank_holiday(day: date) -> str:
    """Return the name of the bank holiday, such as "Good Friday"; empty on other days."""
    return _bank_holidays(day.year).get(day, "")


def is_working_day(day: date) -> bool:
    """Say whether it is a weekday and no bank holiday."""
    return day.weekday() < _SATURDAY and not bank_holiday(day)


def add_working_days(day: date, count: int) -> date:
    """Return the working day that is `count` working days after a day (before it when negative).

    The day itself does not count: one working day after a Friday is the next Monday.
    """
    step = _ONE_DAY if count >= 0 else -_ONE_DAY
    left = abs(count)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def next_working_day(day: date) -> date:
    """Return the first working day after a day."""
    return add_working_days(day, 1)


def previous_working_day(day: date) -> date:
    """Return the last working day before a day."""
    return add_working_days(day, -1)


def working_days_between(start: date, end: date) -> int:
    """Return how many working days lie after `start` up to and including `end`; negative when `end` is earlier."""
    if end < start:
        return -working_days_between(end, start)
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))
