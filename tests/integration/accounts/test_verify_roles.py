"""verify_roles finds and mends every way in which groups, grants and pages can leave the roles behind."""

import datetime
from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from guardian.models import GroupObjectPermission, UserObjectPermission
from wagtail.models import GroupPagePermission

from accounts import guardian
from accounts.actions import end_role, grant_role
from accounts.models import RoleAssignment, User
from accounts.role_groups import differences, role_group
from accounts.roles import ADMINISTRATOR, COORDINATOR, CURATE_LISTINGS, LEAD, REFER, ROLES, STAFF
from core.models import AuditEvent
from directory.actions.prisons import open_prison
from directory.models import Organisation, PrisonPage
from tests.factories.accounts import UserFactory, user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    call_command("verify_roles", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def place():
    prison = PrisonFactory()
    open_prison(prison=prison, by=None)
    for role in ("coordinator", "staff"):
        user_with_role(role, prison, email=f"{role}@prison.example")
    user_with_role("lead", OrganisationFactory())
    user_with_role("administrator")
    return prison


def staff():
    return User.objects.get(email="staff@prison.example")


def on_prison(codename):
    return Permission.objects.get(codename=codename, content_type__model="prison")


def too_many_members(prison):
    staff().groups.add(role_group(COORDINATOR, prison))


def a_member_missing(prison):
    staff().groups.clear()


def a_grant_missing(prison):
    GroupObjectPermission.objects.filter(permission__codename=CURATE_LISTINGS, object_pk=prison.pk).delete()


def a_grant_too_many(prison):
    staff_of_prison = role_group(STAFF, prison)
    GroupObjectPermission.objects.create(
        group=staff_of_prison,
        permission=on_prison(CURATE_LISTINGS),
        content_type=on_prison(REFER).content_type,
        object_pk=prison.pk,
    )


def a_grant_on_another_prison(prison):
    other = PrisonFactory()
    GroupObjectPermission.objects.create(
        group=role_group(STAFF, prison),
        permission=on_prison(REFER),
        content_type=on_prison(REFER).content_type,
        object_pk=other.pk,
    )


def a_grant_of_a_user(prison):
    UserObjectPermission.objects.create(
        user=staff(),
        permission=on_prison(CURATE_LISTINGS),
        content_type=on_prison(REFER).content_type,
        object_pk=prison.pk,
    )


def a_grant_of_another_group(prison):
    group = Group.objects.create(name="Friends of the prison")
    GroupObjectPermission.objects.create(
        group=group, permission=on_prison(REFER), content_type=on_prison(REFER).content_type, object_pk=prison.pk
    )


def a_page_permission_missing(prison):
    GroupPagePermission.objects.filter(group=role_group(COORDINATOR, prison)).first().delete()


def a_page_permission_too_many(prison):
    permission = GroupPagePermission.objects.first().permission
    page = PrisonPage.objects.get(prison=prison)
    GroupPagePermission.objects.create(group=role_group(STAFF, prison), page=page, permission=permission)


def an_editor_permission_too_many(prison):
    role_group(STAFF, prison).permissions.add(Permission.objects.get(codename="access_admin"))


def an_editor_permission_missing(prison):
    role_group(ADMINISTRATOR).permissions.remove(Permission.objects.get(codename="change_rankingweights"))


def a_permission_of_one_s_own(prison):
    staff().user_permissions.add(Permission.objects.get(codename="access_admin"))


def a_member_of_a_group_of_no_role(prison):
    group, _ = Group.objects.get_or_create(name="Moderators")
    staff().groups.add(group)


def a_group_gone(prison):
    role_group(STAFF, prison).delete()


def a_role_gone_from_the_code(prison):
    Group.objects.create(name=f"prison:{prison.code}:librarian")


def a_scope_gone(prison):
    Organisation.objects.all().delete()


def a_role_that_starts_today(prison):
    grant_role(user=UserFactory(), role=STAFF, scope=prison, by=None, starts_on=tomorrow())
    RoleAssignment.objects.filter(starts_on=tomorrow()).update(starts_on=timezone.localdate())


def a_role_that_ends_today(prison):
    grant_role(user=UserFactory(), role=STAFF, scope=prison, by=None, ends_on=tomorrow())
    RoleAssignment.objects.filter(ends_on=tomorrow()).update(ends_on=timezone.localdate())


def a_role_suspended_beside_the_actions(prison):
    RoleAssignment.objects.filter(user=staff()).update(suspended_at=timezone.now())


def tomorrow():
    return timezone.localdate() + datetime.timedelta(days=1)


WAYS = [
    (too_many_members, "member too many"),
    (a_member_missing, "member missing"),
    (a_grant_missing, "grant missing"),
    (a_grant_too_many, "grant too many"),
    (a_grant_on_another_prison, "grant too many"),
    (a_grant_of_a_user, "own"),
    (a_grant_of_another_group, "stray grant"),
    (a_page_permission_missing, "page permission missing"),
    (a_page_permission_too_many, "page permission too many"),
    (an_editor_permission_too_many, "editor permission too many"),
    (an_editor_permission_missing, "editor permission missing"),
    (a_permission_of_one_s_own, "own permission"),
    (a_member_of_a_group_of_no_role, "member too many"),
    (a_group_gone, "The group is missing"),
    (a_role_gone_from_the_code, "group too many"),
    (a_scope_gone, "assignment of nothing"),
    (a_role_that_starts_today, "member missing"),
    (a_role_that_ends_today, "member too many"),
    (a_role_suspended_beside_the_actions, "member too many"),
]


@pytest.mark.parametrize(("spoil", "says"), WAYS, ids=lambda value: getattr(value, "__name__", ""))
def test_drift_is_found_mended_and_gone(place, spoil, says):
    assert differences() == []
    spoil(place)
    with pytest.raises(CommandError, match=r"\d+ out of step"):
        run()
    assert says in run("--repair")
    assert run("--repair") == run() == "Everything follows from the roles.\n"


def test_what_a_role_permits_in_the_code_reaches_groups_that_exist(place, monkeypatch):
    more = STAFF.permissions | {CURATE_LISTINGS}
    monkeypatch.setitem(ROLES, STAFF.code, type(STAFF)(STAFF.code, STAFF.label, STAFF.sentence, STAFF.kind, more))
    assert not guardian.can(staff(), CURATE_LISTINGS, place)
    run("--repair")
    assert guardian.can(staff(), CURATE_LISTINGS, place)
    monkeypatch.setitem(ROLES, STAFF.code, STAFF)
    run("--repair")
    assert not guardian.can(staff(), CURATE_LISTINGS, place)


def test_a_role_waits_for_its_first_day_and_ends_with_its_last(place):
    early = UserFactory()
    grant_role(user=early, role=STAFF, scope=place, by=None, starts_on=tomorrow())
    assert not guardian.can(early, REFER, place)
    assert differences() == []
    ending = UserFactory()
    held = grant_role(user=ending, role=STAFF, scope=place, by=None, ends_on=tomorrow())
    assert guardian.can(ending, REFER, place)
    RoleAssignment.objects.filter(pk=held.pk).update(ends_on=timezone.localdate())
    run("--repair")
    assert not guardian.can(ending, REFER, place)


def test_signing_in_keeps_to_the_dates_even_if_the_command_never_ran(place):
    user = UserFactory()
    early = grant_role(user=user, role=STAFF, scope=place, by=None, starts_on=tomorrow())
    late = grant_role(user=user, role=COORDINATOR, scope=place, by=None)
    RoleAssignment.objects.filter(pk=early.pk).update(starts_on=timezone.localdate())
    RoleAssignment.objects.filter(pk=late.pk).update(starts_on=timezone.localdate() - datetime.timedelta(days=1))
    RoleAssignment.objects.filter(pk=late.pk).update(ends_on=timezone.localdate())
    Client().force_login(user)
    assert guardian.can(user, REFER, place)
    assert not guardian.can(user, CURATE_LISTINGS, place)
    assert differences() == []


def test_mending_leaves_a_trace(place):
    too_many_members(place)
    run("--repair")
    row = AuditEvent.objects.get(event="role.repaired")
    assert row.details == {"role": COORDINATOR.code, "kind": "member-too-many"}
    assert (row.scope_kind, row.scope_key) == ("prison", place.pk)
    assert row.actor_label == "verify_roles"


def test_two_roles_in_one_place_are_two_groups(place):
    organisation = OrganisationFactory()
    user = user_with_role("lead", organisation)
    grant_role(user=user, role=STAFF, scope=place, by=None)
    for held in RoleAssignment.objects.filter(user=user, role=LEAD.code):
        end_role(assignment=held, by=None)
    assert [group.name for group in user.groups.all()] == [guardian.group_name(STAFF, place)]
    assert differences() == []
