"""Signing in with a real OpenID provider: npm's oidc-provider, started on loopback for these tests."""

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from tests.factories.accounts import UserFactory, codes_of, user_with_role
from tests.factories.directory import PrisonFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not shutil.which("npm"), reason="no npm: install Debian's nodejs and npm to test OpenID Connect"
    ),
]
HERE = Path(__file__).resolve().parents[2] / "oidc"
CALLBACK = "/accounts/oidc/sso/login/callback/"
LOGIN = "/accounts/oidc/sso/login/"


def installed() -> Path:
    """Return a folder with the provider in it, installed once for each state of its lock file."""
    lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()[:12]
    folder = HERE.parents[1] / "var" / f"oidc-{lock}"
    if not (folder / "installed").exists():
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(HERE, folder)
        command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=300)
        (folder / "installed").touch()
    shutil.copy(HERE / "provider.mjs", folder)
    return folder


@pytest.fixture(scope="module")
def provider():
    environment = os.environ | {"REDIRECT_URI": f"http://testserver{CALLBACK}"}
    with subprocess.Popen(
        ["node", "provider.mjs"],
        cwd=installed(),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        yield process.stdout.readline().strip()
        process.terminate()


@pytest.fixture(autouse=True)
def configured(provider, settings):
    app = {
        "provider_id": "sso",
        "name": "Prison service",
        "client_id": "alongside",
        "secret": "a secret of the test",
        "settings": {"server_url": provider},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


def begin(client):
    """Press the button on the sign-in page; return where the provider waits."""
    assert b"Sign in with Prison service" in client.get(reverse("account_login")).content
    return client.post(LOGIN).url


def at_the_provider(address, login):
    """Sign in there and agree, as a browser would; return the address that leads back to us."""
    browser = requests.Session()
    answer = browser.get(address, allow_redirects=False, timeout=20)
    for _ in range(12):
        if answer.is_redirect:
            address = urljoin(address, answer.headers["Location"])
            if address.startswith("http://testserver"):
                return address.removeprefix("http://testserver")
            answer = browser.get(address, allow_redirects=False, timeout=20)
            continue
        prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)[1]
        action = urljoin(address, re.search(r'<form[^>]*action="([^"]+)"', answer.text)[1])
        fields = {"prompt": prompt, "login": login, "password": "x"}
        address, answer = action, browser.post(action, fields, allow_redirects=False, timeout=20)
    raise AssertionError("the provider leads nowhere")


def sign_in(client, login):
    return client.get(at_the_provider(begin(client), login))


def test_a_verified_address_signs_its_account_in_and_keeps_to_the_provider_s_own_key(client):
    user = UserFactory(email="officer@prison.example")
    assert sign_in(client, "verified:Officer@prison.example").url == "/"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert SocialAccount.objects.get().user == user
    again = Client()
    sign_in(again, "verified:Officer@prison.example")
    assert again.session["_auth_user_id"] == str(user.pk)
    assert SocialAccount.objects.count() == 1


def test_the_second_factor_is_asked_for_as_ever(client):
    officer = user_with_role("staff", PrisonFactory(), email="officer@prison.example")
    assert sign_in(client, "verified:officer@prison.example").url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    client.post(reverse("mfa_authenticate"), {"code": codes_of(officer)[0]})
    client.post(reverse("mfa_trust"), {"action": "dont-trust"})
    assert client.session["_auth_user_id"] == str(officer.pk)


def test_unverified_unknown_and_suspended_get_one_page_and_no_account(client):
    UserFactory(email="officer@prison.example")
    UserFactory(email="suspended@prison.example", is_active=False, suspended_at=timezone.now())
    pages = []
    for login in (
        "unverified:officer@prison.example",
        "verified:stranger@prison.example",
        "verified:suspended@prison.example",
        "verified:",
    ):
        browser = Client()
        answer = sign_in(browser, login)
        pages.append((answer.status_code, answer.content))
        assert "_auth_user_id" not in browser.session
    assert len(set(pages)) == 1
    assert pages[0][0] == 403
    assert User.objects.count() == 2
    assert not SocialAccount.objects.exists()


def test_an_account_that_is_suspended_later_is_not_let_in(client):
    user = UserFactory(email="officer@prison.example")
    sign_in(client, "verified:officer@prison.example")
    User.objects.filter(pk=user.pk).update(is_active=False)
    other = Client()
    assert sign_in(other, "verified:officer@prison.example").status_code == 403
    assert "_auth_user_id" not in other.session


def test_a_wrong_or_foreign_state_signs_nobody_in(client):
    UserFactory(email="officer@prison.example")
    back = at_the_provider(begin(client), "verified:officer@prison.example")
    forged = re.sub(r"state=[^&]+", "state=forged", back)
    victim = Client()
    begin(victim)
    for browser, address in ((client, forged), (victim, back), (Client(), back)):
        answer = browser.get(address)
        assert answer.status_code == 401
        assert b"Signing in with your organisation did not finish" in answer.content
        assert "_auth_user_id" not in browser.session


def test_a_stolen_code_is_worthless_in_another_browser(client):
    """PKCE binds the code to the browser that began, as a nonce would."""
    UserFactory(email="officer@prison.example")
    stolen = re.search(r"code=([^&]+)", at_the_provider(begin(client), "verified:officer@prison.example"))[1]
    thief = Client()
    state = re.search(r"state=([^&]+)", begin(thief))[1]
    answer = thief.get(f"{CALLBACK}?{urlencode({'code': stolen, 'state': state})}")
    assert answer.status_code == 401
    assert "_auth_user_id" not in thief.session


def test_a_code_works_once(client):
    UserFactory(email="officer@prison.example")
    back = at_the_provider(begin(client), "verified:officer@prison.example")
    assert client.get(back).status_code == 302
    client.post(reverse("account_logout"))
    assert client.get(back).status_code == 401


def test_what_is_sent_to_the_provider_is_bound_and_names_nobody(client, provider):
    address = begin(client)
    assert urlsplit(address).netloc == urlsplit(provider).netloc
    assert "code_challenge_method=S256" in address
    assert "state=" in address


def test_signing_in_elsewhere_starts_by_a_press_only(client):
    answer = client.get(LOGIN)
    assert answer.status_code == 200
    assert b"<form" in answer.content
