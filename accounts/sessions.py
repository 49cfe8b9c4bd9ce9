"""Ending somebody's sessions."""

from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import RoleAssignment, User


def reader_key(user: AbstractBaseUser | AnonymousUser) -> str:
    """Return what an open page knows its reader by: nobody can tell who it is, or find out from another's."""
    return salted_hmac("accounts.reader", str(user.pk)).hexdigest()[:16]


def end_sessions(user: User) -> int:
    """Sign the user out everywhere; return of how many sessions.

    Every session that lives is looked into: they are few, because each ends twenty minutes after its last use.
    """
    living = Session.objects.filter(expire_date__gt=timezone.now()).iterator()
    keys = [row.pk for row in living if row.get_decoded().get(SESSION_KEY) == str(user.pk)]
    Session.objects.filter(pk__in=keys).delete()
    UserSession.objects.filter(user=user).delete()
    return len(keys)


def end_sessions_without_role(user: User) -> int:
    """Sign the user out everywhere when no role is left to work in; return of how many sessions."""
    return 0 if RoleAssignment.objects.active().filter(user=user).exists() else end_sessions(user)
