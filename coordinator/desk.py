"""A prison's worklist as it stands: every source asked, what is put off left out, the rest ranked."""

from dataclasses import dataclass
from typing import Any

from coordinator.models import DeskSettings, WorklistSnooze
from coordinator.ranking import Line, rank, split_morning
from core.worklist import MOST, Item, Source, all_sources, source_for
from directory.models import Prison


@dataclass(frozen=True)
class Counter:
    """How many of one source wait; `is_more` when there are more than were asked for."""

    source: Source
    count: int
    is_more: bool


@dataclass(frozen=True)
class Asleep:
    """One thing that is put off, with its title as long as it still waits."""

    snooze: WorklistSnooze
    title: str


@dataclass(frozen=True)
class Desk:
    """What a worklist shows."""

    morning: list[Line]
    later: list[Line]
    counters: list[Counter]
    asleep: list[Asleep]

    @property
    def total(self) -> int:
        """How many things wait, of those that were asked for."""
        return sum(counter.count for counter in self.counters)

    @property
    def minutes(self) -> int:
        """Roughly how long the morning's part takes."""
        return sum(line.source.minutes for line in self.morning)


def desk_for(user: Any, prison: Prison, *, only: str = "") -> Desk:
    """Return what waits in a prison for a user; `only` is the code of the one source to list.

    The counters always cover every source. The number of queries does not grow with the number of items.
    """
    snoozes = {(each.source, each.key): each for each in WorklistSnooze.objects.filter(prison=prison).asleep()}
    lines: list[Line] = []
    counters: list[Counter] = []
    titles: dict[tuple[str, str], str] = {}
    for source in all_sources():
        found = list(source.find(user=user, scope=prison, most=MOST + 1))
        titles |= {(source.code, item.key): item.title for item in found}
        awake = [item for item in found if not (source.may_wait and (source.code, item.key) in snoozes)]
        counters.append(Counter(source, min(len(awake), MOST), len(awake) > MOST))
        if not only or only == source.code:
            lines += [Line(source, item) for item in awake[:MOST]]
    morning, later = split_morning(rank(lines), DeskSettings.load().morning_minutes)
    asleep = [Asleep(snooze, titles[place]) for place, snooze in snoozes.items() if place in titles]
    return Desk(morning, later, [counter for counter in counters if counter.count], asleep)


def find_item(user: Any, prison: Prison, source_code: str, key: str) -> tuple[Source, Item] | None:
    """Return a source and one of its items that waits; None for anything else."""
    source = source_for(source_code)
    if source is None:
        return None
    found = (item for item in source.find(user=user, scope=prison, most=MOST + 1) if item.key == key)
    item = next(found, None)
    return (source, item) if item is not None else None
