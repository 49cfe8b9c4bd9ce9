"""A server has no superusers, because nobody would review them; its first administrator is made by a command."""

import re

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.checks import no_superusers_on_a_server
from accounts.models import RoleAssignment, User
from accounts.second_factor import lacks_second_factor
from core.models import AuditEvent
from tests.factories.accounts import UserFactory, user_with_role

pytestmark = pytest.mark.django_db
PASSWORD, NEW = "correct horse battery", "candle tractor willow"


@pytest.fixture
def server(settings):
    settings.LOCAL = False


def sign_in(client, user, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": user.email, "password": password})


def test_a_superuser_signs_in_on_one_s_own_machine_only(client, settings):
    user = UserFactory(is_superuser=True)
    sign_in(client, user)
    assert client.get(reverse("accounts:second_factor")).status_code == 200
    settings.LOCAL = False
    assert client.get(reverse("accounts:second_factor")).status_code == 302, "the session ends"
    assert sign_in(client, user).url == reverse("account_inactive")


def test_none_is_made_on_a_server(server):
    with pytest.raises(ImproperlyConfigured, match="first_administrator"):
        User.objects.create_superuser("a@example.org", PASSWORD, name="A")
    assert not User.objects.exists()


def test_the_check_of_a_deployment_finds_one_that_is_there(settings):
    user = UserFactory(is_superuser=True)
    assert no_superusers_on_a_server(None, databases=["default"]) == []
    settings.LOCAL = False
    [found] = no_superusers_on_a_server(None, databases=["default"])
    assert (found.id, "1 active superuser" in found.msg) == ("accounts.E001", True)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert no_superusers_on_a_server(None, databases=["default"]) == []


def test_the_first_administrator_comes_in_by_a_link_and_needs_a_second_factor(client, server, mailed, capsys):
    call_command("first_administrator", "Ada@Example.org", "Ada First")
    assert "Forgotten your password" in capsys.readouterr().out
    user = User.objects.get()
    assert (user.email, user.is_superuser) == ("ada@example.org", False)
    assert RoleAssignment.objects.active().get(user=user).role == "administrator"
    assert set(AuditEvent.objects.filter(about_id=str(user.pk)).values_list("event", flat=True)) == {
        "account.made",
        "role.granted",
    }
    with mailed:
        client.post(reverse("account_reset_password"), {"email": "ada@example.org"})
    link = re.search(r"https?://[^/]+(/\S+)", mail.outbox[0].body)[1]
    form = client.get(link, follow=True)
    client.post(form.context["action_url"], {"password1": NEW, "password2": NEW})
    sign_in(client, user, NEW)
    assert lacks_second_factor(user)
    assert client.get("/privacy/").status_code == 200
    assert client.get(reverse("accounts:my_people")).url == reverse("accounts:second_factor")


def test_there_is_one_first_administrator():
    user_with_role("administrator")
    with pytest.raises(CommandError, match="an administrator already"):
        call_command("first_administrator", "b@example.org", "B")


@pytest.mark.parametrize(("email", "said"), [("taken@example.org", "has an account"), ("no address", "valid")])
def test_an_address_that_cannot_be_is_refused(email, said):
    UserFactory(email="taken@example.org")
    with pytest.raises(CommandError, match=said):
        call_command("first_administrator", email, "B")
