"""Who is trained: by organisation and module, how many hold it, for how many it ends soon and how many lack it.

Counted are people who work at the prison now. A module counts for somebody when it is required of everybody, counts
towards inspection coverage, or is asked for by one of their roles there.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from directory.models import Organisation, Prison
from volunteers.models import (
    AccessType,
    Approval,
    Engagement,
    Entrant,
    Position,
    TrainingModule,
    TrainingRecord,
    VolunteeringSettings,
)

NOBODY_S = "Official prison visitors and the prison’s own"
CURRENT, ENDING, MISSING = "current", "ending", "missing"


@dataclass(frozen=True)
class Count:
    """How many people of an organisation who need a module hold it, hold it for a short while yet, or lack it."""

    module: TrainingModule
    current: int
    ending: int
    missing: int

    @property
    def needed(self) -> int:
        """Return how many need it."""
        return self.current + self.ending + self.missing


@dataclass
class Covered:
    """One organisation: how many of its people work there, and its counts by module."""

    organisation: str
    people: int = 0
    counts: list[Count] = field(default_factory=list)


def coverage(prison: Prison | None, organisation: Organisation | None = None, on: date | None = None) -> list[Covered]:
    """Return the counts of a prison, of an organisation at every prison, or of one at the other.

    The number of queries does not grow with the people.
    """
    day = on or timezone.localdate()
    working = _working(prison, organisation, day)
    positions = _modules_of_positions(working)
    everybody = set(TrainingModule.objects.filter(_of_everybody()).values_list("pk", flat=True))
    needed: defaultdict[tuple[str, UUID], set[int]] = defaultdict(set)
    for name, entrant, position in working:
        needed[name, entrant] |= everybody | positions.get(position, set())
    standing = _standing({entrant for _name, entrant in needed}, day)
    return _rows(needed, standing)


def _of_everybody() -> Q:
    return Q(is_active=True) & (Q(required_of_everyone=True) | Q(counts_for_inspection=True))


def _working(prison: Prison | None, organisation: Organisation | None, day: date) -> list[tuple[str, UUID, Any]]:
    """Return (organisation, person, role) of everybody who works there on a day, in one query."""
    rows = Engagement.objects.filter(entrant__merged_into=None, starts_on__lte=day)
    rows = rows.exclude(ends_on__lt=day).exclude(paused_on__lte=day)
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    if prison is not None:
        rows = rows.filter(entrant__in=Entrant.objects.at_prison(prison))
        rows = rows.filter(Q(position=None) | Q(position__prison=prison))
    found = rows.values_list("organisation__name", "entrant_id", "position_id")
    return [(name or NOBODY_S, entrant, position) for name, entrant, position in found]


def _modules_of_positions(working: list[tuple[str, UUID, Any]]) -> dict[Any, set[int]]:
    """Return what each role asks for, by itself and by its ways of moving about, in three queries."""
    keys = {position for _name, _entrant, position in working if position}
    found: defaultdict[Any, set[int]] = defaultdict(set)
    for position, module in Position.modules.through.objects.filter(position__in=keys).values_list(
        "position_id", "trainingmodule_id"
    ):
        found[position].add(module)
    of_access: defaultdict[int, set[int]] = defaultdict(set)
    for access, module in AccessType.modules.through.objects.values_list("accesstype_id", "trainingmodule_id"):
        of_access[access].add(module)
    for position, access in Position.access_types.through.objects.filter(position__in=keys).values_list(
        "position_id", "accesstype_id"
    ):
        found[position] |= of_access[access]
    return found


def _holding(day: date) -> QuerySet[TrainingRecord]:
    """Return the training that counts on a day as it does at the gate: what has to be face to face only when it was."""
    found = TrainingRecord.objects.filter(Q(expires_on=None) | Q(expires_on__gte=day), completed_on__lte=day)
    return found.filter(Q(face_to_face=True) | Q(module__face_to_face=False))


def _standing(people: set[UUID], day: date) -> dict[tuple[UUID, int], str]:
    """Return for each person and module whether it holds and for long; what is not there is missing."""
    soon = day + timedelta(days=VolunteeringSettings.load().training_ending_days)
    found: dict[tuple[UUID, int], str] = {}
    for entrant, module, ends in (
        _holding(day).filter(entrant__in=people).values_list("entrant_id", "module_id", "expires_on")
    ):
        state = CURRENT if ends is None or ends > soon else ENDING
        if found.get((entrant, module)) != CURRENT:
            found[entrant, module] = state
    return found


def _rows(needed: dict[tuple[str, UUID], set[int]], standing: dict[tuple[UUID, int], str]) -> list[Covered]:
    counts: defaultdict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    rows: dict[str, Covered] = {}
    for (name, entrant), modules in needed.items():
        rows.setdefault(name, Covered(name)).people += 1
        for module in modules:
            counts[name, module][standing.get((entrant, module), MISSING)] += 1
    known = TrainingModule.objects.in_bulk({module for _name, module in counts})
    for (name, module), numbers in sorted(counts.items(), key=lambda pair: (known[pair[0][1]].order, pair[0][1])):
        rows[name].counts.append(Count(known[module], numbers[CURRENT], numbers[ENDING], numbers[MISSING]))
    return sorted(rows.values(), key=lambda row: row.organisation)


def totals(rows: Iterable[Covered]) -> list[Count]:
    """Return the counts of all organisations together, by module."""
    summed: dict[int, Count] = {}
    for row in rows:
        for count in row.counts:
            had = summed.get(count.module.pk, Count(count.module, 0, 0, 0))
            summed[count.module.pk] = Count(
                count.module, had.current + count.current, had.ending + count.ending, had.missing + count.missing
            )
    return sorted(summed.values(), key=lambda count: (count.module.order, count.module.pk))


def at_work(prisons: Iterable[str], day: date) -> QuerySet[Approval]:
    """Return an entry for each person who works on a day in the prisons with these codes: to be counted."""
    return Approval.objects.at_work_in(prisons, day)


def trained_for_inspection(prisons: Iterable[str], day: date) -> QuerySet[Approval]:
    """Keep, of those at work, whoever held on that day every module that counts towards inspection."""
    found = at_work(prisons, day)
    modules = list(TrainingModule.objects.filter(is_active=True, counts_for_inspection=True))
    if not modules:
        return found.none()
    held = _holding(day).filter(entrant=OuterRef("entrant"))
    for module in modules:
        found = found.filter(Exists(held.filter(module=module)))
    return found
