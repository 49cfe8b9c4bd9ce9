"""What is held about a user: the account, what they did, and who looked at it."""

from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db.models import Q

from accounts.models import AccountRequest, EmergencyView, Invitation, RoleAssignment, User
from core.models import AuditEvent, Notification, NotificationPreference
from core.privacy import declaration, pointing_at
from core.subject_access import Part, SubjectKind, looks_at, records_of, register, register_records

#: Shown by their own parts, where the link says whose a row is.
_OWN_PARTS = (AccountRequest, EmergencyView, Invitation, RoleAssignment, Notification, NotificationPreference)


def find_user(email: str) -> User | None:
    """Return the account with this address, whatever its capitals."""
    return User.objects.filter(email__iexact=email).first()


def parts_of_user(user: User) -> Iterator[Part]:
    """Yield the account, its roles, factors, sessions and messages, what it did, and where else it is named."""
    yield Part("Your account", User.objects.filter(pk=user.pk))
    roles = ("role", "scope_kind", "scope_key", "starts_on", "ends_on", "user")
    yield Part("Your roles", RoleAssignment.objects.filter(user=user), fields=roles)
    factors = ("type", "created_at", "last_used_at")
    yield Part("Your second factors", Authenticator.objects.filter(user=user), fields=factors)
    elsewhere = ("provider", "uid", "date_joined", "last_login", "extra_data")
    yield Part("Your account elsewhere", SocialAccount.objects.filter(user=user), fields=elsewhere)
    sessions = ("created_at", "last_seen_at", "ip", "user_agent")
    yield Part("Where you are signed in", UserSession.objects.filter(user=user), fields=sessions)
    for title, rows in (("What you asked for", AccountRequest), ("Invitations to you", Invitation)):
        yield Part(title, rows._default_manager.filter(_theirs(user)))
    looked = ("created_at", "ends_at", "scope_kind", "scope_key", "user", "reason")
    yield Part("Emergency views you opened", EmergencyView.objects.filter(user=user), fields=looked)
    told = ("kind", "reference", "created_at", "user")
    yield Part("Messages you were sent", Notification.objects.filter(user=user), fields=told)
    preferences = NotificationPreference.objects.filter(user=user)
    yield Part("When you want e-mails", preferences, fields=("kind", "cadence", "user"))
    did = AuditEvent.objects.filter(actor_id=str(user.pk))
    yield Part("What you did", did, fields=("at", "event", "scope_kind", "scope_key"))
    yield looks_at(records_of(user), by_others_than=user)
    yield from _named_elsewhere(user)


def _theirs(user: User) -> Q:
    """Return the condition that a request or an invitation is a user's, before there was an account too."""
    return Q(user=user) | Q(email__iexact=user.email)


def _named_elsewhere(user: User) -> Iterator[Part]:
    """Yield where a row about something else names the user: that it does, and when, not what it is about."""
    for link in pointing_at(User):
        declared = declaration(link.model).get(link.name)
        if (link.model in _OWN_PARTS and link.name == "user") or declared is None or not declared.export:
            continue
        when = next((name for name in ("created_at", "at", "on") if _has(link.model, name)), "")
        title = f"{str(link.model._meta.verbose_name).capitalize()}: {link.verbose_name}"
        rows = link.model._base_manager.filter(**{link.name: user})
        yield Part(title, rows, fields=tuple(name for name in (when, link.name) if name))


def _has(table: Any, name: str) -> bool:
    return any(field.name == name for field in table._meta.get_fields())


def _records(user: User) -> list[Any]:
    """Return what a user asked for and was invited to, so that they see who looked at it."""
    return [*AccountRequest.objects.filter(_theirs(user)), *Invitation.objects.filter(_theirs(user))]


USER = register(SubjectKind("user", "User", "E-mail address", find_user, parts_of_user))
register_records(_records)
