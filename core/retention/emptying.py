"""Empties the personal fields of rows, as their declaration in `privacy.py` says."""

from typing import Any

from django.db import models

from core.privacy import EMPTIED, declaration
from core.retention.revisions import scrub_revisions


def empty(rows: "models.QuerySet[Any]", *, but: tuple[str, ...] = (), **also: Any) -> int:
    """Empty what is declared as to be deleted or anonymised; return how many rows there were.

    A field becomes null where it may be, else its empty value. A link that may not be null stays: it no longer leads
    to anybody once what it points at is emptied by its own rule.
    `but` leaves fields to the caller, `also` writes others in the same statement. Earlier versions of the rows
    that Wagtail keeps lose the same fields.
    """
    model = rows.model
    gone = [name for name, field in declaration(model).items() if field.after in EMPTIED and name not in but]
    values = {name: blank(field) for name in gone if _is_emptied(field := model._meta.get_field(name))}
    keys = list(rows.values_list("pk", flat=True))
    found = model._base_manager.filter(pk__in=keys)
    if values or also:
        found.update(**values, **also)
    scrub_revisions(model, keys, values)
    return len(keys)


def _is_emptied(field: Any) -> bool:
    return not field.many_to_many and (not field.is_relation or field.null)


def blank(field: Any) -> Any:
    """Return what a field holds when nothing is known."""
    if field.null:
        return None
    if isinstance(field, models.BinaryField):
        return b""
    if isinstance(field, models.JSONField):
        return {}
    if field.empty_strings_allowed:
        return ""
    if field.has_default():
        return field.get_default()
    raise TypeError(f"{field.model._meta.label}.{field.name} can be neither null nor empty: give it to `but`.")
