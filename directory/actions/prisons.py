"""Opening a prison's directory: its page, its curators' rights in the editor and its approval workflow."""

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group as UserGroup
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Page, Site, Workflow, WorkflowPage, WorkflowTask

from accounts import guardian
from accounts.role_groups import role_group, sync_role
from accounts.roles import ADMINISTRATOR, COORDINATOR, CURATE_LISTINGS, DEPUTY, ROLES, ScopeKind
from core import audit
from directory.models import HomePage, ListingApprovalTask, Prison, PrisonIndexPage, PrisonPage


@transaction.atomic
def open_prison(*, prison: Prison, by: Any, on: date | None = None) -> PrisonPage:
    """Open a prison's directory and return its live page. Safe to call again: it mends what is missing.

    `by` is None for a command. Raises PermissionDenied for a user who curates neither this prison nor all.
    """
    if by is not None and not guardian.can(by, CURATE_LISTINGS, prison):
        raise PermissionDenied("Only a national administrator may open a prison's directory.")
    locked = Prison.objects.select_for_update().get(pk=prison.pk)
    newly_opened = not locked.is_open
    if newly_opened:
        locked.opened_on = on or timezone.localdate()
        locked.save(update_fields=["opened_on", "updated_at"])
    prison.opened_on = locked.opened_on
    page = _prison_page(locked)
    groups = [role_group(role, locked) for role in (COORDINATOR, DEPUTY)]
    for role in (COORDINATOR, DEPUTY):
        sync_role(role, locked)  # a group that is older than the page has no rights on it yet
    _approval_workflow(page, groups)
    if newly_opened:
        audit.record("prison.opened", by=by, about=locked, scope=locked, actor_label="" if by else "open_prison")
    return page


def prison_index() -> PrisonIndexPage:
    """Return the page under which prisons stand, making it and the home page above it when missing."""
    home = HomePage.objects.first() or _home_page()
    found = PrisonIndexPage.objects.child_of(home).first()
    return found or home.add_child(instance=PrisonIndexPage(title="Prisons", slug="prisons"))


def _home_page() -> HomePage:
    """Make the home page, point the site at it and clear away what Wagtail's own migrations left behind."""
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=HomePage(title="Alongside", slug="alongside"))
    address = urlsplit(settings.BASE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": address.hostname, "port": port, "root_page": home, "site_name": "Alongside"},
    )
    root.get_children().exclude(pk=home.pk).filter(depth=2, slug="home", numchild=0).delete()
    _remove_shipped_editors(root)
    for role in ROLES.values():
        if role.kind == ScopeKind.NATIONAL and role.edits_in_cms:
            sync_role(role)
    return home


def _remove_shipped_editors(root: Page) -> None:
    """Remove Wagtail's groups and workflow that reach over every page: here each prison has its own."""
    for workflow in Workflow.objects.filter(workflow_pages__page=root):
        GroupApprovalTask.objects.filter(workflow_tasks__workflow=workflow).delete()
        workflow.delete()
    UserGroup.objects.filter(name__in=["Moderators", "Editors"], user=None).delete()


def _prison_page(prison: Prison) -> PrisonPage:
    """Return the prison's live page, made when missing."""
    page = PrisonPage.objects.filter(prison=prison).first()
    if page is None:
        page = prison_index().add_child(
            instance=PrisonPage(title=prison.name, draft_title=prison.name, slug=prison.slug, prison=prison)
        )
    if not page.live:
        page.get_latest_revision_as_object().save_revision().publish()
        page.refresh_from_db()
    return page


def _approval_workflow(page: PrisonPage, groups: list[UserGroup]) -> None:
    """Let changes proposed in this prison wait for its coordinator or deputy.

    National administrators may decide too, so that nothing waits for ever where nobody is appointed.
    """
    link = WorkflowPage.objects.filter(page=page.page_ptr).select_related("workflow").first()
    if link is None:
        workflow = Workflow.objects.create(name=f"Approval at {page.prison.name}")
        WorkflowPage.objects.create(page=page.page_ptr, workflow=workflow)
    else:
        workflow = link.workflow
    task = ListingApprovalTask.objects.filter(workflow_tasks__workflow=workflow).first()
    if task is None:
        task = ListingApprovalTask.objects.create(name=workflow.name)
        WorkflowTask.objects.create(workflow=workflow, task=task.task_ptr, sort_order=0)
    task.groups.set([*groups, role_group(ADMINISTRATOR)])
