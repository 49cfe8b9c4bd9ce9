"""Keeps the groups of whoever is signed in to the dates of their roles: once a day for each session.

A session may last past midnight. Guardian asks for the roles of today by itself (`guardian.allowed`); the editor asks
for permissions of Django and Wagtail, which know groups alone.
"""

from collections.abc import MutableMapping
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.role_groups import sync_user

_DAY = "accounts_roles_of"


def keep_to_the_dates(user: User, session: MutableMapping[str, Any]) -> None:
    """Begin and end roles as their dates say, unless this session has seen to it today. Asks nothing then."""
    today = timezone.localdate().isoformat()
    if session.get(_DAY) != today:
        sync_user(user)
        session[_DAY] = today
