"""National roles have no path to a referral; an administrator's emergency view is the one way, and it shows.

That no page of any app shows them a person's name or number is proved by tests/project/test_urls_*.py, which looks
for planted names in every answer to every role.
"""

import datetime

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import guardian
from accounts.actions.emergency import open_emergency_view
from accounts.models import EmergencyView
from accounts.role_groups import differences
from accounts.roles import ANSWER_REFERRALS, OVERSEE_REFERRALS, RECEIVE_CONCERNS, REFER, ROLES, ScopeKind
from core.models import AuditEvent, Notification
from referrals.actions.concerns import Worry, raise_concern
from referrals.models import Referral
from referrals.permissions import actors_of
from tests.factories.accounts import UserFactory, user_with_role
from tests.factories.directory import PrisonFactory, service
from tests.factories.referrals import referral
from tests.project.personas import NATIONAL
from tests.project.url_rows import referrals as rows

pytestmark = pytest.mark.django_db
NATIONAL_ROLES = sorted(role.code for role in ROLES.values() if role.kind == ScopeKind.NATIONAL)


@pytest.fixture
def sent():
    return referral(service(PrisonFactory()), status="sent")


@pytest.fixture
def administrator():
    return user_with_role("administrator")


def nationals():
    yield from (user_with_role(code) for code in NATIONAL_ROLES)
    yield UserFactory(is_superuser=True)


def test_no_queryset_of_referrals_shows_them_anything(sent):
    tables = [table for table in apps.get_app_config("referrals").get_models()]
    lists = [table for table in tables if hasattr(table._default_manager.all(), "visible_to")]
    assert Referral in lists
    for user in nationals():
        for table in lists:
            assert not table._default_manager.all().visible_to(user).exists(), (user, table)
        assert not Referral.objects.overseen_by(user).exists()
        assert actors_of(user, sent) == frozenset()


@pytest.mark.parametrize("codename", [REFER, ANSWER_REFERRALS, OVERSEE_REFERRALS, RECEIVE_CONCERNS])
def test_no_national_role_permits_it(sent, codename):
    for user in nationals():
        assert not guardian.nationally_allowed(user, codename)
        assert not guardian.can(user, codename, sent.prison)


def test_no_address_of_a_referral_lets_them_in():
    let_in = {name: set(row.lets_in) & NATIONAL for name, row in rows.ROWS.items() if "pk" in str(row.arguments)}
    assert not any(found for found in let_in.values())
    assert not set(rows.ROWS["referrals:case"].lets_in) & NATIONAL


def test_an_emergency_view_shows_one_prison_for_its_time_only(client, sent, administrator):
    elsewhere = referral(service(PrisonFactory()), status="sent")
    draft = referral(service(sent.prison), status="draft")
    client.force_login(administrator)
    case = reverse("referrals:case", kwargs={"pk": sent.pk})
    assert client.get(case).status_code == 404
    assert client.get(reverse("referrals:emergency")).status_code == 404
    client.post(reverse("accounts:emergency_open"), {"prison": sent.prison.code, "reason": "A complaint."})
    page = client.get(reverse("referrals:emergency"))
    assert [row.pk for row in page.context["page"]] == [sent.pk]
    assert b"for 60 more minutes" in page.content
    assert client.get(case).status_code == 200
    for other in (elsewhere, draft):
        assert client.get(reverse("referrals:case", kwargs={"pk": other.pk})).status_code == 404
    assert AuditEvent.objects.filter(event="referral.viewed", actor_id=str(administrator.pk)).count() == 1
    EmergencyView.objects.update(ends_at=timezone.now() - datetime.timedelta(seconds=1))
    assert client.get(case).status_code == 404
    assert b"Emergency view." not in client.get("/privacy/").content


def test_it_changes_nothing_about_roles_and_permits_no_move(sent, administrator):
    open_emergency_view(scope=sent.prison, reason="A complaint.", by=administrator)
    assert differences() == []
    assert actors_of(administrator, sent) == frozenset()


def test_looking_is_all_it_permits(client, sent, administrator):
    open_emergency_view(scope=sent.prison, reason="A complaint.", by=administrator)
    client.force_login(administrator)
    for name, data in (("message", {"text": "Hello"}), ("contact", {}), ("assign", {})):
        answer = client.post(reverse(f"referrals:{name}", kwargs={"pk": sent.pk}), data)
        assert answer.status_code in (403, 404), name
    elsewhere = {"transfer": {}, "transfer_to": {"code": PrisonFactory().code}}
    for name, more in elsewhere.items():
        address = reverse(f"referrals:{name}", kwargs={"pk": sent.pk, **more})
        assert [client.get(address).status_code, client.post(address, {}).status_code] == [404, 404], name
    assert not sent.messages.exists()
    worry = Worry(category="other", text="x", about="x", told_to="x", told_at=timezone.now())
    with pytest.raises(PermissionDenied):
        raise_concern(prison=sent.prison, by=administrator, referral=sent, worry=worry)


def test_the_coordinators_are_told_and_read_the_reason(sent, administrator):
    coordinator = user_with_role("coordinator", sent.prison)
    view = open_emergency_view(scope=sent.prison, reason="A complaint to the Ombudsman.", by=administrator)
    told = Notification.objects.get(user=coordinator)
    assert told.kind == "accounts.emergency-view"
    client = Client()
    client.force_login(coordinator)
    assert b"A complaint to the Ombudsman." in client.get(told.link).content
    client.force_login(user_with_role("coordinator", PrisonFactory()))
    assert client.get(told.link).status_code == 404
    assert AuditEvent.objects.filter(event="emergency-view.opened", about_id=str(view.pk)).exists()


def test_it_needs_a_reason_and_an_administrator(client, sent, administrator):
    client.force_login(administrator)
    page = client.post(reverse("accounts:emergency_open"), {"prison": sent.prison.code, "reason": " "})
    assert b"Say why. The prison" in page.content
    with pytest.raises(ValidationError):
        open_emergency_view(scope=sent.prison, reason=" ", by=administrator)
    for by in (user_with_role("analyst"), user_with_role("coordinator", sent.prison)):
        with pytest.raises(PermissionDenied):
            open_emergency_view(scope=sent.prison, reason="Curious.", by=by)
    assert not EmergencyView.objects.exists()


def test_it_is_ended_before_its_time_and_by_the_end_of_the_role(client, sent, administrator):
    client.force_login(administrator)
    client.post(reverse("accounts:emergency_open"), {"prison": sent.prison.code, "reason": "A complaint."})
    client.post(reverse("accounts:emergency_end"))
    assert client.get(reverse("referrals:emergency")).status_code == 404
    open_emergency_view(scope=sent.prison, reason="Again.", by=administrator)
    administrator.role_assignments.update(ends_on=timezone.localdate())
    assert client.get(reverse("referrals:emergency")).status_code == 404
