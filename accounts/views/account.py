"""Screens of one's own account beyond those of allauth."""

from typing import Any
from urllib.parse import urljoin

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.models import Session
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.csrf import csrf_failure
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from accounts import kept_text as kept_texts
from accounts.second_factor import lacks_second_factor
from accounts.sessions import reader_key


@login_not_required
def not_used_here(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Answer 404 for pages of allauth that this service has no use for, such as open registration."""
    raise Http404


@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """Explain the second factor and offer the three kinds, printed codes first."""
    return render(request, "accounts/second_factor.html", {"is_required": lacks_second_factor(request.user)})


@require_safe
@never_cache
@reauthentication_required(app="allauth.mfa")
def printed_codes(request: HttpRequest) -> HttpResponse:
    """Show the unused codes as an A4 sheet to print and cross off; 404 when there are none."""
    found = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES).first()
    codes = found.wrap().get_unused_codes() if found else []
    if not codes:
        raise Http404
    context = {"codes": codes, "printed_on": timezone.localdate()}
    return render(request, "accounts/printed_codes.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def session(request: HttpRequest) -> JsonResponse:
    """Say how many seconds the session still has (0 when signed out) and whose it is, as a key that names nobody.

    Asking does not prolong it; POST does.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"seconds": 0})
    said = {"reader": reader_key(request.user)}
    if request.method == "POST":
        return JsonResponse(said | {"seconds": request.session.get_session_cookie_age()})
    request.asks_only = True  # type: ignore[attr-defined]
    row = Session.objects.filter(session_key=request.session.session_key).first()
    left = (row.expire_date - timezone.now()).total_seconds() if row else 0
    return JsonResponse(said | {"seconds": max(0, int(left))})


@login_not_required
@require_POST
def keep_text(request: HttpRequest) -> HttpResponse:
    """Keep the form that a page sends when its session has ended; nothing is done with it but keeping."""
    owner = str(request.user.pk) if request.user.is_authenticated else kept_texts.owner_of_ended_session(request)
    page, action = _named(request)
    if owner:
        kept_texts.keep(request, owner=owner, page=page, action=action, fields=request.POST)
    return redirect(page if request.user.is_authenticated else "account_login")


def _named(request: HttpRequest) -> tuple[str, str]:
    """Return the page that the script names, and where its form is sent."""
    page = kept_texts.own_path(request, request.POST.get("_kept_page", "")) or "/"
    return page, kept_texts.own_path(request, request.POST.get("_kept_action", "")) or page


def out_of_date(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token against forgery is wrong (CSRF_FAILURE_VIEW).

    Signing in again in another tab makes the tokens of open pages old. What such a page sends is not acted on; it is
    kept, as after the end of a session, and its page shows it with a new token. A forged form comes from elsewhere
    and gets Django's answer.
    """
    match = request.resolver_match
    if not request.user.is_authenticated or not _is_sent_from_here(request) or kept_texts.is_never_kept(match):
        return csrf_failure(request, reason=reason)
    if match is not None and match.view_name == "accounts:keep_text":
        page, action = _named(request)
    else:
        page = kept_texts.own_path(request, request.headers.get("Referer", "")) or request.path
        action = request.path
    if not kept_texts.keep(request, owner=str(request.user.pk), page=page, action=action, fields=request.POST):
        return csrf_failure(request, reason=reason)
    return HttpResponseClientRedirect(page) if request.headers.get("HX-Request") else redirect(page)


def _is_sent_from_here(request: HttpRequest) -> bool:
    """Say whether the browser says that a page of this site sent the form."""
    sender = request.headers.get("Origin") or request.headers.get("Referer", "")
    return sender.startswith("http") and bool(kept_texts.own_path(request, urljoin(sender, "/")))


@never_cache
@require_http_methods(["GET", "POST"])
def kept_text(request: HttpRequest) -> HttpResponse:
    """Show the text by itself where its form is gone, and drop it once it has been copied."""
    kept = kept_texts.kept_for(request)
    if kept is None:
        raise Http404
    if request.method == "POST":
        kept_texts.forget(request)
        return redirect("/")
    return render(request, "accounts/kept_text.html", {"texts": kept.texts(), "page": kept.page})
