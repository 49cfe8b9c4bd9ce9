"""Roles that see people need a second factor before anything else, and it works without a phone."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from accounts.roles import ROLES, ScopeKind
from accounts.second_factor import lacks_second_factor
from tests.factories.accounts import UserFactory, codes_of, user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


def scope_of(role):
    return {ScopeKind.PRISON: PrisonFactory, ScopeKind.ORGANISATION: OrganisationFactory}.get(role.kind, lambda: None)()


@pytest.mark.parametrize("code", ROLES)
def test_exactly_the_roles_that_see_people_need_one(code):
    role = ROLES[code]
    assert lacks_second_factor(user_with_role(code, scope_of(role), second_factor=False)) is role.sees_people


def test_nobody_sees_people_but_is_let_in_without():
    without = {code for code, role in ROLES.items() if not role.sees_people}
    assert without == {"analyst", "content-editor", "volunteer"}


def test_a_superuser_needs_one():
    assert lacks_second_factor(UserFactory(is_superuser=True))


@pytest.mark.parametrize("address", ["/", "/cms/", "/accounts/2fa/", "/accounts/sessions/"])
def test_every_page_leads_to_the_set_up_first(client, address):
    client.force_login(user_with_role("staff", PrisonFactory(), second_factor=False))
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer.url == reverse("accounts:second_factor")


def test_help_and_signing_out_stay_open(client):
    client.force_login(user_with_role("staff", PrisonFactory(), second_factor=False))
    assert client.get("/contact/").status_code == 200
    assert client.post(reverse("account_logout")).url == "/"


def test_printed_codes_are_enough_and_are_made_without_being_asked_again(client):
    officer = user_with_role("staff", PrisonFactory(), second_factor=False)
    client.post(reverse("account_login"), {"login": officer.email, "password": PASSWORD})
    page = client.get("/", follow=True)
    assert b"A printed sheet of codes" in page.content
    client.post(reverse("mfa_generate_recovery_codes"))
    sheet = client.get(reverse("accounts:printed_codes"))
    assert sheet.status_code == 200
    codes = codes_of(officer)
    assert len(codes) == 40
    assert all(f"{code[:4]} {code[4:]}".encode() in sheet.content for code in codes)
    assert officer.email.encode() not in sheet.content
    assert client.get("/privacy/").status_code == 200
    assert not lacks_second_factor(officer)


def test_codes_are_shown_again_only_after_confirming_who_one_is(client):
    client.force_login(user_with_role("staff", PrisonFactory()))
    for name in ("accounts:printed_codes", "mfa_view_recovery_codes"):
        answer = client.get(reverse(name))
        assert answer.url.startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.get(reverse("accounts:printed_codes")).status_code == 200


def test_what_proves_a_factor_is_not_readable_in_the_database(client):
    officer = user_with_role("staff", PrisonFactory())
    row = Authenticator.objects.get(user=officer)
    assert row.data["seed"].startswith("gAAAA")


def test_a_made_up_user_is_excused_in_demonstration_mode_only(client, settings):
    prison = PrisonFactory()
    made_up = user_with_role("staff", prison, second_factor=False, is_demonstration=True)
    real = user_with_role("staff", prison, second_factor=False)
    assert lacks_second_factor(made_up)
    settings.DEMONSTRATION = True
    assert not lacks_second_factor(made_up)
    assert lacks_second_factor(real)


def test_an_app_is_set_up_with_its_first_code(client):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    officer = user_with_role("staff", PrisonFactory(), second_factor=False)
    client.post(reverse("account_login"), {"login": officer.email, "password": PASSWORD})
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    counter = next(iter(yield_hotp_counters_from_time()))
    answer = client.post(reverse("mfa_activate_totp"), {"code": format_hotp_value(hotp_value(secret, counter))})
    assert answer.url == reverse("mfa_view_recovery_codes")
    assert not lacks_second_factor(officer)
