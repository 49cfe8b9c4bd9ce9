"""What core needs to know of people: who looks after the service, and who is in charge of a scope."""

from typing import Any

from accounts import guardian
from accounts.models import RoleAssignment, User
from accounts.roles import ADMINISTRATOR, COORDINATOR, DEPUTY, LEAD
from core.audit import Scope
from core.people import register_administrators, register_in_charge

_IN_CHARGE = (COORDINATOR.code, DEPUTY.code, LEAD.code)


def holds_administrator_role(user: Any) -> bool:
    """Say whether the user is a national administrator."""
    return ADMINISTRATOR in guardian.national_roles(user)


def people_in_charge(scope: Scope) -> list[User]:
    """Return a prison's coordinators and deputies, or an organisation's leads, who can sign in today."""
    held = RoleAssignment.objects.active().filter(
        scope_kind=scope.scope_kind, scope_key=scope.scope_key, role__in=_IN_CHARGE, user__is_active=True
    )
    return list(User.objects.filter(pk__in=held.values("user")).order_by("created_at"))


register_administrators(holds_administrator_role)
register_in_charge(people_in_charge)
