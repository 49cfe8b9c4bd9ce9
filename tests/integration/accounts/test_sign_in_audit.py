"""What happens at the door is written down: about the account, never with what was typed."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from accounts.actions import end_role, grant_role
from accounts.roles import STAFF
from core.models import AuditEvent
from tests.factories.accounts import UserFactory, codes_of, user_with_role
from tests.factories.directory import PrisonFactory

pytestmark = pytest.mark.django_db
RIGHT, WRONG = "correct horse battery", "wrong wrong wrong"


def sign_in(client, email, password=RIGHT):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def events(user=None):
    rows = AuditEvent.objects.filter(about_id=str(user.pk)) if user else AuditEvent.objects.all()
    return list(rows.values_list("event", flat=True))


def test_in_and_out(client):
    user = UserFactory()
    sign_in(client, user.email)
    client.post(reverse("account_logout"))
    assert events(user) == ["sign-in.done", "sign-in.ended"]
    assert set(AuditEvent.objects.values_list("actor_id", flat=True)) == {str(user.pk)}


def test_a_wrong_password_is_about_the_account_and_of_nobody(client):
    user = UserFactory()
    sign_in(client, user.email.upper(), WRONG)
    row = AuditEvent.objects.get()
    assert (row.event, row.about_id, row.actor_id, row.details) == ("sign-in.failed", str(user.pk), "", {})


def test_an_unknown_address_is_not_kept(client):
    sign_in(client, "nobody.planted@example.org", WRONG)
    row = AuditEvent.objects.get()
    assert (row.event, row.about_id, row.details) == ("sign-in.failed", "", {})


def test_too_many_tries(client):
    user = UserFactory()
    for _ in range(6):
        sign_in(client, user.email, WRONG)
    assert events(user) == ["sign-in.failed"] * 5 + ["sign-in.locked"]


def test_a_wrong_code_and_then_a_right_one(client):
    user = user_with_role("staff", PrisonFactory())
    sign_in(client, user.email)
    client.post(reverse("mfa_authenticate"), {"code": "00000000"})
    client.post(reverse("mfa_authenticate"), {"code": codes_of(user)[0]})
    client.post(reverse("mfa_trust"), {"action": "dont_trust"})
    assert [one for one in events(user) if one.startswith("sign-in")] == ["sign-in.wrong_code", "sign-in.done"]


def test_a_second_factor_set_up_and_a_password_changed(client, django_capture_on_commit_callbacks):
    user = UserFactory()
    sign_in(client, user.email)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_generate_recovery_codes"))
    assert Authenticator.objects.filter(user=user).exists()
    new = "three other random words"
    client.post(
        reverse("account_change_password"),
        {"oldpassword": RIGHT, "password1": new, "password2": new},
    )
    assert {"second-factor.reset", "password.changed"} <= set(events(user))


def test_a_role_given_and_ended():
    user, coordinator = UserFactory(), UserFactory()
    prison = PrisonFactory()
    assignment = grant_role(user=user, role=STAFF, scope=prison, by=coordinator)
    end_role(assignment=assignment, by=coordinator)
    rows = AuditEvent.objects.filter(about_id=str(user.pk), actor_id=str(coordinator.pk), scope_key=prison.code)
    assert list(rows.values_list("event", "details")) == [
        ("role.granted", {"role": "staff"}),
        ("role.ended", {"role": "staff"}),
    ]
