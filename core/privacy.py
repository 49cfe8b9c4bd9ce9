"""The personal-data register: each app declares every field of its tables in its `privacy.py`.

A field that nobody declared fails the project's tests, so that personal data cannot arrive unnoticed
(UK GDPR article 30, records of processing).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.apps import apps
from django.db import models
from django.db.models.fields.reverse_related import ForeignObjectRel


class Kind(StrEnum):
    """How sensitive a field is."""

    NOT_PERSONAL = "not personal"
    PERSONAL = "personal"
    SPECIAL = "special category"


class After(StrEnum):
    """What happens to a field when its retention period ends.

    A field that is deleted or anonymised is emptied: what differs is whether anything of the row still counts
    somebody. A field to be unlinked keeps its value for the counts; it says nothing of anybody any more, because
    the person it belonged to is gone from the row.
    """

    KEEP = "keep"
    UNLINK = "keep for the counts, without the person"
    ANONYMISE = "anonymise"
    DELETE = "delete"


#: What leaves the row itself.
EMPTIED = frozenset({After.ANONYMISE, After.DELETE})


@dataclass(frozen=True)
class Field:
    """What is known about one field: how sensitive, what becomes of it, whether a subject may have it."""

    kind: Kind = Kind.NOT_PERSONAL
    after: After = After.KEEP
    export: bool = False


NOT_PERSONAL = Field()

_declarations: dict[str, dict[str, Field]] = {}


def declare(model: type[models.Model], /, *, plain: str = "", **fields: Field) -> None:
    """Declare the fields of a table: `plain` lists the names that are not personal, separated by spaces.

    Raises ValueError when the table is declared twice or a name is not a field of it.
    """
    label = model._meta.label
    if label in _declarations:
        raise ValueError(f"{label} is declared twice.")
    declared = {name: NOT_PERSONAL for name in plain.split()} | fields
    known = {field.name for field in own_fields(model)}
    if unknown := set(declared) - known:
        raise ValueError(f"{label} has no field {', '.join(sorted(unknown))}.")
    _declarations[label] = declared


def own_fields(model: type[models.Model]) -> Iterator[models.Field]:
    """Yield the columns and many-to-many fields that the table itself defines."""
    yield from model._meta.local_fields
    yield from model._meta.local_many_to_many


def pointing_at(model: type[models.Model]) -> list[models.ForeignKey]:
    """Return the foreign keys of all tables that lead to this one, those without a name of the way back too."""
    relations = [one for one in model._meta.get_fields(include_hidden=True) if isinstance(one, ForeignObjectRel)]
    return [one.field for one in relations if isinstance(one.field, models.ForeignKey)]


def declaration(model: type[models.Model]) -> dict[str, Field]:
    """Return what is declared for the table (empty when nothing is)."""
    return _declarations.get(model._meta.label, {})


def undeclared(app_labels: set[str]) -> list[str]:
    """Return "app.Model.field" for every field of the given apps that nobody declared."""
    return sorted(
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=False)
        if model._meta.app_label in app_labels
        for field in own_fields(model)
        if field.name not in declaration(model)
    )


def all_declarations() -> dict[str, dict[str, Field]]:
    """Return every declared table with its fields."""
    return dict(_declarations)
