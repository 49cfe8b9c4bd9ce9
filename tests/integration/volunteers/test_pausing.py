"""Whoever is paused does not come in, whoever paused them and however: the gate goes by the work."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.models import AuditEvent
from tests.factories import volunteers as make
from tests.factories.accounts import UserFactory, user_with_role
from tests.integration.volunteers.screens import text_of, url
from volunteers import models as m
from volunteers.actions.clearance import record_status
from volunteers.actions.leaving import leave
from volunteers.actions.people import end_engagement, pause_engagement
from volunteers.actions.recruitment import move_application
from volunteers.gate.listing import build
from volunteers.policies import NotPossible

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def role(prison, organisation):
    return make.position(prison, organisation, title="Visits host")


@pytest.fixture
def who(prison, organisation, role):
    """Return somebody who is expected today and may enter."""
    made = make.ready(prison, organisation, position=role, email="nia@example.org")
    make.session(prison, organisation, people=[made], position=role)
    return made


@pytest.fixture
def applied(role, who):
    return make.application(role, entrant=who, stage="active", email=who.email)


def let_in(prison):
    return {line.reference for line in build(prison, timezone.localdate()).entering}


@pytest.mark.parametrize("stage", ["paused", "conversation", "references"])
def test_who_is_not_taken_on_any_more_does_not_come_in_until_they_are_again(prison, who, applied, lead, stage):
    assert let_in(prison) == {who.reference}
    moved = move_application(application=applied, stage=stage, by=lead)
    assert let_in(prison) == set()
    [line] = build(prison, timezone.localdate()).left_out
    assert "Their role has been paused since" in line.reasons[0]
    move_application(application=moved, stage="active", by=lead)
    assert let_in(prison) == {who.reference}


def test_what_was_paused_on_the_record_stays_so_while_the_application_moves_on(prison, who, applied, lead):
    m.Application.objects.update(stage="induction")
    pause_engagement(engagement=who.engagements.get(), paused_on=timezone.localdate(), by=lead)
    applied.refresh_from_db()
    move_application(application=applied, stage="active", by=lead)
    assert let_in(prison) == set()


def test_naming_a_last_day_lifts_no_pause(prison, who, lead):
    """Neither by who keeps the record, nor by somebody who says on the own page that they leave in a year."""
    user = UserFactory()
    m.Entrant.objects.filter(pk=who.pk).update(user=user)
    who.refresh_from_db()
    pause_engagement(engagement=who.engagements.get(), paused_on=timezone.localdate(), by=lead)
    leave(entrant=who, engagements=who.engagements.all(), ends_on=timezone.localdate() + 300 * DAY, by=user)
    assert let_in(prison) == set()
    end_engagement(engagement=who.engagements.get(), ends_on=timezone.localdate() + 20 * DAY, by=lead)
    assert let_in(prison) == set()


def test_the_record_pauses_a_role_and_takes_it_up_again(client, prison, who, lead):
    client.force_login(lead)
    work = who.engagements.get()
    assert "Pause it" in text_of(client.get(url("person", pk=who.pk)))
    today = timezone.localdate()
    address = url("pause_role", pk=who.pk, engagement=work.pk)
    said = {"paused_on_day": today.day, "paused_on_month": today.month, "paused_on_year": today.year}
    assert "The role is paused from that day." in text_of(client.post(address, said, follow=True))
    assert let_in(prison) == set()
    page = text_of(client.get(url("person", pk=who.pk)))
    assert "Paused" in page
    assert "Take it up again" in page
    client.post(address, said)
    assert let_in(prison) == set()
    client.post(url("resume_role", pk=who.pk, engagement=work.pk))
    assert let_in(prison) == {who.reference}
    assert AuditEvent.objects.filter(event="entrant.paused").count() == 2
    assert AuditEvent.objects.filter(event="entrant.resumed").count() == 1


def test_who_may_pause_whom_and_when(client, prison, who, lead, coordinator):
    work = who.engagements.get()
    with pytest.raises(NotPossible, match="before the first day"):
        pause_engagement(engagement=work, paused_on=work.starts_on - DAY, by=lead)
    with pytest.raises(PermissionDenied):
        pause_engagement(engagement=work, paused_on=timezone.localdate(), by=user_with_role("security", prison))
    m.Entrant.objects.filter(pk=who.pk).update(user=coordinator)
    client.force_login(coordinator)
    for name in ("pause_role", "resume_role"):
        assert client.get(url(name, pk=who.pk, engagement=work.pk)).status_code == 404
    assert "Pause it" not in text_of(client.get(url("person", pk=who.pk)))
    m.Engagement.objects.update(ends_on=timezone.localdate() - DAY)
    with pytest.raises(NotPossible, match="ends on"):
        pause_engagement(engagement=work, paused_on=None, by=coordinator_of(prison))
    client.force_login(coordinator_of(prison))
    assert client.get(url("pause_role", pk=who.pk, engagement=work.pk)).status_code == 404


def coordinator_of(prison):
    return user_with_role("coordinator", prison)


def test_asking_that_a_refusal_be_reconsidered_opens_no_gate(prison, who, coordinator):
    """They hold an older clearance; the later refusal counts until a clearance is given."""
    today = timezone.localdate()
    refused = make.clearance(who, prison, "not-cleared", slug="enhanced-1", decided_on=today - DAY)
    assert let_in(prison) == set()
    for status in ("reconsideration", "query", "with-vetting"):
        refused = record_status(clearance=refused, status=status, on=today, by=coordinator)
        assert let_in(prison) == set(), status
    record_status(clearance=refused, status="cleared", on=today, by=coordinator)
    assert let_in(prison) == {who.reference}


def test_the_board_shows_who_is_paused_and_a_page_of_the_table_leaves_nobody_out(client, role, coordinator):
    today = timezone.localdate()
    for number in range(60):
        make.application(role, last_name=f"Waiting{number:02d}", stage_since=today - number * DAY)
        make.application(role, last_name=f"Ended{number:02d}", stage="left", stage_since=today - number * DAY)
    make.application(role, last_name="Resting", stage="paused")
    client.force_login(coordinator)
    address = url("applications", code="TSF")
    pages = [text_of(client.get(address, {"page": page})) for page in (1, 2)]
    assert all(sum(f"Waiting{number:02d}" in page for page in pages) == 1 for number in range(60))
    ended = text_of(client.get(address, {"view": "ended"}))
    assert "Ended00" in ended
    assert "Ended59" not in ended
    board = text_of(client.get(address, {"view": "board"}))
    assert "References: 60" in board
    assert "And 40 more, in the table." in board
    assert "Paused: 1" in board
    assert "Resting" in board


def test_the_page_of_an_application_says_what_is_missing_for_the_role(client, prison, organisation, role, lead):
    """Somebody can be called active whom the gate does not let in: so the page says so."""
    entrant = make.entrant(prison, organisation, position=role, approval="asked")
    made = make.application(role, entrant=entrant, stage="active")
    client.force_login(lead)
    page = text_of(client.get(url("application", pk=made.pk)))
    assert "Baseline clearance or higher is needed: none has been started." in page
    assert "This prison’s approval has been waited for" in page
