"""Keeps everybody inside their own part of Wagtail's admin: what is out of scope does not exist (404)."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import ResolverMatch, reverse
from wagtail.models import Page
from wagtail.permissions import policy_registry

from directory.editor.exports import note_export

# Parts of Wagtail that this service does not use. Users and groups follow from roles, which are granted in our own
# screens (decision 2 of docs/adr): Wagtail's would bypass the audit trail, for a superuser too.
CLOSED = {"wagtailusers_users", "wagtailusers_groups"}
# Nobody uploads files here; a superuser may still look.
CLOSED_BUT_TO_SUPERUSERS = {
    "wagtailimages",
    "wagtailimages_chooser",
    "wagtaildocs",
    "wagtaildocs_chooser",
    "wagtailadmin_collections",
    "wagtailadmin_workflows",
    "wagtailsites",
    "wagtailsites_chooser",
    "wagtailembeds",
}
# Links inside a text, which no text here has, and making an entry inside a list to choose from, which no list here
# offers: Wagtail has the addresses all the same, and breaks on an empty form there.
_UNUSED = re.compile(r"wagtailadmin_choose_page_(external|email|phone|anchor)_link|wagtailsnippetchoosers_\w+:create")
_PAGE_ARGUMENTS = ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk")
_PAGE_AS_PK = {"wagtailadmin_pages:revisions_compare", "wagtailadmin_api:pages:detail", "wagtailadmin_api:pages:action"}
# Pages above one's own may be walked through, not opened.
_ON_THE_WAY = {"wagtailadmin_explore", "wagtailadmin_explore_results", "wagtailadmin_api:pages:detail"}
_CURATING = {"add", "change", "publish", "lock", "unlock", "bulk_delete"}
_PAGES_IN_QUERY = ("id", "childOf", "target_pages[]")


class EditorGateMiddleware:
    """Answers 404 for closed parts of the admin and for pages outside the user's own subtrees.

    Wagtail checks permissions itself; it answers with a redirect, though, which confirms that the page exists,
    and it lets its choosers and bulk actions name pages of other prisons.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _is_in_editor(request):
            note_export(request, response)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        """Raise Http404 before the view runs. Whoever is not signed in is asked to sign in by Wagtail."""
        match = request.resolver_match
        if match is None or not _is_in_editor(request):
            return
        if request.user.is_authenticated:
            _check_part(request, match)
            _check_pages(request, match)


def _is_in_editor(request: HttpRequest) -> bool:
    return request.path.startswith(reverse("wagtailadmin_home"))


def _check_part(request: HttpRequest, match: ResolverMatch) -> None:
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404
    closed = CLOSED if request.user.is_superuser else CLOSED | CLOSED_BUT_TO_SUPERUSERS
    if closed & set(match.namespaces) or _UNUSED.fullmatch(match.view_name):
        raise Http404


def _check_pages(request: HttpRequest, match: ResolverMatch) -> None:
    wanted = set(_named_pages(request, match))
    if not wanted:
        return
    policy = policy_registry.get_by_type(Page)
    if match.view_name in _ON_THE_WAY:
        allowed = policy.explorable_instances(request.user).filter(pk__in=wanted)
    else:
        allowed = policy.instances_user_has_any_permission_for(request.user, _CURATING).filter(pk__in=wanted)
    missing = wanted - set(allowed.values_list("pk", flat=True))
    if missing and match.view_name.startswith("wagtailadmin_choose_page"):
        # A chooser starts at the root and shows only the way down to what may be chosen.
        missing -= {page.pk for page in way_down(request.user)}
    if missing:
        raise Http404


def way_down(user: Any) -> list[Page]:
    """Return the pages above the user's own part of the tree."""
    root = policy_registry.get_by_type(Page).explorable_root_instance(user)
    return list(root.get_ancestors()) if root else []


def _named_pages(request: HttpRequest, match: ResolverMatch) -> Iterator[int]:
    """Yield the ids of all pages that the address names."""
    arguments = match.kwargs
    yield from (int(arguments[name]) for name in _PAGE_ARGUMENTS if arguments.get(name))
    if match.view_name in _PAGE_AS_PK:
        yield int(arguments["pk"])
    if match.view_name == "wagtailadmin_editing_sessions:ping" and _is_page(arguments):
        yield from _whole([arguments["object_id"]])
    of_pages = match.view_name != "wagtail_bulk_action" or _is_page(arguments)
    if of_pages and match.view_name.startswith(("wagtail_bulk_action", "wagtailadmin_choose_page")):
        for name in _PAGES_IN_QUERY:
            yield from _whole(request.GET.getlist(name))


def _is_page(arguments: dict[str, Any]) -> bool:
    try:
        return issubclass(apps.get_model(arguments["app_label"], arguments["model_name"]), Page)
    except LookupError:
        return False


def _whole(texts: list[str]) -> Iterator[int]:
    """Yield the numbers among what the query says; "all" and nonsense are Wagtail's to judge."""
    yield from (int(text) for text in texts if text.isascii() and text.isdigit())
