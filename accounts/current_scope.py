"""Which prison or organisation a request works for: of those in which the user holds a role, the one chosen last.

It is worked out once a request, and only when something asks. The choice is kept in the session; an address that
names one of the user's own prisons or organisations chooses it (docs/adr: one current scope).
"""

from typing import Any

from django.http import HttpRequest
from django.urls import ResolverMatch

from accounts.models import RoleAssignment
from accounts.request_link import EVERYWHERE
from accounts.roles import ScopeKind
from accounts.scopes import scope_arguments, scope_table

_SESSION = "accounts_scope"
_HELD, _SCOPES = "_assignments_held", "_scopes_held"

#: A role's code, and kind and key of where it is held.
Held = tuple[str, str, str]


def assignments_held(request: HttpRequest) -> list[Held]:
    """Return every role that the user holds today and where: one query a request, whoever asks how often."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return []
    if not hasattr(request, _HELD):
        rows = RoleAssignment.objects.active().filter(user=request.user).order_by("scope_kind", "scope_key")
        setattr(request, _HELD, list(rows.values_list("role", "scope_kind", "scope_key")))
    found: list[Held] = getattr(request, _HELD)
    return found


def scopes_held(request: HttpRequest) -> list[Any]:
    """Return the prisons, then the organisations, in which the user holds a role, each by name."""
    if not hasattr(request, _SCOPES):
        found: list[Any] = []
        for kind in (ScopeKind.PRISON, ScopeKind.ORGANISATION):
            keys = {key for _, where, key in assignments_held(request) if where == kind}
            found += list(scope_table(kind)._default_manager.filter(pk__in=keys)) if keys else []
        setattr(request, _SCOPES, found)
    scopes: list[Any] = getattr(request, _SCOPES)
    return scopes


def current_scope(request: HttpRequest) -> Any:
    """Return the prison or organisation that the request works for; None for a user who holds no role in one."""
    chosen = request.session.get(_SESSION, "")
    scopes = scopes_held(request)
    return next((scope for scope in scopes if code_of(scope) == chosen), scopes[0] if scopes else None)


def code_of(scope: Any) -> str:
    """Return how a scope is written in a form: "prison:EXI"."""
    return f"{scope.scope_kind}:{scope.scope_key}"


def choose(request: HttpRequest, code: str) -> Any:
    """Work for another of the user's prisons or organisations from now on and return it; None for a foreign one."""
    scope = next((scope for scope in scopes_held(request) if code_of(scope) == code), None)
    if scope is not None and request.session.get(_SESSION) != code:
        request.session[_SESSION] = code
    return scope


def choose_by_address(request: HttpRequest, match: ResolverMatch) -> None:
    """Let an address that names one of the user's own scopes choose it. Asks nothing when it is chosen already."""
    named = scope_in_address(match)
    if named and request.session.get(_SESSION) != named:
        choose(request, named)


def scope_in_address(match: ResolverMatch) -> str:
    """Return the scope that an address names, as "prison:EXI", or ""."""
    given = match.kwargs
    if {"kind", "key"} <= given.keys() and given["key"] != EVERYWHERE:
        return f"{given['kind']}:{given['key']}"
    named = [f"{kind}:{given[name]}" for kind, name in scope_arguments().items() if name in given]
    return named[0] if named else ""


def same_page_elsewhere(match: ResolverMatch, scope: Any) -> dict[str, Any] | None:
    """Return the arguments of the same page for another scope; None where it names more than its scope."""
    given = dict(match.kwargs)
    if given.keys() == {"kind", "key"}:
        return {"kind": scope.scope_kind, "key": scope.scope_key}
    name = scope_arguments().get(scope.scope_kind)
    return {name: scope.scope_key} if name is not None and given.keys() == {name} else None
