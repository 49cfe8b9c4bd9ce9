"""Whom somebody supervises, when they last talked, and with whom a talk is due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from volunteers.models import Engagement, Entrant, SupervisionNote, VolunteeringSettings, supervised_by


@dataclass(frozen=True)
class Supervised:
    """One person whom somebody supervises."""

    entrant: Entrant
    roles: tuple[str, ...]
    prisons: frozenset[str]
    last: date | None
    next: date | None
    is_due: bool


def supervised(user: Any, on: date) -> list[Supervised]:
    """Return the people a user supervises with their last and next talk, in three queries whatever their number."""
    rows: dict[Any, list[Engagement]] = {}
    works = supervised_by(user, on).select_related("entrant", "position")
    for work in works.order_by("entrant__last_name", "entrant__first_name", "pk"):
        rows.setdefault(work.entrant_id, []).append(work)
    talks = _last_talks(user, rows)
    every = timedelta(days=VolunteeringSettings.load().supervision_days)
    return [_one(works, talks.get(key), every, on) for key, works in rows.items()]


def _last_talks(user: Any, keys: Iterable[Any]) -> dict[Any, SupervisionNote]:
    notes = SupervisionNote.objects.visible_to(user).filter(entrant__in=list(keys), supervisor=user)
    return {note.entrant_id: note for note in notes.order_by("held_on", "created_at")}


def _one(works: list[Engagement], talk: SupervisionNote | None, every: timedelta, on: date) -> Supervised:
    """Say whether a talk is due: on the day agreed, else some time after the last one; the first one at once."""
    positions = [work.position for work in works if work.position]
    roles, prisons = tuple(one.title for one in positions), frozenset(one.prison_id for one in positions)
    if talk is None:
        return Supervised(works[0].entrant, roles, prisons, None, None, True)
    is_due = (talk.next_on or talk.held_on + every) <= on + timedelta(days=6)
    return Supervised(works[0].entrant, roles, prisons, talk.held_on, talk.next_on, is_due)
