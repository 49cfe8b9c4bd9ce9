"""Who is expected: said by themselves or for them, taken back, and never rewritten once it is written down."""

import datetime

import pytest
from django.utils import timezone

from core.worklist import source_for
from tests.factories import volunteers as make
from tests.factories.accounts import UserFactory
from tests.integration.volunteers.screens import text_of, url
from volunteers import models as m
from volunteers.actions.clock import run_clock
from volunteers.actions.sessions import record_coming
from volunteers.policies import NotPossible

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def test_nobody_rewrites_what_was_written_down_about_themselves(client, prison, organisation, lead):
    """ "I cannot come" is for what comes: not for a session that has been, nor once it was marked how it went."""
    user = UserFactory()
    who = make.ready(prison, organisation)
    m.Entrant.objects.filter(pk=who.pk).update(user=user)
    past = make.session(prison, organisation, people=[who], on=timezone.localdate() - DAY).attendances.get()
    today = make.session(prison, organisation, people=[who]).attendances.get()
    record_coming(attendance=today, coming="did-not-come", barrier="no-show", by=lead)
    client.force_login(user)
    for row in (past, today):
        with pytest.raises(NotPossible):
            record_coming(attendance=row, coming="not-coming", by=user)
        client.post(url("cannot_come", pk=row.pk))
    today.refresh_from_db()
    past.refresh_from_db()
    assert (past.coming, today.coming, today.barrier) == ("expected", "did-not-come", "no-show")


@pytest.mark.parametrize("days", [0, 3])
def test_who_said_that_they_cannot_come_is_put_on_again(client, prison, organisation, lead, days):
    who = make.ready(prison, organisation, last_name="Owen")
    day = make.session(prison, organisation, people=[who], on=timezone.localdate() + days * DAY)
    row = day.attendances.get()
    client.force_login(lead)
    m.Attendance.objects.update(coming="not-coming")
    assert "Comes after all" in text_of(client.get(url("session", pk=day.pk)))
    client.post(url("came", pk=day.pk), {"row": row.pk, "coming": "expected"})
    row.refresh_from_db()
    assert row.coming == "expected"
    assert "Comes after all" not in text_of(client.get(url("session", pk=day.pk)))
    m.Attendance.objects.update(coming="not-coming")
    assert client.post(url("session", pk=day.pk), {"entrant": who.pk}).status_code == 302
    row.refresh_from_db()
    assert row.coming == "expected"


def test_nobody_is_put_on_a_session_that_is_called_off(prison, organisation, lead):
    off = make.session(
        prison, organisation, people=[make.ready(prison, organisation)], cancelled_at=timezone.now(),
        cancelled_for="no-room",
    )  # fmt: skip
    for coming in ("expected", "not-coming"):
        with pytest.raises(NotPossible, match="called off"):
            record_coming(attendance=off.attendances.get(), coming=coming, by=lead)


def test_who_has_left_is_reminded_of_no_renewal(prison, organisation, coordinator):
    today = timezone.localdate()
    gone, paused = (make.entrant(prison, organisation) for _ in range(2))
    for who in (gone, paused):
        make.clearance(who, prison, expires_on=today + 30 * DAY)
    gone.engagements.update(ends_on=today - DAY)
    paused.engagements.update(paused_on=today)
    assert run_clock(on=today).reminders == 1
    assert m.RenewalReminder.objects.get().clearance.entrant == paused
    found = source_for("volunteers-ending").find(user=coordinator, scope=prison, most=5)
    assert [paused.reference in item.title for item in found] == [True]
