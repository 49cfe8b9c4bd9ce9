"""In a browser: a security key, a passkey and an app as the second step, under the content security policy."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.urls import reverse

from tests.factories.accounts import user_with_role
from tests.factories.directory import PrisonFactory, page_tree
from tests.functional.signing_in import ask_every_time, give_code, give_password


@pytest.fixture
def officer(transactional_db):
    page_tree()
    return user_with_role("staff", PrisonFactory(), second_factor=False, name="Olga Officer")


def plug_in_key(page, *, verifies=True):
    """Give the browser a security key that answers by itself; it can hold passkeys and asks for a PIN."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasResidentKey": True,
        "hasUserVerification": verifies,
        "isUserVerified": verifies,
        "automaticPresenceSimulation": True,
    }
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devtools, made["authenticatorId"]


def add_key(page, axe, officer, *, passwordless=False):
    """Sign in with the password alone, which leads to the set-up, and add the key."""
    give_password(page, officer)
    page.get_by_role("heading", name="Set up your second step").wait_for()
    axe(page)
    page.get_by_role("button", name="Add a key").click()
    page.get_by_role("heading", name="Add a security key or passkey").wait_for()
    axe(page)
    page.get_by_label("Name of the key").fill("Blue key")
    if passwordless:
        page.get_by_label("Use it to sign in without a password too").check()
    page.get_by_role("button", name="Add the key").click()
    page.wait_for_url(lambda url: "add" not in url)


def sign_out(page):
    page.goto(reverse("core:privacy"))
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/")


@pytest.mark.django_db(transaction=True)
def test_a_security_key_is_the_second_step(page, axe, officer):
    plug_in_key(page)
    add_key(page, axe, officer)
    assert Authenticator.objects.filter(user=officer, type=Authenticator.Type.WEBAUTHN).exists()
    sign_out(page)

    give_password(page, officer)
    page.get_by_role("button", name="Use a security key instead").wait_for()
    axe(page)
    assert page.get_by_role("button", name="Sign out").count() == 0, "the password alone signs nobody in"
    page.get_by_role("button", name="Use a security key instead").click()
    ask_every_time(page)


@pytest.mark.django_db(transaction=True)
def test_a_key_that_is_not_there_is_said_and_another_way_stays_open(page, axe, officer):
    devtools, key = plug_in_key(page)
    add_key(page, axe, officer)
    sign_out(page)
    give_password(page, officer)
    devtools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})
    plug_in_key(page)  # another key, which knows nobody here
    page.get_by_role("button", name="Use a security key instead").click()
    page.get_by_role("alert").filter(has_text="That did not work").wait_for()
    axe(page)
    assert page.get_by_label("Code").is_visible()


@pytest.mark.django_db(transaction=True)
def test_a_passkey_signs_in_without_a_password(page, axe, officer):
    plug_in_key(page)
    add_key(page, axe, officer, passwordless=True)
    sign_out(page)
    page.goto(reverse("account_login"))
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("button", name="Sign out").wait_for()


def code_of_app(secret, *, steps=0):
    """Return what an app shows now, or some half minutes later."""
    counter = next(iter(yield_hotp_counters_from_time())) + steps
    return format_hotp_value(hotp_value(secret, counter))


@pytest.mark.django_db(transaction=True)
def test_an_app_is_the_second_step(page, axe, officer):
    give_password(page, officer)
    page.get_by_role("button", name="Use an app").click()
    page.get_by_role("heading", name="Set up an app").wait_for()
    axe(page)
    secret = page.locator("code").inner_text()
    page.get_by_label("Code").fill(code_of_app(secret))
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(lambda url: "activate" not in url)
    sign_out(page)

    give_password(page, officer)
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="The code is not right").click()
    assert page.get_by_label("Code").evaluate("box => box === document.activeElement")
    axe(page)
    # A code works once, and the one of now was used up by setting up: the next half minute's is within the tolerance.
    give_code(page, code_of_app(secret, steps=1))
