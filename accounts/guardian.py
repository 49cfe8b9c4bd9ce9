"""The one door to django-guardian.

Grants are made to a scope's role group ("prison:EXI:coordinator"), never to a user, and exist only on
prisons and organisations. Everything else inherits through its foreign key, so that permission tables stay
small and `visible_to` is one join. Global (model-wide) permissions are never consulted.
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar, cast

from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast, Concat, Replace
from guardian.models import GroupObjectPermission, UserObjectPermission
from guardian.shortcuts import assign_perm

from accounts.models import RoleAssignment, User
from accounts.roles import ADMINISTRATOR, ROLES, Role, ScopeKind

M = TypeVar("M", bound=models.Model)

_CACHE = "_national_roles"
_HELD = "_roles_held"


def group_name(role: Role, scope: Any = None) -> str:
    """Return the name of the group whose members hold the role in the scope."""
    if scope is None:
        return name_of_group(role.code, ScopeKind.NATIONAL, "")
    return name_of_group(role.code, scope.scope_kind, scope.scope_key)


def name_of_group(role: str, kind: str, key: str) -> str:
    """Return the name of a group by what an assignment says: codes only."""
    return f"{kind}:{key}:{role}" if key else f"{kind}:{role}"


#: The same in the database, of an assignment in a prison or an organisation.
_NAME_OF_GROUP = Concat("scope_kind", Value(":"), "scope_key", Value(":"), "role")


class Grants:
    """The object permissions of a role's group, as rights that can be compared (accounts/rights.py).

    A right is "app.model/key/codename", so that a grant on anything but the group's own scope shows too.
    """

    label = "grant"

    def wanted(self, role: Role, scope: Any) -> set[str]:
        """Return the role's permissions on its scope; a national role holds everywhere without grants."""
        if scope is None:
            return set()
        return {f"{scope._meta.label_lower}/{_plain_key(scope.pk)}/{codename}" for codename in role.permissions}

    def held(self, group: Group) -> set[str]:
        """Return what guardian has for the group, in one query."""
        rows = GroupObjectPermission.objects.filter(group=group).values_list(
            "content_type__app_label", "content_type__model", "object_pk", "permission__codename"
        )
        return {f"{app}.{model}/{_plain_key(key)}/{codename}" for app, model, key, codename in rows}

    def change(self, group: Group, *, give: set[str], take: set[str]) -> None:
        """Assign and remove object permissions of the group."""
        for right in give:
            label, key, codename = right.split("/")
            assign_perm(f"{label.split('.')[0]}.{codename}", group, apps.get_model(label)._default_manager.get(pk=key))
        for right in take:
            label, key, codename = right.split("/")
            found = GroupObjectPermission.objects.filter(
                group=group, permission__codename=codename, content_type__model=label.split(".")[1]
            )
            found.annotate(key=_undashed(F("object_pk"))).filter(key=key).delete()


def _plain_key(key: Any) -> str:
    """Write a key of a scope without dashes: databases write a UUID with or without them."""
    return str(key).replace("-", "")


def stray_grants() -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield a sentence and how to mend it for grants that belong to no role: to a user, or to another group."""
    for own in UserObjectPermission.objects.order_by("pk"):
        yield f"User {own.user_id} has a grant of their own.", own.delete
    kinds = Q(group__name__startswith=f"{ScopeKind.PRISON}:") | Q(group__name__startswith=f"{ScopeKind.ORGANISATION}:")
    for row in GroupObjectPermission.objects.exclude(kinds).exclude(group__name__startswith=f"{ScopeKind.NATIONAL}:"):
        yield "A group that belongs to no role has a grant.", row.delete


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


def role_in(user: Any, scope: Any) -> str:
    """Return the code of the role as which the user acts in a scope: held there, else nationally, else elsewhere."""
    wanted = (scope.scope_kind, str(scope.scope_key)) if scope else (ScopeKind.NATIONAL.value, "")
    order = {wanted: 0, (ScopeKind.NATIONAL.value, ""): 1}
    roles = sorted(_held(user), key=lambda row: order.get((row[0], row[1]), 2))
    return roles[0][2] if roles else ("superuser" if getattr(user, "is_superuser", False) else "")


def may_somewhere(user: Any, codename: str) -> bool:
    """Say whether a role that the user holds anywhere permits this: for menus, never to decide on a page."""
    roles = [ROLES[row[2]] for row in _held(user) if row[2] in ROLES]
    return any(codename in role.permissions for role in [*roles, *national_roles(user)])


def _held(user: Any) -> list[tuple[str, str, str]]:
    """Return the user's roles of today as (kind, key, role), kept on the user object like the national roles."""
    if not isinstance(user, User):
        return []
    if not hasattr(user, _HELD):
        held = RoleAssignment.objects.active().filter(user=user).values_list("scope_kind", "scope_key", "role")
        setattr(user, _HELD, sorted(held))
    return list(getattr(user, _HELD))


def forget_cached_roles(user: Any) -> None:
    """Drop what is remembered of a user's roles, after they changed."""
    for name in (_CACHE, _HELD, "_guardian_perms_cache"):
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
    # A group lags behind on the days on which roles begin and end, so that the roles of today are asked for too.
    today = RoleAssignment.objects.active().filter(user=user).annotate(name=_NAME_OF_GROUP)
    granted = GroupObjectPermission.objects.filter(
        group__user=user,
        group__name__in=today.values("name"),
        permission__codename=codename,
        content_type=ContentType.objects.get_for_model(scopes.model),
    )
    if not isinstance(scopes.model._meta.pk, models.UUIDField):
        return scopes.filter(pk__in=granted.values("object_pk"))
    # Keys of several tables stand in one text column, and databases write a UUID with or without dashes: comparing
    # text without dashes casts nobody's prison code to a UUID.
    keys = granted.annotate(key=_undashed(F("object_pk"))).values("key")
    return cast("models.QuerySet[M]", scopes.alias(key=_undashed(Cast("pk", models.CharField()))).filter(key__in=keys))


def in_emergency(user: Any, scopes: "models.QuerySet[M]") -> "models.QuerySet[M]":
    """Keep the prisons whose people an administrator may look at just now (accounts/actions/emergency.py)."""
    if not isinstance(user, User) or ADMINISTRATOR not in national_roles(user):
        return scopes.none()
    kind = scopes.model.scope_kind  # type: ignore[attr-defined]
    return scopes.filter(pk__in=user.emergency_views.in_force().filter(scope_kind=kind).values("scope_key"))


def _undashed(text: Any) -> Replace:
    return Replace(text, Value("-"), Value(""))
