"""What is missing, for the screens: one person at each of their prisons, or many people at one prison."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone

from directory.models import Prison
from volunteers import models as m
from volunteers.enums import Coming
from volunteers.gate.facts import Answer, Requirement
from volunteers.gate.rules import may_enter
from volunteers.gate.standing import (
    WITH_REQUIREMENTS,
    load_standings,
    modules_of_everyone,
    requirement_of,
    requirement_of_session,
)


@dataclass(frozen=True)
class RoleAnswer:
    """What is missing for one of somebody's roles at a prison, or for coming in at all when they have none."""

    position: m.Position | None
    requirement: Requirement
    answer: Answer


def answers_at(prison: Prison, entrants: Iterable[UUID], on: date | None = None) -> dict[UUID, list[RoleAnswer]]:
    """Return what is missing for each person's roles at a prison, in a number of queries that never grows."""
    keys, day = list(entrants), on or timezone.localdate()
    standings = load_standings(keys, prison)
    positions = _positions_at(prison, keys, day)
    lowest, everyones = _lowest_access(), modules_of_everyone()
    found: dict[UUID, list[RoleAnswer]] = {}
    for key in keys:
        asked: list[m.Position | None] = [*positions[key]] or [None]
        found[key] = [_answer(position, lowest, everyones, standings[key], day) for position in asked]
    return found


def _answer(position: m.Position | None, lowest: Any, everyones: Any, standing: Any, day: date) -> RoleAnswer:
    more = [] if position and position.access_types.all() else lowest
    requirement = requirement_of(position, *more, everyones=everyones)
    return RoleAnswer(position, requirement, may_enter(standing, requirement, day))


def _lowest_access() -> list[m.AccessType]:
    """Return the ways of moving about that are part of every approval: what coming in at all needs."""
    found = m.AccessType.objects.filter(in_every_approval=True, is_active=True)
    return list(found.select_related("required_level").prefetch_related("modules"))


def _positions_at(prison: Prison, keys: list[UUID], day: date) -> "defaultdict[UUID, list[m.Position]]":
    rows: defaultdict[UUID, list[m.Position]] = defaultdict(list)
    engaged = (
        m.Engagement.objects.filter(entrant__in=keys, position__prison=prison)
        .exclude(ends_on__lt=day)
        .prefetch_related(
            Prefetch("position", m.Position.objects.select_related("organisation").prefetch_related(*WITH_REQUIREMENTS))
        )
        .order_by("starts_on", "pk")
    )
    for engagement in engaged:
        if engagement.position is not None:
            rows[engagement.entrant_id].append(engagement.position)
    return rows


def requirements_at(prison: Prison, entrant: m.Entrant, on: date, until: date | None = None) -> list[Requirement]:
    """Return what somebody's roles at a prison ask for on a day, and the sessions at which they are expected."""
    roles = [row.requirement for row in answers_at(prison, [entrant.pk], on)[entrant.pk]]
    days = (
        m.SessionDay.objects.filter(prison=prison, on__range=(on, until or on), cancelled_at=None)
        .filter(pk__in=m.Attendance.objects.filter(entrant=entrant, coming=Coming.EXPECTED).values("day"))
        .select_related("organisation", "position__required_level", "access_type__required_level")
    )
    everyones = modules_of_everyone()
    return [*roles, *(requirement_of_session(day, everyones=everyones) for day in days)]
