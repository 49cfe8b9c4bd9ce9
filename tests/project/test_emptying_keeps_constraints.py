"""No condition of the database may stand in the way of retention: what is emptied must still be allowed to stand.

Each condition that speaks of a field which retention empties is tried with every kind of row it speaks of. A row that
was allowed before must be allowed afterwards; else the whole batch is rolled back, and nothing leaves.
"""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils import timezone

from core.privacy import all_declarations
from core.retention import all_rules
from core.retention.emptying import blank, emptied_fields
from core.retention.rules import delete

pytestmark = pytest.mark.django_db
#: Rules that delete all they cover, with a function of their own.
TAKE_AWAY = {"volunteers.left"}
#: Emptied by rules of their own, which leave a field or take the rows away altogether.
OF_THEIR_OWN = {
    # Their rule leaves who acknowledged (`referrals.retention`).
    "referrals_acknowledged_by_a_named_member_of_staff",
    # These rows are deleted: when their time is over, or with the account they belong to (`accounts.retention`).
    "accounts_refused_with_a_reason",
    "accounts_emergency_view_has_a_reason",
}


def conditions() -> Iterator[tuple[type[models.Model], CheckConstraint, set[str]]]:
    """Yield each condition that speaks of a field which is emptied, with the names of all fields it speaks of."""
    for label in all_declarations():
        table = apps.get_model(label)
        for condition in table._meta.constraints:
            names = set(spoken_of(condition.condition)) if isinstance(condition, CheckConstraint) else set()
            if names & set(emptied_fields(table)) and is_emptied(table):
                yield table, condition, names


def is_emptied(table: type[models.Model]) -> bool:
    """Say whether a rule empties the table's rows; others take them away altogether."""
    return any(
        table in rule.covers and rule.carry_out is not delete and rule.code not in TAKE_AWAY for rule in all_rules()
    )


def spoken_of(part: Any) -> Iterator[str]:
    """Yield the fields that a condition speaks of."""
    if isinstance(part, Q):
        for child in part.children:
            yield from spoken_of(child)
    elif isinstance(part, tuple):
        yield part[0].partition("__")[0]
        yield from spoken_of(part[1])
    elif isinstance(part, F):
        yield part.name
    elif hasattr(part, "get_source_expressions"):
        for child in part.get_source_expressions():
            yield from spoken_of(child)


def values_of(field: models.Field) -> list[Any]:
    """Return one value of each kind that a field may hold: each choice, filled, and empty."""
    found: list[Any] = [choice for choice, _label in field.flatchoices or []]
    if isinstance(field, models.BooleanField):
        found = [True, False]
    elif isinstance(field, models.DateTimeField):
        found = [timezone.now()]
    elif isinstance(field, models.DateField):
        found = [timezone.localdate()]
    elif isinstance(field, models.JSONField):
        found = [{"a": 1}]
    elif not found:
        found = [1] if field.is_relation or isinstance(field, models.IntegerField) else ["x"]
    return [*found, None] if field.null else [*found, *([""] if field.empty_strings_allowed else [])]


def breaks(table: type[models.Model], condition: CheckConstraint, names: set[str]) -> dict[str, Any] | None:
    """Return a row that the condition allows until it is emptied; None where there is none."""
    fields = {name: table._meta.get_field(name) for name in sorted(names)}
    emptied = {name: blank(fields[name]) for name in names & set(emptied_fields(table))}
    for values in itertools.product(*(values_of(field) for field in fields.values())):
        row = dict(zip(fields, values, strict=True))
        if allows(condition, fields, row) and not allows(condition, fields, row | emptied):
            return row
    return None


def allows(condition: CheckConstraint, fields: dict[str, models.Field], row: dict[str, Any]) -> bool:
    typed = {name: models.Value(value, output_field=_plain(fields[name])) for name, value in row.items()}
    return condition.condition.check(typed)


def _plain(field: Any) -> models.Field:
    return field.target_field if field.is_relation else field


def test_what_is_emptied_breaks_no_condition():
    found = list(conditions())
    assert {condition.name for _table, condition, _names in found} >= OF_THEIR_OWN, "an exception that is none any more"
    broken = {
        f"{table._meta.label} {condition.name}": row
        for table, condition, names in found
        if condition.name not in OF_THEIR_OWN and (row := breaks(table, condition, names)) is not None
    }
    assert broken == {}, "retention of these rows is refused, with everything else in their batch"


def test_a_condition_that_stands_in_the_way_is_found():
    from referrals.models import Handover

    names = {"completed_at", "receiving_worker"}
    condition = CheckConstraint(condition=Q(completed_at=None) | Q(receiving_worker__isnull=False), name="in_the_way")
    assert breaks(Handover, condition, names) is not None
