"""Who looks after whose accounts."""

from typing import Any

from django.core.exceptions import PermissionDenied

from accounts import guardian
from accounts.models import RoleAssignment, User
from accounts.roles import ADMINISTRATOR, MANAGE_PEOPLE, ROLES, Role, ScopeKind, roles_of_kind


def is_administrator(user: Any) -> bool:
    """Say whether the user is a national administrator, or a superuser, who counts as one."""
    return ADMINISTRATOR in guardian.national_roles(user)


def can_manage(user: Any, scope: Any) -> bool:
    """Say whether the user looks after the people of a prison or organisation (of the nation for None)."""
    if scope is None:
        return is_administrator(user)
    return guardian.can(user, MANAGE_PEOPLE, scope)


def check_can_manage(user: Any, scope: Any) -> None:
    """Raise PermissionDenied unless the user looks after the people there."""
    if not can_manage(user, scope):
        raise PermissionDenied("Only those in charge of this prison or organisation look after its people.")


def can_give(user: Any, role: Role, scope: Any) -> bool:
    """Say whether the user may give somebody else this role there: coordinators are named by an administrator."""
    if role.given_nationally or scope is None:
        return is_administrator(user)
    return role.kind == scope.scope_kind and can_manage(user, scope)


def check_can_give(user: Any, role: Role, scope: Any) -> None:
    """Raise PermissionDenied unless the user may give the role."""
    if not can_give(user, role, scope):
        raise PermissionDenied(f"You may not give the role “{role.label}” here.")


def can_invite(user: Any, role: Role, scope: Any) -> bool:
    """Say whether the user may invite somebody to a role: who may give it, or holds what the role says of that."""
    return can_give(user, role, scope) or (bool(role.invited_with) and _holds_anywhere(user, role.invited_with))


def _holds_anywhere(user: Any, permission: str) -> bool:
    roles = [role.code for role in ROLES.values() if permission in role.permissions]
    return RoleAssignment.objects.active().filter(user=user, role__in=roles).exists()


def check_can_invite(user: Any, role: Role, scope: Any) -> None:
    """Raise PermissionDenied unless the user may invite somebody to the role."""
    if not can_invite(user, role, scope):
        raise PermissionDenied(f"You may not invite anybody to the role “{role.label}” here.")


def roles_to_give(user: Any, scope: Any) -> list[Role]:
    """Return the roles that the user may give there, in the order of roles.py."""
    kind = ScopeKind(scope.scope_kind) if scope is not None else ScopeKind.NATIONAL
    return [role for role in roles_of_kind(kind) if can_give(user, role, scope)]


def can_change(user: Any, assignment: RoleAssignment) -> bool:
    """Say whether the user may confirm, restore or end a role: who may give it, and never one's own."""
    return user.pk != assignment.user_id and can_give(user, assignment.definition, assignment.scope)


def check_can_change(user: Any, assignment: RoleAssignment) -> None:
    """Raise PermissionDenied unless the user may confirm, restore or end the role."""
    if not can_change(user, assignment):
        raise PermissionDenied("Nobody changes their own role, or one that they may not give.")


def can_reset_second_factor(user: Any, person: User, scope: Any) -> bool:
    """Say whether the user may let somebody who has a role in the scope set up their second factor again.

    They may end each of the person's roles there, and are an administrator where the person holds, anywhere, a role
    that only an administrator gives: the factor guards every role of an account at once. Never one's own.
    """
    held = list(RoleAssignment.objects.not_ended().filter(user=person))
    here = [row for row in held if _is_held_in(row, scope)]
    if not here or not all(can_change(user, row) for row in here):
        return False
    is_weighty = person.is_superuser or any(_is_an_administrator_s_to_give(row.definition) for row in held)
    return not is_weighty or is_administrator(user)


def _is_held_in(row: RoleAssignment, scope: Any) -> bool:
    kind, key = (scope.scope_kind, scope.scope_key) if scope is not None else (ScopeKind.NATIONAL, "")
    return (row.scope_kind, row.scope_key) == (kind, key)


def _is_an_administrator_s_to_give(role: Role) -> bool:
    return (role.given_nationally or role.kind == ScopeKind.NATIONAL) and not role.invited_with


def check_can_reset_second_factor(user: Any, person: User, scope: Any) -> None:
    """Raise PermissionDenied unless the user may let the person set up their second factor again."""
    if not can_reset_second_factor(user, person, scope):
        raise PermissionDenied("Only whoever may end this person's roles lets them set up their second step again.")


def check_not_oneself(user: Any, email: str) -> None:
    """Raise PermissionDenied when somebody would give themselves a role."""
    if user.email.lower() == email.lower():
        raise PermissionDenied("Somebody else must do this: nobody decides about their own account.")


def administrators() -> list[User]:
    """Return the active national administrators, superusers among them."""
    held = RoleAssignment.objects.active().filter(role=ADMINISTRATOR.code)
    found = User.objects.filter(is_active=True, pk__in=held.values("user"))
    return [*(found | User.objects.filter(is_active=True, is_superuser=True)).distinct().order_by("email")]
