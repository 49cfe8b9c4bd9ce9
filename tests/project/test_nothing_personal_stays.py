"""Plant words in every personal field of every table, let all time pass, and look for them everywhere."""

import pickle
from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection, models
from django.utils import timezone

from accounts.models import RoleAssignment
from accounts.roles import ScopeKind
from core import privacy
from core.audit_chain import verify
from core.privacy import EMPTIED, After, Field, Kind
from core.retention import run
from referrals.models import Referral
from tests.project.planted import MARK, plant_everything
from tests.project.planted.planting import is_written_freely
from tests.project.planted.stays import STAYS

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LONG_AFTER = timedelta(days=20 * 365)


def found_in_the_database() -> dict[str, set[str]]:
    """Return every planted word that stands in any column of any table, Django's and other apps' tables too."""
    found: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor, include_views=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, cell in zip(names, row, strict=True):
                    if words := MARK.findall(_text(cell)):
                        found.setdefault(f"{table}.{name}", set()).update(words)
    return found


def fields_that_still_hold(planted: dict[str, str], found: dict[str, set[str]]) -> set[str]:
    """Return "app.Model.field" of each planted field whose word is still in its own column, else the column's name."""
    fields = {}
    for label in {name.rsplit(".", 1)[0] for name in planted}:
        table = apps.get_model(label)
        for field in table._meta.local_fields:
            fields[f"{table._meta.db_table}.{field.column}"] = f"{label}.{field.name}"
    return {fields.get(column, column) for column in found}


def declared_to_stay() -> set[str]:
    """Return every field that stays for a reason."""
    return {
        f"{table}.{name}" for _why, tables in STAYS.items() for table, names in tables.items() for name in names.split()
    }


def _text(cell: object) -> str:
    return bytes(cell).decode("latin-1") if isinstance(cell, bytes | memoryview) else str(cell)


def found_in_the_cache() -> list[str]:
    return MARK.findall(pickle.dumps(getattr(cache, "_cache", {})).decode("latin-1"))


@pytest.fixture
def planted() -> dict[str, str]:
    words = plant_everything()
    RoleAssignment.objects.exclude(scope_kind=ScopeKind.NATIONAL).update(ends_on=timezone.localdate())
    return words


def test_nothing_personal_stays_anywhere(planted, capfd):
    before = found_in_the_database()
    counts = Referral.objects.exclude(sent_at=None).count()
    assert len(before) > 30, "the words were not planted"
    outcomes = run(at=timezone.now() + LONG_AFTER)
    assert [one for one in outcomes if one.error] == []
    stays = fields_that_still_hold(planted, found_in_the_database())
    assert stays - declared_to_stay() == set(), "empty these, or say in tests/project/planted/stays.py why they stay"
    assert declared_to_stay() - stays == set(), "these leave: take them out of tests/project/planted/stays.py"
    assert found_in_the_cache() == []
    assert Session.objects.count() == 0
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []
    said = capfd.readouterr()
    assert MARK.findall(said.out + said.err) == []
    assert Referral.objects.exclude(sent_at=None).count() == counts
    assert verify().problems == []


def test_every_personal_field_was_planted(planted):
    """A field that cannot hold a word is a link, a number or a day: it leads to nobody once the rest is gone."""
    for label, fields in privacy.all_declarations().items():
        for name, field in fields.items():
            if field.after in EMPTIED and f"{label}.{name}" not in planted:
                assert not _holds_words(label, name), f"{label}.{name} was not planted"


def test_everything_that_is_written_freely_was_planted(planted):
    for label, fields in privacy.all_declarations().items():
        for name in fields:
            if is_written_freely(apps.get_model(label), name):
                assert f"{label}.{name}" in planted, f"{label}.{name} was not planted"


def _holds_words(label: str, name: str) -> bool:
    field = apps.get_model(label)._meta.get_field(name)
    return isinstance(field, models.CharField | models.TextField | models.JSONField) and not field.choices


def test_a_field_that_no_rule_empties_is_found(planted, monkeypatch):
    """The proof is worth something only if it notices: keep one field on purpose."""
    kept = privacy._declarations["referrals.Referral"] | {"own_words": Field(Kind.SPECIAL, After.KEEP, export=True)}
    monkeypatch.setitem(privacy._declarations, "referrals.Referral", kept)
    run(at=timezone.now() + LONG_AFTER)
    stays = fields_that_still_hold(planted, found_in_the_database()) - declared_to_stay()
    assert stays == {"referrals.Referral.own_words"}
