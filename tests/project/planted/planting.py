"""Makes rows and writes unmistakable words into every field that is declared as personal and must go."""

import datetime
import itertools
import re
import uuid
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone

from core.privacy import EMPTIED, all_declarations

#: What is looked for afterwards, whatever its capitals: nothing else in the project looks like it.
MARK = re.compile(r"zqx\d{3,}", re.IGNORECASE)

Planter = Callable[[], None]
PLANTERS: list[Planter] = []
#: How a field is planted that has a form of its own, by "app.Model.field": given a word, returns the value.
SPECIAL: dict[str, Callable[[str], Any]] = {}

#: Shorter fields hold codes, numbers and keys.
_SHORTEST_SENTENCE = 80
#: The search index repeats the listings; core keeps codes beside what it declares as personal.
_WRITTEN_BY_CODE = ("core", "search")
_CODES = frozenset({"key", "code_hash", "website", "title_cy"})

_numbers = itertools.count(100)


def plants(planter: Planter) -> Planter:
    """Run the function before the words are written."""
    PLANTERS.append(planter)
    return planter


def word() -> str:
    """Return a new word, short enough for a prison number."""
    return f"ZQX{next(_numbers)}"


def plant_everything() -> dict[str, str]:
    """Make rows in every table that holds something personal; return the words by "app.Model.field"."""
    for planter in PLANTERS:
        planter()
    words: dict[str, str] = {}
    for label in all_declarations():
        table = apps.get_model(label)
        fields = _fields(table)
        if fields and not table._base_manager.exists():
            row_of(table)
        for row in table._base_manager.all() if fields else ():
            for field in fields:
                sign = word()
                words[f"{label}.{field.name}"] = sign
                value = _value(f"{label}.{field.name}", field, sign)
                table._base_manager.filter(pk=row.pk).update(**{field.name: value})
    return words


def _fields(table: type[models.Model]) -> list[models.Field]:
    """Return the fields that can hold a word and that must be emptied one day, or that somebody writes freely into."""
    declared = all_declarations()[table._meta.label]
    known = [
        table._meta.get_field(name)
        for name, one in declared.items()
        if one.after in EMPTIED or is_written_freely(table, name)
    ]
    kinds = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
    return [field for field in known if isinstance(field, kinds) and not field.choices]


def is_written_freely(table: type[models.Model], name: str) -> bool:
    """Say whether somebody may write what they like into a field: a note, a reason, a title; not a code or a key."""
    field: Any = table._meta.get_field(name)
    is_code = name in _CODES or name.endswith(("_hash", "slug", "_stems")) or field.unique
    is_text = type(field) in (models.CharField, models.TextField)
    long_enough = field.max_length is None or field.max_length >= _SHORTEST_SENTENCE if is_text else False
    return (
        is_text and long_enough and not is_code and not field.choices and table._meta.app_label not in _WRITTEN_BY_CODE
    )


def _value(label: str, field: models.Field, sign: str) -> Any:
    if label in SPECIAL:
        return SPECIAL[label](sign)
    if isinstance(field, models.JSONField):
        return {"who": sign}
    if isinstance(field, models.BinaryField):
        return sign.encode()
    if isinstance(field, models.EmailField):
        return f"{sign.lower()}@example.org"
    assert field.max_length is None or field.max_length >= len(sign), f"{label} is too short for a word"
    return sign


def row_of(table: type[models.Model]) -> models.Model:
    """Make one row, filling what may not be empty; fails with a sentence where that is not enough."""
    values = {
        field.name: _required(field)
        for field in table._meta.concrete_fields
        if not field.primary_key and not field.has_default() and not field.null and not _fills_itself(field)
    }
    try:
        return table._base_manager.create(**values)
    except Exception as error:
        raise AssertionError(
            f"{table._meta.label} needs a planter in tests/project/planted/ whose row's time is over: {error}"
        ) from error


def _fills_itself(field: models.Field) -> bool:
    return getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False) or field.blank


def _required(field: models.Field) -> Any:
    if field.is_relation:
        return field.related_model._base_manager.first() or row_of(field.related_model)
    if field.choices:
        return field.flatchoices[0][0]
    if isinstance(field, models.DateTimeField):
        return timezone.now()
    if isinstance(field, models.DateField):
        return timezone.localdate()
    if isinstance(field, models.TimeField):
        return datetime.time(10 if field.name.startswith("end") else 9, 30)
    if isinstance(field, models.UUIDField):
        return uuid.uuid4()
    if isinstance(field, models.IntegerField | models.DecimalField):
        return 1
    if isinstance(field, models.JSONField):
        return {}
    if isinstance(field, models.BinaryField):
        return b""
    return f"made-{next(_numbers)}"[: field.max_length or 20]
