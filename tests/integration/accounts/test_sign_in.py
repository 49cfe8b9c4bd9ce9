"""Signing in: what works, what is refused, and that a refusal never tells whether an account exists."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.db import connection
from django.urls import reverse
from environ import Env

from core.models import AuditEvent, CacheEntry
from tests.factories.accounts import UserFactory, codes_of, user_with_role
from tests.factories.directory import PrisonFactory

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
SHARED_CACHE = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"}


def sign_in(client, user, password=PASSWORD, **extra):
    return client.post(reverse("account_login"), {"login": getattr(user, "email", user), "password": password, **extra})


def test_a_user_without_a_role_signs_in_with_the_password(client):
    user = UserFactory()
    answer = sign_in(client, user)
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


def test_the_address_works_in_any_case(client):
    sign_in(client, UserFactory(email="mixed@example.org"), login="MIXED@Example.org")
    assert "_auth_user_id" in client.session


def test_wrong_password_and_unknown_address_get_the_same_answer(client):
    known = sign_in(client, UserFactory(email="a@example.org"), password="wrong wrong wrong").content
    unknown = sign_in(client, "b@example.org", password="wrong wrong wrong").content
    assert b"The e-mail address or the password is not right" in known

    def bare(page):
        return re.sub(rb'(value="(a|b)@example\.org"|name="csrfmiddlewaretoken" value="\w+")', b"", page)

    assert bare(known) == bare(unknown)


def test_a_suspended_account_looks_like_a_wrong_password_until_the_password_is_right(client):
    user = UserFactory(is_active=False)
    assert b"is not right" in sign_in(client, user, password="wrong wrong wrong").content
    assert "_auth_user_id" not in client.session
    sign_in(client, user)
    assert "_auth_user_id" not in client.session


def test_five_wrong_passwords_lock_the_account_for_a_while_even_for_the_right_one(client):
    user = UserFactory()
    for _ in range(5):
        sign_in(client, user, password="wrong wrong wrong")
    answer = sign_in(client, user)
    assert b"Too many tries. Wait 15 minutes" in answer.content
    assert "_auth_user_id" not in client.session
    assert sign_in(client, UserFactory()).status_code == 302, "another account on the same computer is not locked"


def test_an_unknown_address_is_locked_just_the_same(client):
    for _ in range(5):
        sign_in(client, "nobody@example.org", password="wrong wrong wrong")
    assert b"Too many tries. Wait 15 minutes" in sign_in(client, "nobody@example.org").content


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_next_never_leads_to_another_site(client, target):
    answer = sign_in(client, UserFactory(), next=target)
    assert answer.url == "/"


def test_next_leads_to_an_own_page(client):
    assert sign_in(client, UserFactory(), next="/privacy/").url == "/privacy/"


def test_signing_out_needs_a_post(client):
    client.force_login(UserFactory())
    assert client.get(reverse("account_logout")).status_code == 200
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def reset_link(email):
    return re.search(r"https?://[^/]+(/\S+)", email.body)[1]


def test_password_reset_by_the_link_works_once(client, mailed):
    user = UserFactory()
    with mailed:
        client.post(reverse("account_reset_password"), {"email": user.email})
    link = reset_link(mail.outbox[0])
    form_page = client.get(link, follow=True)
    action = form_page.context["action_url"]
    client.post(action, {"password1": "candle tractor willow", "password2": "candle tractor willow"})
    user.refresh_from_db()
    assert user.check_password("candle tractor willow")
    assert b"This link does not work" in client.get(link, follow=True).content


def test_password_reset_says_the_same_for_an_unknown_address_and_writes_to_nobody(client, mailed):
    UserFactory(email="a@example.org")
    answers = []
    for email in ("a@example.org", "b@example.org"):
        with mailed:
            answer = client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        answers.append(re.sub(rb'value="\w{64}"', b"", answer.content))
    assert answers[0] == answers[1]
    assert [message.to for message in mail.outbox] == [["a@example.org"]]


def test_e_mails_about_the_account_name_nobody(client, mailed):
    user = UserFactory(name="Planted Personname", email="planted@example.org")
    new = {"password1": "candle tractor willow", "password2": "candle tractor willow"}
    with mailed:
        client.post(reverse("account_reset_password"), {"email": user.email})
        sign_in(client, user)
        client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, **new})
    assert len(mail.outbox) == 2
    for message in mail.outbox:
        text = message.subject + message.body
        assert "Planted" not in text
        assert "planted" not in text
        assert "127.0.0.1" not in text


def test_one_ends_one_s_other_sessions(client, django_user_model):
    from django.test import Client

    user, elsewhere = UserFactory(), Client()
    for browser in (client, elsewhere):
        sign_in(browser, user)
    page = client.get(reverse("usersessions_list"))
    assert page.context["session_count"] == 2
    client.post(reverse("usersessions_list"))
    assert "_auth_user_id" not in elsewhere.session
    assert client.get(reverse("usersessions_list")).status_code == 200


def test_ending_other_sessions_is_written_down_once(client):
    from django.test import Client

    user = UserFactory()
    for browser in (client, Client(), Client()):
        sign_in(browser, user)
    client.post(reverse("usersessions_list"))
    client.post(reverse("usersessions_list"))
    row = AuditEvent.objects.get(event="sessions.ended")
    assert (row.actor_id, row.about_id, row.details) == (str(user.pk), str(user.pk), {"count": 2})


@pytest.fixture
def made_up(settings):
    """Somebody of the demonstration data, whose rows were left in the database of a real service."""
    settings.DEMONSTRATION = False
    return UserFactory(is_demonstration=True)


def test_a_made_up_account_signs_in_in_demonstration_mode_only(client, made_up, settings):
    answer = sign_in(client, made_up)
    assert answer.url == reverse("account_inactive")
    assert "_auth_user_id" not in client.session
    settings.DEMONSTRATION = True
    assert sign_in(client, made_up).url == "/"
    assert client.get(reverse("mfa_index")).status_code == 200
    settings.DEMONSTRATION = False
    assert client.get(reverse("mfa_index")).status_code == 302, "its sessions end with the mode"


def test_a_made_up_account_does_not_come_in_by_a_key_or_a_provider_either(made_up, rf, client):
    """Every way to sign in ends in `perform_login`, whatever proved who it is."""
    from allauth.account.internal.flows.login import perform_login
    from allauth.account.models import Login
    from allauth.core import context

    request = rf.post("/")
    request.session, request.user = client.session, AnonymousUser()
    with context.request_context(request):
        answer = perform_login(request, Login(user=made_up))
    assert answer.url == reverse("account_inactive")
    assert "_auth_user_id" not in request.session


def test_pages_without_a_use_here_are_closed(client):
    client.force_login(UserFactory())
    for address in ("signup/", "email/", "password/set/", "3rdparty/", "social/connections/", "confirm-email/x/"):
        assert client.get(f"/accounts/{address}").status_code == 404, address


def test_a_code_from_the_printed_sheet_is_the_second_step_and_works_once(client):
    officer = user_with_role("staff", PrisonFactory())
    code = codes_of(officer)[0]
    answer = sign_in(client, officer)
    assert answer.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    answer = client.post(reverse("mfa_authenticate"), {"code": code})
    assert answer.url == reverse("mfa_trust")
    client.post(reverse("mfa_trust"), {"action": "dont-trust"})
    assert client.session["_auth_user_id"] == str(officer.pk)
    client.post(reverse("account_logout"))
    sign_in(client, officer)
    again = client.post(reverse("mfa_authenticate"), {"code": code})
    assert b"it has been used already" in again.content


def test_a_trusted_computer_asks_this_user_for_the_password_only(client):
    prison = PrisonFactory()
    officer, other = user_with_role("staff", prison), user_with_role("staff", prison)
    sign_in(client, officer)
    client.post(reverse("mfa_authenticate"), {"code": codes_of(officer)[0]})
    client.post(reverse("mfa_trust"), {"action": "trust"})
    client.post(reverse("account_logout"))
    assert sign_in(client, officer).url == "/"
    client.post(reverse("account_logout"))
    assert sign_in(client, other).url == reverse("mfa_authenticate")


def test_five_wrong_codes_lock_the_second_step(client):
    officer = user_with_role("staff", PrisonFactory())
    sign_in(client, officer)
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "00000000"})
    answer = client.post(reverse("mfa_authenticate"), {"code": codes_of(officer)[0]})
    assert b"Too many tries" in answer.content


IN_ANOTHER_PROCESS = """
import django
django.setup()
from django.test import Client
for _ in range(5):
    Client().post("/accounts/login/", {{"login": "{email}", "password": "wrong wrong wrong"}})
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_what_one_process_counted_locks_the_account_in_every_other(client, settings):
    """The default cache, and a second process on the same database: a server has several."""
    settings.CACHES = {"default": {**settings.CACHES["default"], **SHARED_CACHE}}
    user = UserFactory()
    at = connection.settings_dict
    url = (
        f"sqlite:///{at['NAME']}"
        if connection.vendor == "sqlite"
        else f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    )
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment |= {
        "SECRET_KEY": settings.SECRET_KEY,
        "DATABASE_URL": url,
        "DEPLOYMENT": "local",
        "ALLOWED_HOSTS": "testserver",
        "STATICFILES_BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", IN_ANOTHER_PROCESS.format(email=user.email)],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert b"Too many tries. Wait 15 minutes" in sign_in(client, user).content
    kept = CacheEntry.objects.all()
    assert kept.exists()
    assert not [row for row in kept if "127.0.0.1" in row.cache_key or user.email in row.cache_key]


def test_the_cache_that_is_shipped_is_shared():
    """The test run has its own; this is what a server starts with."""
    shipped = Env.cache_url_config(settings_default("CACHE_URL"))
    assert {name: shipped[name] for name in SHARED_CACHE} == SHARED_CACHE
    assert CacheEntry._meta.db_table == SHARED_CACHE["LOCATION"]


def settings_default(name):
    """Return the default that the settings module gives to a variable of the environment."""
    text = (Path(__file__).resolve().parents[3] / "config" / "settings.py").read_text("utf-8")
    return re.search(rf'"{name}", default="([^"]+)"', text)[1]
