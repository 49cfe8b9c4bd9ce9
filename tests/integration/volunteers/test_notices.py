"""A regime notice reaches everybody due that day: also at training, also for days set out later, and at once."""

import datetime
from unittest import mock

import pytest
from django.utils import timezone

from core.models import AuditEvent, NotificationPreference, OutboxMessage
from tests.factories import volunteers as make
from tests.factories.accounts import UserFactory, user_with_role
from tests.integration.volunteers.screens import text_of, url
from volunteers import models as m
from volunteers.actions.clock import run_clock
from volunteers.actions.notices import give_notice
from volunteers.actions.series import save_series, set_out

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
WEEK = 7 * DAY


def at_work(prison, organisation, **fields):
    who = make.ready(prison, organisation)
    m.Entrant.objects.filter(pk=who.pk).update(**fields)
    return who


def test_days_that_are_set_out_after_the_notice_are_called_off_and_everybody_due_is_told(
    prison, organisation, coordinator
):
    """The prison trains its staff in ten weeks' time; the sessions of that day are set out in two."""
    who = at_work(prison, organisation, email="nia@example.org")
    today = timezone.localdate()
    series = make.series(prison, organisation, people=[who], starts_on=today, weekday=today.weekday())
    set_out(series=series)
    closed = today + 10 * WEEK
    notice = give_notice(prison=prison, kind="staff-training", on=closed, by=coordinator)
    assert notice.sessions == 0
    for _ in range(2):
        run_clock(on=today + 3 * WEEK)
    off = series.days.get(on=closed)
    assert (off.cancelled_for, off.attendances.get().barrier) == ("prison-cancelled", "prison-cancelled")
    assert series.days.filter(cancelled_at=None).exists()
    notice.refresh_from_db()
    assert (notice.sessions, notice.people, notice.not_reached) == (1, 1, 0)
    assert OutboxMessage.objects.filter(to="nia@example.org", kind="volunteers.session-cancelled").count() == 1
    [said] = AuditEvent.objects.filter(event="session.cancelled")
    assert said.actor_label == "command:run_people_clock"


def test_a_new_session_that_comes_round_keeps_away_from_hours_that_are_called_off(prison, organisation, coordinator):
    today = timezone.localdate()
    on = today + WEEK
    hours = {"starts": datetime.time(8), "ends": datetime.time(12)}
    give_notice(prison=prison, kind="no-escort", on=on, by=coordinator, **hours)
    for starts, ends in ((9, 10), (12, 13)):
        series = m.SessionSeries(
            prison=prison,
            organisation=organisation,
            title=f"At {starts}",
            weekday=on.weekday(),
            starts_on=today,
            starts=datetime.time(starts),
            ends=datetime.time(ends),
            destination="Chapel",
            access_type=make.access("escorted"),
        )
        save_series(series=series, people=[make.ready(prison, organisation)], by=coordinator)
    days = m.SessionDay.objects.filter(on=on)
    assert dict(days.values_list("title", "cancelled_for")) == {"At 9": "no-escort", "At 12": ""}
    assert AuditEvent.objects.get(event="session.cancelled").actor_id == str(coordinator.pk)


@pytest.mark.parametrize("training", [True, False])
def test_training_on_that_day_goes_with_it_unless_said_otherwise(prison, organisation, coordinator, training):
    trainer = user_with_role("safer-custody", prison)
    on = timezone.localdate() + DAY
    both = at_work(prison, organisation, email="both@example.org")
    waits = at_work(prison, organisation, email="waits@example.org")
    make.session(prison, organisation, people=[both], on=on)
    held = make.training_session(prison, on=on, trainer=trainer)
    other_day = make.training_session(prison, on=on + DAY)
    for who, status in ((both, "booked"), (waits, "waiting")):
        make.booking(held, who, status)
        make.booking(other_day, who, status)
    notice = give_notice(prison=prison, kind="lockdown", on=on, by=coordinator, training=training)
    assert (notice.sessions, notice.people) == ((2, 2) if training else (1, 1))
    held.refresh_from_db()
    other_day.refresh_from_db()
    assert (held.cancelled_at is not None, other_day.cancelled_at) == (training, None)
    told = set(OutboxMessage.objects.filter(kind="volunteers.training-called-off").values_list("to", flat=True))
    assert told == ({"both@example.org", "waits@example.org", trainer.email} if training else set())


def test_who_has_no_address_is_counted_apart_and_the_session_says_whom_to_ring(
    client, prison, organisation, coordinator
):
    nobody_s = at_work(prison, organisation, last_name="Quickthorn", phone="01632 960001")
    at_work(prison, organisation, email="nia@example.org")
    day = make.session(prison, organisation, people=m.Entrant.objects.all())
    client.force_login(coordinator)
    today = timezone.localdate()
    said = {"kind": "lockdown", "on_day": today.day, "on_month": today.month, "on_year": today.year}
    answer = text_of(client.post(url("notice", code="TSF"), said, follow=True))
    assert "Sessions called off: 1. People told: 1. Without an e-mail address: 1. Ring them" in answer
    page = text_of(client.get(url("session", pk=day.pk)))
    assert page.count("Does not know yet") == 2
    assert "01632 960001" in page
    row = day.attendances.get(entrant=nobody_s)
    client.post(url("came", pk=day.pk), {"row": row.pk, "knows": "1"})
    row.refresh_from_db()
    assert row.known_at is not None
    assert row.coming == "did-not-come"
    assert text_of(client.get(url("session", pk=day.pk))).count("Does not know yet") == 1


def test_nobody_hears_of_a_lockdown_in_tomorrow_s_e_mail(prison, organisation, coordinator):
    """Whoever once chose one e-mail a day for it gets this one at once all the same."""
    user = UserFactory()
    who = at_work(prison, organisation, user=user)
    NotificationPreference.objects.create(user=user, kind="volunteers.session-cancelled", cadence="daily")
    make.session(prison, organisation, people=[who])
    give_notice(prison=prison, kind="lockdown", on=timezone.localdate(), by=coordinator)
    assert OutboxMessage.objects.filter(to=user.email).count() == 1


def test_a_session_that_has_begun_is_not_rewritten_by_a_change_of_its_series(prison, organisation, coordinator):
    today = timezone.localdate()
    who = make.ready(prison, organisation)
    series = make.series(prison, organisation, people=[who], starts_on=today - WEEK, weekday=today.weekday())
    set_out(series=series)
    begun = datetime.datetime.combine(today, datetime.time(14, 1), tzinfo=timezone.get_default_timezone())
    series.weekday, series.destination = (today.weekday() + 1) % 7, "Education"
    with mock.patch("django.utils.timezone.now", return_value=begun):
        save_series(series=series, people=[], by=coordinator)
    day = series.days.get(on=today)
    assert (day.destination, day.attendances.get().entrant) == ("Chapel", who)
