"""The one door to django-guardian.

Grants are made to a scope's role group ("prison:EXI:coordinator"), never to a user, and exist only on
prisons and organisations. Everything else inherits through its foreign key, so that permission tables stay
small and `visible_to` is one join. Global (model-wide) permissions are never consulted.
"""

from collections.abc import Iterable
from typing import Any, TypeVar, cast

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Cast, Replace
from guardian.models import GroupObjectPermission
from guardian.shortcuts import assign_perm, remove_perm

from accounts.models import RoleAssignment, User
from accounts.roles import ADMINISTRATOR, ROLES, Role, ScopeKind

M = TypeVar("M", bound=models.Model)

_CACHE = "_national_roles"


def group_name(role: Role, scope: Any = None) -> str:
    """Return the name of the group whose members hold the role in the scope."""
    if scope is None:
        return f"national:{role.code}"
    return f"{scope.scope_kind}:{scope.scope_key}:{role.code}"


def grant_to_group(group: Group, permissions: Iterable[str], scope: models.Model) -> None:
    """Give the group these permissions on the prison or organisation."""
    for codename in sorted(permissions):
        assign_perm(f"{scope._meta.app_label}.{codename}", group, scope)


def revoke_from_group(group: Group, permissions: Iterable[str], scope: models.Model) -> None:
    """Take these permissions on the prison or organisation from the group."""
    for codename in sorted(permissions):
        remove_perm(f"{scope._meta.app_label}.{codename}", group, scope)


def national_roles(user: Any) -> list[Role]:
    """Return the national roles the user holds today; a superuser counts as national administrator.

    Kept on the user object, so that a request asks the database once.
    """
    if not isinstance(user, User) or not user.is_active:
        return []
    if not hasattr(user, _CACHE):
        held = RoleAssignment.objects.active().filter(user=user, scope_kind=ScopeKind.NATIONAL)
        roles = {code: ROLES[code] for code in held.values_list("role", flat=True)}
        if user.is_superuser:
            roles[ADMINISTRATOR.code] = ADMINISTRATOR
        setattr(user, _CACHE, list(roles.values()))
    return list(getattr(user, _CACHE))


def forget_cached_roles(user: Any) -> None:
    """Drop what is remembered of a user's roles, after they changed."""
    for name in (_CACHE, "_guardian_perms_cache"):
        if hasattr(user, name):
            delattr(user, name)


def nationally_allowed(user: Any, codename: str) -> bool:
    """Say whether one of the user's national roles permits this everywhere."""
    return any(codename in role.permissions for role in national_roles(user))


def can(user: Any, codename: str, scope: models.Model) -> bool:
    """Say whether the user may do this in the prison or organisation."""
    if not isinstance(user, User) or not user.is_active:
        return False
    if nationally_allowed(user, codename):
        return True
    return allowed(user, codename, type(scope)._default_manager.filter(pk=scope.pk)).exists()


def allowed(user: Any, codename: str, scopes: "models.QuerySet[M]") -> "models.QuerySet[M]":
    """Keep the prisons or organisations in which the user may do this: one query, whatever the grants."""
    if not isinstance(user, User) or not user.is_active:
        return scopes.none()
    if nationally_allowed(user, codename):
        return scopes
    granted = GroupObjectPermission.objects.filter(
        group__user=user,
        permission__codename=codename,
        content_type=ContentType.objects.get_for_model(scopes.model),
    )
    if not isinstance(scopes.model._meta.pk, models.UUIDField):
        return scopes.filter(pk__in=granted.values("object_pk"))
    # Keys of several tables stand in one text column, and databases write a UUID with or without dashes: comparing
    # text without dashes casts nobody's prison code to a UUID.
    keys = granted.annotate(key=_undashed(F("object_pk"))).values("key")
    return cast("models.QuerySet[M]", scopes.alias(key=_undashed(Cast("pk", models.CharField()))).filter(key__in=keys))


def _undashed(text: Any) -> Replace:
    return Replace(text, Value("-"), Value(""))
