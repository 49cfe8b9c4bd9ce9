"""The tables a role can be held in. Their apps register them, so that accounts need not know them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from accounts.roles import ScopeKind

_tables: dict[str, type[models.Model]] = {}
_arguments: dict[str, str] = {}


def register_scope(kind: ScopeKind, table: type[models.Model], *, argument: str = "") -> None:
    """Say which table holds the scopes of a kind. The table has `scope_kind` and `scope_key`.

    `argument` is the name under which addresses carry the key, where they do.
    """
    _tables[kind] = table
    if argument:
        _arguments[kind.value] = argument


def scope_arguments() -> dict[str, str]:
    """Return under which name addresses carry the key of each kind."""
    return dict(_arguments)


def scope_table(kind: str) -> type[models.Model]:
    """Return the table that holds scopes of this kind. Raises KeyError for a kind without a table."""
    return _tables[kind]


def find_scope(kind: str, key: str) -> Any:
    """Return the prison or organisation with this key, or None for a national scope or an unknown key."""
    if kind not in _tables:
        return None
    try:
        return _tables[kind]._default_manager.filter(pk=key).first()
    except (ValidationError, ValueError):
        return None  # a key that cannot be one


def all_scope_tables() -> list[type[models.Model]]:
    """Return every table a role can be held in."""
    return list(_tables.values())
