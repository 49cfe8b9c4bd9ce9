"""What is counted: each measure says what it is, how it is counted, and counts it for one prison and period."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from directory.models import Prison


@dataclass(frozen=True)
class Period:
    """From one day to another, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def months(self) -> list["Period"]:
        """Return its calendar months, the first and last cut to the period."""
        found, start = [], self.first
        while start <= self.last:
            following = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
            found.append(Period(start, min(self.last, following - timedelta(days=1))))
            start = following
        return found


Count = Callable[[Prison, Period], float | None]


@dataclass(frozen=True)
class Measure:
    """One measure. `counted` says how, so that another prison counts the same; None means that nothing can be said."""

    code: str
    label: str
    definition: str
    counted: str
    unit: str
    count: Count

    def show(self, value: float | None) -> str:
        """Return a value in words."""
        if value is None:
            return "Nothing to count"
        number = f"{value:,.1f}".removesuffix(".0")
        return f"{number}%" if self.unit == "%" else f"{number} {self.unit}"


_measures: dict[str, Measure] = {}


def measure(*, code: str, label: str, definition: str, counted: str, unit: str) -> Callable[[Count], Count]:
    """Declare the function as a measure. Raises ValueError when another has its code."""

    def note(count: Count) -> Count:
        if code in _measures:
            raise ValueError(f"The measure {code} is declared twice.")
        _measures[code] = Measure(code, label, definition, counted, unit, count)
        return count

    return note


def all_measures() -> list[Measure]:
    """Return every measure in the order in which they were declared."""
    from coordinator.measures import collaboration, network  # noqa: F401  declare them

    return list(_measures.values())


def measure_for(code: str) -> Measure | None:
    """Return the measure with this code."""
    return next((each for each in all_measures() if each.code == code), None)
