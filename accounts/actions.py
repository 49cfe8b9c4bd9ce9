"""Every write to users and roles."""

from datetime import date
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from accounts import guardian
from accounts.models import RoleAssignment, User
from accounts.roles import Role, ScopeKind
from accounts.signals import role_group_created
from core import audit


def role_group(role: Role, scope: Any = None) -> Group:
    """Return the group of a role in a scope, made with its permissions on first use."""
    group, made = Group.objects.get_or_create(name=guardian.group_name(role, scope))
    if made:
        if scope is not None:
            guardian.grant_to_group(group, role.permissions, scope)
        role_group_created.send(sender=RoleAssignment, group=group, role=role, scope=scope)
    return group


@transaction.atomic
def grant_role(
    *, user: User, role: Role, scope: Any = None, by: User | None, starts_on: date | None = None
) -> RoleAssignment:
    """Give a user a role in a prison or organisation (or nationally); does nothing when already held.

    Raises ValueError when the role cannot be held in that kind of scope.
    """
    kind = scope.scope_kind if scope is not None else ScopeKind.NATIONAL
    if kind != role.kind:
        raise ValueError(f"The role “{role.label}” is held in a {role.kind.label.lower()}, not in a {kind}.")
    key = scope.scope_key if scope is not None else ""
    day = starts_on or timezone.localdate()
    assignment, made = RoleAssignment.objects.get_or_create(
        user=user,
        role=role.code,
        scope_kind=kind,
        scope_key=key,
        ends_on=None,
        defaults={"starts_on": day, "granted_by": by},
    )
    if made:
        user.groups.add(role_group(role, scope))
        guardian.forget_cached_roles(user)
        audit.record("role.granted", by=by, about=user, scope=scope, role=role.code)
    return assignment


@transaction.atomic
def end_role(*, assignment: RoleAssignment, by: User | None) -> None:
    """End a role today: the user leaves the scope's group at once. Safe to call twice."""
    held = RoleAssignment.objects.select_for_update().get(pk=assignment.pk)
    today = timezone.localdate()
    if held.ends_on is not None and held.ends_on <= today:
        return
    held.ends_on = max(today, held.starts_on)
    held.ended_by = by
    held.save(update_fields=["ends_on", "ended_by", "updated_at"])
    scope = held.scope
    held.user.groups.remove(role_group(held.definition, scope))
    guardian.forget_cached_roles(held.user)
    audit.record("role.ended", by=by, about=held.user, scope=scope, role=held.role)
