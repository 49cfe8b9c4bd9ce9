"""Every field that is declared as given to its subject on request does come out in a copy of somebody's data.

The fields come from the register of personal data: a row of each table is led to somebody of each sort, by each of its
links and addresses in turn, and their copies are read.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, get_args, get_type_hints

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from accounts import subjects
from core.privacy import all_declarations
from core.subject_access import all_kinds, kinds
from core.subject_access.kinds import parts_of
from core.subject_access.reading import _label, _section
from tests.project.planted import plant_everything
from tests.project.planted.planting import row_of
from tests.project.test_holds import SOMEBODY, undone
from volunteers.models import GateList

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

#: What names somebody within a text, by "app.Model": given a row and somebody, writes it.
WITHIN = {
    GateList: lambda row, who: GateList.objects.filter(pk=row.pk).update(
        content={"entering": [{"name": "x", "reference": getattr(who, "reference", "")}]}
    )
}


def given_fields() -> dict[str, set[str]]:
    """Return the names of the fields that are to be given, by table."""
    return {
        label: {name for name, field in fields.items() if field.export}
        for label, fields in all_declarations().items()
        if any(field.export for field in fields.values())
    }


def missing(wanted: dict[str, set[str]]) -> list[str]:
    """Return "app.Model.field" for each field of these that stands in nobody's copy."""
    somebody = [make() for make in SOMEBODY.values()]
    found = []
    for label, names in wanted.items():
        table = apps.get_model(label)
        left = set(names)
        for who in somebody:
            row = who if isinstance(who, table) else table._base_manager.first() or row_of(table)
            for way in ways(table, who) if left else ():
                with undone():
                    if led(row, way, who):
                        fill(row, left)
                        left -= read(row, who)
        found += [f"{label}.{name}" for name in sorted(left)]
    return found


def ways(table: type[models.Model], who: models.Model) -> Iterator[str]:
    """Yield how a row of a table may be somebody's: it is them, by a link of one or two steps, by an address."""
    if isinstance(who, table):
        yield ""
    if table in WITHIN:
        yield "within"
    for field in _fields(table):
        related = field.related_model if field.is_relation else None
        if related is not None and isinstance(who, related):
            yield field.name
        elif related is not None and not field.many_to_many:
            yield from (f"{field.name}__{one.name}" for one in related._meta.fields if _leads_to(one, who))
        elif isinstance(field, models.EmailField) and getattr(who, "email", ""):
            yield field.name


def _leads_to(field: Any, who: models.Model) -> bool:
    return field.is_relation and isinstance(who, field.related_model)


def _fields(table: type[models.Model]) -> list[Any]:
    return [*table._meta.fields, *table._meta.many_to_many]


def led(row: models.Model, way: str, who: models.Model) -> bool:
    """Let the way lead from the row to somebody; return False where the table does not allow it."""
    table = type(row)
    first, _, second = way.partition("__")
    try:
        with transaction.atomic():
            if way == "within":
                WITHIN[table](row, who)
            elif second:
                through = getattr(row, first)
                if through is None:
                    return False
                type(through)._base_manager.filter(pk=through.pk).update(**{second: who})
            elif first and table._meta.get_field(first).many_to_many:
                getattr(row, first).add(who)
            elif first:
                value = who if table._meta.get_field(first).is_relation else who.email
                table._base_manager.filter(pk=row.pk).update(**{first: value})
    except IntegrityError:
        return False
    return True


def fill(row: models.Model, names: set[str]) -> None:
    """Write something into each of these fields that is empty, as far as the table allows."""
    for name in names:
        field = type(row)._meta.get_field(name)
        try:
            with transaction.atomic():
                if field.many_to_many and not getattr(row, name).exists():
                    getattr(row, name).add(field.related_model._base_manager.first() or row_of(field.related_model))
                elif not field.many_to_many and not type(row)._base_manager.values_list(name, flat=True).get(pk=row.pk):
                    type(row)._base_manager.filter(pk=row.pk).update(**{name: something(field)})
        except IntegrityError:
            continue


def something(field: Any) -> Any:
    """Return a value of a field that is not empty."""
    if field.is_relation:
        return field.related_model._base_manager.first() or row_of(field.related_model)
    if field.choices:
        return next(value for value, _label in field.flatchoices if value)
    kinds_of_value = {
        models.DateTimeField: timezone.now(),
        models.DateField: timezone.localdate() + timedelta(days=1),
        models.BooleanField: True,
        models.IntegerField: 1,
        models.JSONField: {"x": "x"},
    }
    return next((value for kind, value in kinds_of_value.items() if isinstance(field, kind)), "x")


def read(row: models.Model, who: models.Model) -> set[str]:
    """Return the fields of the row that stand in somebody's copy, or of which it says why they do not."""
    found: set[str] = set()
    for kind in all_kinds():
        if type(who) in get_args(get_type_hints(kind.find)["return"]):
            for part in parts_of(kind, who):
                if part.rows.model is type(row) and part.rows.filter(pk=row.pk).exists():
                    section = _section(replace(part, rows=part.rows.filter(pk=row.pk)), who, True)
                    labels = {line["label"] for line in section.rows[0]}
                    found |= {one.name for one in _fields(type(row)) if _label(type(row), one.name) in labels}
                    found |= set(part.withheld)
    return found


def test_every_field_that_is_to_be_given_is_given():
    plant_everything()
    wanted = given_fields()
    assert sum(len(names) for names in wanted.values()) > 150
    assert missing(wanted) == [], "give these in their app's subjects.py, or declare them without export=True"


def test_a_field_that_no_copy_gives_is_found(monkeypatch):
    """The proof is worth something only if it notices: give users nothing but their account."""
    plant_everything()
    user = kinds.kind_for("user")
    bare = lambda user: [subjects.Part("Your account", get_user_model().objects.filter(pk=user.pk))]  # noqa: E731
    monkeypatch.setitem(kinds._kinds, "user", kinds.SubjectKind("user", user.label, user.asks, user.find, bare))
    monkeypatch.setitem(kinds._more, "user", [])
    found = missing({"accounts.AccountRequest": {"why", "email"}, "accounts.User": {"name", "email"}})
    assert found == ["accounts.AccountRequest.email", "accounts.AccountRequest.why"]
