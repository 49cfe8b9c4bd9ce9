"""Periods that counts are made over."""

from datetime import date, timedelta

PERIODS = [("90", "The last 3 months"), ("365", "The last 12 months"), ("30", "The last 30 days")]
_DEFAULT = "90"


def days_back(chosen: str, today: date) -> tuple[date, date]:
    """Return the first and last day of a chosen period that ends today."""
    known = {value for value, _ in PERIODS}
    return today - timedelta(days=int(chosen if chosen in known else _DEFAULT) - 1), today
