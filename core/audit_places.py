"""Which further scopes an audit row is about, beside the one it is given.

What two scopes share is of both, and both read in their own trail what was done with it. The app that owns a table
says so once, in its `audit_events.py`:

    belongs_to(Request, lambda request: [Place("team", str(request.team_id))])
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db import models

from core.scope import Place, Scope

M = TypeVar("M", bound=models.Model)

_Places = Callable[[Any], Iterable[Scope]]
_always: dict[type[models.Model], _Places] = {}
_without_scope: dict[type[models.Model], _Places] = {}


def belongs_to(
    table: type[M],
    places: Callable[[M], Iterable[Scope]],
    *,
    without_scope: Callable[[M], Iterable[Scope]] | None = None,
) -> None:
    """Say whose else a row of the table is. Nothing is said by default: a trail is not shown to whom it may concern.

    `without_scope` are the places of what is done with the row as a whole: an event that is given no scope of its own.
    """
    _always[table] = places
    if without_scope is not None:
        _without_scope[table] = without_scope


def places_of(about: models.Model | None, *, has_scope: bool) -> list[Scope]:
    """Return the places that are registered for a row."""
    registers = (_always,) if has_scope else (_without_scope, _always)
    return [
        place
        for register in registers
        for table, of in register.items()
        if isinstance(about, table)
        for place in of(about)
    ]


def without_doubles(places: Iterable[Scope | None]) -> list[Place]:
    """Return each place once, in the order given."""
    return list(dict.fromkeys(Place(str(one.scope_kind), str(one.scope_key)) for one in places if one))
