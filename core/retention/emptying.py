"""Empties the personal fields of rows, as their declaration in `privacy.py` says."""

from typing import Any

from django.db import models
from django.db.models import Q

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
    values = _emptied(model, but)
    keys = list(rows.values_list("pk", flat=True))
    found = model._base_manager.filter(pk__in=keys)
    if values or also:
        found.update(**values, **also)
    scrub_revisions(model, keys, values)
    return len(keys)


def still_filled(model: type[models.Model], *, but: tuple[str, ...] = ()) -> Q:
    """Return the condition that any field holds something that `empty`, given the same `but`, would take out.

    A rule's `due` asks it, so that no row counts as done because of what one field of it holds.
    """
    condition = Q(pk__in=[])
    for name, value in _emptied(model, but).items():
        condition |= Q(**{f"{name}__isnull": False}) if value is None else ~Q(**{name: value})
    return condition


def _emptied(model: type[models.Model], but: tuple[str, ...]) -> dict[str, Any]:
    """Return the fields that are emptied, each with what it holds afterwards."""
    return {name: blank(model._meta.get_field(name)) for name in emptied_fields(model) if name not in but}


def emptied_fields(model: type[models.Model]) -> list[str]:
    """Return the names of the fields that `empty` empties."""
    gone = [name for name, field in declaration(model).items() if field.after in EMPTIED]
    return [name for name in gone if _is_emptied(model._meta.get_field(name))]


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
