"""What is held about a user: the account, what they did, and who looked at it."""

from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from accounts.models import RoleAssignment, User
from core.models import AuditEvent, Notification, NotificationPreference
from core.privacy import declaration, pointing_at
from core.subject_access import Part, SubjectKind, register

_DONE = ("at", "event", "actor_label")
#: Shown by their own parts.
_OWN_PARTS = (RoleAssignment, Notification, NotificationPreference)


def find_user(email: str) -> User | None:
    """Return the account with this address, whatever its capitals."""
    return User.objects.filter(email__iexact=email).first()


def parts_of_user(user: User) -> Iterator[Part]:
    """Yield the account, its roles, factors, sessions and messages, what it did, and where else it is named."""
    yield Part("Your account", User.objects.filter(pk=user.pk))
    roles = ("role", "scope_kind", "scope_key", "starts_on", "ends_on")
    yield Part("Your roles", RoleAssignment.objects.filter(user=user), fields=roles)
    factors = ("type", "created_at", "last_used_at")
    yield Part("Your second factors", Authenticator.objects.filter(user=user), fields=factors)
    sessions = ("created_at", "last_seen_at", "ip", "user_agent")
    yield Part("Where you are signed in", UserSession.objects.filter(user=user), fields=sessions)
    yield Part(
        "Messages you were sent", Notification.objects.filter(user=user), fields=("kind", "reference", "created_at")
    )
    preferences = NotificationPreference.objects.filter(user=user)
    yield Part("When you want e-mails", preferences, fields=("kind", "cadence"))
    did = AuditEvent.objects.filter(actor_id=str(user.pk))
    yield Part("What you did", did, fields=("at", "event", "scope_kind", "scope_key"))
    seen = AuditEvent.objects.that_saw([user]).exclude(actor_id=str(user.pk))
    yield Part("What others did with your account, and lists in which they saw it", seen, fields=_DONE)
    yield from _named_elsewhere(user)


def _named_elsewhere(user: User) -> Iterator[Part]:
    """Yield where a row about something else names the user: that it does, and when, not what it is about."""
    for link in pointing_at(User):
        declared = declaration(link.model).get(link.name)
        if link.model in _OWN_PARTS or declared is None or not declared.export:
            continue
        when = next((name for name in ("created_at", "at", "on") if _has(link.model, name)), "")
        title = f"{str(link.model._meta.verbose_name).capitalize()}: {link.verbose_name}"
        rows = link.model._base_manager.filter(**{link.name: user})
        yield Part(title, rows, fields=tuple(name for name in (when, link.name) if name))


def _has(table: Any, name: str) -> bool:
    return any(field.name == name for field in table._meta.get_fields())


USER = register(SubjectKind("user", "User", "E-mail address", find_user, parts_of_user))
