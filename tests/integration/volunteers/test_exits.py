"""Leaving a prison: the checklist opens by itself, is ticked with who and when, and closes with thanks."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import AuditEvent, OutboxMessage
from core.retention import run
from core.worklist import source_for
from tests.factories import volunteers as make
from tests.factories.accounts import user_with_role
from tests.factories.directory import PrisonFactory
from tests.integration.volunteers.screens import text_of, url
from volunteers import models as m
from volunteers.actions.clock import run_clock
from volunteers.actions.exits import tick, untick, waiting
from volunteers.actions.people import Work, end_engagement, engage
from volunteers.policies import NotPossible

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def coordinator(prison):
    return user_with_role("coordinator", prison, name="Cora Coordinator")


@pytest.fixture
def who(prison, organisation):
    role = make.position(prison, organisation)
    return make.ready(prison, organisation, position=role, first_name="Nia", last_name="Owen", email="nia@example.org")


def leaves(who, by, day=None):
    end_engagement(engagement=who.engagements.get(), ends_on=day or timezone.localdate(), by=by)
    return m.Exit.objects.get(entrant=who)


def test_it_opens_with_the_last_work_and_is_forgotten_when_somebody_stays(who, prison, organisation, coordinator):
    second = make.position(prison, organisation, title="Second role")
    work = Work("volunteer", organisation, second)
    engage(entrant=who, work=work, by=coordinator)
    end_engagement(
        engagement=who.engagements.exclude(position=second).get(), ends_on=timezone.localdate(), by=coordinator
    )
    assert not m.Exit.objects.exists()
    end_engagement(engagement=who.engagements.get(position=second), ends_on=timezone.localdate() + DAY, by=coordinator)
    assert m.Exit.objects.get().last_day == timezone.localdate() + DAY
    third = make.position(prison, organisation, title="Third role")
    engage(entrant=who, work=Work("volunteer", organisation, third), by=coordinator)
    assert not m.Exit.objects.exists()


def test_nothing_has_to_come_back_from_who_was_never_let_in(prison, organisation, coordinator):
    asked = make.entrant(prison, organisation, position=make.position(prison, organisation), approval="asked")
    end_engagement(engagement=asked.engagements.get(), ends_on=timezone.localdate(), by=coordinator)
    assert not m.Exit.objects.exists()


def test_the_coordinator_ticks_and_the_last_tick_thanks(client, who, prison, coordinator):
    left = leaves(who, coordinator)
    [item] = source_for("leavers").find(user=coordinator, scope=prison, most=5)
    assert "Owen" not in item.title + item.detail
    client.force_login(coordinator)
    assert "Badge or pass, Keys and key account" in text_of(client.get(url("exits", code="TSF")))
    slugs = [row.slug for row in waiting(left)]
    assert len(slugs) == 6
    client.post(url("checklist", pk=left.pk), {"item": slugs[0], "do": "done"})
    client.post(url("checklist", pk=left.pk), {"item": slugs[1], "do": "none"})
    page = text_of(client.get(url("checklist", pk=left.pk)))
    assert "Had none" in page
    assert "Cora Coordinator" in page
    client.post(url("checklist", pk=left.pk), {"item": slugs[1], "do": "undo"})
    assert left.ticks.count() == 1
    assert not OutboxMessage.objects.filter(kind="volunteers.thanked").exists()
    for slug in slugs:
        client.post(url("checklist", pk=left.pk), {"item": slug, "do": "done"})
    left.refresh_from_db()
    assert left.closed_on == timezone.localdate()
    assert OutboxMessage.objects.get(kind="volunteers.thanked").to == "nia@example.org"
    assert list(source_for("leavers").find(user=coordinator, scope=prison, most=5)) == []
    again = client.post(url("checklist", pk=left.pk), {"item": slugs[0], "do": "undo"}, follow=True)
    assert "The checklist is closed." in text_of(again)
    assert AuditEvent.objects.filter(event="exit.ticked").count() == 7


def test_only_the_prison_s_coordinator_ticks_and_nobody_for_themselves(who, prison, organisation, coordinator):
    left = leaves(who, coordinator)
    item = waiting(left)[0]
    for user in (user_with_role("lead", organisation), user_with_role("security", prison)):
        with pytest.raises(PermissionDenied):
            tick(left=left, item=item, applies=True, by=user)
    m.Entrant.objects.filter(pk=who.pk).update(user=coordinator)
    with pytest.raises(PermissionDenied):
        untick(left=left, item=item, by=coordinator)
    elsewhere = user_with_role("coordinator", PrisonFactory())
    assert list(m.Exit.objects.visible_to(elsewhere)) == []
    m.Exit.objects.update(closed_on=timezone.localdate())
    with pytest.raises(NotPossible):
        tick(left=left, item=item, applies=True, by=user_with_role("deputy", prison))


def test_the_clock_takes_leavers_off_what_was_set_out_since(who, prison, organisation, coordinator):
    today = timezone.localdate()
    series = make.series(prison, organisation, people=[who])
    leaves(who, coordinator, today + 90 * DAY)
    assert series.people.exists(), "the last day is further away than sessions are set out"
    late = make.session(prison, organisation, people=[who], on=today + 92 * DAY)
    for day in (90, 91, 91):
        run_clock(on=today + day * DAY)
        assert series.people.exists() is (day == 90)
    assert who.attendances.get(day=late).coming == "not-coming"


def test_the_list_does_not_grow_in_queries_and_rows_leave(client, who, prison, organisation, coordinator):
    def add():
        m.Exit.objects.create(entrant=make.entrant(prison, organisation), prison=prison, last_day=timezone.localdate())

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.get(url("exits", code="TSF")).status_code == 200
        return len(found)

    client.force_login(coordinator)
    add()
    queries()
    few = queries()
    for _ in range(49):
        add()
    assert queries() == few
    m.Exit.objects.update(closed_on=timezone.localdate())
    run(at=timezone.now() + 370 * DAY)
    assert not m.Exit.objects.exists()
