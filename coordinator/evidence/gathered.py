"""Evidence that the desk's own registers hold in words: each register gives what happened in a period.

A register stands beside a measure and is quoted under every indicator that the measure is evidence of.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from coordinator.measures.registry import Period
from coordinator.models import Involvement
from directory.insert.wording import day
from directory.models import Prison

#: The day, what happened, and where it is written down.
Told = tuple[date, str, str]
Gather = Callable[[Prison, Period], Iterable[Told]]


def gathered(prison: Prison, measures: Iterable[str], period: Period) -> list[list[str]]:
    """Return what the registers beside these measures say of a period, oldest first, as rows of a pack."""
    told = [one for code in measures if code in REGISTERS for one in REGISTERS[code](prison, period)]
    return [[day(on), text, source] for on, text, source in sorted(told)]


def _involvement(prison: Prison, period: Period) -> Iterator[Told]:
    for each in Involvement.objects.filter(prison=prison, on__range=(period.first, period.last)):
        heard = f" They were told {day(each.told_back_on)}." if each.told_back_on else " They are still to be told."
        changed = f" What changed: {each.changed}" if each.changed else ""
        text = f"Asked: {each.asked} Answered by {each.said_by}: {each.said}{changed}{heard}"
        yield each.on, text, f"Involvement log ({each.get_route_display().lower()})"


REGISTERS: dict[str, Gather] = {"people-asked": _involvement}
