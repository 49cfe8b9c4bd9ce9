"""How a prison works with others, counted from its own registers."""

from typing import Any

from coordinator.measures.collaboration import share
from coordinator.measures.registry import Period, measure
from coordinator.models import Involvement
from directory.models import Prison


@measure(
    code="people-asked",
    label="Times people in prison were asked",
    definition="How often people in prison were asked about help from voluntary organisations.",
    counted="Entries of the involvement log by the day of asking.",
    unit="times",
)
def people_asked(prison: Prison, period: Period) -> float | None:
    """Count the entries."""
    return float(_asked(prison, period).count())


@measure(
    code="told-back",
    label="Told what came of it",
    definition="The share of the times people were asked after which they were told what changed.",
    counted="Entries of the involvement log asked in the period and told back by its end, over all asked in it.",
    unit="%",
)
def told_back(prison: Prison, period: Period) -> float | None:
    """Return the share."""
    asked = _asked(prison, period)
    return share(asked.filter(told_back_on__lte=period.last).count(), asked.count())


def _asked(prison: Prison, period: Period) -> Any:
    return Involvement.objects.filter(prison=prison, on__range=(period.first, period.last))
