"""Who comes in from organisations, how long their vetting takes, and whether they know what inspectors ask for.

What is read of people is how many there are and how many days something took: volunteers counts, and names nobody.
"""

from coordinator.measures.collaboration import Prisons, Tallies, number_of, share_of
from coordinator.measures.registry import Kind, Period, Tally, measure
from volunteers.coverage import at_work, trained_for_inspection
from volunteers.times import days_to_a_decision

_DAYS, _DAY = "days", "day"
_TAKEN = "Clearances that the prison sponsors, by the day of the decision; days of the calendar from sending to it."


@measure(
    Kind.COUNT,
    "people-at-work",
    "People who come in",
    definition="How many people from organisations, and official prison visitors, worked in the prison on the last day "
    "of the period.",
    counted="People approved by the prison, named to it by that day, whose work had begun, had not ended and was not "
    "paused; each once.",
    unit="people",
    one="person",
)
def people_at_work(prisons: Prisons, period: Period) -> Tallies:
    """Count each person once."""
    return number_of(at_work(prisons, period.last))


@measure(
    Kind.NINE_OF_TEN,
    "clearance-90",
    "Days of vetting, 9 of 10",
    definition="Nine of ten clearances decided in the period had taken at most so many days.",
    counted=f"{_TAKEN} The value below which nine tenths lie (nearest rank).",
    unit=_DAYS,
    one=_DAY,
    about_people=True,
)
@measure(
    Kind.MEDIAN,
    "clearance-median",
    "Days of vetting, median",
    definition="Half of the clearances decided in the period had taken at most so many days.",
    counted=_TAKEN,
    unit=_DAYS,
    one=_DAY,
    about_people=True,
)
def vetting(prisons: Prisons, period: Period) -> Tallies:
    """Return how long each took."""
    found = days_to_a_decision(prisons, period.first, period.last)
    return {prison: Tally(days=tuple(days)) for prison, days in found.items()}


@measure(
    Kind.SHARE,
    "inspection-training",
    "People trained as inspectors ask",
    definition="The share of people who come in that held, on the period's last day, every training that counts "
    "towards inspection, such as ACCT awareness and raising a concern.",
    counted="Training records that had not run out on that day, of the people counted as coming in on it.",
    unit="%",
)
def inspection_training(prisons: Prisons, period: Period) -> Tallies:
    """Count those who hold all of it beside all who come in."""
    return share_of(trained_for_inspection(prisons, period.last), at_work(prisons, period.last))
