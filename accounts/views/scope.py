"""Which prison, organisation or nation an address is about."""

from typing import Any

from django.http import Http404, HttpRequest

from accounts import permissions
from accounts.models import User
from accounts.request_link import EVERYWHERE
from accounts.roles import ScopeKind
from accounts.scopes import find_scope


def scope_of_address(kind: str, key: str) -> Any:
    """Return the prison or organisation of an address, None for the nation. Raises Http404 for anything else."""
    if kind == ScopeKind.NATIONAL and key == EVERYWHERE:
        return None
    scope = find_scope(kind, key)
    if scope is None:
        raise Http404
    return scope


def managed_scope(request: HttpRequest, kind: str, key: str) -> Any:
    """Return the scope of an address in which the user looks after people. Raises Http404 for any other."""
    scope = scope_of_address(kind, key)
    if not permissions.can_manage(request.user, scope):
        raise Http404
    request.scope_name = name_of(scope)  # type: ignore[attr-defined]
    return scope


def name_of(scope: Any) -> str:
    """Return what the scope is called on screens."""
    return str(scope) if scope is not None else "National roles"


def signed_in(request: HttpRequest) -> User:
    """Return the user who has signed in, as one of ours. Raises Http404 for a visitor."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user
