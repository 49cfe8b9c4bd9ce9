"""Writes an audit row for everything that happens at the door: in, out, refused, locked, factors, passwords."""

from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as factor_signals
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver

from accounts.models import RoleAssignment, User
from accounts.roles import ScopeKind
from core import audit
from core.scope import Place


def places_of(user: User) -> list[Place]:
    """Return where somebody holds a role, suspended or not: what happens at the door is about those places too."""
    held = RoleAssignment.objects.not_ended().filter(user=user).exclude(scope_kind=ScopeKind.NATIONAL)
    return [Place(*row) for row in held.order_by("pk").values_list("scope_kind", "scope_key")]


def _record(event: str, user: User, *, by: User | None = None, **details: Any) -> None:
    audit.record(event, by=by, about=user, places=places_of(user), **details)


def record_refused(event: str, *, email: str) -> None:
    """Write that a sign-in was refused: about the account where there is one, never with what was typed."""
    user = User.objects.filter(email__iexact=email.strip()).first()
    audit.record(event, about=user, places=places_of(user) if user else ())


@receiver(user_logged_in)
def signed_in(sender: Any, user: User, **kwargs: Any) -> None:
    """Write that somebody has signed in, after the second factor where one is needed."""
    _record("sign-in.done", user, by=user)


@receiver(user_logged_out)
def signed_out(sender: Any, user: Any, **kwargs: Any) -> None:
    """Write that somebody has signed out; a visitor who presses the button is nobody."""
    if user is not None:
        _record("sign-in.ended", user, by=user)


@receiver(factor_signals.authentication_failed)
def wrong_code(sender: Any, user: User, authenticator: Any, **kwargs: Any) -> None:
    """Write that the password was right and the second factor wrong."""
    _record("sign-in.wrong_code", user, factor=str(authenticator.type))


@receiver(factor_signals.authenticator_added)
def factor_added(sender: Any, user: User, authenticator: Any, **kwargs: Any) -> None:
    """Write that a second factor was set up."""
    _record("second-factor.added", user, by=user, factor=str(authenticator.type))


@receiver(factor_signals.authenticator_removed)
def factor_removed(sender: Any, user: User, authenticator: Any, **kwargs: Any) -> None:
    """Write that a second factor was taken away."""
    _record("second-factor.removed", user, by=user, factor=str(authenticator.type))


@receiver(factor_signals.authenticator_reset)
def factor_reset(sender: Any, user: User, authenticator: Any, **kwargs: Any) -> None:
    """Write that new printed codes took the place of the old ones."""
    _record("second-factor.reset", user, by=user, factor=str(authenticator.type))


@receiver(account_signals.password_changed)
@receiver(account_signals.password_set)
def password_changed(sender: Any, user: User, **kwargs: Any) -> None:
    """Write that somebody changed their password."""
    _record("password.changed", user, by=user)


@receiver(account_signals.password_reset)
def password_reset(sender: Any, user: User, **kwargs: Any) -> None:
    """Write that a password was set through a link sent by e-mail."""
    _record("password.reset", user, by=user)
