"""Somebody's own page shows the own record, and nobody else's."""

import datetime

import pytest
from django.utils import timezone
from icalendar import Calendar

from tests.factories import volunteers as make
from tests.factories.accounts import UserFactory, user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory
from tests.integration.volunteers.screens import text_of, url
from volunteers import models as m

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def own(client):
    """Return the record of somebody who has signed in, with a session tomorrow."""
    prison = PrisonFactory(code="TSF", name="Testfield (HMP)")
    user = user_with_role("volunteer")
    who = make.ready(prison, OrganisationFactory(), first_name="Nia", last_name="Owen")
    m.Entrant.objects.filter(pk=who.pk).update(user=user)
    make.session(prison, people=[who], on=timezone.localdate() + DAY, title="Chapel choir")
    client.force_login(user)
    return who


def test_it_says_what_is_missing_and_what_comes(client, own):
    assert client.get(url("home")).url == url("mine")
    done = make.session(own.approvals.get().prison, people=[own], on=timezone.localdate() - DAY)
    m.Attendance.objects.filter(day=done).update(coming="came", minutes=150)
    text = text_of(client.get(url("mine")))
    assert "May enter" in text
    assert "Chapel choir" in text
    assert "You have come 1 time, 2 hours 30 minutes in all." in text


def test_the_calendar_names_nobody_and_keeps_the_clock_of_london(client, own):
    content = client.get(url("my_calendar")).content
    for word in ("Nia", "Owen", "Testfield", "choir", own.reference):
        assert word.encode() not in content
    [event] = Calendar.from_ical(content).walk("VEVENT")
    assert event["summary"] == "Session"
    assert event.decoded("dtstart").strftime("%H:%M %Z") in ("14:00 GMT", "14:00 BST")


def test_they_say_once_that_they_cannot_come(client, own):
    row = own.attendances.get()
    client.post(url("cannot_come", pk=row.pk))
    row.refresh_from_db()
    assert row.coming == "not-coming"
    again = client.post(url("cannot_come", pk=row.pk), follow=True)
    assert "You are not expected" in text_of(again)


def test_they_correct_their_own_details(client, own):
    said = {"first_name": "Nia", "last_name": "Owen-Rees", "email": "nia@example.org"}
    assert client.post(url("my_details"), said).status_code == 302
    own.refresh_from_db()
    assert own.last_name == "Owen-Rees"


def test_another_s_record_and_session_do_not_exist(client, own):
    row = own.attendances.get()
    client.force_login(UserFactory())
    for name in ("mine", "my_details", "my_calendar", "home"):
        assert client.get(url(name)).status_code == 404
    assert client.post(url("cannot_come", pk=row.pk)).status_code == 404


def test_what_is_missing_is_said_to_the_person_themselves(client, own):
    own.engagements.update(paused_on=timezone.localdate() - DAY)
    own.approvals.update(status="not-asked")
    text = text_of(client.get(url("mine")))
    assert "Your role has been paused since" in text
    assert "This prison has not been asked to approve you." in text
    assert "Their role" not in text
