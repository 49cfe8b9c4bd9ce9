"""Keeps groups in step with roles: who is a member, and what the group may do.

`RoleAssignment` and `roles.py` are the source. Granting, ending, suspending, the days on which a role starts or
ends, and the repair of drift all go through `sync_role`, so that there is one idea of what is right
(docs/adr/0002-one-source-of-roles.md).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from accounts import guardian
from accounts.models import RoleAssignment, User
from accounts.rights import Rights, all_rights
from accounts.roles import ROLES, Role, ScopeKind
from accounts.scopes import find_scope
from core import audit


@dataclass(frozen=True)
class Difference:
    """One thing that is not as the roles say: where, what kind, a sentence without names, and how to mend it."""

    group: str
    kind: str
    sentence: str
    repair: Callable[[], Any]


def role_group(role: Role, scope: Any = None) -> Group:
    """Return the group of a role in a scope, made with its rights on first use."""
    group, made = Group.objects.get_or_create(name=guardian.group_name(role, scope))
    if made:
        for rights in _kinds():
            rights.change(group, give=rights.wanted(role, scope), take=set())
    return group


@transaction.atomic
def sync_role(role: Role, scope: Any = None, *, user: User | None = None) -> list[Difference]:
    """Bring the group of a role in step and return what was not.

    With a user only that user's membership is looked at, which is all that a grant or an end changes.
    """
    group = role_group(role, scope)
    found = [*_of_members(group, role, scope, user)]
    if user is None:
        found += _of_rights(group, role, scope)
    for difference in found:
        difference.repair()
    if user is not None:
        guardian.forget_cached_roles(user)
    return found


def sync_user(user: User) -> None:
    """Bring one user's memberships in step: called when somebody signs in, so that no ended role outlives its day."""
    held = RoleAssignment.objects.active().filter(user=user)
    wanted = {guardian.name_of_group(row.role, row.scope_kind, row.scope_key) for row in held}
    names = set(user.groups.values_list("name", flat=True))
    for name in sorted(names ^ wanted):
        role, scope = _meaning(name)
        if role is not None:
            sync_role(role, scope, user=user)
        else:
            user.groups.remove(*Group.objects.filter(name=name))
            guardian.forget_cached_roles(user)


def differences() -> list[Difference]:
    """Return everything in the database that is not as the roles say."""
    return [*_of_roles(), *_strays(), *_of_assignments()]


@transaction.atomic
def repair(*, by: User | None = None) -> list[Difference]:
    """Mend every difference, write one audit row for each and return them. Safe to run twice."""
    found = differences()
    for difference in found:
        difference.repair()
        role, scope = _meaning(difference.group)
        facts: dict[str, Any] = {"role": role.code if role else "", "kind": difference.kind.replace(" ", "-")}
        audit.record("role.repaired", by=by, scope=scope, actor_label="" if by else "verify_roles", **facts)
    return found


def parse_name(name: str) -> tuple[Role | None, str, str] | None:
    """Return role, kind and key of a scope that a group's name speaks of; None for a group that is not a role's."""
    parts = name.split(":")
    if len(parts) == 2 and parts[0] == ScopeKind.NATIONAL:
        return ROLES.get(parts[1]), ScopeKind.NATIONAL.value, ""
    if len(parts) == 3 and parts[0] in ScopeKind.values:
        return ROLES.get(parts[2]), parts[0], parts[1]
    return None


def _of_roles() -> Iterator[Difference]:
    """Compare every group of a role that is there, and every one that should be."""
    groups = {group.name: group for group in Group.objects.all()}
    for name in sorted(groups.keys() | _names_in_force()):
        role, scope = _meaning(name)
        if role is None:
            continue
        if name in groups:
            yield from _of_members(groups[name], role, scope)
            yield from _of_rights(groups[name], role, scope)
        else:
            yield Difference(name, "group", "The group is missing.", partial(sync_role, role, scope))


def _names_in_force() -> set[str]:
    """Return the names of the groups of all assignments in force."""
    rows = RoleAssignment.objects.active().order_by().values_list("role", "scope_kind", "scope_key").distinct()
    return {guardian.name_of_group(*row) for row in rows}


def _meaning(name: str) -> tuple[Role | None, Any]:
    """Return the role and scope of a group's name; no role for a name that means nothing today."""
    role, kind, key = parse_name(name) or (None, "", "")
    scope = find_scope(kind, key) if role else None
    is_whole = role is not None and role.kind == kind and (scope is not None or kind == ScopeKind.NATIONAL)
    return (role, scope) if is_whole else (None, None)


def _of_members(group: Group, role: Role, scope: Any, user: User | None = None) -> Iterator[Difference]:
    """Compare the members of a group with the assignments in force today."""
    held = RoleAssignment.objects.active().held_in(scope).filter(role=role.code)
    members = group.user_set.all()
    if user is not None:
        held, members = held.filter(user=user), members.filter(pk=user.pk)
    wanted, there = set(held.values_list("user", flat=True)), set(members.values_list("pk", flat=True))
    for person in User.objects.filter(pk__in=wanted ^ there).order_by("pk"):
        if person.pk in wanted:
            sentence = f"User {person.pk} holds the role today but is not in the group."
            yield Difference(group.name, "member missing", sentence, partial(group.user_set.add, person))
        else:
            sentence = f"User {person.pk} is in the group but does not hold the role today."
            yield Difference(group.name, "member too many", sentence, partial(group.user_set.remove, person))


def _of_rights(group: Group, role: Role, scope: Any) -> Iterator[Difference]:
    """Compare what a group may do with what its role permits, as the code says it now."""
    for rights in _kinds():
        wanted, held = rights.wanted(role, scope), rights.held(group)
        yield from _of_right(group, rights, "missing", sorted(wanted - held))
        yield from _of_right(group, rights, "too many", sorted(held - wanted))


def _kinds() -> list[Rights]:
    return [guardian.Grants(), *all_rights()]


def _of_right(group: Group, rights: Rights, state: str, names: list[str]) -> Iterator[Difference]:
    for name in names:
        give, take = ({name}, set()) if state == "missing" else (set(), {name})
        mend = partial(rights.change, group, give=give, take=take)
        yield Difference(group.name, f"{rights.label} {state}", f"{name} is {state}.", mend)


def _strays() -> Iterator[Difference]:
    """Find what gives somebody rights beside the roles."""
    for group in Group.objects.order_by("name"):
        if parse_name(group.name) is not None and _meaning(group.name)[0] is None:
            sentence = "The group's role, prison or organisation is gone."
            yield Difference(group.name, "group too many", sentence, group.delete)
        elif parse_name(group.name) is None and group.user_set.exists():
            sentence = "Somebody is in a group that belongs to no role."
            yield Difference(group.name, "member too many", sentence, group.user_set.clear)
    for user in User.objects.exclude(user_permissions=None).order_by("pk"):
        sentence = f"User {user.pk} has permissions of their own."
        yield Difference("", "own permission", sentence, user.user_permissions.clear)
    for sentence, mend in guardian.stray_grants():
        yield Difference("", "stray grant", sentence, mend)


def _of_assignments() -> Iterator[Difference]:
    """Find assignments in force whose role or scope is gone."""
    for name in sorted(_names_in_force()):
        if _meaning(name)[0] is None:
            sentence = "Somebody holds a role whose code, prison or organisation is gone."
            yield Difference(name, "assignment of nothing", sentence, partial(_end_assignments, name))


def _end_assignments(name: str) -> None:
    today = timezone.localdate()
    for row in RoleAssignment.objects.active():
        if guardian.name_of_group(row.role, row.scope_kind, row.scope_key) == name:
            row.ends_on = today
            row.save(update_fields=["ends_on", "updated_at"])
