"""Who may use which screens of search."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from accounts import guardian
from accounts.roles import REFER, SEE_STAFF_DETAILS
from core.people import is_administrator
from directory import permissions
from directory.models import Prison


def works_in(user: Any) -> "QuerySet[Prison]":
    """Return the open prisons in which the user sees what staff see."""
    return Prison.objects.opened().where_allowed(user, SEE_STAFF_DETAILS)


def sees_staff_details(user: Any, prison: Prison) -> bool:
    """Say whether the user is staff of the prison, for whom times, rooms and contacts are shown."""
    return permissions.sees_staff_details(user, prison)


def open_prison(code: str) -> Prison:
    """Return an open prison by its code. Raises Http404 for any other, so that closed ones do not show."""
    found = Prison.objects.opened().filter(code=code.upper()).first()
    if found is None:
        raise Http404
    return found


def check_staff(user: Any, prison: Prison) -> None:
    """Raise Http404 unless the user is staff of the prison."""
    if not sees_staff_details(user, prison):
        raise Http404


def prison_of_staff(user: Any, code: str) -> Prison:
    """Return an open prison in which the user is staff. Raises Http404 for any other."""
    prison = open_prison(code)
    check_staff(user, prison)
    return prison


def may_refer(user: Any, prison: Prison) -> bool:
    """Say whether the user refers people in the prison, so that lists offer it."""
    return guardian.can(user, REFER, prison)


def check_administrator(user: Any) -> None:
    """Raise Http404 unless the user looks after the service itself."""
    if not is_administrator(user):
        raise Http404
