"""Giving, ending and restoring roles. Callers of the first two have asked `accounts.permissions` whether `by` may."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import permissions
from accounts.models import RoleAssignment, User
from accounts.role_groups import sync_role
from accounts.roles import Role, ScopeKind
from core import audit


@transaction.atomic
def grant_role(
    *,
    user: User,
    role: Role,
    scope: Any = None,
    by: User | None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> RoleAssignment:
    """Give a user a role in a prison or organisation (or nationally); does nothing when already held.

    A role that starts later, or ends by itself, is moved on its day by `manage.py verify_roles --repair`, or with the
    first request of its holder. Raises ValueError when the role cannot be held in that kind of scope.
    """
    kind = scope.scope_kind if scope is not None else ScopeKind.NATIONAL
    if kind != role.kind:
        raise ValueError(f"The role “{role.label}” is held in a {role.kind.label.lower()}, not in a {kind}.")
    day = starts_on or timezone.localdate()
    User.objects.select_for_update().get(pk=user.pk)  # two who grant the same at once make one assignment
    held = RoleAssignment.objects.held_in(scope).not_ended().filter(user=user, role=role.code, ends_on=ends_on).first()
    if held is not None:
        return held
    held = RoleAssignment.objects.create(
        user=user,
        role=role.code,
        scope_kind=kind,
        scope_key=scope.scope_key if scope is not None else "",
        starts_on=day,
        ends_on=ends_on,
        granted_by=by,
    )
    sync_role(role, scope, user=user)
    audit.record("role.granted", by=by, about=user, scope=scope, role=role.code)
    return held


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
    sync_role(held.definition, scope, user=held.user)
    audit.record("role.ended", by=by, about=held.user, scope=scope, role=held.role)


@transaction.atomic
def restore_role(*, assignment: RoleAssignment, by: User) -> None:
    """Bring a suspended role, and with it the account, back; it counts as confirmed. Raises PermissionDenied."""
    row = RoleAssignment.objects.select_for_update().get(pk=assignment.pk)
    permissions.check_can_change(by, row)
    row.suspended_at, row.asked_on, row.confirmed_on = None, None, timezone.localdate()
    row.save(update_fields=["suspended_at", "asked_on", "confirmed_on", "updated_at"])
    user = User.objects.select_for_update().get(pk=row.user_id)
    if user.suspended_at is not None:
        user.is_active, user.suspended_at = True, None
        user.save(update_fields=["is_active", "suspended_at", "updated_at"])
    sync_role(row.definition, row.scope, user=row.user)
    audit.record("role.restored", by=by, about=row.user, scope=row.scope, role=row.role)


@transaction.atomic
def give_role(*, user: User, role: Role, scope: Any = None, by: User) -> RoleAssignment:
    """Give a role that somebody in charge has just said yes to: when it or the account is suspended, it comes back.

    Raises PermissionDenied when that is so and `by` may not restore it.
    """
    held = grant_role(user=user, role=role, scope=scope, by=by)
    if held.suspended_at is not None or User.objects.filter(pk=user.pk, suspended_at__isnull=False).exists():
        restore_role(assignment=held, by=by)
        held.refresh_from_db()
    return held
