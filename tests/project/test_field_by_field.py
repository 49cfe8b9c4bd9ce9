"""No rule takes one field for the whole row: whichever field alone holds something, the row is due, and is emptied."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from accounts.models import RoleAssignment
from core.retention import all_rules, run, runs
from core.retention.emptying import blank, emptied_fields
from core.retention.rules import delete
from tests.factories.accounts import UserFactory
from tests.project.planted import plant_everything
from tests.project.test_holds import due, make_due, undone

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


#: That a member of staff acknowledged a concern stays, until that account loses its holder's name.
STAYS = {("referrals.concerns", "acknowledged_by")}


def test_whichever_field_alone_holds_something_is_emptied(monkeypatch):
    plant_everything()
    RoleAssignment.objects.update(ends_on=timezone.localdate())
    moment, wrong, tried = timezone.now() + timedelta(days=20 * 365), [], 0
    for rule in all_rules():
        monkeypatch.setattr(runs, "all_rules", lambda rule=rule: [rule])
        make_due(rule, moment)
        if rule.carry_out is not delete:
            table = rule.due(moment).model
            key = min(due(rule, moment), key=str)
            for name in [one for one in emptied_fields(table) if (rule.code, one) not in STAYS]:
                with undone():
                    leave_only(table, key, name)
                    tried += 1
                    wrong += [] if key in due(rule, moment) else [f"{rule.code}: {name}"]
        run(at=moment)
    assert tried > 60
    assert wrong == []


def leave_only(table: type[models.Model], key: Any, name: str) -> None:
    """Write something into one field and empty the others, as far as the table allows."""
    row = table._base_manager.filter(pk=key)
    field = table._meta.get_field(name)
    if field.related_model is not None:
        row.update(**{name: UserFactory() if "user" in field.related_model._meta.label_lower else _any(field)})
    elif isinstance(field, models.CharField | models.TextField) and not row.get().__dict__[name]:
        row.update(**{name: "x"})
    elif isinstance(field, models.JSONField) and not row.get().__dict__[name]:
        row.update(**{name: {"x": "x"}})
    for other in emptied_fields(table):
        if other != name:
            _try(row, **{other: blank(table._meta.get_field(other))})


def _any(field: Any) -> models.Model:
    return field.related_model._base_manager.first()


def _try(rows: Any, **values: Any) -> None:
    try:
        with transaction.atomic():
            rows.update(**values)
    except IntegrityError:
        pass
