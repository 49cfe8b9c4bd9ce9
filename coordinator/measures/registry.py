"""What is counted: each measure says what it is, how it is counted, and counts it for many prisons at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from math import ceil
from statistics import median


@dataclass(frozen=True)
class Period:
    """From one day to another, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def before(self) -> "Period":
        """Return the period of the same length that ends the day before."""
        last = self.first - timedelta(days=1)
        return Period(last - timedelta(days=self.days - 1), last)


class Kind(Enum):
    """What a measure makes of what it counted."""

    COUNT = "count"
    SHARE = "share"
    MEDIAN = "median"
    NINE_OF_TEN = "nine of ten"


@dataclass(frozen=True)
class Tally:
    """What was counted in one prison and period: how many, of how many; or each one's working days."""

    hits: int = 0
    of: int = 0
    days: tuple[int, ...] = ()

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.hits + other.hits, self.of + other.of, self.days + other.days)


BY_QUARTER = "By whole quarters, added up."

#: Counts, in a constant number of queries, for the prisons with these codes. A prison without anything may be left out.
Count = Callable[[Sequence[str], Period], dict[str, Tally]]


@dataclass(frozen=True)
class Measure:
    """One measure. `counted` says how, so that another prison counts the same; `one` is its unit of a single one.

    `about_people`: what is counted are people in prison, what was done for them, or how long the vetting of somebody
    took, so that small counts are hidden.
    """

    code: str
    label: str
    definition: str
    counted: str
    unit: str
    one: str
    kind: Kind
    about_people: bool
    count: Count

    @property
    def how(self) -> str:
        """Return how it is counted; what counts people, quarter by quarter."""
        return f"{self.counted} {BY_QUARTER}" if self.about_people else self.counted

    def tally(self, prison: str, period: Period) -> Tally:
        """Count for one prison."""
        return self.count([prison], period).get(prison, Tally())

    def value(self, tally: Tally) -> float | None:
        """Return what the measure makes of a tally; None where nothing can be said."""
        if self.kind is Kind.COUNT:
            return float(tally.hits)
        if self.kind is Kind.SHARE:
            return 100 * tally.hits / tally.of if tally.of else None
        if not tally.days:
            return None
        days = sorted(tally.days)
        return float(median(days) if self.kind is Kind.MEDIAN else days[ceil(0.9 * len(days)) - 1])


_measures: dict[str, Measure] = {}


def measure(
    kind: Kind,
    code: str,
    label: str,
    *,
    definition: str,
    counted: str,
    unit: str,
    one: str = "",
    about_people: bool = False,
) -> Callable[[Count], Count]:
    """Declare the function as a measure. Raises ValueError when another has its code."""

    def note(count: Count) -> Count:
        if code in _measures:
            raise ValueError(f"The measure {code} is declared twice.")
        _measures[code] = Measure(code, label, definition, counted, unit, one or unit, kind, about_people, count)
        return count

    return note


def all_measures() -> list[Measure]:
    """Return every measure in the order in which they were declared."""
    from coordinator.measures import collaboration, network, people  # noqa: F401  declare them

    return list(_measures.values())


def measure_for(code: str) -> Measure | None:
    """Return the measure with this code."""
    return next((each for each in all_measures() if each.code == code), None)
