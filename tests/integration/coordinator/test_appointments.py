"""Posts: at most one named coordinator on any day, flagged where there is none, and handed over with a checklist."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coordinator.actions.appointments import (
    appoint,
    correct_appointment,
    end_appointment,
    tell_of_vacancies,
    vacant_since,
    withdraw_appointment,
)
from coordinator.actions.handover import finish_handover, mark_steps, start_handover
from coordinator.desk import desk_for
from coordinator.models import Appointment, DeskHandover, DeskSettings
from core.models import AuditEvent, OutboxMessage
from directory.actions.insert import publish_edition
from directory.insert.content import build_content
from directory.models import InsertEdition, PrisonContact
from tests.factories.accounts import user_with_role
from tests.factories.directory import NeedFactory, PrisonFactory, prison_page, service

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def put(prison, post="coordinator", name="Sam Coordinator", starts_on=date(2026, 1, 1), ends_on=None, **fields):
    """Write past the action: only the database is asked."""
    return Appointment.objects.create(
        prison=prison, post=post, name=name, starts_on=starts_on, ends_on=ends_on, **fields
    )


PERIODS = [
    (date(2026, 1, 1), date(2026, 3, 31)),
    (date(2026, 3, 31), None),
    (date(2025, 1, 1), None),
    (date(2026, 2, 1), date(2026, 2, 2)),
]


@pytest.mark.parametrize(("starts_on", "ends_on"), PERIODS)
def test_the_database_refuses_two_named_coordinators_on_one_day(prison, starts_on, ends_on):
    put(prison, ends_on=date(2026, 3, 31))
    with pytest.raises(IntegrityError), transaction.atomic():
        put(prison, starts_on=starts_on, ends_on=ends_on)
    put(PrisonFactory(), starts_on=starts_on, ends_on=ends_on)
    put(prison, post="deputy", starts_on=starts_on, ends_on=ends_on)
    put(prison, starts_on=date(2026, 4, 1))


def test_the_database_refuses_a_change_that_makes_two(prison):
    put(prison, ends_on=date(2026, 3, 31))
    later = put(prison, starts_on=date(2026, 4, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.filter(pk=later.pk).update(starts_on=date(2026, 3, 31))
    deputy = put(prison, post="deputy")
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.filter(pk=deputy.pk).update(post="coordinator")


_day = st.dates(date(2026, 1, 1), date(2026, 1, 20))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.tuples(_day, st.none() | _day), st.tuples(_day, st.none() | _day))
def test_the_action_and_the_database_agree_about_every_pair_of_periods(prison, first, second):
    def well_formed(period):
        return period[1] is None or period[1] >= period[0]

    if not (well_formed(first) and well_formed(second)):
        return
    with transaction.atomic():
        put(prison, starts_on=first[0], ends_on=first[1])
        clashes = Appointment.objects.filter(prison=prison).overlapping(*second).exists()
        far = date(2030, 1, 1)
        assert clashes == (max(first[0], second[0]) <= min(first[1] or far, second[1] or far))
        try:
            with transaction.atomic():
                put(prison, starts_on=second[0], ends_on=second[1])
        except IntegrityError:
            assert clashes
        else:
            assert not clashes
        transaction.set_rollback(True)


def form(**changes):
    data = {"post": "coordinator", "name": "Alex New", "phone": "ext 5170", "hours": "", "employer": "", "user": ""}
    data |= {"starts_on_day": "1", "starts_on_month": "4", "starts_on_year": "2026"}
    return data | changes


def test_a_clash_is_explained_and_nothing_typed_is_lost(client, prison, coordinator):
    put(prison, name="Sam Coordinator", ends_on=date(2026, 5, 31))
    answer = client.post("/coordinator/AAA/people/appoint/", form())
    text = answer.content.decode()
    assert "Sam Coordinator is the named coordinator until 31 May 2026. End that first" in text
    assert "Alex New" in text
    assert Appointment.objects.count() == 1


def test_appointing_through_the_screen_shows_on_page_insert_and_contact_page(client, prison, coordinator):
    prison_page(prison)
    PrisonContact.objects.create(prison=prison, function="coordinator", name="Typed before", phone="ext 1")
    assert client.post("/coordinator/AAA/people/appoint/", form()).status_code == 302
    made = Appointment.objects.get()
    assert made.appointed_by == coordinator
    assert AuditEvent.objects.filter(event="appointment.made").count() == 1
    content = build_content(prison)
    assert [(each["name"], each["phone"]) for each in content["coordinators"]] == [("Alex New", "ext 5170")]
    for path in (prison.page.url, "/coordinator/AAA/contact/", "/coordinator/AAA/people/"):
        text = client.get(path).content.decode()
        assert "Alex New" in text
        assert "Typed before" not in text


def test_a_prison_without_one_is_flagged_on_page_contact_page_worklist_and_nationally(client, prison, coordinator):
    prison_page(prison)
    for path in (prison.page.url,):
        assert "No named coordinator" in client.get(path).content.decode()
    assert "Nobody at present" in client.get("/coordinator/AAA/contact/").content.decode()
    assert [line.item.title for line in desk_for(coordinator, prison).morning] == ["Nobody is the named coordinator"]
    client.force_login(user_with_role("administrator"))
    assert "1 of 1 open prison has no named coordinator." in client.get("/coordinator/prisons/").content.decode()
    put(prison)
    assert "Every open prison has a named coordinator." in client.get("/coordinator/prisons/").content.decode()
    client.logout()
    assert "No named coordinator" not in client.get(prison.page.url).content.decode()


def test_the_public_never_reads_the_name(client, prison):
    prison_page(prison)
    put(prison, name="Sam Coordinator")
    assert "Sam Coordinator" not in client.get(prison.page.url).content.decode()


def test_the_contact_page_is_for_staff_and_organisations_that_work_here(client, prison):
    page = service(prison)
    for role, scope, status in (
        ("staff", prison, 200),
        ("worker", page.organisation, 200),
        ("staff", PrisonFactory(), 404),
        ("worker", service(PrisonFactory()).organisation, 404),
        ("analyst", None, 404),
    ):
        client.force_login(user_with_role(role, scope))
        assert client.get("/coordinator/AAA/contact/").status_code == status, role


def test_an_appointment_that_ends_soon_with_nobody_to_follow_waits_on_the_worklist(prison, coordinator):
    held = put(prison, ends_on=TODAY() + timedelta(days=10))

    def waits():
        return [line.item.title for line in desk_for(coordinator, prison).morning]

    assert waits() == ["The named coordinator's appointment ends"]
    put(prison, starts_on=held.ends_on + timedelta(days=1))
    assert waits() == []


def test_only_those_who_look_after_people_appoint(prison):
    for role in ("staff", "sponsor"):
        with pytest.raises(PermissionDenied):
            appoint(prison=prison, post="deputy", name="X", starts_on=TODAY(), by=user_with_role(role, prison))
    administrator = user_with_role("administrator")
    assert appoint(prison=prison, post="deputy", name="X", starts_on=TODAY(), by=administrator).pk


def test_ending_keeps_the_history_and_the_last_day_counts(client, prison, coordinator):
    held = put(prison, starts_on=TODAY() - timedelta(days=30))
    end_appointment(appointment=held, ends_on=TODAY(), by=coordinator)
    assert vacant_since(prison) is None
    assert vacant_since(prison, TODAY() + timedelta(days=1)) == TODAY() + timedelta(days=1)
    with pytest.raises(ValidationError):
        end_appointment(appointment=held, ends_on=TODAY() - timedelta(days=60), by=coordinator)
    Appointment.objects.update(ends_on=TODAY() - timedelta(days=1))
    assert "Before" in client.get("/coordinator/AAA/people/").content.decode()
    with pytest.raises(ValidationError):
        end_appointment(appointment=held, ends_on=TODAY(), by=coordinator)


def test_ending_later_than_the_successor_starts_is_refused(prison, coordinator):
    held = put(prison, ends_on=TODAY() + timedelta(days=5))
    put(prison, name="Next One", starts_on=TODAY() + timedelta(days=6))
    with pytest.raises(ValidationError, match="Next One"):
        end_appointment(appointment=held, ends_on=TODAY() + timedelta(days=6), by=coordinator)


def test_administrators_are_told_once_per_vacancy(prison):
    administrator = user_with_role("administrator")
    assert tell_of_vacancies() == 1
    assert tell_of_vacancies() == 0
    assert OutboxMessage.objects.filter(kind="coordinator.vacant", to=administrator.email).count() == 1
    put(prison, starts_on=TODAY() - timedelta(days=9), ends_on=TODAY() - timedelta(days=1))
    assert tell_of_vacancies() == 1, "a second vacancy is news"


def test_the_national_list_has_a_constant_number_of_queries(client):
    client.force_login(user_with_role("administrator"))

    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/coordinator/prisons/").status_code == 200
        return len(caught)

    put(PrisonFactory())
    queries()
    with_one = queries()
    for _ in range(49):
        put(PrisonFactory())
    assert queries() == with_one


def test_a_handover_has_the_administrator_s_steps_and_ends_when_all_are_done(client, prison, coordinator):
    DeskSettings.objects.update_or_create(pk=1, defaults={"handover_steps": "Walk round\n\nMeet the sponsor\n"})
    client.post("/coordinator/AAA/handover/")
    handover = DeskHandover.objects.get()
    steps = list(handover.steps.all())
    assert [step.text for step in steps] == ["Walk round", "Meet the sponsor"]
    with pytest.raises(ValidationError):
        start_handover(prison=prison, by=coordinator)
    path = f"/coordinator/AAA/handover/{handover.pk}/"
    answer = client.post(path, {"step": [str(steps[0].pk)], "finish": "yes"}, follow=True)
    assert "1 step of the checklist still to do" in answer.content.decode()
    client.post(path, {"step": [str(step.pk) for step in steps], "finish": "yes"})
    handover.refresh_from_db()
    assert handover.finished_on == TODAY()
    with pytest.raises(ValidationError):
        mark_steps(handover=handover, done=set(), by=coordinator)
    finish_handover(handover=handover, by=coordinator)


def test_unticking_takes_the_day_away(prison, coordinator):
    handover = start_handover(prison=prison, by=coordinator)
    step = handover.steps.first()
    mark_steps(handover=handover, done={step.pk}, by=coordinator)
    mark_steps(handover=handover, done=set(), by=coordinator)
    step.refresh_from_db()
    assert (step.done_on, step.done_by) == (None, None)


def test_the_pack_says_what_a_newcomer_needs_and_names_nobody_in_prison(client, prison, coordinator):
    from tests.factories.referrals import referral

    page = service(prison, title="Grief group", contact_phone="ext 77")
    late = referral(page, status="sent", answer_due_on=TODAY() - timedelta(days=4))
    put(prison)
    text = client.get("/coordinator/AAA/handover/pack/").content.decode()
    for words in ("Sam Coordinator", "Grief group", "ext 77", late.reference):
        assert words in text
    assert late.person.prison_number not in text
    made = client.get("/coordinator/AAA/handover/pack.pdf")
    assert made.content.startswith(b"%PDF")
    assert AuditEvent.objects.filter(event="handover.pack").count() == 2


def test_a_name_or_extension_is_corrected_for_the_same_post_and_days(client, prison, coordinator):
    held = put(prison, name="Sam Coordinater", phone="ext 1", starts_on=TODAY() - timedelta(days=9))
    path = f"/coordinator/AAA/people/{held.pk}/correct/"
    assert "Sam Coordinater" in client.get(path).content.decode()
    text = client.post(path, {"name": "", "phone": "ext 5170"}).content.decode()
    assert "Enter the name" in text
    assert "ext 5170" in text
    client.post(path, {"name": "Sam Coordinator", "phone": "ext 5170", "starts_on": "2020-01-01", "post": "deputy"})
    held.refresh_from_db()
    assert (held.name, held.phone, held.post) == ("Sam Coordinator", "ext 5170", "coordinator")
    assert held.starts_on == TODAY() - timedelta(days=9)
    assert AuditEvent.objects.filter(event="appointment.corrected").count() == 1
    Appointment.objects.update(ends_on=TODAY() - timedelta(days=1))
    assert "what stood there then stays" in client.post(path, {"name": "Somebody Else"}).content.decode()
    held.refresh_from_db()
    assert held.name == "Sam Coordinator"


def test_an_appointment_that_has_not_begun_is_taken_back_and_one_that_has_is_not(client, prison, coordinator):
    to_come = put(prison, name="Alex New", starts_on=TODAY() + timedelta(days=9))
    assert "Take it back" in client.get("/coordinator/AAA/people/").content.decode()
    client.post(f"/coordinator/AAA/people/{to_come.pk}/withdraw/")
    assert not Appointment.objects.exists()
    assert AuditEvent.objects.filter(event="appointment.withdrawn").count() == 1
    today = put(prison, starts_on=TODAY())
    text = client.post(f"/coordinator/AAA/people/{today.pk}/withdraw/", follow=True).content.decode()
    assert "set its last day instead" in text
    assert Appointment.objects.count() == 1


def test_nobody_else_corrects_or_takes_back(client, prison):
    held = put(prison, starts_on=TODAY() + timedelta(days=9))
    for user in (user_with_role("sponsor", prison), user_with_role("coordinator", PrisonFactory(code="BBB"))):
        with pytest.raises(PermissionDenied):
            correct_appointment(appointment=held, by=user, name="X")
        with pytest.raises(PermissionDenied):
            withdraw_appointment(appointment=held, by=user)
        client.force_login(user)
        for code in ("AAA", "BBB"):
            assert client.post(f"/coordinator/{code}/people/{held.pk}/withdraw/").status_code == 404


def test_an_administrator_is_shown_no_link_that_leads_nowhere(client, prison):
    client.force_login(user_with_role("administrator"))
    text = client.get("/coordinator/AAA/people/").content.decode()
    links = set(re.findall(r'href="(/coordinator/AAA/[^"]*)"', text))
    assert "/coordinator/AAA/contact/" in links
    for link in links:
        assert client.get(link).status_code == 200, link


def test_the_pack_gives_the_insert_s_day_as_it_was_in_london(client, prison, coordinator):
    service(prison, needs=[NeedFactory(slug="grief", label="Grief", parent=NeedFactory(slug="loss", label="Loss"))])
    edition = publish_edition(prison=prison, by=coordinator)
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    InsertEdition.objects.filter(pk=edition.pk).update(published_at=late)
    assert "1 July 2026" in client.get("/coordinator/AAA/handover/pack/").content.decode()
