"""Who sees whom: a prison whom it was told of, an organisation its own people, each prison its own decisions."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from directory.models import Organisation
from tests.factories import volunteers as make
from tests.factories.accounts import user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory
from tests.integration.volunteers.screens import text_of, url
from volunteers import models as m
from volunteers.actions.approvals import decide
from volunteers.actions.clearance import record_status
from volunteers.actions.gate import authorise_item
from volunteers.actions.merges import merge
from volunteers.actions.people import Work, add_person, engage, pause_engagement
from volunteers.actions.recruitment import move_application
from volunteers.actions.spreadsheets import import_people
from volunteers.actions.training import record_training
from volunteers.policies import NotPossible
from volunteers.spreadsheet import COLUMNS

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def other():
    return PrisonFactory(code="OTH", name="Otherfield (HMP)")


# With the person's agreement only


def test_a_prison_sees_nobody_who_did_not_agree_to_be_named_to_it(client, prison, organisation, coordinator):
    who = make.ready(prison, organisation, last_name="Quickthorn")
    m.Approval.objects.update(status="not-asked", person_agreed_on=None)
    for role in ("coordinator", "security", "safer-custody"):
        user = user_with_role(role, prison)
        assert not m.Entrant.objects.visible_to(user).exists()
        client.force_login(user)
        assert client.get(url("person", pk=who.pk)).status_code == 404
    assert not m.Entrant.objects.at_prison(prison).exists()
    client.force_login(coordinator)
    assert "Quickthorn" not in text_of(client.get(url("people", code="TSF")))
    m.Approval.objects.update(person_agreed_on=timezone.localdate())
    assert "Quickthorn" in text_of(client.get(url("people", code="TSF")))


def test_a_role_in_a_further_prison_needs_the_persons_agreement(client, prison, other, organisation, lead):
    who = make.ready(prison, organisation)
    role = make.position(other, organisation)
    work = Work("volunteer", organisation, role)
    for agreed_on in (None, timezone.localdate() + DAY):
        with pytest.raises(NotPossible, match="agreed to be named to Otherfield"):
            engage(entrant=who, work=work, agreed_on=agreed_on, by=lead)
    client.force_login(lead)
    today = timezone.localdate()
    said = {"kind": "volunteer", "position": role.pk}
    said |= {f"starts_on_{part}": getattr(today, part) for part in ("day", "month", "year")}
    assert "agreed to be named to Otherfield" in text_of(client.post(url("add_role", pk=who.pk), said))
    assert not who.approvals.filter(prison=other).exists()
    said |= {f"agreed_on_{part}": getattr(today, part) for part in ("day", "month", "year")}
    assert client.post(url("add_role", pk=who.pk), said).status_code == 302
    assert who.approvals.get(prison=other).person_agreed_on == today


def test_nobody_is_added_at_a_prison_without_agreement(prison, organisation, coordinator, lead):
    for by in (coordinator, lead):
        with pytest.raises(NotPossible, match="agreed"):
            add_person(work=Work("volunteer", organisation), prison=prison, by=by, first_name="N", last_name="O")


# Organisations


def test_an_organisation_sees_nobody_whose_work_there_has_ended(client, prison, organisation, lead):
    who = make.ready(prison, organisation, last_name="Quickthorn")
    m.Engagement.objects.create(entrant=who, organisation=OrganisationFactory(), kind="volunteer")
    mine = who.engagements.filter(organisation=organisation)
    client.force_login(lead)
    for ends_on, sees in ((timezone.localdate(), True), (timezone.localdate() - DAY, False)):
        mine.update(ends_on=ends_on)
        assert m.Entrant.objects.visible_to(lead).exists() is sees
        assert m.Entrant.objects.managed_by(lead).exists() is sees
        assert client.get(url("person", pk=who.pk)).status_code == (200 if sees else 404)
        assert ("Quickthorn" in text_of(client.get(url("organisation", key=organisation.pk)))) is sees


# Each prison its own


@pytest.fixture
def at_both(prison, other, organisation):
    """Return somebody whom one prison approved and the other refused, with a role and an override in each."""
    who = make.ready(prison, organisation, last_name="Quickthorn")
    make.approve(who, other, "not-approved")
    security = user_with_role("security", other, name="Otherfield manager")
    today = timezone.localdate()
    m.GateOverride.objects.create(
        entrant=who, prison=other, covers=["x"], starts_on=today, ends_on=today, reason="One", approver=security
    )
    role = make.position(other, OrganisationFactory(name="Elsewhere Aid"), title="Elsewhere listener")
    m.Engagement.objects.create(entrant=who, organisation=role.organisation, position=role, kind="volunteer")
    return who


@pytest.mark.parametrize("role", ["coordinator", "security"])
def test_the_record_shows_a_prison_its_own_decision_and_no_others(client, prison, at_both, role):
    client.force_login(user_with_role(role, prison))
    text = text_of(client.get(url("person", pk=at_both.pk)))
    assert "Testfield" in text
    hidden = ("Otherfield", "ot approved", "Elsewhere listener", "Elsewhere Aid")
    assert not [word for word in hidden if word in text]
    people = url("people" if role == "coordinator" else "approvals", code="TSF") + "?status=approved"
    text = text_of(client.get(people))
    assert "Quickthorn" in text
    assert not [word for word in hidden if word in text.replace("Not approved</a>", "").replace(">Not approved<", "")]


def test_an_organisation_does_not_read_what_a_prison_decided_for_another(client, at_both, lead):
    client.force_login(lead)
    text = text_of(client.get(url("person", pk=at_both.pk)))
    assert "Testfield" in text
    assert not [word for word in ("Otherfield", "Elsewhere") if word in text]
    assert list(m.Approval.objects.visible_to(lead).values_list("prison", flat=True)) == ["TSF"]
    theirs = user_with_role("lead", Organisation.objects.get(name="Elsewhere Aid"))
    assert set(m.Approval.objects.visible_to(theirs).values_list("prison", flat=True)) == {"TSF", "OTH"}


def test_who_only_trains_reads_no_decision(client, prison, at_both):
    client.force_login(user_with_role("safer-custody", prison))
    text = text_of(client.get(url("person", pk=at_both.pk)))
    assert "Record training at Testfield" in text
    assert not [word for word in ("learance", "pproval", "Otherfield") if word in text]


# Nobody about themselves


def as_oneself(who, user, how):
    """Make the record the user's own, by its account or by its address only."""
    facts = {"user": user} if how == "account" else {"email": user.email.upper()}
    m.Entrant.objects.filter(pk=who.pk).update(**facts)
    return m.Entrant.objects.get(pk=who.pk)


@pytest.mark.parametrize("how", ["account", "address"])
def test_nobody_decides_about_themselves_anywhere(prison, organisation, coordinator, how):
    security = user_with_role("security", prison)
    who = as_oneself(make.entrant(prison, organisation, approval="asked"), security, how)
    clearance = make.clearance(who, prison, "with-vetting")
    today = timezone.localdate()
    days = {"starts_on": today, "ends_on": today}
    for act in (
        lambda: decide(approval=who.approvals.get(), status="approved", by=security),
        lambda: record_status(clearance=clearance, status="cleared", on=today, by=security),
        lambda: authorise_item(entrant=who, prison=prison, item="Laptop", by=security, **days),
    ):
        with pytest.raises(PermissionDenied):
            act()
    who = as_oneself(make.entrant(prison, organisation), coordinator, how)
    clearance = make.clearance(who, prison, "with-vetting")
    role = make.position(prison, organisation)
    second = make.entrant(prison, organisation)
    for act in (
        lambda: record_status(clearance=clearance, status="cleared", on=today, by=coordinator),
        lambda: record_training(entrant=who, module=make.module(), completed_on=today, prison=prison, by=coordinator),
        lambda: engage(entrant=who, work=Work("volunteer", organisation, role), by=coordinator),
        lambda: pause_engagement(engagement=who.engagements.get(), paused_on=None, by=coordinator),
        lambda: merge(kept=who, taken_in=second, by=coordinator),
        lambda: merge(kept=second, taken_in=who, by=coordinator),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_file_is_no_way_round_it(prison, organisation, coordinator):
    who = as_oneself(make.entrant(prison, organisation), coordinator, "address")
    cells = {"reference": who.reference, "first_name": who.first_name, "last_name": who.last_name}
    cells |= {"level": "Baseline", "status": "Cleared", "decided_on": "2026-03-27"}
    rows = [",".join(COLUMNS), ",".join(cells.get(column, "") for column in COLUMNS)]
    outcome = import_people(prison=prison, content="\n".join(rows).encode(), filename="a.csv", by=coordinator)
    assert "nobody about themselves" in outcome.problems[0].reason
    assert not m.Clearance.objects.exists()


def test_nobody_moves_their_own_application(client, prison, organisation, coordinator):
    role = make.position(prison, organisation)
    made = m.Application.objects.create(position=role, first_name="N", last_name="O", email=coordinator.email.upper())
    with pytest.raises(PermissionDenied):
        move_application(application=made, stage="conversation", by=coordinator)
    client.force_login(coordinator)
    assert client.get(url("application", pk=made.pk)).status_code == 404


# Limits


@pytest.mark.parametrize("on", [0, 40])
def test_limits_put_every_approval_back_to_waiting_and_security_is_told(prison, other, organisation, coordinator, on):
    """Also when they are recorded on the day of the approval, or for a day before it."""
    who = make.ready(prison, organisation)
    make.approve(who, other)
    m.Approval.objects.update(decided_on=timezone.localdate())
    day = timezone.localdate() - on * DAY
    record_status(clearance=who.clearances.get(), status="cleared-with-limits", on=day, by=coordinator)
    assert set(who.approvals.values_list("status", flat=True)) == {"asked"}


def test_limits_from_a_file_do_so_too(prison, organisation, coordinator):
    who = make.ready(prison, organisation)
    cells = {"reference": who.reference, "first_name": who.first_name, "last_name": who.last_name}
    cells |= {"level": "Baseline", "status": "Cleared with limits", "decided_on": str(who.clearances.get().decided_on)}
    rows = [",".join(COLUMNS), ",".join(cells.get(column, "") for column in COLUMNS)]
    outcome = import_people(prison=prison, content="\n".join(rows).encode(), filename="a.csv", by=coordinator)
    assert outcome.problems == []
    assert who.approvals.get().status == "asked"
    assert who.clearances.get().status_since == timezone.localdate()
