"""What somebody is called on paper and in records: the role, never the name."""

from typing import Any

from accounts import guardian
from accounts.models import RoleAssignment


def role_label(user: Any, scope: Any) -> str:
    """Return what the user is in a prison or organisation, such as "Safer Custody"; empty when nothing."""
    held = RoleAssignment.objects.active().filter(user=user, scope_kind=scope.scope_kind, scope_key=scope.scope_key)
    first = held.first()
    if first:
        return first.definition.label
    national = guardian.national_roles(user)
    return national[0].label if national else ""
