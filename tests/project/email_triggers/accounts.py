"""Triggers of accounts."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from accounts.actions.emergency import open_emergency_view
from accounts.actions.invitations import invite
from accounts.actions.requests import ask_for_role, refuse_request
from accounts.actions.review import run_access_review
from accounts.actions.second_factor import reset_second_factor
from accounts.models import AccountRequest, RoleAssignment
from accounts.roles import STAFF
from accounts.second_factor import ResetReason
from tests.factories.accounts import user_with_role
from tests.factories.directory import PrisonFactory
from tests.project.email_triggers.planted import triggers


@triggers("accounts.sign_in")
def sign_in() -> None:
    """A new password that somebody asked for."""
    user_with_role("staff", PrisonFactory(), name="Zebulon Quickthorn", email="officer@prison.example")
    assert Client().post("/accounts/password/reset/", {"email": "officer@prison.example"}).status_code == 302


def planted_prison():
    """Return a prison with a coordinator whose names must not leave in an e-mail."""
    prison = PrisonFactory(code="ZZQ", name="Ashcombe (HMP)")
    return prison, user_with_role("coordinator", prison, name="Zebulon Quickthorn", email="coordinator@prison.example")


@triggers("accounts.invited")
def invited() -> None:
    """An invitation."""
    prison, coordinator = planted_prison()
    invite(email="new@prison.example", role=STAFF, scope=prison, by=coordinator)


def planted_request():
    """Return a request full of words that must not leave in an e-mail, and who decides it."""
    prison, coordinator = planted_prison()
    why = "Griefwalk with Marigold Choirmaster, A7731ZQ"
    ask_for_role(role=STAFF, scope=prison, why=why, email="new@prison.example", name="Marigold Choirmaster")
    return AccountRequest.objects.get(), coordinator


@triggers("accounts.asked")
def asked() -> None:
    """Somebody without an account asks for one."""
    planted_request()


@triggers("accounts.decided")
def decided() -> None:
    """A refusal, whose reason stands on the page only."""
    request, coordinator = planted_request()
    refuse_request(request=request, reason="Marigold Choirmaster has left.", by=coordinator)


def review(*, days: int) -> None:
    """Run the review so many days after everybody began."""
    prison, _ = planted_prison()
    user_with_role("staff", prison, name="Zebulon Quickthorn", email="officer@prison.example")
    RoleAssignment.objects.update(starts_on=timezone.localdate() - timedelta(days=days))
    run_access_review()


@triggers("accounts.review-due")
def review_due() -> None:
    """An account to confirm."""
    review(days=80)


@triggers("accounts.suspended")
def suspended() -> None:
    """An account that nobody confirmed."""
    review(days=100)
    RoleAssignment.objects.update(asked_on=timezone.localdate() - timedelta(days=20))
    run_access_review()


@triggers("accounts.second-factor-reset")
def second_factor_reset() -> None:
    """Somebody has lost their codes."""
    prison, coordinator = planted_prison()
    who = user_with_role("staff", prison, name="Zebulon Quickthorn", email="officer@prison.example")
    reset_second_factor(user=who, scope=prison, by=coordinator, reason=ResetReason.LOST)


@triggers("accounts.emergency-view")
def emergency_view() -> None:
    """An administrator looks at people's referrals, for a reason that stands on the page only."""
    prison, _ = planted_prison()
    reason = "Marigold Choirmaster complains about Griefwalk."
    open_emergency_view(scope=prison, reason=reason, by=user_with_role("administrator"))
