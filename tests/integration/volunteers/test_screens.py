"""Screens of people who come in: what they show, to whom, and what they do with bad input."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import AuditEvent
from tests.factories import volunteers as make
from tests.factories.accounts import user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory
from tests.integration.volunteers.screens import text_of, url
from volunteers import models as m

pytestmark = pytest.mark.django_db


def date_parts(name, day=None):
    day = day or timezone.localdate()
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def test_the_list_says_what_each_person_still_needs(client, prison, organisation, coordinator):
    make.ready(prison, organisation, first_name="Nia", last_name="Owen")
    make.entrant(prison, organisation, first_name="Tom", last_name="Reed")
    client.force_login(coordinator)
    text = text_of(client.get(url("people", code="TSF")))
    assert "2 people" in text
    assert "May enter" in text
    assert "This prison has not been asked to approve them." in text
    assert AuditEvent.objects.filter(event="entrants.listed", actor_id=str(coordinator.pk)).exists()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"clearance": "cleared"}, {"Owen"}),
        ({"clearance": "query"}, {"Reed"}),
        ({"approval": "asked"}, {"Reed"}),
        ({"ending": "30"}, {"Owen"}),
        ({"ending": "over"}, {"Gone"}),
        ({"clearance": "nonsense"}, {"Owen", "Reed", "Gone"}),
        ({}, {"Owen", "Reed", "Gone"}),
    ],
)
def test_the_filters_narrow_the_list(client, prison, organisation, coordinator, query, found):
    today = timezone.localdate()
    owen = make.entrant(prison, organisation, first_name="Nia", last_name="Owen")
    make.clearance(owen, prison, expires_on=today + datetime.timedelta(days=30))
    reed = make.entrant(prison, organisation, first_name="Tom", last_name="Reed", approval="asked")
    make.clearance(reed, prison, "query")
    gone = make.entrant(prison, organisation, first_name="Una", last_name="Gone")
    make.clearance(gone, prison, "expired", expires_on=today - datetime.timedelta(days=1))
    client.force_login(coordinator)
    text = client.get(url("people", code="TSF"), query).content.decode()
    assert {name for name in ("Owen", "Reed", "Gone") if name in text} == found


@pytest.mark.parametrize(
    ("words", "found"), [("owen", {"Owen"}), ("nia OWEN", {"Owen"}), ("owen tom", set()), ("", {"Owen", "Reed"})]
)
def test_somebody_is_looked_for_by_name_without_the_name_standing_in_an_address(
    client, prison, organisation, coordinator, lead, words, found
):
    make.entrant(prison, organisation, first_name="Nia", last_name="Owen")
    make.entrant(prison, organisation, first_name="Tom", last_name="Reed")
    for who, scope, address in (
        (coordinator, prison, url("people", code="TSF")),
        (lead, organisation, url("organisation", key=organisation.pk)),
    ):
        client.force_login(who)
        answer = client.post(f"{address}?clearance=&page=3", {"q": words})
        assert answer.url == f"{address}?clearance="
        text = client.get(answer.url).content.decode()
        assert {name for name in ("Owen", "Reed") if name in text} == found
        # As typed: in small letters, a word of three may stand in what is encrypted by chance.
        assert not words or words not in str(dict(client.session))
        rows = list(AuditEvent.objects.filter(event="entrant.searched", scope_key=scope.scope_key))
        assert [row.details for row in rows] == ([{"found": len(found)}] if words else [])


def test_a_name_in_an_address_is_not_looked_for_and_everybody_is_shown_again(client, prison, organisation, coordinator):
    make.entrant(prison, organisation, last_name="Owen")
    make.entrant(prison, organisation, last_name="Reed")
    client.force_login(coordinator)
    address = url("people", code="TSF")
    assert "Reed" in client.get(address, {"q": "Owen"}).content.decode()
    client.post(address, {"q": "Owen"})
    assert "Reed" not in client.get(address).content.decode()
    client.post(address, {"q": ["Owen", ""]})
    assert "Reed" in client.get(address).content.decode()


def queries_of(client, address):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.mark.parametrize("name", ["people", "organisation", "approvals"])
def test_lists_ask_the_same_for_one_and_for_fifty(client, prison, organisation, coordinator, lead, security, name):
    who = {"people": coordinator, "organisation": lead, "approvals": security}[name]
    address = url(name, **({"key": organisation.pk} if name == "organisation" else {"code": "TSF"}))
    role = make.position(prison, organisation, access_types=("set-areas",))
    client.force_login(who)
    one = make.entrant(prison, organisation, position=role, approval="asked")
    make.clearance(one, prison)
    client.get(address)
    alone = queries_of(client, address)
    for _ in range(49):
        more = make.entrant(prison, organisation, position=role, approval="asked")
        make.clearance(more, prison)
        make.trained(more)
    assert queries_of(client, address) == alone


def test_a_lead_adds_somebody_and_nothing_typed_is_lost(client, prison, organisation, lead):
    client.force_login(lead)
    address = url("organisation_add", key=organisation.pk)
    typed = {"first_name": "Nia", "last_name": "Owen", "kind": "volunteer", "organisation": organisation.pk}
    answer = client.post(address, typed | {"prison": "TSF", "email": "not an address"})
    text = text_of(answer)
    assert "Enter an e-mail address like name@example.org" in text
    assert "Enter a date" in text
    assert 'value="Owen"' in text
    assert not m.Entrant.objects.exists()
    answer = client.post(address, typed | {"prison": "TSF"} | date_parts("agreed_on"))
    assert answer.status_code == 302
    entrant = m.Entrant.objects.get()
    assert (entrant.name, entrant.approvals.get().prison) == ("Nia Owen", prison)


def test_a_coordinator_cannot_add_somebody_who_works_for_nobody(client, prison, coordinator):
    client.force_login(coordinator)
    typed = {"first_name": "Nia", "last_name": "Owen", "kind": "volunteer"} | date_parts("agreed_on")
    assert "Choose the organisation" in text_of(client.post(url("add", code="TSF"), typed))
    assert client.post(url("add", code="TSF"), typed | {"kind": "official-visitor"}).status_code == 302


def test_the_record_says_per_prison_what_is_missing_and_is_audited(client, prison, organisation, lead):
    role = make.position(prison, organisation, title="Visits host", access_types=("set-areas",))
    who = make.entrant(prison, organisation, position=role, first_name="Nia", last_name="Owen")
    client.force_login(lead)
    text = text_of(client.get(url("person", pk=who.pk)))
    assert "Visits host" in text
    assert "Baseline clearance or higher is needed: none has been started." in text
    assert "ACCT awareness: not done yet." in text
    assert "<title>Record P-" in text
    assert AuditEvent.objects.filter(event="entrant.viewed", about_id=str(who.pk)).exists()


def test_a_clearance_moves_on_the_screen_and_an_overtaken_reader_is_told(client, prison, organisation, coordinator):
    who = make.entrant(prison, organisation)
    clearance = make.clearance(who, prison, "with-vetting", sent_on=timezone.localdate())
    client.force_login(coordinator)
    address = url("clearance", pk=who.pk, clearance=clearance.pk)
    said = {"seen_status": "with-vetting", "status": "cleared", "reference": "V 1"} | date_parts("on")
    assert client.post(address, said).status_code == 302
    clearance.refresh_from_db()
    assert (clearance.status, clearance.reference) == ("cleared", "V 1")
    again = client.post(address, said | {"status": "suspended"})
    assert "Somebody has already changed this clearance" in text_of(again)


def test_a_bad_reference_is_shown_beside_its_box_with_what_was_typed(client, prison, organisation, coordinator):
    who = make.entrant(prison, organisation)
    clearance = make.clearance(who, prison, "with-vetting")
    client.force_login(coordinator)
    said = {"seen_status": "with-vetting", "status": "query", "reference": "theft; 2009"} | date_parts("on")
    answer = client.post(url("clearance", pk=who.pk, clearance=clearance.pk), said)
    assert answer.context["form"].errors["reference"]
    assert 'value="theft; 2009"' in answer.content.decode()


def test_a_lead_is_offered_no_decision_of_the_vetting_unit(client, prison, organisation, lead):
    who = make.entrant(prison, organisation)
    clearance = make.clearance(who, prison, "gathering")
    client.force_login(lead)
    form = client.get(url("clearance", pk=who.pk, clearance=clearance.pk)).context["form"]
    assert [value for value, _ in form.fields["status"].choices] == ["sent-to-prison", "withdrawn"]


def test_security_decides_overrides_and_authorises(client, prison, organisation, security):
    who = make.entrant(prison, organisation, approval="asked")
    client.force_login(security)
    assert who.name in text_of(client.get(url("approvals", code="TSF")))
    at = {"code": "TSF", "pk": who.pk}
    said = {"seen_status": "asked", "status": "approved", "access_types": [make.access("radio").pk]}
    assert client.post(url("decide", **at), said).status_code == 302
    assert list(who.approvals.get().access_types.values_list("slug", flat=True)) == ["radio"]
    days = date_parts("starts_on") | date_parts("ends_on")
    refused = client.post(url("override", **at), days | {"reason": "Old conviction, no worry"})
    assert "Take out “Old conviction”" in text_of(refused)
    assert client.post(url("override", **at), days | {"reason": "One meeting"}).status_code == 302
    assert client.post(url("add_item", **at), days | {"item": "Laptop"}).status_code == 302
    text = text_of(client.get(url("person", pk=who.pk)))
    assert "May enter by override" in text
    assert "Overridden by Deputy governor." in text
    assert "Laptop" in text
    given = who.overrides.get()
    assert client.post(url("take_back", **at, override=given.pk)).status_code == 302
    given.refresh_from_db()
    assert given.ended_at is not None


def test_a_coordinator_writes_a_role_and_a_lead_cannot_advertise(client, prison, organisation, coordinator, lead):
    client.force_login(coordinator)
    said = {"title": "Visits host", "kind": "volunteer", "purpose": "Welcomes families", "places": "2"}
    said |= {"organisation": organisation.pk, "access_types": [make.access().pk], "is_open": "on"}
    assert client.post(url("position_add", code="TSF"), said).status_code == 302
    role = m.Position.objects.get()
    assert (role.is_open, role.places, list(role.access_types.all())) == (True, 2, [make.access()])
    assert "already has a role of this name" in text_of(client.post(url("position_add", code="TSF"), said))
    client.force_login(lead)
    form = client.get(url("position", pk=role.pk)).context["form"]
    assert "is_open" not in form.fields
    assert client.post(url("position", pk=role.pk), said | {"places": "3"}).status_code == 302
    role.refresh_from_db()
    assert (role.places, role.is_open) == (3, True)


def test_training_is_recorded_by_who_trains(client, prison, organisation):
    who = make.entrant(prison, organisation)
    client.force_login(user_with_role("safer-custody", prison))
    address = url("add_training", pk=who.pk, code="TSF")
    said = {"module": make.module("key-talk").pk} | date_parts("completed_on")
    assert "Key talk comes after" in text_of(client.post(address, said))
    assert client.post(address, said | {"module": make.module().pk}).status_code == 302
    assert who.training.get().module == make.module()


@pytest.mark.parametrize("name", ["details", "add_role", "add_clearance", "ask_where"])
def test_security_and_strangers_do_not_keep_the_record(client, prison, organisation, security, name):
    who = make.entrant(prison, organisation)
    for user in (
        security,
        user_with_role("lead", OrganisationFactory()),
        user_with_role("coordinator", PrisonFactory()),
    ):
        client.force_login(user)
        assert client.get(url(name, pk=who.pk)).status_code == 404
