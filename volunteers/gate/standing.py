"""Reads the facts that the gate decides by, for many people at once: the same number of queries for one and for all."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from directory.models import Prison
from volunteers import models as m
from volunteers.gate import facts


def load_standings(entrants: Iterable[UUID], prison: Prison) -> dict[UUID, facts.Standing]:
    """Return what is known of each person at a prison, by the person's key. Asks six times, whatever their number."""
    keys = list(entrants)
    engagements = _engagements(keys, prison)
    clearances = _by_entrant(m.Clearance, keys, _clearance, "level")
    training = _by_entrant(m.TrainingRecord, keys, _training, "module")
    approvals = {
        row.entrant_id: _approval(row)
        for row in m.Approval.objects.filter(entrant__in=keys, prison=prison).prefetch_related("access_types")
    }
    overrides = _overrides(keys, prison)
    return {
        key: facts.Standing(
            engagements=tuple(engagements[key]),
            clearances=tuple(clearances[key]),
            approval=approvals.get(key),
            training=_by_module(training[key]),
            overrides=tuple(overrides[key]),
        )
        for key in keys
    }


def standing_of(entrant: m.Entrant, prison: Prison) -> facts.Standing:
    """Return what is known of one person at a prison."""
    return load_standings([entrant.pk], prison)[entrant.pk]


def requirement_of(
    position: m.Position | None, *more: m.AccessType, everyones: tuple[facts.Module, ...] | None = None
) -> facts.Requirement:
    """Return what a role asks for, and further ways of moving about.

    For many at once, fetch positions with `WITH_REQUIREMENTS` and give `everyones` from `modules_of_everyone()`.
    """
    own = list(position.access_types.all()) if position else []
    access = {kind.slug: _access(kind) for kind in [*own, *more]}
    return facts.Requirement(
        access=tuple(access.values()),
        role=facts.Party(str(position.pk), position.title) if position else None,
        level=_level(position.required_level) if position and position.required_level else None,
        modules=(
            *(modules_of_everyone() if everyones is None else everyones),
            *(_module(module) for module in (position.modules.all() if position else ())),
        ),
    )


def requirement_of_session(
    day: m.SessionDay, *, everyones: tuple[facts.Module, ...] | None = None
) -> facts.Requirement:
    """Return what one session asks for: its role, or else its organisation, and how people move about there."""
    asked = requirement_of(day.position, day.access_type, everyones=everyones)
    organisation = day.organisation
    party = facts.Party(str(organisation.pk), organisation.name) if organisation else None
    return replace(asked, organisation=party)


def modules_of_everyone() -> tuple[facts.Module, ...]:
    """Return the modules that everybody who comes in needs."""
    return tuple(_module(module) for module in m.TrainingModule.objects.filter(required_of_everyone=True))


#: What to prefetch from a position so that `requirement_of` asks nothing more of it.
WITH_REQUIREMENTS = ("access_types__modules", "access_types__required_level", "required_level", "modules")


def _by_entrant(table: Any, keys: list[UUID], fact: Any, *related: str) -> "defaultdict[UUID, list[Any]]":
    rows: defaultdict[UUID, list[Any]] = defaultdict(list)
    found = table.objects.filter(entrant__in=keys)
    for row in found.select_related(*related) if related else found:
        rows[row.entrant_id].append(fact(row))
    return rows


def _engagements(keys: list[UUID], prison: Prison) -> "defaultdict[UUID, list[facts.Engagement]]":
    """Return the work that reaches the prison."""
    rows: defaultdict[UUID, list[facts.Engagement]] = defaultdict(list)
    for row in m.Engagement.objects.reaching(prison).filter(entrant__in=keys):
        rows[row.entrant_id].append(_engagement(row))
    return rows


def _overrides(keys: list[UUID], prison: Prison) -> "defaultdict[UUID, list[facts.Override]]":
    rows: defaultdict[UUID, list[facts.Override]] = defaultdict(list)
    given = m.GateOverride.objects.filter(entrant__in=keys, prison=prison, ended_at=None)
    for row in given.select_related("approver"):
        rows[row.entrant_id].append(
            facts.Override(frozenset(row.covers), row.starts_on, row.ends_on, row.approver.name, row.reason)
        )
    return rows


def _engagement(row: m.Engagement) -> facts.Engagement:
    organisation, role = str(row.organisation_id or ""), str(row.position_id or "")
    return facts.Engagement(row.starts_on, row.ends_on, row.paused_on, organisation, role)


def _clearance(row: m.Clearance) -> facts.Clearance:
    return facts.Clearance(row.status, _level(row.level), row.decided_on, row.expires_on, row.status_since)


def _approval(row: m.Approval) -> facts.Approval:
    access = frozenset(kind.slug for kind in row.access_types.all())
    return facts.Approval(row.status, access, row.asked_on, row.decided_on, row.expires_on)


def _training(row: m.TrainingRecord) -> tuple[str, facts.Training]:
    return row.module.slug, facts.Training(row.completed_on, row.expires_on, row.face_to_face)


def _by_module(records: list[tuple[str, facts.Training]]) -> dict[str, tuple[facts.Training, ...]]:
    found: dict[str, tuple[facts.Training, ...]] = {}
    for slug, record in records:
        found[slug] = (*found.get(slug, ()), record)
    return found


def _level(row: m.ClearanceLevel) -> facts.Level:
    return facts.Level(row.order, row.label, row.slug)


def _module(row: m.TrainingModule) -> facts.Module:
    return facts.Module(row.slug, row.label, row.face_to_face)


def _access(row: m.AccessType) -> facts.Access:
    return facts.Access(
        row.slug,
        row.label,
        _level(row.required_level) if row.required_level else None,
        tuple(_module(module) for module in row.modules.all()),
        row.in_every_approval,
    )
