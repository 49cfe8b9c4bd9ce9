"""Supervision: two people read a note, nobody else whatever their role; supervisors are told once a week."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from core.models import AuditEvent, OutboxMessage
from core.retention import run
from core.subject_access import copy_of, kind_for
from tests.factories import volunteers as make
from tests.factories.accounts import UserFactory, user_with_role
from tests.integration.volunteers.screens import text_of, url
from volunteers import models as m
from volunteers.actions.clock import run_clock
from volunteers.actions.supervision import reply, write_note
from volunteers.policies import NotPossible

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
MONDAY = datetime.date(2026, 11, 30)


@pytest.fixture
def supervisor(organisation):
    return user_with_role("worker", organisation, name="Sue Supervisor")


@pytest.fixture
def role(prison, organisation, supervisor):
    return make.position(prison, organisation, title="Visits host", supervisor=supervisor)


@pytest.fixture
def who(prison, organisation, role):
    user = user_with_role("volunteer")
    return make.entrant(prison, organisation, position=role, first_name="Nia", last_name="Owen", user=user)


def noted(who, supervisor, **fields):
    fields.setdefault("held_on", timezone.localdate())
    return write_note(entrant=who, note="Tired of late evenings.", by=supervisor, **fields)


def test_two_people_read_a_note_and_nobody_else(client, who, prison, organisation, supervisor):
    note = noted(who, supervisor)
    for code in ("coordinator", "deputy", "security", "safer-custody", "gate", "sponsor"):
        user_with_role(code, prison)
    for code in ("lead", "worker"):
        user_with_role(code, organisation)
    for code in ("administrator", "analyst", "content-editor"):
        user_with_role(code)
    UserFactory(is_superuser=True)
    readers = {supervisor.pk, who.user_id}
    for user in User.objects.all():
        expected = [note] if user.pk in readers else []
        assert list(m.SupervisionNote.objects.visible_to(user)) == expected, user
        client.force_login(user)
        for address in (url("supervised", pk=who.pk), url("my_supervision")):
            answer = client.get(address)
            assert answer.status_code in (302, 404) or user.pk in readers, user  # 302: sign in with a second factor
            assert ("Tired of late evenings." in text_of(answer)) is (answer.status_code == 200)
    coordinator = User.objects.get(role_assignments__role="coordinator")
    client.force_login(coordinator)
    assert "Tired" not in text_of(client.get(url("person", pk=who.pk)))


def test_a_supervisor_s_sight_ends_with_the_role_and_with_the_work(who, supervisor, role, organisation):
    noted(who, supervisor)
    successor = user_with_role("worker", organisation)
    m.Position.objects.update(supervisor=successor)
    assert not m.SupervisionNote.objects.visible_to(successor).exists()
    assert not m.SupervisionNote.objects.visible_to(supervisor).exists()
    assert m.SupervisionNote.objects.visible_to(who.user).exists()
    m.Position.objects.update(supervisor=supervisor)
    assert m.SupervisionNote.objects.visible_to(supervisor).exists()
    who.engagements.update(ends_on=timezone.localdate() - DAY)
    assert not m.SupervisionNote.objects.visible_to(supervisor).exists()


def test_who_writes_and_who_answers(who, supervisor, prison):
    coordinator = user_with_role("coordinator", prison)
    with pytest.raises(PermissionDenied):
        noted(who, coordinator)
    with pytest.raises(NotPossible, match="has not been yet"):
        noted(who, supervisor, held_on=timezone.localdate() + DAY)
    with pytest.raises(ValidationError, match="next talk is before"):
        noted(who, supervisor, next_on=timezone.localdate() - DAY)
    with pytest.raises(ValidationError, match="conviction"):
        write_note(entrant=who, held_on=timezone.localdate(), note="His conviction came up", by=supervisor)
    note = noted(who, supervisor)
    for stranger in (supervisor, coordinator):
        with pytest.raises(PermissionDenied):
            reply(note=note, words="Mine", by=stranger)
    m.Position.objects.update(supervisor=who.user)
    with pytest.raises(PermissionDenied):
        noted(who, who.user)


def test_the_screens(client, who, supervisor):
    client.force_login(supervisor)
    assert "Nia Owen" in text_of(client.get(url("supervision")))
    today = timezone.localdate()
    said = {
        "note": "All goes well.",
        "held_on_day": today.day,
        "held_on_month": today.month,
        "held_on_year": today.year,
    }
    assert "All goes well." in text_of(client.post(url("supervision_add", pk=who.pk), said, follow=True))
    told = OutboxMessage.objects.get(kind="volunteers.supervision-note")
    assert told.to == who.user.email
    assert "goes well" not in told.body
    client.force_login(who.user)
    note = m.SupervisionNote.objects.get()
    client.post(url("supervision_reply", pk=note.pk), {"reply": "I agree."})
    assert "I agree." in text_of(client.get(url("my_supervision")))
    other = make.entrant(None, None, user=UserFactory())
    client.force_login(other.user)
    assert client.post(url("supervision_reply", pk=note.pk), {"reply": "Mine"}).status_code == 404
    assert "goes well" not in str(list(AuditEvent.objects.values_list("details", flat=True)))


def test_supervisors_are_told_once_a_week_what_is_due(who, supervisor, role, prison, organisation):
    def digests():
        return OutboxMessage.objects.filter(kind="volunteers.supervision-digest").count()

    make.entrant(prison, organisation, position=role)
    m.SupervisionNote.objects.create(
        entrant=who, supervisor=supervisor, held_on=MONDAY - 10 * DAY, note="x", next_on=MONDAY + 30 * DAY
    )
    for day in (MONDAY, MONDAY, MONDAY + DAY, MONDAY + 6 * DAY):
        run_clock(on=day)
        assert digests() == 1
    mail = OutboxMessage.objects.get(kind="volunteers.supervision-digest")
    assert mail.subject == "1 talk with people you supervise is due"
    assert "Owen" not in mail.body
    run_clock(on=MONDAY + 28 * DAY)
    assert OutboxMessage.objects.filter(subject="2 talks with people you supervise are due").count() == 1
    m.VolunteeringSettings.objects.update(supervision_weekday=2)
    before = digests()
    run_clock(on=MONDAY + 36 * DAY)
    assert digests() == before
    m.Position.objects.update(supervisor=None)
    run_clock(on=MONDAY + 37 * DAY)
    assert digests() == before


def test_the_list_of_a_supervisor_does_not_grow_in_queries(client, who, supervisor, role, prison, organisation):
    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.get(url("supervision")).status_code == 200
        return len(found)

    client.force_login(supervisor)
    noted(who, supervisor)
    queries()
    few = queries()
    for _ in range(49):
        noted(make.entrant(prison, organisation, position=role), supervisor)
    assert queries() == few


def test_notes_are_copied_for_the_person_and_leave(who, supervisor):
    note = noted(who, supervisor)
    reply(note=note, words="My own view.", by=who.user)
    copy = copy_of(kind_for("volunteer"), who)
    assert "My own view." in str(copy)
    assert "Tired" not in str(copy), "what somebody else wrote is checked first"
    assert "Tired" in str(copy_of(kind_for("volunteer"), who, with_others_words=True))
    run(at=timezone.now() + 366 * DAY)
    assert not m.SupervisionNote.objects.exists()
