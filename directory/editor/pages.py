"""What happens round a page in Wagtail's admin: buttons, actions and the wording check."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import router
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from accounts import guardian
from accounts.roles import CURATE_LISTINGS
from directory.models import PrisonPage, ServicePage
from directory.wording import check_listing

_DECIDED_BY_BUTTONS = {"action-publish", "action-cancel-workflow", "action-restart-workflow"}


def prison_buttons(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Offer the ways to start a listing above a prison's listings."""
    if page.specific_class is not PrisonPage:
        return
    prison = page.specific.prison
    if not prison.is_open or not guardian.can(user, CURATE_LISTINGS, prison):
        return
    for priority, label, icon, name in (
        (12, "Start from the catalogue", "download", "directory:adopt"),
        (13, "Copy a listing", "copy", "directory:copy_listing"),
        (14, "Add an organisation", "group", "directory:new_organisation"),
        (16, "Review list", "tasks", "directory:review"),
    ):
        yield Button(label, reverse(name, args=[prison.pk]), icon_name=icon, priority=priority)


def page_actions(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Leave one way to decide a waiting proposal, and none to propose to oneself."""
    items[:] = [item for item in items if item.name != "action-submit"]
    page = context.get("page")
    if isinstance(page, ServicePage) and page.pk and page.proposals.waiting().exists():
        items[:] = [item for item in items if item.name not in _DECIDED_BY_BUTTONS]


def warn_about_words(request: HttpRequest, page: Page) -> None:
    """Point at words about people after a listing was saved. It warns and never blocks."""
    if not isinstance(page, ServicePage) or not request.accepts("text/html"):
        return  # saved by the editor's own timer: the reader would not see a message
    found = check_listing(page.get_latest_revision_as_object())
    if found:
        messages.warning(request, "Some words could be kinder. " + " ".join(str(finding) for finding in found))


def keep_what_is_named_elsewhere(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Say why a listing cannot be deleted while rows that may not lose it name it, such as people's referrals."""
    if not _is_named_elsewhere(page):
        return None
    messages.error(
        request,
        f"“{page.get_admin_display_title()}” is named in records that must be kept, so it cannot be deleted. "
        "Unpublish it instead: then nobody finds it any more.",
    )
    return redirect("wagtailadmin_pages:edit", page.pk)


def keep_those_named_elsewhere(
    request: HttpRequest, action_type: str, pages: Iterable[Any], action: Any
) -> HttpResponse | None:
    """Say the same of several listings at once: then none of them is deleted."""
    if action_type == "delete":
        for page in pages:
            if isinstance(page, Page) and (refused := keep_what_is_named_elsewhere(request, page)):
                return refused
    return None


def _is_named_elsewhere(page: Page) -> bool:
    try:
        Collector(using=router.db_for_write(ServicePage)).collect(ServicePage.objects.filter(pk=page.pk))
    except (ProtectedError, RestrictedError):
        return True
    return False
