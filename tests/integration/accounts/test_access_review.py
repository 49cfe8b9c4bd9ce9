"""Every ninety days somebody in charge says who still needs access; whoever nobody confirms is suspended."""

import datetime
from io import StringIO

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import guardian
from accounts.actions import grant_role
from accounts.actions.review import confirm_roles, run_access_review
from accounts.actions.roles import restore_role
from accounts.models import AccessSettings, RoleAssignment, User
from accounts.role_groups import differences
from accounts.roles import REFER, STAFF
from core.models import AuditEvent, Notification
from tests.factories.accounts import UserFactory, codes_of, user_with_role
from tests.factories.directory import PrisonFactory

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


def on_day(number):
    return timezone.localdate() + datetime.timedelta(days=number)


@pytest.fixture
def prison():
    return PrisonFactory()


@pytest.fixture
def staff(prison):
    return user_with_role("staff", prison)


def role_of(user):
    return RoleAssignment.objects.get(user=user)


def years_pass(user, days):
    """Let the role have begun, been asked about and been confirmed so many days earlier."""
    held = role_of(user)
    for name in ("starts_on", "asked_on", "confirmed_on"):
        if day := getattr(held, name):
            setattr(held, name, day - datetime.timedelta(days=days))
    held.save()


def test_nothing_is_asked_before_the_notice_begins(prison, staff):
    user_with_role("coordinator", prison)
    assert run_access_review(on=on_day(75)).asked == 0
    assert run_access_review(on=on_day(76)).asked == 2


def test_each_is_asked_once_and_told_how_many(prison, staff, mailed):
    coordinator, administrator = user_with_role("coordinator", prison), user_with_role("administrator")
    with mailed:
        run_access_review(on=on_day(80))
        again = run_access_review(on=on_day(81))
    assert again.asked == 0
    told = {row.user: row.count for row in Notification.objects.filter(kind="accounts.review-due")}
    assert told[coordinator] == 1, "the officer; never the coordinator's own role"
    assert told[administrator] >= 1, "the coordinator is confirmed by an administrator"
    assert staff.name not in "".join(message.body for message in mail.outbox)


def test_the_numbers_are_an_administrator_s(prison, staff):
    user_with_role("coordinator", prison)
    rules = AccessSettings.load()
    rules.review_days, rules.review_notice_days = 30, 10
    rules.save()
    assert run_access_review(on=on_day(19)).asked == 0
    assert run_access_review(on=on_day(20)).asked == 2
    assert run_access_review(on=on_day(30)).suspended == 2


def test_unconfirmed_is_suspended_not_deleted_and_signed_out(prison, staff):
    coordinator = user_with_role("coordinator", prison)
    client = Client()
    client.force_login(staff)
    run_access_review(on=on_day(80))
    confirm_roles(assignments=[role_of(coordinator)], by=user_with_role("administrator"))
    RoleAssignment.objects.filter(user=coordinator).update(confirmed_on=on_day(80))
    assert run_access_review(on=on_day(89)).suspended == 0
    assert run_access_review(on=on_day(94)).suspended == 1
    assert run_access_review(on=on_day(94)).suspended == 0, "safe to run twice"
    held = User.objects.get(pk=staff.pk)
    assert (held.is_active, held.suspended_at is not None) == (False, True)
    assert role_of(staff).ends_on is None
    assert not guardian.can(held, REFER, prison)
    assert differences() == []
    assert "_auth_user_id" not in client.session
    client.post(reverse("account_login"), {"login": staff.email, "password": PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": codes_of(staff)[0]})
    assert "_auth_user_id" not in client.session


def test_nobody_is_suspended_without_having_been_asked_for_long_enough(prison, staff):
    user_with_role("coordinator", prison)
    assert run_access_review(on=on_day(200)).suspended == 0, "the command had not run for months"
    assert run_access_review(on=on_day(213)).suspended == 0
    assert run_access_review(on=on_day(214)).suspended == 2


def test_confirming_starts_the_days_again(prison, staff):
    coordinator = user_with_role("coordinator", prison)
    years_pass(staff, 80)
    run_access_review()
    confirm_roles(assignments=[role_of(staff)], by=coordinator)
    assert role_of(staff).asked_on is None
    assert run_access_review(on=on_day(70)).suspended == 0
    assert AuditEvent.objects.filter(event="role.confirmed").exists()


def test_nobody_confirms_themselves_or_a_coordinator_below_an_administrator(prison, staff):
    coordinator, deputy = user_with_role("coordinator", prison), user_with_role("deputy", prison)
    for by, whose in ((coordinator, coordinator), (deputy, coordinator), (staff, staff), (staff, deputy)):
        with pytest.raises(PermissionDenied):
            confirm_roles(assignments=[role_of(whose)], by=by)


def test_another_role_keeps_the_account_open(prison, staff):
    user_with_role("coordinator", prison)
    other = PrisonFactory()
    years_pass(staff, 80)
    grant_role(user=staff, role=STAFF, scope=other, by=None)
    run_access_review()
    RoleAssignment.objects.filter(scope_key=prison.code).update(asked_on=on_day(-20))
    assert run_access_review(on=on_day(20)).suspended == 1
    held = User.objects.get(pk=staff.pk)
    assert held.is_active
    assert not guardian.can(held, REFER, prison)
    assert guardian.can(held, REFER, other)


def test_restoring_brings_role_and_account_back(client, prison, staff, mailed):
    coordinator = user_with_role("coordinator", prison)
    years_pass(staff, 120)
    with mailed:
        run_access_review(on=on_day(-20))
        run_access_review()
    assert any("suspended" in message.subject for message in mail.outbox if message.to == [staff.email])
    client.force_login(coordinator)
    where = {"kind": "prison", "key": prison.code}
    page = client.get(reverse("accounts:people", kwargs=where) + "?state=suspended")
    assert [row["person"] for row in page.context["rows"]] == [staff]
    client.post(reverse("accounts:change_role", kwargs={**where, "pk": role_of(staff).pk}), {"do": "restore"})
    held = User.objects.get(pk=staff.pk)
    assert held.is_active
    assert guardian.can(held, REFER, prison)
    assert run_access_review().suspended == 0
    with pytest.raises(PermissionDenied):
        restore_role(assignment=role_of(staff), by=staff)


def test_the_last_administrator_is_never_locked_out():
    administrator = user_with_role("administrator")
    years_pass(administrator, 120)
    run_access_review(on=on_day(-20))
    assert run_access_review().suspended == 0
    second = user_with_role("administrator")
    assert run_access_review().suspended == 1
    assert User.objects.get(pk=second.pk).is_active


def test_volunteers_end_with_their_engagement_not_with_the_review(prison):
    volunteer = user_with_role("volunteer")
    years_pass(volunteer, 300)
    user_with_role("administrator")
    assert run_access_review(on=on_day(10)).asked == 0


def test_the_command_says_what_it_did(prison, staff):
    years_pass(staff, 80)
    out = StringIO()
    call_command("run_access_review", stdout=out)
    assert out.getvalue() == "asked to confirm: 1; suspended: 0; requests out of time: 0\n"


def test_confirming_several_from_the_list(client, prison):
    coordinator = user_with_role("coordinator", prison)
    people = [user_with_role("staff", prison) for _ in range(3)]
    for user in (coordinator, *people):
        years_pass(user, 80)
    client.force_login(coordinator)
    address = reverse("accounts:people", kwargs={"kind": "prison", "key": prison.code})
    ticked = {"person": [str(people[0].pk), str(people[1].pk), str(coordinator.pk), "nonsense"]}
    page = client.post(f"{address}?state=to_confirm", ticked, follow=True)
    assert b"2 people are confirmed" in page.content
    assert b"confirmed by somebody else" in page.content
    assert {row["person"] for row in page.context["rows"]} == {people[2], coordinator}
    assert b"Tick the people" in client.post(address, {}, follow=True).content


def test_the_list_costs_the_same_for_one_and_for_fifty(client, prison):
    client.force_login(user_with_role("coordinator", prison))
    address = reverse("accounts:people", kwargs={"kind": "prison", "key": prison.code})
    counts = []
    for more in (1, 49):
        for _ in range(more):
            grant_role(user=UserFactory(), role=STAFF, scope=prison, by=None)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("minutes", [0, 241, 32767])
def test_an_emergency_view_cannot_be_made_to_last(minutes):
    rules = AccessSettings.load()
    rules.break_glass_minutes = minutes
    with pytest.raises(ValidationError):
        rules.clean_fields()
    with pytest.raises(IntegrityError), transaction.atomic():
        rules.save()
