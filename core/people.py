"""What the layers above tell core about people: core knows users, but not who does what."""

from collections.abc import Callable, Iterable
from typing import Any

from core.scope import Scope

Administrators = Callable[[Any], bool]
InCharge = Callable[[Scope], Iterable[Any]]
RoleOf = Callable[[Any, Scope | None], str]

_administrators: list[Administrators] = []
_in_charge: list[InCharge] = []
_role_of: list[RoleOf] = []


def register_administrators(check: Administrators) -> None:
    """Say who looks after the service itself, besides superusers."""
    if check not in _administrators:
        _administrators.append(check)


def is_administrator(user: Any) -> bool:
    """Say whether the user looks after the service itself."""
    if not user.is_authenticated or not user.is_active:
        return False
    return user.is_superuser or any(check(user) for check in _administrators)


def register_in_charge(resolver: InCharge) -> None:
    """Say who is in charge of a scope: they are told what nobody is assigned to."""
    if resolver not in _in_charge:
        _in_charge.append(resolver)


def in_charge(scope: Scope | None) -> list[Any]:
    """Return the users in charge of a scope; none for what belongs to no scope."""
    if scope is None:
        return []
    return [user for resolver in _in_charge for user in resolver(scope)]


def register_role_of(resolver: RoleOf) -> None:
    """Say as what a user acts in a scope: the audit trail keeps the role, because names are not for it."""
    if resolver not in _role_of:
        _role_of.append(resolver)


def role_of(user: Any, scope: Scope | None) -> str:
    """Return the code of the role in which a user acts, or "" when nobody knows."""
    if user is None:
        return ""
    return next((role for resolver in _role_of if (role := resolver(user, scope))), "")
