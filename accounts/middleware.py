"""What stands between a signed-in user and every page."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.sessions.middleware import SessionMiddleware
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django_htmx.http import HttpResponseClientRedirect

from accounts import current_scope, kept_text
from accounts.form_filling import fill_form
from accounts.models import User
from accounts.roles_of_today import keep_to_the_dates
from accounts.second_factor import lacks_second_factor

# What somebody who still has to set up a second factor may open: the set-up itself, signing out, and help.
SET_UP = frozenset(
    {
        "accounts:second_factor",
        "accounts:printed_codes",
        "accounts:session",
        "accounts:keep_text",
        "account_logout",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_generate_recovery_codes",
        "mfa_view_recovery_codes",
        "core:accessibility",
        "core:contact",
        "core:healthz",
        "core:privacy",
    }
)


def _asks_only(request: HttpRequest) -> bool:
    """Say whether nobody pressed anything: the view said so, or it is one that cannot say it."""
    match = request.resolver_match
    return getattr(request, "asks_only", False) or (match is not None and match.view_name in kept_text.ASKED_BY_ITSELF)


class IdleSessionMiddleware(SessionMiddleware):
    """Ends a session some minutes after its last request, except those that a page makes by itself."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Save the session, and so prolong it, unless the request came by itself: views set `request.asks_only`.

        The cookie of a session that has ended stays in the browser: it signs nobody in, and a form that is sent
        late is kept for the person whose it was. Django would delete it with the first page that is asked for.
        """
        if _asks_only(request):
            return response
        if request.session.is_empty() and kept_text.owner_of_ended_session(request):
            patch_vary_headers(response, ("Cookie",))
            return response
        return super().process_response(request, response)


class KeptTextMiddleware:
    """Keeps a form that is sent after its session has ended, and fills it again after signing in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = request.method == "GET" and response.status_code == 200 and not response.streaming
        if not is_page or "html" not in response.get("Content-Type", ""):
            return response
        kept = kept_text.kept_for(request) if hasattr(request, "user") and request.session.accessed else None
        if kept is None or request.path != kept.page.split("?")[0]:
            return response
        return _with_kept_text(request, response, kept)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Answer a form of an ended session with the sign-in page, and keep the form meanwhile."""
        if (
            request.method != "POST"
            or request.user.is_authenticated
            or kept_text.is_never_kept(request.resolver_match)
            or not getattr(view, "login_required", True)
        ):
            return None
        owner = kept_text.owner_of_ended_session(request)
        page = kept_text.own_path(request, request.headers.get("Referer", "")) or request.path
        if not owner or not kept_text.keep(request, owner=owner, page=page, action=request.path, fields=request.POST):
            return None
        if request.headers.get("HX-Request"):
            return HttpResponseClientRedirect(reverse("account_login"))
        return redirect("account_login")


def _with_kept_text(request: HttpRequest, response: HttpResponse, kept: kept_text.KeptText) -> HttpResponse:
    """Fill the page's form; where it has none any more, go to the page that shows the text by itself."""
    html = response.content.decode(response.charset)
    filled_html, filled = fill_form(html, page=kept.page, action=kept.action, fields=kept.fields)
    if not filled:
        return redirect("accounts:kept_text")
    kept_text.forget(request)
    left = {name: values for name, values in kept.texts().items() if name not in filled}
    banner = render_to_string("accounts/kept_text_banner.html", {"left": left})
    start = filled_html.find(">", filled_html.find("<main")) + 1
    response.content = filled_html[:start] + banner + filled_html[start:]
    if response.has_header("Content-Length"):
        response["Content-Length"] = str(len(response.content))
    return response


class RolesOfTodayMiddleware:
    """Begins and ends roles on their days, with the first request of a session on a day: before anything asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Look at the dates before the view runs."""
        if isinstance(request.user, User):
            keep_to_the_dates(request.user, request.session)


class SecondFactorMiddleware:
    """Sends a user whose role sees people to the set-up of a second factor, whatever they asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Redirect before the view runs."""
        match = request.resolver_match
        if match is not None and match.view_name in SET_UP:
            return None
        if request.user.is_authenticated and lacks_second_factor(request.user):
            return redirect("accounts:second_factor")
        return None


class ScopeMiddleware:
    """Gives each request its `scope`: the prison or organisation it works for, looked up when something asks.

    It is false where the user holds no role in any. An address that names one of the user's own chooses it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.scope = SimpleLazyObject(partial(current_scope.current_scope, request))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Choose before the view runs."""
        if request.resolver_match is not None and request.user.is_authenticated:
            current_scope.choose_by_address(request, request.resolver_match)


class EditorMiddleware:
    """Answers 404 below the editor's address to signed-in people who may not edit anything.

    The editor itself would send them back to sign-in, and shows some of its pages to anybody.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Raise Http404 before the view runs."""
        is_in_editor = request.path.startswith(reverse("wagtailadmin_home"))
        if is_in_editor and request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
            raise Http404
