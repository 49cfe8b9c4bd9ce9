"""Sessions come round, are called off so that everybody due hears of it, and say how they went."""

import datetime
from unittest import mock

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.utils import timezone

from core.models import Notification, OutboxMessage
from directory.enums import Frequency
from tests.factories import volunteers as make
from tests.factories.accounts import UserFactory, user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory, service
from tests.integration.volunteers.screens import text_of, url
from volunteers import models as m
from volunteers.actions.clock import run_clock
from volunteers.actions.notices import give_notice
from volunteers.actions.series import save_series, set_out
from volunteers.actions.sessions import cancel_day, expect, record_coming
from volunteers.policies import NotPossible
from volunteers.recurrence import days_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
D = datetime.date


@pytest.mark.parametrize(
    ("frequency", "starts_on", "found"),
    [
        (Frequency.WEEKLY, D(2026, 10, 13), [D(2026, 10, 20), D(2026, 10, 27), D(2026, 11, 3)]),
        (Frequency.FORTNIGHTLY, D(2026, 10, 13), [D(2026, 10, 27)]),
        (Frequency.FORTNIGHTLY, D(2026, 10, 14), [D(2026, 10, 20), D(2026, 11, 3)]),
        (Frequency.MONTHLY, D(2026, 9, 1), [D(2026, 11, 3)]),
        (Frequency.MONTHLY, D(2026, 9, 29), []),
        (Frequency.BY_ARRANGEMENT, D(2026, 10, 13), []),
    ],
)
def test_on_which_tuesdays_a_session_comes_round(prison, frequency, starts_on, found):
    series = make.series(prison, frequency=frequency, starts_on=starts_on)
    assert list(days_of(series, D(2026, 10, 19), D(2026, 11, 8))) == found


def test_a_session_ends_with_its_last_day(prison):
    series = make.series(prison, starts_on=D(2026, 10, 13), ends_on=D(2026, 10, 27))
    assert list(days_of(series, D(2026, 10, 19), D(2026, 11, 8))) == [D(2026, 10, 20), D(2026, 10, 27)]


def test_the_days_are_set_out_once_with_everybody_who_comes(prison, organisation):
    who = make.ready(prison, organisation)
    series = make.series(prison, organisation, people=[who])
    assert set_out(series=series) == 8 or series.days.count() in (8, 9)
    count = series.days.count()
    assert set_out(series=series) == 0
    assert series.days.count() == count == who.attendances.count()


@pytest.fixture
def _morning():
    """Let it be the early morning of today: no session of today has begun."""
    early = datetime.datetime.combine(timezone.localdate(), datetime.time(6), tzinfo=timezone.get_default_timezone())
    with mock.patch("django.utils.timezone.now", return_value=early):
        yield


def at_work(prison, organisation, **fields):
    who = make.ready(prison, organisation)
    m.Entrant.objects.filter(pk=who.pk).update(**fields)
    return who


@pytest.mark.usefixtures("_morning")
def test_a_change_of_a_session_reaches_the_days_that_are_set_out(prison, organisation, coordinator):
    """The hour, the place and who comes change on the days to come; whoever is due hears of it once."""
    stays = at_work(prison, organisation, email="stays@example.org")
    leaves = at_work(prison, organisation, email="leaves@example.org")
    joins = at_work(prison, organisation, email="joins@example.org")
    extra = at_work(prison, organisation, email="extra@example.org")
    series = make.series(prison, organisation, people=[stays, leaves], starts_on=timezone.localdate())
    set_out(series=series)
    off, first, *later = series.days.order_by("on")
    m.SessionDay.objects.filter(pk=off.pk).update(cancelled_at=timezone.now(), cancelled_for="no-escort")
    m.Attendance.objects.create(day=first, entrant=extra)
    m.Attendance.objects.filter(day=first, entrant=stays).update(coming="not-coming")
    series.starts, series.ends, series.destination = datetime.time(10), datetime.time(12), "Education"
    save_series(series=series, people=[stays, joins], by=coordinator)
    for day in (first, *later):
        day.refresh_from_db()
        assert (day.starts, day.destination) == (datetime.time(10), "Education")
    off.refresh_from_db()
    assert (off.starts, off.destination) == (datetime.time(14), "Chapel")
    assert {row.entrant for row in first.attendances.all()} == {stays, joins, extra}
    assert first.attendances.get(entrant=stays).coming == "not-coming"
    assert all({row.entrant for row in day.attendances.all()} == {stays, joins} for day in later)
    told = sorted(OutboxMessage.objects.values_list("to", flat=True))
    assert told == [f"{name}@example.org" for name in ("extra", "joins", "leaves", "stays")]


@pytest.mark.usefixtures("_morning")
@pytest.mark.parametrize("change", [{"weekday": 4}, {"ends_on": 10}, {"frequency": "by-arrangement"}])
def test_days_on_which_it_no_longer_comes_round_are_gone_and_those_due_are_told(
    prison, organisation, coordinator, change
):
    who = at_work(prison, organisation, email="nia@example.org")
    today = timezone.localdate()
    series = make.series(prison, organisation, people=[who], starts_on=today - 30 * DAY, weekday=today.weekday())
    past = make.session(prison, organisation, people=[who], series=series, on=today - 7 * DAY)
    set_out(series=series)
    if "weekday" in change:
        change = {"weekday": (today.weekday() + 1) % 7}
    if "ends_on" in change:
        change = {"ends_on": today + 10 * DAY}
    for name, value in change.items():
        setattr(series, name, value)
    save_series(series=series, people=[who], by=coordinator)
    days = set(series.days.filter(on__gte=today).values_list("on", flat=True))
    assert days == set(days_of(series, today, today + 56 * DAY))
    assert m.SessionDay.objects.filter(pk=past.pk).exists()
    assert OutboxMessage.objects.filter(to="nia@example.org").count() == 1


@pytest.mark.usefixtures("_morning")
def test_a_change_that_concerns_nobody_tells_nobody_and_what_was_written_down_stays(prison, organisation, coordinator):
    who = at_work(prison, organisation, email="nia@example.org")
    today = timezone.localdate()
    series = make.series(prison, organisation, people=[who], starts_on=today, weekday=today.weekday())
    set_out(series=series)
    m.Attendance.objects.filter(day__on=today).update(coming="came", minutes=120)
    series.escort_by = "Chaplaincy"
    save_series(series=series, people=[who], by=coordinator)
    assert not OutboxMessage.objects.exists()
    assert series.days.exclude(on=today).filter(escort_by="Chaplaincy").count() == series.days.count() - 1
    save_series(series=series, people=[], by=coordinator)
    assert list(series.days.exclude(attendances=None).values_list("on", flat=True)) == [today]


def test_a_day_that_is_called_off_reaches_everybody_due_once(prison, organisation, coordinator, lead):
    """Somebody with an account, somebody with an address only, somebody who cannot come, and the organisation."""
    account = UserFactory()
    with_account = make.ready(prison, organisation, last_name="Quickthorn")
    m.Entrant.objects.filter(pk=with_account.pk).update(user=account)
    by_mail = make.ready(prison, organisation, email="nia@example.org")
    staying = make.ready(prison, organisation, email="away@example.org")
    morning = make.session(
        prison, organisation, people=[with_account, by_mail], starts=datetime.time(9), ends=datetime.time(10)
    )
    afternoon = make.session(prison, organisation, people=[with_account, staying])
    m.Attendance.objects.filter(entrant=staying).update(coming="not-coming")
    other_day = make.session(prison, organisation, people=[by_mail], on=timezone.localdate() + DAY)
    notice = give_notice(prison=prison, kind="lockdown", on=timezone.localdate(), by=coordinator)
    assert (notice.sessions, notice.people) == (2, 2)
    assert sorted(OutboxMessage.objects.values_list("to", flat=True)) == sorted(
        [account.email, "nia@example.org", lead.email]
    )
    assert Notification.objects.get(user=account).count == 2
    assert not any("Quickthorn" in text for text in OutboxMessage.objects.values_list("body", flat=True))
    for day in (morning, afternoon):
        day.refresh_from_db()
        assert day.cancelled_for == "prison-cancelled"
    other_day.refresh_from_db()
    assert other_day.cancelled_at is None
    assert set(m.Attendance.objects.filter(day=morning).values_list("coming", "barrier")) == {
        ("did-not-come", "prison-cancelled")
    }
    again = give_notice(prison=prison, kind="lockdown", on=timezone.localdate(), by=coordinator)
    assert (again.sessions, again.people) == (0, 0)


def test_hours_limit_what_is_called_off(prison, organisation, coordinator):
    times = ((9, 10), (10, 12), (14, 16))
    days = [make.session(prison, starts=datetime.time(a), ends=datetime.time(b), title=f"{a}") for a, b in times]
    notice = give_notice(
        prison=prison,
        kind="no-escort",
        on=timezone.localdate(),
        starts=datetime.time(10),
        ends=datetime.time(14),
        by=coordinator,
    )
    assert notice.sessions == 1
    days[1].refresh_from_db()
    assert days[1].cancelled_for == "no-escort"


def test_only_who_arranges_a_session_cancels_it(prison, organisation, lead):
    day = make.session(prison, organisation)
    for by in (user_with_role("gate", prison), user_with_role("lead", OrganisationFactory())):
        with pytest.raises(PermissionDenied):
            cancel_day(day=day, barrier="no-room", by=by)
    with pytest.raises(NotPossible, match="why"):
        cancel_day(day=day, barrier="", by=lead)
    cancel_day(day=day, barrier="no-room", by=lead)
    assert not cancel_day(day=day, barrier="no-escort", by=lead).reached
    with pytest.raises(NotPossible, match="cancelled"):
        expect(day=day, entrant=make.ready(prison, organisation), by=lead)


def test_how_it_went_is_recorded_with_hours_or_a_barrier(prison, organisation, lead):
    row = make.session(prison, organisation, people=[make.ready(prison, organisation)]).attendances.get()
    assert record_coming(attendance=row, coming="came", by=lead).minutes == 120
    with pytest.raises(NotPossible, match="stood in the way"):
        record_coming(attendance=row, coming="did-not-come", by=lead)
    stopped = record_coming(attendance=row, coming="did-not-come", barrier="gate-delay", by=lead)
    assert (stopped.minutes, stopped.barrier) == (None, "gate-delay")


def test_somebody_may_say_that_they_cannot_come_and_nothing_else(prison, organisation):
    who = make.ready(prison, organisation)
    user = UserFactory()
    m.Entrant.objects.filter(pk=who.pk).update(user=user)
    row = make.session(prison, organisation, people=[who], on=timezone.localdate() + DAY).attendances.get()
    assert record_coming(attendance=row, coming="not-coming", by=user).coming == "not-coming"
    with pytest.raises(PermissionDenied):
        record_coming(attendance=row, coming="expected", by=user)


def test_the_clock_reminds_at_each_stage_once_and_marks_what_expired(prison, organisation, coordinator, lead):
    today = timezone.localdate()
    who = make.entrant(prison, organisation, email="nia@example.org")
    make.clearance(who, prison, expires_on=today + 95 * DAY)
    sent = []
    for number in range(97):
        totals = run_clock(on=today + number * DAY)
        again = run_clock(on=today + number * DAY)
        assert again.reminders == again.expired == 0
        if totals.reminders:
            sent.append(95 - number)
    assert sent == [90, 60, 30, 7]
    assert set(OutboxMessage.objects.values_list("to", flat=True)) == {
        "nia@example.org",
        lead.email,
        coordinator.email,
    }
    assert OutboxMessage.objects.count() == 12


def test_a_renewal_reaches_the_coordinators_whom_the_person_agreed_to_be_named_to(prison, organisation, coordinator):
    """The sponsor's, who were not told of them, hear nothing; those of a further prison do."""
    today = timezone.localdate()
    further, sponsor = PrisonFactory(), PrisonFactory()
    there, _not_told = user_with_role("coordinator", further), user_with_role("coordinator", sponsor)
    who = make.entrant(prison, organisation)
    make.approve(who, further)
    make.clearance(who, sponsor, expires_on=today + 30 * DAY)
    assert run_clock(on=today).reminders == 1
    assert set(OutboxMessage.objects.values_list("to", flat=True)) == {coordinator.email, there.email}


def test_a_clearance_is_marked_the_day_after_its_last(prison, organisation):
    today = timezone.localdate()
    clearance = make.clearance(make.entrant(prison, organisation), prison, expires_on=today)
    assert run_clock(on=today).expired == 0
    m.Clearance.objects.filter(pk=clearance.pk).update(expires_on=today - DAY)
    assert run_clock(on=today).expired == 1
    clearance.refresh_from_db()
    assert clearance.status == "expired"


def test_a_clearance_that_is_renewed_reminds_nobody(prison, organisation):
    today = timezone.localdate()
    who = make.entrant(prison, organisation)
    make.clearance(who, prison, expires_on=today + 20 * DAY)
    make.clearance(who, prison, expires_on=today + 900 * DAY)
    assert run_clock(on=today).reminders == 0


def test_the_command_says_what_it_did(capsys, prison, organisation):
    make.series(prison, organisation)
    call_command("run_people_clock")
    assert "reminders: 0" in capsys.readouterr().out


def test_a_listings_session_is_set_out_from_the_directory(client, prison, organisation, coordinator):
    times = {"weekday": 1, "starts": datetime.time(14), "ends": datetime.time(16), "place": "Chapel"}
    page = service(prison, organisation=organisation, title="Grief group", sessions=[times])
    who = make.ready(prison, organisation)
    client.force_login(coordinator)
    assert "Grief group" in text_of(client.get(url("sessions", code="TSF")))
    address = f"{url('series_add', code='TSF')}?from={page.sessions.get().pk}"
    form = client.get(address).context["form"]
    assert (form.initial["title"], form.initial["destination"]) == ("Grief group", "Chapel")
    today = timezone.localdate()
    said = form.initial | {"people": [who.pk], "access_type": make.access("escorted").pk, "ends_on": ""}
    said = {name: value for name, value in said.items() if value not in (None, "") and name != "starts_on"}
    said |= {"starts_on_day": today.day, "starts_on_month": today.month, "starts_on_year": today.year}
    said |= {"starts": "14:00", "ends": "16:00"}
    assert client.post(address, said).status_code == 302
    series = m.SessionSeries.objects.get()
    assert series.service_id == page.pk
    assert series.days.count() >= 8
    assert "not set out yet" not in text_of(client.get(url("sessions", code="TSF")))


def test_a_barrier_is_two_clicks(client, prison, organisation, lead):
    day = make.session(prison, organisation, people=[make.ready(prison, organisation)])
    client.force_login(lead)
    text = text_of(client.get(url("session", pk=day.pk)))
    assert "May enter" in text
    row = day.attendances.get()
    client.post(url("came", pk=day.pk), {"row": row.pk, "barrier": "not-unlocked"})
    row.refresh_from_db()
    assert (row.coming, row.barrier) == ("did-not-come", "not-unlocked")
    client.post(url("came", pk=day.pk), {"row": row.pk, "coming": "came"})
    row.refresh_from_db()
    assert (row.coming, row.barrier, row.minutes) == ("came", "", 120)
    for nonsense in ({"row": "x"}, {"row": row.pk}, {"row": row.pk, "coming": "late"}):
        answer = client.post(url("came", pk=day.pk), nonsense, follow=True)
        assert "There is a problem" in text_of(answer)


def test_an_organisation_sees_its_own_people_on_a_session_only(client, prison, organisation, lead, coordinator):
    mine, other = make.ready(prison, organisation, last_name="Owen"), make.ready(prison, last_name="Reed")
    day = make.session(prison, organisation, people=[mine, other])
    client.force_login(lead)
    text = text_of(client.get(url("session", pk=day.pk)))
    assert "Owen" in text
    assert "Reed" not in text
    client.force_login(coordinator)
    assert "Reed" in text_of(client.get(url("session", pk=day.pk)))


def test_somebody_is_put_on_a_session_and_what_they_need_is_shown(client, prison, organisation, lead):
    who = make.entrant(prison, organisation)
    day = make.session(prison, organisation)
    client.force_login(lead)
    answer = client.post(url("session", pk=day.pk), {"entrant": who.pk}, follow=True)
    assert "This prison has not been asked to approve them." in text_of(answer)


def test_a_notice_is_given_on_the_screen(client, prison, organisation, coordinator):
    make.session(prison, organisation, people=[make.ready(prison, organisation, email="nia@example.org")])
    client.force_login(coordinator)
    today = timezone.localdate()
    said = {"kind": "lockdown", "on_day": today.day, "on_month": today.month, "on_year": today.year}
    wrong = client.post(url("notice", code="TSF"), said | {"starts": "15:00", "ends": "14:00"})
    assert "The last hour is before the first." in text_of(wrong)
    answer = client.post(url("notice", code="TSF"), said, follow=True)
    assert "Sessions called off: 1. People told: 1." in text_of(answer)
