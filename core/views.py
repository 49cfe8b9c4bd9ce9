"""Views that belong to no part of the domain."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import navigation
from core.styleguide import SearchForm, StyleguideForm, figures


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Say whether the process can reach its database: 200 with {"status": "ok"}, or 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        return JsonResponse({"status": "database unreachable"}, status=503)
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
def information(request: HttpRequest, *, template: str) -> HttpResponse:
    """Show a page about the site itself: accessibility, privacy, contact."""
    return render(request, template, {"service_inbox": settings.SERVICE_INBOX})


@never_cache
@require_safe
def more(request: HttpRequest) -> HttpResponse:
    """List everything that the reader may open from the menu: it has room for some of it only."""
    return render(request, "core/more.html", {"entries": navigation.main.all_for(request)})


@login_not_required
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component, on a developer's machine only; `?errors=1` shows the form with errors."""
    if not settings.DEBUG:
        raise Http404
    form = StyleguideForm({}) if "errors" in request.GET else StyleguideForm()
    if "messages" in request.GET:
        messages.success(request, "The page is saved.")
        messages.info(request, "The list was refreshed.")
        messages.error(request, "The message could not be sent.")
    template = "core/styleguide_print.html" if "print" in request.GET else "core/styleguide.html"
    context = {"form": form, "search": SearchForm(auto_id="search_%s"), **figures()}
    return render(request, template, context)
