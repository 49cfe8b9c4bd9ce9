"""What people are told about those who come in: a reference and a link, nothing else."""

from typing import Any

from accounts.models import RoleAssignment, User
from accounts.roles import MANAGE_VOLUNTEERS, ROLES
from core.audit import Scope
from core.notifications import Kind, register
from directory.models import Prison
from volunteers.models import Entrant

APPROVAL_ASKED = register(
    Kind(
        code="volunteers.approval-asked",
        label="Somebody is to come in",
        audience="The prison's security, because an organisation or the coordinator asks for a decision.",
        subject="{{ reference }}: a decision about coming in is needed",
        template="volunteers/approval_asked",
    )
)
APPROVAL_DECIDED = register(
    Kind(
        code="volunteers.approval-decided",
        label="A prison has decided about somebody",
        audience="The coordinator and the leads of the person's organisations, because a prison decided.",
        subject="{{ reference }}: a prison has decided",
        template="volunteers/approval_decided",
    )
)


def holders(permission: str, scope: Scope) -> list[User]:
    """Return the active users whose role in the scope permits this, in one query."""
    roles = [role.code for role in ROLES.values() if permission in role.permissions]
    held = RoleAssignment.objects.active().filter(
        scope_kind=scope.scope_kind, scope_key=scope.scope_key, role__in=roles
    )
    return list(User.objects.filter(is_active=True, pk__in=held.values("user")))


def keepers_of(entrant: Entrant, prison: Prison | None = None) -> list[Any]:
    """Return who keeps the person's record: the leads of their organisations and a prison's coordinators."""
    found: list[Any] = holders(MANAGE_VOLUNTEERS, prison) if prison else []
    working = entrant.engagements.filter(ends_on=None).exclude(organisation=None).select_related("organisation")
    for organisation in {engagement.organisation for engagement in working if engagement.organisation}:
        found += holders(MANAGE_VOLUNTEERS, organisation)
    return found
