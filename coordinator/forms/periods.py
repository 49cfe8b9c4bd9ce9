"""Periods that counts are made over."""

from datetime import date, timedelta

PERIODS = [("90", "The last 3 months"), ("365", "The last 12 months"), ("30", "The last 30 days")]
_DEFAULT = "90"


def days_back(chosen: str, today: date) -> tuple[date, date]:
    """Return the first and last day of a chosen period that ends today."""
    known = {value for value, _ in PERIODS}
    return today - timedelta(days=int(chosen if chosen in known else _DEFAULT) - 1), today


#: Of measures: how many quarters that are over.
QUARTERS = [("4", "The last four quarters"), ("1", "The last quarter")]


def quarters_back(chosen: str) -> int:
    """Return over how many quarters a chosen period goes."""
    known = {value for value, _ in QUARTERS}
    return int(chosen if chosen in known else QUARTERS[0][0])
