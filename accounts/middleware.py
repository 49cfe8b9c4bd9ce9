"""What stands between a signed-in user and every page."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.second_factor import lacks_second_factor

# What somebody who still has to set up a second factor may open: the set-up itself, signing out, and help.
SET_UP = frozenset(
    {
        "accounts:second_factor",
        "accounts:printed_codes",
        "accounts:session",
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
