"""Keeps Wagtail's page permissions in step with the roles: a prison's curators edit that subtree only."""

from typing import Any

from django.contrib.auth.models import Group as UserGroup
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from wagtail.models import GroupPagePermission, Page

from accounts.roles import CURATE_CATALOGUE, CURATE_LISTINGS, Role, ScopeKind
from directory.models import HomePage, PrisonPage

# What an editor of the catalogue does with each list. The review cycle has one row, which stays.
CATALOGUE = {
    **dict.fromkeys(
        ("need", "group", "deliverymode", "legalstatus", "locationkind", "language", "organisation"),
        ("add", "change"),
    ),
    **dict.fromkeys(("needsynonym", "groupsynonym", "wordtoavoid"), ("add", "change", "delete")),
    "reviewsettings": ("change",),
}
_CURATE = ("add", "change", "publish", "lock", "unlock")


def root_for(role: Role, scope: Any) -> Page | None:
    """Return the page whose subtree the role edits, or None when there is none yet."""
    if role.kind == ScopeKind.PRISON:
        return PrisonPage.objects.filter(prison=scope).first()
    return HomePage.objects.first()


def give_page_permissions(*, group: UserGroup, role: Role, scope: Any) -> None:
    """Let a curating group into the editor and give it its subtree. Safe to call again."""
    if not role.edits_in_cms:
        return
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    if CURATE_CATALOGUE in role.permissions:
        group.permissions.add(*catalogue_permissions())
    root = root_for(role, scope) if CURATE_LISTINGS in role.permissions else None
    if root is None:
        return
    for permission in Permission.objects.filter(
        content_type__app_label="wagtailcore",
        content_type__model="page",
        codename__in=[f"{p}_page" for p in _CURATE],
    ):
        GroupPagePermission.objects.get_or_create(group=group, page_id=root.pk, permission=permission)


def catalogue_permissions() -> QuerySet[Permission]:
    """Return the permissions on the lists and the catalogue."""
    names = [f"{action}_{model}" for model, actions in CATALOGUE.items() for action in actions]
    return Permission.objects.filter(content_type__app_label="directory", codename__in=names)
