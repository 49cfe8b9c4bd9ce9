"""What the group of a role holds besides guardian's grants: the apps above register it, so that it can be checked.

An app with rights of its own kind (page permissions) registers a `Rights`. One that only opens parts of the
editor registers which of Django's permissions a role's group has.
"""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from accounts.roles import Role


class Rights(Protocol):
    """One kind of rights that follow from a role. A right is a text that means something to its kind only."""

    label: str

    def wanted(self, role: Role, scope: Any) -> set[str]:
        """Return what the role's group shall hold, by the code as it is now."""
        ...

    def held(self, group: Group) -> set[str]:
        """Return what the group holds."""
        ...

    def change(self, group: Group, *, give: set[str], take: set[str]) -> None:
        """Give the group these rights and take those away."""
        ...


PermissionsOfRole = Callable[[Role], Iterable[str]]

_rights: list[Rights] = []
_sources: list[PermissionsOfRole] = []


def register_rights(rights: Rights) -> None:
    """Say that groups of roles hold rights of this kind."""
    if rights not in _rights:
        _rights.append(rights)


def all_rights() -> list[Rights]:
    """Return every registered kind of rights."""
    return list(_rights)


def register_editor_permissions(source: PermissionsOfRole) -> PermissionsOfRole:
    """Say which permissions ("app.codename") the group of a role has in the editor. Usable as a decorator."""
    if source not in _sources:
        _sources.append(source)
    return source


class EditorPermissions:
    """Django's own permissions of a group, which Wagtail's editor asks for."""

    label = "editor permission"

    def wanted(self, role: Role, scope: Any) -> set[str]:
        """Return what the apps say together."""
        return {name for source in _sources for name in source(role)}

    def held(self, group: Group) -> set[str]:
        """Return the group's permissions as "app.codename"."""
        found = group.permissions.values_list("content_type__app_label", "codename")
        return {f"{app}.{codename}" for app, codename in found}

    def change(self, group: Group, *, give: set[str], take: set[str]) -> None:
        """Add and remove permissions of the group."""
        group.permissions.add(*_permissions(give))
        group.permissions.remove(*_permissions(take))


def _permissions(names: set[str]) -> list[Permission]:
    condition = Q(pk=None)
    for name in names:
        app, codename = name.split(".")
        condition |= Q(content_type__app_label=app, codename=codename)
    return list(Permission.objects.filter(condition))


register_rights(EditorPermissions())
