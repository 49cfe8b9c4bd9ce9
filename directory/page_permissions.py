"""Keeps Wagtail's page permissions in step with the roles: a prison's curators edit that subtree only."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Group as UserGroup
from django.contrib.auth.models import Permission
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


class PagePermissions:
    """Wagtail's page permissions of a role's group. A right is "page/codename"."""

    label = "page permission"

    def wanted(self, role: Role, scope: Any) -> set[str]:
        """Return what a curating role may do with the pages below its own."""
        root = root_for(role, scope) if role.edits_in_cms and CURATE_LISTINGS in role.permissions else None
        return {f"{root.pk}/{name}_page" for name in _CURATE} if root else set()

    def held(self, group: UserGroup) -> set[str]:
        """Return what the group may do with any page."""
        rows = GroupPagePermission.objects.filter(group=group).values_list("page_id", "permission__codename")
        return {f"{page}/{codename}" for page, codename in rows}

    def change(self, group: UserGroup, *, give: set[str], take: set[str]) -> None:
        """Add and remove page permissions."""
        for right in give:
            page, codename = right.split("/")
            GroupPagePermission.objects.get_or_create(group=group, page_id=int(page), permission=_on_pages(codename))
        for right in take:
            page, codename = right.split("/")
            rows = GroupPagePermission.objects.filter(group=group, page_id=int(page))
            rows.filter(permission__codename=codename).delete()


def _on_pages(codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label="wagtailcore", content_type__model="page", codename=codename)


def editor_permissions(role: Role) -> Iterator[str]:
    """Yield what lets a role's group into the editor and to the lists there."""
    if role.edits_in_cms:
        yield "wagtailadmin.access_admin"
    if role.edits_in_cms and CURATE_CATALOGUE in role.permissions:
        yield from (f"directory.{action}_{model}" for model, actions in CATALOGUE.items() for action in actions)
