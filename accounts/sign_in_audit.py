"""Writes an audit row for everything that happens at the door: in, out, refused, locked, factors, passwords."""

from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as factor_signals
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver

from accounts.models import User
from core import audit


def record_refused(event: str, *, email: str) -> None:
    """Write that a sign-in was refused: about the account where there is one, never with what was typed."""
    audit.record(event, about=User.objects.filter(email__iexact=email.strip()).first())


@receiver(user_logged_in)
def signed_in(sender: Any, user: User, **kwargs: Any) -> None:
    """Write that somebody has signed in, after the second factor where one is needed."""
    audit.record("sign-in.done", by=user, about=user)


@receiver(user_logged_out)
def signed_out(sender: Any, user: Any, **kwargs: Any) -> None:
    """Write that somebody has signed out; a visitor who presses the button is nobody."""
    if user is not None:
        audit.record("sign-in.ended", by=user, about=user)


@receiver(factor_signals.authentication_failed)
def wrong_code(sender: Any, user: User, authenticator: Any, **kwargs: Any) -> None:
    """Write that the password was right and the second factor wrong."""
    audit.record("sign-in.wrong_code", about=user, factor=str(authenticator.type))


@receiver(factor_signals.authenticator_added)
def factor_added(sender: Any, user: User, authenticator: Any, **kwargs: Any) -> None:
    """Write that a second factor was set up."""
    audit.record("second-factor.added", by=user, about=user, factor=str(authenticator.type))


@receiver(factor_signals.authenticator_removed)
def factor_removed(sender: Any, user: User, authenticator: Any, **kwargs: Any) -> None:
    """Write that a second factor was taken away."""
    audit.record("second-factor.removed", by=user, about=user, factor=str(authenticator.type))


@receiver(factor_signals.authenticator_reset)
def factor_reset(sender: Any, user: User, authenticator: Any, **kwargs: Any) -> None:
    """Write that new printed codes took the place of the old ones."""
    audit.record("second-factor.reset", by=user, about=user, factor=str(authenticator.type))


@receiver(account_signals.password_changed)
@receiver(account_signals.password_set)
def password_changed(sender: Any, user: User, **kwargs: Any) -> None:
    """Write that somebody changed their password."""
    audit.record("password.changed", by=user, about=user)


@receiver(account_signals.password_reset)
def password_reset(sender: Any, user: User, **kwargs: Any) -> None:
    """Write that a password was set through a link sent by e-mail."""
    audit.record("password.reset", by=user, about=user)
