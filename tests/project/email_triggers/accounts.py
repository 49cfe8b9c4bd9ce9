"""Triggers of accounts."""

from django.test import Client

from tests.factories.accounts import user_with_role
from tests.factories.directory import PrisonFactory
from tests.project.email_triggers.planted import triggers


@triggers("accounts.sign_in")
def sign_in() -> None:
    """A new password that somebody asked for."""
    user_with_role("staff", PrisonFactory(), name="Zebulon Quickthorn", email="officer@prison.example")
    assert Client().post("/accounts/password/reset/", {"email": "officer@prison.example"}).status_code == 302
