"""What people may record about those who come in, and what is refused."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from core.models import AuditEvent, OutboxMessage
from tests.factories import volunteers as make
from tests.factories.accounts import UserFactory, user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory
from tests.integration.volunteers.screens import url
from volunteers import models as m
from volunteers.actions.approvals import ask_for_approval, decide
from volunteers.actions.clearance import record_status, start_clearance
from volunteers.actions.gate import authorise_item, end_item, end_override, override
from volunteers.actions.people import Work, add_person, change_details, end_engagement, engage
from volunteers.actions.training import record_training
from volunteers.enums import ClearanceStatus
from volunteers.gate import may_enter
from volunteers.gate.listing import build
from volunteers.gate.people import answers_at, requirements_at
from volunteers.gate.standing import requirement_of, standing_of
from volunteers.policies import NotPossible, Overtaken
from volunteers.workflow import CLEARANCE_MOVES

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
DAY = datetime.timedelta(days=1)


def test_from_the_first_entry_to_the_gate(prison, organisation, coordinator, security, lead):
    """Walk one person through: added by the lead, cleared, approved, trained, and each step says what is left."""
    role = make.position(prison, organisation, access_types=("set-areas",))
    work = Work("volunteer", organisation, role)
    who = add_person(work=work, prison=prison, agreed_on=TODAY(), by=lead, first_name="Nia", last_name="Owen")
    assert needs(who, prison) == ["clearance:baseline", "approval", *(f"training:{slug}" for slug in UNESCORTED)]
    clearance = start_clearance(entrant=who, level=make.level(), sponsor_prison=prison, by=lead)
    for status, by in (("sent-to-prison", lead), ("with-vetting", coordinator), ("cleared", coordinator)):
        clearance = record_status(clearance=clearance, status=status, on=TODAY(), by=by, reference="V-123/26")
    assert clearance.expires_on == TODAY().replace(year=TODAY().year + 5)
    approval = ask_for_approval(entrant=who, prison=prison, agreed_on=TODAY(), by=lead)
    decide(approval=approval, status="approved", access_types=[make.access()], by=security)
    assert needs(who, prison) == [f"training:{slug}" for slug in UNESCORTED]
    done = {"completed_on": TODAY(), "prison": prison, "by": coordinator}
    for slug in UNESCORTED:
        record_training(entrant=who, module=make.module(slug), face_to_face=True, **done)
    assert needs(who, prison) == []
    events = set(AuditEvent.objects.values_list("event", flat=True))
    assert {"entrant.added", "clearance.recorded", "approval.decided", "training.recorded"} <= events
    assert list(clearance.events.values_list("number", "to_status")) == [
        (1, "not-started"),
        (2, "sent-to-prison"),
        (3, "with-vetting"),
        (4, "cleared"),
    ]


UNESCORTED = ["acct-awareness", "raising-a-concern", "health-and-safety", "safe-systems-of-work", "security-awareness"]


def needs(who, prison):
    return [lack.code for row in answers_at(prison, [who.pk])[who.pk] for lack in row.answer.missing]


def test_the_security_and_the_keepers_are_told_a_reference_only(prison, organisation, coordinator, security, lead):
    who = make.entrant(prison, organisation, last_name="Quickthorn")
    approval = ask_for_approval(entrant=who, prison=prison, agreed_on=TODAY(), by=lead)
    decide(approval=approval, status="approved", by=security)
    told = {message.to: message for message in OutboxMessage.objects.order_by("created_at")}
    assert set(told) == {security.email, coordinator.email, lead.email}
    assert all(who.reference in message.subject and "Quickthorn" not in message.body for message in told.values())


def test_nothing_is_asked_without_the_persons_agreement(prison, organisation, lead):
    who = make.entrant(prison, organisation)
    for agreed_on in (None, TODAY() + DAY):
        with pytest.raises(NotPossible, match="agreed"):
            ask_for_approval(entrant=who, prison=prison, agreed_on=agreed_on, by=lead)
    m.Approval.objects.update(person_agreed_on=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        m.Approval.objects.filter(entrant=who).update(status="asked")


def test_one_clearance_serves_another_prison_with_the_persons_agreement(prison, organisation, lead):
    who = make.ready(prison, organisation)
    other = PrisonFactory()
    assert needs(who, other) == ["approval"]
    ask_for_approval(entrant=who, prison=other, agreed_on=TODAY(), by=lead)
    assert who.clearances.count() == 1
    decide(approval=who.approvals.get(prison=other), status="approved", by=user_with_role("security", other))
    assert needs(who, other) == []


def test_each_prison_decides_for_itself_and_nobody_about_themselves(prison, organisation, coordinator, security, lead):
    who = make.entrant(prison, organisation, approval="asked")
    approval = who.approvals.get()
    elsewhere = user_with_role("security", PrisonFactory())
    for by in (coordinator, lead, elsewhere, UserFactory()):
        with pytest.raises(PermissionDenied):
            decide(approval=approval, status="approved", by=by)
    m.Entrant.objects.filter(pk=who.pk).update(user=security)
    with pytest.raises(PermissionDenied):
        decide(approval=approval, status="approved", by=security)


def test_the_second_of_two_decisions_is_told_that_it_was_overtaken(prison, organisation, security):
    approval = make.entrant(prison, organisation, approval="asked").approvals.get()
    decide(approval=approval, status="not-approved", by=security, seen_status="asked")
    with pytest.raises(Overtaken, match="not approved"):
        decide(approval=approval, status="approved", by=security, seen_status="asked")
    approval.refresh_from_db()
    assert approval.status == "not-approved"


def test_a_lead_records_what_the_organisation_does_and_no_decision(prison, organisation, lead, coordinator):
    who = make.entrant(prison, organisation)
    clearance = start_clearance(entrant=who, level=make.level(), sponsor_prison=prison, by=lead)
    record_status(clearance=clearance, status="sent-to-prison", on=TODAY(), by=lead)
    with pytest.raises(PermissionDenied):
        record_status(clearance=clearance, status="cleared", on=TODAY(), by=lead)
    record_status(clearance=clearance, status="cleared", on=TODAY(), by=coordinator)
    with pytest.raises(PermissionDenied):
        record_status(clearance=clearance, status="suspended", on=TODAY(), by=lead)


@pytest.mark.parametrize("before", ClearanceStatus)
def test_every_pair_of_statuses_is_as_the_table_says(prison, organisation, coordinator, before):
    for after in ClearanceStatus:
        who = make.entrant(prison, organisation)
        clearance = make.clearance(who, prison, before)
        allowed = after in CLEARANCE_MOVES[before]
        try:
            record_status(clearance=clearance, status=after, on=TODAY(), by=coordinator)
        except NotPossible:
            assert not allowed, (before, after)
        else:
            assert allowed, (before, after)


def test_a_person_has_one_clearance_in_process(prison, organisation, lead):
    who = make.entrant(prison, organisation)
    start_clearance(entrant=who, level=make.level(), sponsor_prison=prison, by=lead)
    with pytest.raises(NotPossible, match="already has a clearance in process"):
        start_clearance(entrant=who, level=make.level("ctc"), sponsor_prison=prison, by=lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.clearance(who, prison, "gathering")


def test_a_clearance_is_not_decided_before_it_was_sent_nor_tomorrow(prison, organisation, coordinator):
    clearance = make.clearance(make.entrant(prison, organisation), prison, "with-vetting", sent_on=TODAY())
    with pytest.raises(NotPossible, match="before it was sent"):
        record_status(clearance=clearance, status="cleared", on=TODAY() - DAY, by=coordinator)
    with pytest.raises(NotPossible, match="not come yet"):
        record_status(clearance=clearance, status="cleared", on=TODAY() + DAY, by=coordinator)
    with pytest.raises(NotPossible, match="ends before"):
        record_status(clearance=clearance, status="cleared", on=TODAY(), expires_on=TODAY() - DAY, by=coordinator)


def test_lifting_a_suspension_keeps_the_day_of_the_decision(prison, organisation, coordinator):
    clearance = make.clearance(make.entrant(prison, organisation), prison, "cleared")
    decided, expires = clearance.decided_on, clearance.expires_on
    record_status(clearance=clearance, status="suspended", on=TODAY(), by=coordinator)
    lifted = record_status(clearance=clearance, status="cleared", on=TODAY(), by=coordinator)
    assert (lifted.decided_on, lifted.expires_on) == (decided, expires)


@pytest.mark.parametrize("reference", ["DBS 001234567890: theft 2009", "see letter; refused", "x" * 31])
def test_a_reference_is_a_number_and_nothing_else(prison, organisation, coordinator, reference):
    clearance = make.clearance(make.entrant(prison, organisation), prison, "with-vetting")
    with pytest.raises(ValidationError):
        record_status(clearance=clearance, status="query", on=TODAY(), by=coordinator, reference=reference)


def test_training_comes_in_its_order_and_holds_as_long_as_the_module_says(prison, organisation, coordinator, lead):
    who = make.entrant(prison, organisation)
    with pytest.raises(NotPossible, match="comes after Security awareness and Conditioning"):
        record_training(
            entrant=who, module=make.module("key-talk"), completed_on=TODAY(), prison=prison, by=coordinator
        )
    made = record_training(
        entrant=who, module=make.module(), completed_on=datetime.date(2024, 2, 29), prison=prison, by=coordinator
    )
    assert made.expires_on == datetime.date(2027, 2, 28)
    with pytest.raises(PermissionDenied):
        record_training(entrant=who, module=make.module(), completed_on=TODAY(), prison=prison, by=lead)


def test_an_override_names_its_approver_and_covers_what_was_missing(prison, organisation, security, coordinator):
    who = make.entrant(prison, organisation, approval="approved")
    requirements = requirements_at(prison, who, TODAY())
    facts = {"entrant": who, "prison": prison, "requirements": requirements, "starts_on": TODAY()}
    with pytest.raises(PermissionDenied):
        override(**facts, ends_on=TODAY(), reason="One meeting", by=coordinator)
    for reason, days, words in (
        ("  ", 0, "reason"),
        ("One meeting", 7, "at most 7 days"),
        ("One meeting", -1, "before the first"),
    ):
        with pytest.raises(NotPossible, match=words):
            override(**facts, ends_on=TODAY() + days * DAY, reason=reason, by=security)
    with pytest.raises(ValidationError, match="convictions"):
        override(**facts, ends_on=TODAY(), reason="His conviction is old", by=security)
    given = override(**facts, ends_on=TODAY() + 6 * DAY, reason="One meeting", by=security)
    assert (given.covers, given.approver) == (["clearance:escorted-visitor"], security)
    assert needs(who, prison) == []
    [event] = AuditEvent.objects.filter(event="gate.overridden")
    assert (event.actor_id, event.details["covers"]) == (str(security.pk), ["clearance:escorted-visitor"])
    end_override(given=given, by=security)
    assert needs(who, prison) == ["clearance:escorted-visitor"]


def test_an_override_of_a_refusal_is_not_possible(prison, organisation, security):
    who = make.entrant(prison, organisation, approval="suspended")
    with pytest.raises(NotPossible, match="Nobody at the gate"):
        override(
            entrant=who,
            prison=prison,
            requirements=requirements_at(prison, who, TODAY()),
            starts_on=TODAY(),
            ends_on=TODAY(),
            reason="One meeting",
            by=security,
        )


def test_an_item_is_authorised_by_a_named_manager(prison, organisation, security, coordinator):
    who = make.ready(prison, organisation)
    facts = {"entrant": who, "prison": prison, "starts_on": TODAY(), "ends_on": TODAY()}
    with pytest.raises(PermissionDenied):
        authorise_item(**facts, item="Laptop", by=coordinator)
    assert authorise_item(**facts, item="Laptop", by=security).approver == security


def test_an_item_is_taken_back_at_once(client, prison, organisation, security, coordinator):
    who = make.ready(prison, organisation)
    make.session(prison, organisation, people=[who])
    facts = {"entrant": who, "prison": prison, "item": "Laptop", "starts_on": TODAY(), "ends_on": TODAY() + 9 * DAY}
    held = authorise_item(**facts, by=security)
    assert build(prison, TODAY()).entering[0].items
    with pytest.raises(PermissionDenied):
        end_item(held=held, by=coordinator)
    client.force_login(security)
    address = url("item_back", code="TSF", pk=who.pk, item=held.pk)
    assert address in client.get(url("person", pk=who.pk)).content.decode()
    assert client.post(address).status_code == 302
    assert build(prison, TODAY()).entering[0].items == ()
    end_item(held=held, by=security)
    assert AuditEvent.objects.filter(event="gate.item-ended").count() == 1


def test_work_that_ends_ends_the_entry_after_its_last_day(prison, organisation, lead):
    who = make.ready(prison, organisation)
    end_engagement(engagement=who.engagements.get(), ends_on=TODAY(), by=lead)
    requirement = requirement_of(None)
    assert may_enter(standing_of(who, prison), requirement, TODAY()).may_enter
    assert not may_enter(standing_of(who, prison), requirement, TODAY() + DAY).may_enter


def test_nobody_adds_a_role_for_a_place_they_do_not_speak_for(prison, organisation, coordinator):
    who = make.ready(prison, organisation)
    elsewhere = make.position(PrisonFactory(), OrganisationFactory())
    with pytest.raises(PermissionDenied):
        engage(entrant=who, work=Work("volunteer", elsewhere.organisation, elsewhere), by=coordinator)
    with pytest.raises(PermissionDenied):
        engage(entrant=who, work=Work("volunteer", OrganisationFactory()), by=coordinator)
    here = make.position(prison, organisation)
    engage(entrant=who, work=Work("volunteer", organisation, here), by=coordinator)
    with pytest.raises(NotPossible, match="already works there"):
        engage(entrant=who, work=Work("volunteer", organisation, here), by=coordinator)


def test_only_keepers_and_the_person_correct_the_details(prison, organisation, security):
    who = make.entrant(prison, organisation)
    with pytest.raises(PermissionDenied):
        change_details(entrant=who, phone="01632 960001", by=security)
    person = UserFactory()
    m.Entrant.objects.filter(pk=who.pk).update(user=person)
    assert change_details(entrant=who, phone="01632 960001", by=person).phone == "01632 960001"
    with pytest.raises(TypeError):
        change_details(entrant=who, reference="P-4KTW-9QX", by=person)


def test_people_are_seen_where_they_come_in_and_by_their_organisation_only(prison, organisation, coordinator, lead):
    who = make.entrant(prison, organisation)
    stranger = make.entrant(PrisonFactory(), OrganisationFactory())
    for user in (coordinator, lead, user_with_role("security", prison), user_with_role("safer-custody", prison)):
        assert list(m.Entrant.objects.visible_to(user)) == [who]
    for code in ("gate", "staff", "sponsor", "resettlement"):
        assert not m.Entrant.objects.visible_to(user_with_role(code, prison)).exists()
    for code in ("administrator", "analyst", "content-editor"):
        assert not m.Entrant.objects.visible_to(user_with_role(code)).exists()
    m.Entrant.objects.filter(pk=who.pk).update(merged_into=stranger)
    assert not m.Entrant.objects.visible_to(coordinator).exists()


def test_no_table_has_room_for_what_is_never_stored():
    """No file, no picture, no free text on clearances and approvals: forms and reasons have nowhere to go."""
    from django.apps import apps

    for table in apps.get_app_config("volunteers").get_models():
        files = [field.name for field in table._meta.local_fields if isinstance(field, models.FileField)]
        assert files == [], table
    for table in (m.Clearance, m.ClearanceEvent, m.Approval):
        texts = {f.name for f in table._meta.local_fields if isinstance(f, models.CharField | models.TextField)}
        assert texts <= {"status", "reference", "from_status", "to_status"}, table


def test_what_is_missing_costs_the_same_for_one_and_for_many(prison, organisation, django_assert_num_queries):
    role = make.position(prison, organisation, access_types=("set-areas", "radio"))
    people = [make.ready(prison, organisation, position=role).pk for _ in range(12)]
    for count in (1, 12):
        with django_assert_num_queries(16):
            answers = answers_at(prison, people[:count])
        assert len(answers) == count
