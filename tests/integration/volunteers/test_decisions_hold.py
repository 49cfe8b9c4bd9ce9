"""What was decided against somebody holds, whichever way the record is written: screen, file, merge or new name."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent, OutboxMessage
from tests.factories import volunteers as make
from tests.factories.accounts import user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory
from tests.integration.volunteers.test_spreadsheet import read
from volunteers import models as m
from volunteers.actions.approvals import ask_for_approval, decide
from volunteers.actions.clearance import record_status
from volunteers.actions.merges import merge
from volunteers.actions.people import change_details, end_engagement, pause_engagement
from volunteers.actions.positions import save_position
from volunteers.actions.training import record_training
from volunteers.forms.clearance import ClearanceStatusForm
from volunteers.policies import NotPossible

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
DAY = datetime.timedelta(days=1)


def row_of(who, status, **more):
    names = {"reference": who.reference, "first_name": who.first_name, "last_name": who.last_name}
    return names | {"level": "Baseline", "status": status} | more


def test_a_file_does_not_change_a_clearance_that_another_prison_sponsors(prison, organisation, coordinator):
    who = make.entrant(prison, organisation)
    held = make.clearance(who, PrisonFactory(), "suspended")
    for status in ("cleared", "suspended"):
        outcome = read(prison, coordinator, row_of(who, status, decided_on=str(TODAY())))
        assert "Only the prison that sponsors" in outcome.problems[0].reason
    held.refresh_from_db()
    assert (held.status, held.decided_on < TODAY()) == ("suspended", True)


def test_a_file_follows_the_order_of_statuses_and_leaves_a_trace(prison, organisation, coordinator):
    who, other = make.entrant(prison, organisation), make.entrant(prison, organisation)
    refused, asked = make.clearance(who, prison, "not-cleared"), make.clearance(other, prison, "with-vetting")
    decided = {"decided_on": str(TODAY())}
    outcome = read(prison, coordinator, row_of(other, "cleared", **decided), row_of(who, "cleared", **decided))
    assert [(problem.row, "cannot become" in problem.reason) for problem in outcome.problems] == [(3, True)]
    refused.refresh_from_db()
    assert refused.status == "not-cleared"
    assert read(prison, coordinator, row_of(other, "cleared", **decided)).clearances == 1
    asked.refresh_from_db()
    [event] = AuditEvent.objects.filter(event="clearance.recorded")
    assert (asked.status, event.details["before"], event.details["after"]) == ("cleared", "with-vetting", "cleared")


@pytest.mark.parametrize("status", ["not-approved", "suspended", "withdrawn"])
def test_an_override_does_not_outlive_a_refusal(prison, organisation, security, status):
    who = make.ready(prison, organisation)
    days = {"starts_on": TODAY(), "ends_on": TODAY() + DAY}
    elsewhere = PrisonFactory()
    for place in (prison, elsewhere):
        m.GateOverride.objects.create(
            entrant=who, prison=place, covers=["approval"], reason="One", approver=security, **days
        )
    decide(approval=who.approvals.get(), status=status, by=security)
    assert m.GateOverride.objects.get(ended_at=None).prison == elsewhere
    assert AuditEvent.objects.filter(event="gate.override-ended").count() == 1


def test_asking_again_does_not_take_an_approval_away(prison, organisation, lead):
    who = make.ready(prison, organisation)
    with pytest.raises(NotPossible, match="asked already"):
        ask_for_approval(entrant=who, prison=prison, agreed_on=TODAY(), by=lead)
    assert who.approvals.get().status == "approved"


@pytest.mark.parametrize(("kept", "other"), [("approved", "suspended"), ("not-approved", "approved")])
def test_a_merge_does_not_lose_a_refusal(prison, organisation, coordinator, kept, other):
    both = [make.entrant(prison, organisation, approval=status) for status in (kept, other)]
    with pytest.raises(NotPossible, match="decided against one of the records"):
        merge(kept=both[0], taken_in=both[1], by=coordinator)
    assert not m.Merge.objects.exists()


def test_an_approval_that_moves_is_asked_for_again(prison, organisation, lead, security):
    kept, other = make.entrant(None, organisation), make.ready(prison, organisation)
    merge(kept=kept, taken_in=other, by=lead)
    approval = kept.approvals.get()
    assert (approval.status, approval.asked_by, approval.decided_on) == ("asked", lead, None)
    assert OutboxMessage.objects.get().to == security.email


def test_a_new_name_is_approved_anew_and_a_new_telephone_number_is_not(prison, organisation, lead, security):
    who = make.ready(prison, organisation)
    change_details(entrant=who, phone="01632 960001", by=lead)
    assert who.approvals.get().status == "approved"
    change_details(entrant=who, last_name="Other", by=lead)
    assert who.approvals.get().status == "asked"
    assert OutboxMessage.objects.get().to == security.email


def test_training_online_is_not_stored_as_face_to_face(prison, organisation, coordinator):
    who, module = make.entrant(prison, organisation), make.module()
    m.TrainingModule.objects.filter(pk=module.pk).update(face_to_face=True)
    module.refresh_from_db()
    facts = {"entrant": who, "module": module, "prison": prison, "by": coordinator}
    assert not record_training(**facts, completed_on=TODAY() - DAY).face_to_face
    assert record_training(**facts, completed_on=TODAY(), face_to_face=True).face_to_face


def test_only_the_prison_changes_what_a_role_needs(client, prison, organisation, lead):
    role = make.position(prison, organisation, modules=("acct-awareness",))
    client.force_login(lead)
    address = reverse("volunteers:position", kwargs={"pk": role.pk})
    form = client.get(address).context["form"]
    assert not {"access_types", "required_level", "modules"} & set(form.fields)
    said = {"title": "Listener", "organisation": organisation.pk, "kind": role.kind, "purpose": "Listens."}
    assert client.post(address, said | {"places": role.places}).status_code == 302
    role.refresh_from_db()
    assert (role.title, role.required_level, role.access_types.count()) == ("Listener", make.level(), 1)
    assert role.modules.count() == 1
    with pytest.raises(PermissionDenied):
        save_position(position=role, access_types=role.access_types.all(), modules=(), by=lead)
    role.required_level = None
    with pytest.raises(PermissionDenied):
        save_position(position=role, access_types=role.access_types.all(), modules=role.modules.all(), by=lead)


@pytest.mark.parametrize("before", ["suspended", "cleared", "not-cleared"])
def test_an_organisation_withdraws_nothing_that_was_decided(prison, organisation, lead, coordinator, before):
    clearance = make.clearance(make.entrant(prison, organisation), prison, before)
    form = ClearanceStatusForm(clearance=clearance, records_decisions=False)
    assert form.fields["status"].choices == []
    with pytest.raises(PermissionDenied):
        record_status(clearance=clearance, status="withdrawn", on=TODAY(), by=lead)
    assert record_status(clearance=clearance, status="withdrawn", on=TODAY(), by=coordinator).status == "withdrawn"


def test_a_lead_ends_the_own_organisations_work_only_and_never_later(prison, organisation, coordinator, lead):
    who = make.ready(prison, organisation)
    second = OrganisationFactory()
    theirs = user_with_role("lead", second)
    m.Engagement.objects.create(entrant=who, organisation=second, kind="volunteer")
    work = who.engagements.get(organisation=organisation)
    with pytest.raises(PermissionDenied):
        end_engagement(engagement=work, ends_on=TODAY(), by=theirs)
    with pytest.raises(PermissionDenied):
        pause_engagement(engagement=work, paused_on=None, by=theirs)
    end_engagement(engagement=work, ends_on=TODAY(), by=lead)
    with pytest.raises(NotPossible, match="already"):
        end_engagement(engagement=work, ends_on=TODAY() + DAY, by=lead)
    assert end_engagement(engagement=work, ends_on=TODAY() - DAY, by=coordinator).ends_on == TODAY() - DAY


def test_a_vetting_reference_has_no_room_for_a_conviction(prison, organisation, coordinator):
    clearance = make.clearance(make.entrant(prison, organisation), prison, "with-vetting")
    with pytest.raises(ValidationError, match="Take out"):
        record_status(clearance=clearance, status="query", on=TODAY(), by=coordinator, reference="theft 2009")
