"""Which further prisons and organisations an audit row is about, beside the scope it is given.

A referral is its prison's and its organisation's, and both read in their own trail what was done with it. The app
that owns a table says so once, in its `audit_events.py`:

    belongs_to(Referral, lambda referral: [Place(ScopeKind.ORGANISATION, str(referral.organisation_id))])
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db import models

from core.scope import Place, Scope

M = TypeVar("M", bound=models.Model)

_places: dict[type[models.Model], Callable[[Any], Iterable[Scope]]] = {}


def belongs_to(table: type[M], places: Callable[[M], Iterable[Scope]]) -> None:
    """Say whose else a row of the table is. Nothing is said by default: a trail is not shown to whom it may concern."""
    _places[table] = places


def places_of(about: models.Model | None) -> list[Scope]:
    """Return the places that are registered for a row."""
    return [place for table, of in _places.items() if isinstance(about, table) for place in of(about)]


def without_doubles(places: Iterable[Scope | None]) -> list[Place]:
    """Return each place once, in the order given."""
    return list(dict.fromkeys(Place(str(one.scope_kind), str(one.scope_key)) for one in places if one))
