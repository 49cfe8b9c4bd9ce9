"""Working days of England and Wales."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.workdays import (
    add_working_days,
    bank_holiday,
    is_working_day,
    next_working_day,
    previous_working_day,
    working_days_between,
)

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def test_bank_holidays_and_their_substitutes():
    assert bank_holiday(date(2024, 3, 29)) == "Good Friday"
    assert bank_holiday(date(2026, 12, 25)) == "Christmas Day"
    assert "Boxing Day" in bank_holiday(date(2026, 12, 28)), "Boxing Day 2026 is a Saturday"
    assert bank_holiday(date(2026, 8, 31)), "the summer bank holiday of England and Wales, not Scotland's"
    assert not bank_holiday(date(2026, 8, 3))
    assert not bank_holiday(date(2027, 1, 2)), "2 January is a holiday in Scotland only"


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 11, 21), 1, date(2026, 11, 23)),
        (date(2024, 3, 28), 1, date(2024, 4, 2)),
        (date(2024, 3, 29), -2, date(2024, 3, 27)),
        (date(2026, 12, 24), 1, date(2026, 12, 29)),
        (date(2026, 11, 21), 0, date(2026, 11, 21)),
    ],
    ids=["over a weekend", "from a Saturday", "over Easter", "before Good Friday", "over Christmas", "none"],
)
def test_working_days_are_counted(day, count, expected):
    assert add_working_days(day, count) == expected


@given(day=DAYS, count=st.integers(1, 40))
def test_going_there_and_counting_agree(day, count):
    there = add_working_days(day, count)
    assert is_working_day(there)
    assert working_days_between(day, there) == count
    assert working_days_between(there, day) == -count


@given(day=DAYS)
def test_next_and_previous_are_neighbours(day):
    assert next_working_day(day) > day > previous_working_day(day)
    between = (day + timedelta(days=n) for n in range(1, (next_working_day(day) - day).days))
    assert not any(is_working_day(other) for other in between)
