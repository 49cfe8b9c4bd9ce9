"""What legal holds keep: which rows of a table may not go, because of what they are, point at or take with them."""

from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import CASCADE, Q

from core.models import LegalHold

Holds = dict[str, set[str]]
Others = Callable[[Any], "models.QuerySet[Any]"]
_meant: list[tuple[type[models.Model], Others]] = []


def means_too(table: type[models.Model], others: Others) -> None:
    """Say which other rows are about the same somebody as a row of a table: a hold on it is one on them too."""
    if (table, others) not in _meant:
        _meant.append((table, others))


def is_held(row: models.Model) -> bool:
    """Return whether a hold keeps this row: for code that empties or deletes outside a run of retention."""
    return type(row)._base_manager.filter(held(type(row)), pk=row.pk).exists()


def held(model: type[models.Model], paths: Iterable[str] = ()) -> Q:
    """Return the condition that a row is held. Holds are few, so their keys are listed.

    A hold on the row itself counts, one on anything that the row points at, one on anything that would be deleted
    with the row, and one on what the `paths` lead to.
    """
    found = _active()
    condition = Q(pk__in=_keys(found, model))
    for path in (*links_of(model), *paths):
        if keys := _keys(found, _end_of(model, path)):
            # By key, because a path may lead to several rows and a condition must not repeat the row for each.
            condition |= Q(pk__in=model._base_manager.filter(**{f"{path}__in": keys}).values("pk"))
    for label, keys in found.items():
        condition |= Q(pk__in=_taking_along(model, apps.get_model(label), keys))
    return condition


def links_of(model: type[models.Model]) -> list[str]:
    """Return the names of the links from a table to others, its parents' too."""
    return [field.name for field in model._meta.fields if field.is_relation]


def _active() -> Holds:
    """Return what is held by table, with the rows that are meant too."""
    found: Holds = {}
    for label, key in LegalHold.objects.active().values_list("about_type", "about_id"):
        found.setdefault(label, set()).add(key)
    more = [
        row
        for table, others in _meant
        for one in table._base_manager.filter(pk__in=_keys(found, table))
        for row in others(one)
    ]
    for row in more:
        found.setdefault(row._meta.label, set()).add(str(row.pk))
    return found


def _keys(found: Holds, model: type[models.Model]) -> set[str]:
    return found.get(model._meta.label, set())


def _end_of(model: Any, path: str) -> type[models.Model]:
    for step in path.split("__"):
        model = model._meta.get_field(step).related_model
    return model


def _taking_along(
    model: type[models.Model], table: type[models.Model], keys: Iterable[Any], passed: frozenset[Any] = frozenset()
) -> set[Any]:
    """Return the keys of the rows with which these rows of another table would be deleted, however many steps away."""
    rows = table._base_manager.filter(pk__in=keys)
    found: set[Any] = set()
    fields: list[Any] = list(table._meta.fields)
    for field in fields:
        if not field.is_relation or field.remote_field.on_delete is not CASCADE or field.related_model in passed:
            continue
        if above := set(rows.exclude(**{field.name: None}).values_list(field.attname, flat=True)):
            is_there = issubclass(model, field.related_model)
            found |= above if is_there else _taking_along(model, field.related_model, above, passed | {table})
    return found
