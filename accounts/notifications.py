"""What accounts tell people, and whom the notifications engine turns to."""

from collections.abc import Iterable
from typing import Any

from accounts import guardian
from accounts.models import RoleAssignment, User
from accounts.roles import ADMINISTRATOR, MANAGE_PEOPLE, ROLES
from core.audit import Scope
from core.notifications import Kind, register
from core.people import register_administrators, register_in_charge

SIGN_IN = register(
    Kind(
        code="accounts.sign_in",
        label="Signing in",
        audience="The holder of an account, when its password or second step changes.",
        subject="Your Alongside account",
        template="accounts/sign_in",
        to_users=False,
    )
)

_IN_CHARGE = [role.code for role in ROLES.values() if MANAGE_PEOPLE in role.permissions]


def is_national_administrator(user: Any) -> bool:
    """Say whether the user looks after the whole service."""
    return ADMINISTRATOR in guardian.national_roles(user)


def people_in_charge(scope: Scope) -> Iterable[User]:
    """Return the active coordinators and deputies of a prison, or leads of an organisation."""
    held = RoleAssignment.objects.active().filter(
        scope_kind=scope.scope_kind, scope_key=scope.scope_key, role__in=_IN_CHARGE
    )
    return User.objects.filter(is_active=True, role_assignments__in=held).distinct().order_by("email")


register_administrators(is_national_administrator)
register_in_charge(people_in_charge)
