"""The lists and numbers that gates and applications go by are data: an administrator changes them, nobody else does."""

import pytest
from django.forms import model_to_dict
from django.urls import reverse
from django.utils import timezone

from tests.factories import volunteers as make
from tests.factories.accounts import user_with_role
from tests.factories.directory import prison_page
from volunteers import models as m
from volunteers.gate import may_enter
from volunteers.gate.standing import requirement_of, standing_of

pytestmark = pytest.mark.django_db

#: table, one of its rows, a field and its new value.
CHANGES = [
    (m.EntrySettings, m.EntrySettings.load, "override_days", 3),
    (m.StageRule, lambda: m.StageRule.objects.get(stage="vetting"), "max_days", 120),
    (m.ClearanceLevel, make.level, "validity_months", 36),
    (m.AccessType, make.access, "label", "Unescorted on two wings"),
    (m.TrainingModule, make.module, "validity_months", 24),
]


def at(table, name, *args):
    return reverse(f"wagtailsnippets_volunteers_{table._meta.model_name}:{name}", args=args)


def typed(row):
    """Return what the form of a row holds."""
    said = model_to_dict(row)
    for name, value in said.items():
        said[name] = [one.pk for one in value] if isinstance(value, list) else "" if value is None else value
    return {name: value for name, value in said.items() if value is not False}


@pytest.mark.parametrize(("table", "find", "field", "value"), CHANGES, ids=[row[0].__name__ for row in CHANGES])
def test_an_administrator_changes_it_without_code(client, table, find, field, value):
    prison_page()
    client.force_login(user_with_role("administrator"))
    row = find()
    assert client.get(at(table, "list")).status_code == 200
    assert client.get(at(table, "edit", row.pk)).status_code == 200
    assert client.post(at(table, "edit", row.pk), typed(row) | {field: value}).status_code == 302
    row.refresh_from_db()
    assert getattr(row, field) == value


@pytest.mark.parametrize(("table", "find", "field", "value"), CHANGES, ids=[row[0].__name__ for row in CHANGES])
@pytest.mark.parametrize("role", ["content-editor", "coordinator"])
def test_other_editors_do_not(client, table, find, field, value, role):
    page = prison_page()
    client.force_login(user_with_role(role, page.prison if role == "coordinator" else None))
    row = find()
    assert client.post(at(table, "edit", row.pk), typed(row) | {field: value}).status_code in (302, 403, 404)
    before = getattr(row, field)
    row.refresh_from_db()
    assert getattr(row, field) == before


@pytest.mark.parametrize(
    ("find", "said"),
    [
        (lambda: m.StageRule.objects.get(stage="vetting"), {"max_days": 1}),
        (m.EntrySettings.load, {"renewal_days": "soon"}),
        (m.EntrySettings.load, {"diversity_batch": 1}),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(client, find, said):
    prison_page()
    client.force_login(user_with_role("administrator"))
    row = find()
    answer = client.post(at(type(row), "edit", row.pk), typed(row) | said)
    assert answer.status_code == 200
    [field] = said
    before = getattr(row, field)
    row.refresh_from_db()
    assert getattr(row, field) == before


def test_a_changed_list_decides_at_the_gate(client):
    """A level that is made higher is asked of everybody who needs it; nothing has to be started anew."""
    page = prison_page()
    who = make.ready(page.prison)
    role = make.position(page.prison, who.engagements.get().organisation)
    m.Engagement.objects.update(position=role)
    assert may_enter(standing_of(who, page.prison), requirement_of(role), timezone.localdate()).may_enter
    client.force_login(user_with_role("administrator"))
    escorted = make.access("escorted")
    said = typed(escorted) | {"required_level": make.level("enhanced-1").pk}
    assert client.post(at(m.AccessType, "edit", escorted.pk), said).status_code == 302
    role = m.Position.objects.get(pk=role.pk)
    assert not may_enter(standing_of(who, page.prison), requirement_of(role), timezone.localdate()).may_enter
