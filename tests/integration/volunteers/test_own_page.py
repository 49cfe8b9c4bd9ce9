"""More of the own page: a calendar by a secret address, hours, thanks, corrections, stopping."""

import datetime
import io

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from icalendar import Calendar
from pypdf import PdfReader

from core.models import AuditEvent, OutboxMessage
from core.retention import run
from core.worklist import source_for
from tests.factories import volunteers as make
from tests.factories.accounts import user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory
from tests.integration.volunteers.screens import text_of, url
from volunteers import models as m
from volunteers.actions.leaving import leave
from volunteers.actions.own_page import answer_correction, ask_correction, make_feed, revoke_feed
from volunteers.actions.people import end_engagement
from volunteers.policies import NotPossible

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def own(client, prison, organisation):
    """Return the record of somebody who has signed in, with a role and a session tomorrow."""
    user = user_with_role("volunteer")
    role = make.position(prison, organisation, title="Visits host")
    who = make.ready(prison, organisation, position=role, first_name="Nia", last_name="Owen", user=user)
    make.session(prison, organisation, people=[who], on=timezone.localdate() + DAY, title="Chapel choir")
    client.force_login(user)
    return who


def test_a_calendar_is_read_with_the_secret_and_names_nobody(client, own):
    page = client.post(url("my_feed"), {"do": "make"})
    address = page.context["address"]
    path = address.removeprefix("http://testserver")
    assert text_of(client.get(url("my_feed"))).count(address) == 0
    client.logout()
    content = client.get(path).content
    [event] = Calendar.from_ical(content).walk("VEVENT")
    assert event["summary"] == "Session"
    for word in ("Nia", "Owen", "Testfield", "choir", "Visits", own.reference, str(own.pk)):
        assert word.encode() not in content
    client.get(path)
    assert AuditEvent.objects.filter(event="entrant.feed-read", actor_label="calendar feed").count() == 1


def test_only_a_hash_is_kept_and_a_new_secret_ends_the_old_one(client, own):
    first = make_feed(entrant=own, by=own.user)
    second = make_feed(entrant=own, by=own.user)
    held = m.CalendarFeed.objects.get()
    assert second not in (held.token_hash, str(held.pk))
    assert client.get(url("feed", token=first)).status_code == 404
    assert client.get(url("feed", token=second)).status_code == 200
    assert client.get(url("feed", token=held.token_hash)).status_code == 404
    revoke_feed(entrant=own, by=own.user)
    revoke_feed(entrant=own, by=own.user)
    assert client.get(url("feed", token=second)).status_code == 404
    assert AuditEvent.objects.filter(event="entrant.feed-revoked").count() == 1


def test_nobody_makes_a_calendar_for_somebody_else_and_a_closed_account_has_none(client, own, coordinator):
    with pytest.raises(PermissionDenied):
        make_feed(entrant=own, by=coordinator)
    token = make_feed(entrant=own, by=own.user)
    own.user.is_active = False
    own.user.save()
    assert client.get(url("feed", token=token)).status_code == 404


def test_a_calendar_asked_too_often_waits(client, own):
    cache.clear()
    token = make_feed(entrant=own, by=own.user)
    answers = {client.get(url("feed", token=token)).status_code for _ in range(61)}
    assert answers == {200, 429}
    cache.clear()


def test_hours_are_shown_by_year_and_thanked_for(client, own, prison, organisation, coordinator):
    today = timezone.localdate()
    for days, minutes in ((1, 90), (2, 60), (400, 30)):
        day = make.session(prison, organisation, people=[own], on=today - days * DAY)
        m.Attendance.objects.filter(day=day).update(coming="came", minutes=minutes)
    other = make.entrant(prison, organisation)
    day = make.session(prison, organisation, people=[other], on=today - DAY, title="Somebody else’s")
    m.Attendance.objects.filter(day=day).update(coming="came", minutes=99)
    text = text_of(client.get(url("my_hours")))
    assert "2 hours 30 minutes, 2 times" in text
    assert "30 minutes, 1 time" in text
    assert "Somebody else" not in text
    assert "You came 3 times, 3 hours in all." in text_of(client.get(url("my_thanks")))
    pdf = client.get(url("my_thanks_pdf"))
    assert "Visits host" in PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text()
    client.force_login(coordinator)
    assert client.get(url("thanks", pk=own.pk)).status_code == 200
    client.force_login(user_with_role("security", prison))
    assert client.get(url("thanks", pk=own.pk)).status_code == 404


def test_a_correction_is_asked_answered_and_told(client, own, prison, organisation, coordinator):
    lead = user_with_role("lead", organisation)
    client.post(url("ask_correction"), {"topic": "training", "words": "I did ACCT awareness in March."})
    asked = own.corrections.get()
    assert set(OutboxMessage.objects.values_list("to", flat=True)) == {lead.email, coordinator.email}
    [item] = source_for("corrections").find(user=coordinator, scope=prison, most=5)
    assert own.reference in item.title
    assert "Owen" not in item.title + item.detail
    client.force_login(coordinator)
    assert "They ask for a correction" in text_of(client.get(url("person", pk=own.pk)))
    answer = client.post(url("correction", pk=asked.pk), {"state": "corrected"})
    assert "Write an answer to the person" in text_of(answer)
    client.post(url("correction", pk=asked.pk), {"state": "corrected", "answer": "It is there now."})
    again = client.post(url("correction", pk=asked.pk), {"state": "stays", "answer": "No."})
    assert "Somebody has answered this already." in text_of(again)
    assert OutboxMessage.objects.filter(kind="volunteers.correction-answered", to=own.user.email).count() == 1
    client.force_login(own.user)
    assert "It is there now." in text_of(client.get(url("my_corrections")))
    assert client.get(url("correction", pk=asked.pk)).url == url("my_corrections")
    client.force_login(user_with_role("lead", OrganisationFactory()))
    assert client.get(url("correction", pk=asked.pk)).status_code == 404


def test_a_correction_holds_no_conviction_detail_and_nobody_answers_their_own(own, prison):
    with pytest.raises(ValidationError, match="conviction"):
        ask_correction(entrant=own, topic="other", words="My conviction was spent", by=own.user)
    asked = ask_correction(entrant=own, topic="other", words="My start was in May", by=own.user)
    with pytest.raises(PermissionDenied):
        answer_correction(correction=asked, state="corrected", answer="Done", by=own.user)
    run(at=timezone.now() + 400 * DAY)
    assert m.Correction.objects.filter(pk=asked.pk).exists(), "unanswered, and the person is still here"
    m.Correction.objects.update(state="stays", answer="As agreed", answered_on=timezone.localdate())
    run(at=timezone.now() + 370 * DAY)
    assert not m.Correction.objects.exists()


def test_stopping_ends_the_work_and_frees_what_comes_after(client, own, prison, organisation):
    lead = user_with_role("lead", organisation)
    today = timezone.localdate()
    series = make.series(prison, organisation, people=[own])
    late = make.session(prison, organisation, people=[own], on=today + 9 * DAY)
    course = make.training_session(prison, places=1, on=today + 8 * DAY)
    place, waiting = make.booking(course, own), make.booking(course, make.entrant(prison, organisation), "waiting")
    said = {"engagements": [own.engagements.get().pk]}
    last = today + DAY
    said |= {"ends_on_day": last.day, "ends_on_month": last.month, "ends_on_year": last.year}
    answer = client.post(url("leave"), said, follow=True)
    assert "Thank you for your time" in text_of(answer)
    assert own.engagements.get().ends_on == last
    assert own.attendances.get(day=late).coming == "not-coming"
    assert own.attendances.exclude(day=late).get().coming == "expected", "the last day itself stays"
    assert not series.people.exists()
    for row, status in ((place, "given-up"), (waiting, "booked")):
        row.refresh_from_db()
        assert row.status == status
    told = OutboxMessage.objects.filter(kind="volunteers.leaving")
    assert list(told.values_list("to", flat=True)) == [lead.email]
    assert own.reference in told.get().subject


def test_work_at_another_prison_goes_on(own, prison, organisation):
    today = timezone.localdate()
    elsewhere = PrisonFactory()
    role = make.position(elsewhere, organisation)
    m.Engagement.objects.create(
        entrant=own, organisation=organisation, position=role, kind="volunteer", starts_on=today
    )
    make.approve(own, elsewhere)
    stays = make.session(elsewhere, organisation, people=[own], on=today + 9 * DAY)
    ends = make.session(prison, organisation, people=[own], on=today + 9 * DAY)
    leave(entrant=own, engagements=own.engagements.filter(position__prison=prison), ends_on=today, by=own.user)
    assert own.attendances.get(day=stays).coming == "expected"
    assert own.attendances.get(day=ends).coming == "not-coming"


def test_who_may_stop_and_when(client, own, coordinator):
    today = timezone.localdate()
    with pytest.raises(PermissionDenied):
        leave(entrant=own, engagements=own.engagements.all(), ends_on=today, by=coordinator)
    for day in (today - DAY, today + 400 * DAY):
        with pytest.raises(NotPossible, match="within a year"):
            leave(entrant=own, engagements=own.engagements.all(), ends_on=day, by=own.user)
    other = make.entrant(own.approvals.get().prison)
    with pytest.raises(NotPossible, match="Choose what you stop"):
        leave(entrant=own, engagements=other.engagements.all(), ends_on=today, by=own.user)
    assert "Choose what you stop" in text_of(client.post(url("leave"), {"ends_on_day": "1"}))


def test_who_keeps_the_record_ends_work_with_the_same_consequences(own, prison, organisation, coordinator):
    today = timezone.localdate()
    late = make.session(prison, organisation, people=[own], on=today + 9 * DAY)
    end_engagement(engagement=own.engagements.get(), ends_on=today, by=coordinator)
    assert own.attendances.get(day=late).coming == "not-coming"


def test_a_letter_of_thanks_tells_a_prison_nothing_of_another(client, own, prison, organisation, coordinator):
    elsewhere, other = PrisonFactory(), OrganisationFactory(name="Kind Words")
    make.approve(own, elsewhere)
    role = make.position(elsewhere, other, title="Listener elsewhere")
    m.Engagement.objects.create(entrant=own, organisation=other, position=role, kind="volunteer")
    for place, whose in ((prison, organisation), (elsewhere, other)):
        day = make.session(place, whose, people=[own], on=timezone.localdate() - DAY)
        m.Attendance.objects.filter(day=day).update(coming="came", minutes=60)
    mine = text_of(client.get(url("my_thanks")))
    assert "You came 2 times" in mine
    assert "Listener elsewhere" in mine
    client.force_login(coordinator)
    theirs = text_of(client.get(url("thanks", pk=own.pk)))
    assert "You came 1 time," in theirs
    assert "Listener elsewhere" not in theirs
    assert "Kind Words" not in theirs
