"""Training sessions: places in their order, attendance that writes records, and who is trained in numbers."""

import datetime
import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar
from pypdf import PdfReader

from core.models import AuditEvent, OutboxMessage
from core.retention import run
from tests.factories import volunteers as make
from tests.factories.accounts import user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory
from tests.integration.volunteers.screens import text_of, url
from volunteers import models as m
from volunteers.actions.merges import merge
from volunteers.actions.training_sessions import (
    book,
    cancel_training_session,
    give_up,
    mark_attendance,
    save_training_session,
)
from volunteers.coverage import coverage, totals, trained_for_inspection
from volunteers.policies import NotPossible

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def trainer(prison):
    return user_with_role("safer-custody", prison, name="Safer Trainer")


def people(prison, organisation, number):
    return [make.entrant(prison, organisation, email=f"p{each}@example.org") for each in range(number)]


def standing(session):
    return [row.get_status_display() for row in session.bookings.order_by("entrant__last_name")]


def test_a_full_session_has_a_waiting_list_in_its_order(prison, organisation, trainer):
    session = make.training_session(prison)
    first, second, third, fourth = people(prison, organisation, 4)
    bookings = [book(session=session, entrant=who, by=trainer) for who in (first, second, third, fourth)]
    assert [row.status for row in bookings] == ["booked", "booked", "waiting", "waiting"]
    OutboxMessage.objects.all().delete()
    give_up(booking=bookings[0], by=trainer)
    give_up(booking=bookings[0], by=trainer)
    states = {row.entrant_id: row.status for row in session.bookings.all()}
    assert states == {first.pk: "given-up", second.pk: "booked", third.pk: "booked", fourth.pk: "waiting"}
    told = OutboxMessage.objects.get()
    assert (told.kind, told.to) == ("volunteers.training-place", third.email)
    again = book(session=session, entrant=first, by=trainer)
    assert again.status == "waiting"
    assert again.asked_at > bookings[3].asked_at
    session.places = 3
    save_training_session(session=session, by=trainer)
    assert {row.entrant_id for row in session.bookings.filter(status="booked")} == {second.pk, third.pk, fourth.pk}


def test_what_comes_first_is_checked(prison, organisation, trainer):
    [who] = people(prison, organisation, 1)
    session = make.training_session(prison, "radio")
    with pytest.raises(NotPossible, match="Radio comes after Security awareness"):
        book(session=session, entrant=who, by=trainer)
    make.trained(who, "security-awareness")
    assert book(session=session, entrant=who, by=trainer).status == "booked"


def test_who_may_book_whom(prison, organisation, trainer, lead):
    session = make.training_session(prison, places=9)
    who, other = people(prison, organisation, 2)
    user = user_with_role("volunteer")
    m.Entrant.objects.filter(pk=who.pk).update(user=user)
    who.refresh_from_db()
    assert book(session=session, entrant=who, by=user).status == "booked"
    assert book(session=session, entrant=other, by=lead).status == "booked"
    for stranger in (user, user_with_role("lead", OrganisationFactory()), user_with_role("security", prison)):
        with pytest.raises(PermissionDenied):
            book(session=session, entrant=other, by=stranger)
    elsewhere = make.entrant(PrisonFactory(), organisation)
    with pytest.raises(NotPossible, match="no entry at this prison"):
        book(session=session, entrant=elsewhere, by=lead)


def test_a_session_that_is_over_or_called_off_takes_nobody(prison, organisation, trainer):
    who, _ = people(prison, organisation, 2)
    over = make.training_session(prison, on=timezone.localdate() - DAY)
    with pytest.raises(NotPossible, match="has been already"):
        book(session=over, entrant=who, by=trainer)
    session = make.training_session(prison)
    book(session=session, entrant=who, by=trainer)
    OutboxMessage.objects.all().delete()
    assert cancel_training_session(session=session, by=trainer) == 1
    assert cancel_training_session(session=session, by=trainer) == 0
    assert OutboxMessage.objects.get().kind == "volunteers.training-called-off"
    with pytest.raises(NotPossible, match="called off"):
        book(session=session, entrant=who, by=trainer)


def test_another_day_is_told_and_places_are_not_taken_away(prison, organisation, trainer):
    session = make.training_session(prison)
    for who in people(prison, organisation, 2):
        book(session=session, entrant=who, by=trainer)
    OutboxMessage.objects.all().delete()
    session.places = 1
    with pytest.raises(NotPossible, match="2 people have a place already"):
        save_training_session(session=session, by=trainer)
    session.places, session.on = 2, session.on + DAY
    save_training_session(session=session, by=trainer)
    assert OutboxMessage.objects.filter(kind="volunteers.training-changed").count() == 2
    session.module = make.module("prison-life")
    with pytest.raises(NotPossible, match="booked on this training already"):
        save_training_session(session=session, by=trainer)
    session.module, session.ends = make.module(), session.starts
    with pytest.raises(ValidationError, match="ends before it starts"):
        save_training_session(session=session, by=trainer)


def test_marking_writes_the_record_and_takes_it_back(prison, organisation, trainer):
    session = make.training_session(prison, on=timezone.localdate(), face_to_face=True)
    who, earlier = people(prison, organisation, 2)
    kept = make.trained(earlier, completed_on=session.on)
    made = [make.booking(session, each) for each in (who, earlier)]
    marked = mark_attendance(booking=made[0], came=True, by=trainer)
    record = who.training.get()
    assert (marked.record, record.module, record.completed_on) == (record, session.module, session.on)
    assert record.face_to_face
    assert record.expires_on > session.on + 1000 * DAY
    mark_attendance(booking=made[0], came=True, by=trainer)
    assert who.training.count() == 1
    mark_attendance(booking=made[0], came=False, by=trainer)
    assert who.training.count() == 0
    assert AuditEvent.objects.filter(event="training.taken-back").count() == 1
    mark_attendance(booking=made[1], came=True, by=trainer)
    assert list(earlier.training.all()) == [kept]


def test_nobody_marks_too_early_themselves_or_without_the_right(prison, organisation, trainer, lead):
    later = make.booking(make.training_session(prison), *people(prison, organisation, 1))
    with pytest.raises(NotPossible, match="has not been yet"):
        mark_attendance(booking=later, came=True, by=trainer)
    own = make.entrant(prison, organisation, user=trainer)
    today = make.training_session(prison, on=timezone.localdate())
    with pytest.raises(PermissionDenied):
        mark_attendance(booking=make.booking(today, own), came=True, by=trainer)
    with pytest.raises(PermissionDenied):
        mark_attendance(booking=make.booking(today, make.entrant(prison, organisation)), came=True, by=lead)


def test_the_database_books_somebody_once(prison, organisation):
    session = make.training_session(prison)
    [who] = people(prison, organisation, 1)
    make.booking(session, who)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.booking(session, who)


def test_a_place_moves_with_a_merge(prison, organisation):
    first, second = people(prison, organisation, 2)
    make.booking(make.training_session(prison), second)
    merge(kept=first, taken_in=second, by=user_with_role("coordinator", prison))
    assert first.training_bookings.count() == 1


def test_the_trainer_s_screens(client, prison, organisation, trainer):
    session = make.training_session(prison, on=timezone.localdate())
    nia = make.entrant(prison, organisation, first_name="Nia", last_name="Owen")
    tom = make.entrant(prison, organisation, first_name="Tom", last_name="Reed")
    client.force_login(trainer)
    assert "2 of 2" not in text_of(client.get(url("training", code="TSF")))
    for who in (nia, tom):
        client.post(url("training_session", pk=session.pk), {"entrant": who.pk})
    assert "Have a place: 2 of 2" in text_of(client.get(url("training_session", pk=session.pk)))
    answer = client.post(url("training_session", pk=session.pk), {"entrant": nia.pk})
    assert "Select a valid choice" in text_of(answer)
    marks = {str(row.pk): "came" if row.entrant == nia else "did-not-come" for row in session.bookings.all()}
    answer = client.post(url("training_attendance", pk=session.pk), marks, follow=True)
    assert "Marked: 2." in text_of(answer)
    assert nia.training.count() == 1
    assert tom.training.count() == 0


def test_the_sheet_and_the_certificate_can_be_printed(client, prison, organisation, trainer, lead):
    session = make.training_session(prison, on=timezone.localdate())
    nia = make.entrant(prison, organisation, first_name="Nia", last_name="Owen")
    mark_attendance(booking=make.booking(session, nia), came=True, by=trainer)
    client.force_login(trainer)
    page = text_of(client.get(url("training_sheet", pk=session.pk)))
    for words in ("Owen, Nia", "OFFICIAL-SENSITIVE", "Printed by Safer Trainer", "Signature"):
        assert words in page
    record = nia.training.get()
    for name, key in (("training_sheet_pdf", session.pk), ("certificate_pdf", record.pk)):
        answer = client.get(url(name, pk=key))
        assert answer["Content-Type"] == "application/pdf"
        assert "ACCT awareness" in PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    client.force_login(lead)
    assert "valid up to and including" in text_of(client.get(url("certificate", pk=record.pk)))
    client.force_login(user_with_role("lead", OrganisationFactory()))
    assert client.get(url("certificate", pk=record.pk)).status_code == 404
    assert AuditEvent.objects.filter(event="training.certificate").count() == 2


def test_the_own_page_books_and_gives_up(client, prison, organisation):
    user = user_with_role("volunteer")
    own = make.entrant(prison, organisation, user=user)
    session, full = make.training_session(prison), make.training_session(prison, "prison-life", places=1)
    elsewhere = make.training_session(PrisonFactory())
    make.booking(full, make.entrant(prison, organisation))
    client.force_login(user)
    assert "Full: join the waiting list" in text_of(client.get(url("my_training")))
    assert "You have a place." in text_of(client.post(url("my_training_book", pk=session.pk), follow=True))
    assert "you are on the waiting list" in text_of(client.post(url("my_training_book", pk=full.pk), follow=True))
    assert client.post(url("my_training_book", pk=elsewhere.pk)).status_code == 404
    place = own.training_bookings.get(session=session)
    content = client.get(url("my_training_calendar", pk=place.pk)).content
    [event] = Calendar.from_ical(content).walk("VEVENT")
    assert event["summary"] == "Training"
    for word in (b"Testfield", b"ACCT", b"room", own.reference.encode()):
        assert word not in content
    assert b"Training" in client.get(url("my_calendar")).content
    client.post(url("my_training_give_up", pk=place.pk))
    place.refresh_from_db()
    assert place.status == "given-up"
    other = make.booking(session, make.entrant(prison, organisation))
    assert client.post(url("my_training_give_up", pk=other.pk)).status_code == 404


def test_an_organisation_books_its_own_people_only(client, prison, organisation, lead):
    own, other = make.entrant(prison, organisation), make.entrant(prison, OrganisationFactory())
    session, elsewhere = make.training_session(prison), make.training_session(PrisonFactory())
    client.force_login(lead)
    page = url("organisation_training", key=organisation.pk)
    assert elsewhere.prison.name not in text_of(client.get(page))
    answer = client.post(page, {"session": session.pk, "entrant": own.pk}, follow=True)
    assert "Has a place" in text_of(answer)
    client.post(page, {"session": session.pk, "entrant": other.pk})
    client.post(page, {"session": elsewhere.pk, "entrant": own.pk})
    assert list(m.TrainingBooking.objects.values_list("entrant", flat=True)) == [own.pk]


def test_coverage_counts_who_needs_what(prison, organisation):
    today = timezone.localdate()
    role = make.position(prison, organisation, modules=("boundaries",))
    current, ending, ended, left = (make.entrant(prison, organisation, position=role) for _ in range(4))
    without_role = make.entrant(prison, organisation)
    make.trained(current)
    make.trained(without_role, expires_on=today + 300 * DAY, face_to_face=False)  # the gate would not count it either
    make.trained(ending, expires_on=today + 60 * DAY)
    make.trained(ended, expires_on=today - DAY)
    make.trained(current, "boundaries", expires_on=None)
    left.engagements.update(ends_on=today - DAY)
    make.entrant(PrisonFactory(), organisation)
    [row] = coverage(prison)
    found = {count.module.slug: (count.current, count.ending, count.missing) for count in row.counts}
    assert row.people == 4
    assert found["acct-awareness"] == (1, 1, 2)
    assert found["boundaries"] == (1, 0, 2)
    assert {count.module.slug: count.needed for count in totals([row])}["boundaries"] == 3
    [wherever] = coverage(None, organisation)
    assert wherever.people == 5
    assert coverage(prison, OrganisationFactory()) == []
    make.trained(without_role, completed_on=today - DAY, expires_on=today + 61 * DAY)
    assert {count.module.slug: count.current for count in coverage(prison)[0].counts}["acct-awareness"] == 2


def test_training_that_was_not_face_to_face_counts_in_no_figure_as_it_opens_no_gate(prison, organisation):
    today = timezone.localdate()
    in_the_room, online = (make.ready(prison, organisation) for _ in range(2))
    for who in (in_the_room, online):
        make.trained(who, "acct-awareness", face_to_face=who is in_the_room)
        make.trained(who, "raising-a-concern", face_to_face=False)
    assert [row.entrant for row in trained_for_inspection([prison.code], today)] == [in_the_room]
    [row] = coverage(prison)
    found = {count.module.slug: count.current for count in row.counts}
    assert (found["acct-awareness"], found["raising-a-concern"]) == (1, 2)


@pytest.mark.parametrize("name", ["training", "training_coverage"])
def test_lists_do_not_grow_in_queries(client, prison, organisation, trainer, name):
    def queries():
        client.get(url(name, code="TSF"))
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(url(name, code="TSF")).status_code == 200
        return len(found)

    def add():
        role = make.position(prison, organisation, modules=("boundaries",))
        who = make.entrant(prison, organisation, position=role)
        make.trained(who)
        session = make.training_session(prison, trainer=trainer)
        make.booking(session, who)
        make.training_session(prison, on=timezone.localdate() - DAY)

    client.force_login(trainer)
    add()
    few = queries()
    for _ in range(49):
        add()
    assert queries() == few


def test_own_and_session_pages_do_not_grow_in_queries(client, prison, organisation, trainer, lead):
    user = user_with_role("volunteer")
    own = make.entrant(prison, organisation, user=user)
    shown = make.training_session(prison, places=99)

    def add():
        make.booking(make.training_session(prison), own)
        make.training_session(prison, "radio")
        make.booking(shown, make.entrant(prison, organisation))

    def queries():
        found = []
        for who, address in (
            (user, url("my_training")),
            (trainer, url("training_session", pk=shown.pk)),
            (lead, url("organisation_training", key=organisation.pk)),
        ):
            client.force_login(who)
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            found.append(len(captured))
        return found

    add()
    few = queries()
    for _ in range(49):
        add()
    assert queries() == few


def test_bookings_and_trainers_leave_after_their_time(prison, organisation, trainer):
    session = make.training_session(prison, trainer=trainer)
    who = make.entrant(prison, organisation)
    make.booking(session, who)
    record = make.trained(who)
    run(at=timezone.now() + 374 * DAY)
    assert not m.TrainingBooking.objects.exists()
    assert m.TrainingRecord.objects.filter(pk=record.pk).exists()
    run(at=timezone.now() + 4000 * DAY)
    session.refresh_from_db()
    assert session.trainer is None
