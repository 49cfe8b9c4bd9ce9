"""Somebody leaves: every role there ends the same day, and what they had open goes to a named colleague."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import guardian
from accounts.actions import grant_role
from accounts.actions.invitations import invite
from accounts.actions.leaving import end_one_role, leave
from accounts.actions.requests import ask_for_role
from accounts.actions.roles import restore_role
from accounts.models import AccountRequest, Invitation, RoleAssignment, User
from accounts.roles import DEPUTY, REFER, RESETTLEMENT, SAFER_CUSTODY, STAFF
from core.models import AuditEvent, PrivacySettings
from core.retention import run
from referrals.models import Referral
from tests.factories import volunteers as make
from tests.factories.accounts import user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory, service
from tests.factories.referrals import referral

pytestmark = pytest.mark.django_db


@pytest.fixture
def prison():
    return PrisonFactory()


@pytest.fixture
def coordinator(prison):
    return user_with_role("coordinator", prison)


@pytest.fixture
def staff(prison):
    user = user_with_role("staff", prison)
    grant_role(user=user, role=RESETTLEMENT, scope=prison, by=None)
    return user


def address(prison, user):
    return reverse("accounts:leaver", kwargs={"kind": "prison", "key": prison.code, "pk": user.pk})


def test_one_press_ends_every_role_there_today_and_signs_out(client, prison, coordinator, staff):
    session = Client()
    session.force_login(staff)
    session.get("/")
    client.force_login(coordinator)
    client.post(address(prison, staff))
    assert not RoleAssignment.objects.not_ended().filter(user=staff).exists()
    assert set(RoleAssignment.objects.filter(user=staff).values_list("ends_on", flat=True)) == {timezone.localdate()}
    assert not guardian.can(User.objects.get(pk=staff.pk), REFER, prison)
    assert "_auth_user_id" not in session.session
    assert AuditEvent.objects.filter(event="account.left", about_id=str(staff.pk)).exists()


def test_roles_elsewhere_and_their_session_stay(prison, coordinator, staff):
    other = PrisonFactory()
    grant_role(user=staff, role=STAFF, scope=other, by=None)
    session = Client()
    session.force_login(staff)
    leave(user=staff, scope=prison, by=coordinator, hand_to={})
    assert guardian.can(User.objects.get(pk=staff.pk), REFER, other)
    assert session.session["_auth_user_id"] == str(staff.pk)


def test_open_referrals_go_to_a_colleague_and_closed_ones_stay(client, prison, coordinator, staff):
    page = service(prison)
    mine = [referral(page, referrer=staff, status=status) for status in ("draft", "sent", "declined")]
    closed = referral(page, referrer=staff, status="declined", person_told_on=timezone.localdate())
    elsewhere = referral(service(PrisonFactory()), referrer=staff, status="sent")
    colleague = user_with_role("staff", prison, name="Amy Colleague")
    user_with_role("gate", prison, name="Gate Keeper")
    client.force_login(coordinator)
    shown = client.get(address(prison, staff)).content
    assert b"open referrals they made (3)" in shown, "somebody has to tell the person of the no"
    assert b"Amy Colleague" in shown
    assert b"Gate Keeper" not in shown, "only who may refer takes referrals over"
    assert b"Choose a colleague who takes over" in client.post(address(prison, staff)).content
    assert RoleAssignment.objects.active().filter(user=staff).exists()
    client.post(address(prison, staff), {"referrals.made": str(colleague.pk)})
    assert {row.pk for row in Referral.objects.visible_to(colleague)} == {row.pk for row in mine}
    for kept in (closed, elsewhere):
        kept.refresh_from_db()
        assert kept.referrer == staff
    assert not Referral.objects.visible_to(User.objects.get(pk=staff.pk)).exists()
    assert AuditEvent.objects.filter(event="referral.handed-over").count() == 3


def test_an_organisation_s_work_goes_to_a_colleague_too():
    organisation = OrganisationFactory()
    lead, worker = user_with_role("lead", organisation), user_with_role("worker", organisation)
    given = referral(service(PrisonFactory(), organisation=organisation), status="accepted", assigned_to=worker)
    with pytest.raises(ValidationError, match="Choose who takes over"):
        leave(user=worker, scope=organisation, by=lead, hand_to={})
    leave(user=worker, scope=organisation, by=lead, hand_to={"referrals.assigned": lead})
    given.refresh_from_db()
    assert given.assigned_to == lead


def test_work_goes_to_nobody_from_elsewhere(prison, coordinator, staff):
    referral(service(prison), referrer=staff, status="sent")
    stranger = user_with_role("staff", PrisonFactory())
    with pytest.raises(ValidationError):
        leave(user=staff, scope=prison, by=coordinator, hand_to={"referrals.made": stranger})
    assert RoleAssignment.objects.active().filter(user=staff).count() == 2


def test_nobody_shows_themselves_or_a_coordinator_the_door(client, prison, coordinator, staff):
    deputy = user_with_role("deputy", prison)
    for by, who in ((coordinator, coordinator), (deputy, coordinator), (staff, deputy)):
        with pytest.raises(PermissionDenied):
            leave(user=who, scope=prison, by=by, hand_to={})
        client.force_login(by)
        assert client.post(address(prison, who)).status_code == 404
    with pytest.raises(PermissionDenied):
        leave(user=staff, scope=prison, by=user_with_role("coordinator", PrisonFactory()), hand_to={})


def test_where_nobody_can_take_over_the_page_says_what_to_do(client, prison, staff):
    administrator = user_with_role("administrator")
    referral(service(prison), referrer=staff, status="sent")
    client.force_login(administrator)
    assert b"Invite a colleague first" in client.get(address(prison, staff)).content


def test_one_role_ends_alone(client, prison, coordinator, staff):
    held = RoleAssignment.objects.get(user=staff, role=RESETTLEMENT.code)
    client.force_login(coordinator)
    where = {"kind": "prison", "key": prison.code, "pk": held.pk}
    client.post(reverse("accounts:change_role", kwargs=where), {"do": "end"})
    assert [row.role for row in RoleAssignment.objects.active().filter(user=staff)] == ["staff"]


def test_the_last_role_does_not_end_past_open_work(client, prison, coordinator, staff):
    referral(service(prison), referrer=staff, status="sent")
    client.force_login(coordinator)
    for held in RoleAssignment.objects.filter(user=staff).order_by("role"):
        where = {"kind": "prison", "key": prison.code, "pk": held.pk}
        answer = client.post(reverse("accounts:change_role", kwargs=where), {"do": "end"})
    assert answer.url == address(prison, staff)
    assert b"say who takes it over" in client.get(answer.url).content
    assert RoleAssignment.objects.active().filter(user=staff).count() == 1


def test_no_link_outlives_who_left(prison, coordinator):
    deputy, other = user_with_role("deputy", prison), PrisonFactory()
    elsewhere = user_with_role("coordinator", other)
    by_them = invite(email="new@prison.example", role=STAFF, scope=prison, by=deputy)
    to_them = invite(email=deputy.email, role=STAFF, scope=prison, by=coordinator)
    ask_for_role(role=SAFER_CUSTODY, scope=prison, why="Cover", by=deputy)
    kept = [
        invite(email="more@prison.example", role=DEPUTY, scope=prison, by=coordinator),
        invite(email=deputy.email, role=STAFF, scope=other, by=elsewhere),
    ]
    leave(user=deputy, scope=prison, by=coordinator, hand_to={})
    states = dict(Invitation.objects.values_list("pk", "state"))
    assert {states[by_them.pk], states[to_them.pk]} == {"cancelled"}
    assert {states[each.pk] for each in kept} == {"sent"}
    request = AccountRequest.objects.get()
    assert (request.state, request.decided_by) == ("refused", coordinator)


def test_a_role_does_not_end_past_work_that_the_others_do_not_permit(client, prison, coordinator):
    safer = user_with_role("safer-custody", prison, name="Sal Custody")
    grant_role(user=safer, role=STAFF, scope=prison, by=None)
    other = user_with_role("safer-custody", prison, name="Ollie Custody")
    mine = referral(service(prison), referrer=safer, status="sent")
    training = make.training_session(prison, trainer=safer)
    client.force_login(coordinator)
    held = RoleAssignment.objects.get(user=safer, role=SAFER_CUSTODY.code)
    where = {"kind": "prison", "key": prison.code, "pk": held.pk}
    asked = client.post(reverse("accounts:change_role", kwargs=where), {"do": "end"})
    assert asked.url == f"{address(prison, safer)}?role={held.pk}"
    page = client.get(asked.url).content.decode()
    assert "Their other roles here stay." in page
    assert "training sessions they are to hold (1)" in page
    assert "referrals they made" not in page, "staff may refer too"
    assert b"Choose a colleague who takes over" in client.post(asked.url).content
    client.post(asked.url, {"volunteers.training": str(other.pk)})
    training.refresh_from_db()
    mine.refresh_from_db()
    assert (training.trainer, mine.referrer) == (other, safer)
    assert [row.role for row in RoleAssignment.objects.active().filter(user=safer)] == ["staff"]


def test_nobody_ends_a_role_by_its_number_that_is_not_theirs_to_end(client, prison, coordinator, staff):
    deputy = user_with_role("deputy", prison)
    grant_role(user=coordinator, role=STAFF, scope=prison, by=None)
    held = RoleAssignment.objects.get(user=coordinator, role="coordinator")
    client.force_login(deputy)
    assert client.post(f"{address(prison, coordinator)}?role={held.pk}").status_code == 404
    elsewhere = grant_role(user=staff, role=STAFF, scope=PrisonFactory(), by=None)
    client.force_login(coordinator)
    assert "Has " in client.get(f"{address(prison, staff)}?role={elsewhere.pk}").content.decode()
    with pytest.raises(PermissionDenied):
        end_one_role(assignment=held, scope=prison, by=deputy, hand_to={})
    assert RoleAssignment.objects.active().filter(pk__in=[held.pk, elsewhere.pk]).count() == 2


def with_a_suspended_role_elsewhere(staff) -> RoleAssignment:
    held = grant_role(user=staff, role=STAFF, scope=PrisonFactory(), by=None)
    RoleAssignment.objects.filter(pk=held.pk).update(suspended_at=timezone.now())
    return held


@pytest.mark.parametrize("way", ["all", "one"])
def test_an_account_whose_only_role_left_is_suspended_is_suspended(prison, coordinator, way):
    staff = user_with_role("staff", prison)
    held = RoleAssignment.objects.get(user=staff)
    elsewhere = with_a_suspended_role_elsewhere(staff)
    if way == "all":
        leave(user=staff, scope=prison, by=coordinator, hand_to={})
    else:
        end_one_role(assignment=held, scope=prison, by=coordinator, hand_to={})
    staff.refresh_from_db()
    assert (staff.is_active, staff.suspended_at is None) == (False, False)
    assert AuditEvent.objects.get(event="account.suspended").actor_id == str(coordinator.pk)
    restore_role(assignment=elsewhere, by=user_with_role("administrator"))
    staff.refresh_from_db()
    assert (staff.is_active, staff.suspended_at) == (True, None)


def test_a_suspended_role_keeps_no_account_from_leaving(prison, coordinator):
    gone, back = (user_with_role("staff", prison, name="Nina") for _ in range(2))
    for user in (gone, back):
        elsewhere = with_a_suspended_role_elsewhere(user)
        RoleAssignment.objects.filter(user=user, scope_key=prison.code).update(ends_on=timezone.localdate())
    now, days = timezone.now(), PrivacySettings.load().account_days
    RoleAssignment.objects.filter(pk=elsewhere.pk).update(suspended_at=now + timedelta(days=30))
    run(at=now + timedelta(days=days + 10))
    names = dict(User.objects.filter(pk__in=[gone.pk, back.pk]).values_list("pk", "name"))
    assert names == {gone.pk: "Former user", back.pk: "Nina"}
