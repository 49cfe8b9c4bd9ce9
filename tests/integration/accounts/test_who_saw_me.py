"""People read who saw their record in a list or a file, as they do of a look at the record alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import audit
from core.audit_chain import append, verify
from core.audit_shown import MOST_KEYS
from core.models import AuditEvent, AuditShown
from tests.factories import volunteers as make
from tests.factories.accounts import UserFactory, user_with_role
from tests.factories.directory import PrisonFactory
from volunteers.links import application_link, reference_link
from volunteers.models import Application, Entrant

pytestmark = pytest.mark.django_db


@pytest.fixture
def prison():
    return PrisonFactory()


@pytest.fixture
def vera(prison):
    return make.entrant(prison, first_name="Vera", last_name="Ember", user=UserFactory(name="Vera Ember"))


@pytest.fixture
def coordinator(client, prison):
    user = user_with_role("coordinator", prison)
    client.force_login(user)
    return user


def said_to(client, user) -> list[str]:
    """Return what the user reads, without that the test gave them their role."""
    client.force_login(user)
    rows = client.get(reverse("accounts:own_data")).context["rows"]
    return [words for _at, words, _role in rows if not words.startswith("Gave somebody the role")]


def test_a_volunteer_reads_of_a_list_that_showed_them_and_nobody_else_does(client, prison, vera, coordinator):
    other = make.entrant(PrisonFactory(), first_name="Otto", user=UserFactory())
    client.get(reverse("volunteers:people", args=[prison.code]))
    row = AuditEvent.objects.get(event="entrants.listed")
    assert row.details == {"shown": 1, "records": {"volunteers.Entrant": [str(vera.pk)]}}
    assert said_to(client, vera.user) == ["Looked at the list of people who come in"]
    assert said_to(client, other.user) == []


def test_a_file_and_a_list_of_another_page_are_told_apart(client, prison, vera, coordinator):
    for number in range(60):
        make.entrant(prison, last_name=f"Aaa{number:02}")
    address = reverse("volunteers:people", args=[prison.code])
    pages = client.get(address).context["page"].paginator.num_pages
    assert pages > 1
    client.get(address, {"page": pages})
    assert len(said_to(client, vera.user)) == 1
    client.force_login(coordinator)
    client.get(reverse("volunteers:export", args=[prison.code, "csv"]))
    assert said_to(client, vera.user)[0] == "Saved people who come in to a file"


def test_staff_read_of_a_list_of_people_with_access_and_of_a_trail_that_named_them(client, prison, coordinator):
    officer = user_with_role("staff", prison)
    audit.record("support-sheet.printed", by=officer, scope=prison, count=3)
    client.get(reverse("accounts:people", args=["prison", prison.code]))
    client.get(reverse("accounts:audit", args=["prison", prison.code]))
    client.get(reverse("accounts:audit_csv", args=["prison", prison.code]))
    saved, *before = said_to(client, officer)
    assert saved.startswith("Saved the record of what was done here as a file")
    assert before == [
        "Read the record of what was done here",
        "Looked at the list of people with access, 2 on the page",
    ]


@pytest.mark.parametrize("name", ["details", "invite", "add_role", "add_clearance", "ask_where", "merge"])
def test_a_page_with_a_form_about_a_volunteer_is_a_look_at_them(client, prison, vera, coordinator, name):
    assert client.get(reverse(f"volunteers:{name}", args=[vera.pk])).status_code == 200
    assert said_to(client, vera.user) == ["Opened the record of somebody who comes in"]


@pytest.mark.parametrize("name", ["decide", "override", "add_item"])
def test_security_s_forms_are_looks_too(client, prison, vera, name):
    client.force_login(user_with_role("security", prison))
    assert client.get(reverse(f"volunteers:{name}", args=[prison.code, vera.pk])).status_code == 200
    assert said_to(client, vera.user) == ["Opened the record of somebody who comes in"]


@pytest.mark.parametrize("name", ["person", "leaver", "second_factor_again"])
def test_a_page_about_the_access_of_staff_is_a_look_at_them(client, prison, coordinator, name):
    officer = user_with_role("staff", prison)
    assert client.get(reverse(f"accounts:{name}", args=["prison", prison.code, officer.pk])).status_code == 200
    assert said_to(client, officer) == ["Looked at somebody's access"]


def test_what_a_command_and_a_signed_link_did_with_a_record_is_shown_and_one_s_own_link_is_not(client, prison):
    una = UserFactory(email="una@example.org")
    application = make.application(make.position(prison), email="una@example.org")
    audit.record("subject.exported", about=una, actor_label="subject_access", kind="user", count=1)
    assert client.get(reference_link(make.reference(application))).status_code == 200
    assert client.get(application_link(application)).status_code == 200
    audit.record("entrant.feed-read", about=make.entrant(prison, user=una), actor_label="calendar feed")
    assert said_to(client, una) == [
        "Opened the form of a reference",
        "Made the copy of somebody's data that they asked for",
    ]
    assert [role for *_, role in client.get(reverse("accounts:own_data")).context["rows"]] == [
        "referee link",
        "subject access",
    ]


def test_marking_who_came_to_training_is_a_look_at_who_is_on_it(client, prison, vera, coordinator):
    training = make.training_session(prison)
    make.booking(training, vera)
    assert client.get(reverse("volunteers:training_attendance", args=[training.pk])).status_code == 200
    assert said_to(client, vera.user) == ["Looked at who is on a training session"]


def test_an_applicant_with_an_account_reads_of_the_list_of_applications(client, prison, coordinator):
    una = UserFactory(email="una@example.org")
    Application.objects.create(position=make.position(prison), email="UNA@example.org", first_name="Una")
    client.get(reverse("volunteers:applications", args=[prison.code]))
    assert said_to(client, una) == ["Looked at the applications"]


def test_what_was_seen_of_a_record_before_it_was_merged_stays_the_person_s(client, prison, vera, coordinator):
    second = make.entrant(prison, first_name="V", last_name="Ember")
    audit.record("entrants.listed", by=coordinator, scope=prison, shown=[second])
    Entrant.objects.filter(pk=second.pk).update(merged_into=vera)
    assert said_to(client, vera.user) == ["Looked at the list of people who come in"]


def test_one_s_own_looks_are_not_shown(client, prison):
    me = user_with_role("coordinator", prison)
    audit.record("accounts.listed", by=me, scope=prison, shown=[me])
    assert said_to(client, me) == []


def test_the_page_and_the_writing_ask_as_much_for_many_as_for_few(client, prison, vera, coordinator):
    def queries(what) -> int:
        with CaptureQueriesContext(connection) as seen:
            what()
        return len(seen)

    people = [vera, *(make.entrant(prison) for _ in range(49))]
    few = queries(lambda: audit.record("entrants.listed", by=coordinator, scope=prison, shown=[vera]))
    assert queries(lambda: audit.record("entrants.listed", by=coordinator, scope=prison, shown=people)) == few
    client.force_login(vera.user)
    address = reverse("accounts:own_data")
    client.get(address)
    once = queries(lambda: client.get(address))
    for _ in range(48):
        audit.record("entrants.listed", by=coordinator, scope=prison, shown=people)
    assert queries(lambda: client.get(address)) == once
    assert len(client.get(address).context["page"].paginator.object_list) == 50


def test_very_many_stand_in_several_rows(prison, coordinator):
    people = [Entrant(pk=Entrant().pk) for _ in range(MOST_KEYS + 1)]
    first = audit.record("entrants.exported", by=coordinator, scope=prison, shown=people, people=len(people))
    rows = list(AuditEvent.objects.filter(event="entrants.exported"))
    assert rows[0] == first
    assert [(row.details["part"], row.details["parts"], row.details["shown"]) for row in rows] == [
        (1, 2, MOST_KEYS + 1),
        (2, 2, MOST_KEYS + 1),
    ]
    assert AuditShown.objects.count() == MOST_KEYS + 1
    assert verify().problems == []


@pytest.mark.parametrize("what", ["removed", "added", "somebody else"])
def test_whoever_changes_whom_a_row_showed_is_found_out(prison, vera, coordinator, what):
    row = audit.record("entrants.listed", by=coordinator, scope=prison, shown=[vera])
    if what == "removed":
        AuditShown.objects.all().delete()
    elif what == "added":
        AuditShown.objects.create(sequence=row.sequence, about_type="volunteers.Entrant", about_id="other")
    else:
        AuditShown.objects.update(about_id="other")
    assert verify().problems == [f"Those whom row {row.sequence} showed are not those that it says."]


def test_a_row_from_before_there_were_keys_still_stands(prison):
    append(AuditEvent(at=prison.created_at, event="entrants.listed", details={"shown": 3}))
    assert verify().problems == []
