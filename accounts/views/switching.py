"""Where somebody works: switching between their prisons and organisations, and finding the people they manage."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import permissions
from accounts.current_scope import (
    assignments_held,
    choose,
    current_scope,
    same_page_elsewhere,
    scope_in_address,
    scopes_held,
)
from accounts.forms.joining import WhereForm
from accounts.kept_text import own_path
from accounts.navigation import manages_people
from accounts.request_link import EVERYWHERE, scope_arguments
from accounts.roles import ScopeKind
from accounts.scopes import scope_table


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Work for another prison or organisation, on the same page where that makes sense there."""
    before = current_scope(request)
    scope = choose(request, request.POST.get("scope", ""))
    if scope is None:
        raise Http404
    return redirect(_page_after(request, before, scope))


def _page_after(request: HttpRequest, before: Any, scope: Any) -> str:
    """Return the same page for the new scope when the user may do there what they may do here; else the front page."""
    path = own_path(request, request.POST.get("next", "")) or "/"
    try:
        match = resolve(path.split("?")[0])
    except Resolver404:
        return "/"
    if not scope_in_address(match):
        return path
    arguments = same_page_elsewhere(match, scope)
    if arguments is None or not _roles(request, before) <= _roles(request, scope):
        return "/"
    return reverse(match.view_name, kwargs=arguments)


def _roles(request: HttpRequest, scope: Any) -> set[str]:
    return {code for code, kind, key in assignments_held(request) if (kind, key) == (scope.scope_kind, scope.scope_key)}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_people(request: HttpRequest) -> HttpResponse:
    """Lead to the people of the current prison or organisation; an administrator chooses among all."""
    if not manages_people(request):
        raise Http404
    if permissions.is_administrator(request.user):
        return _choose_among_all(request)
    own = [scope for scope in scopes_held(request) if permissions.can_manage(request.user, scope)]
    current = current_scope(request)
    return redirect("accounts:people", **scope_arguments(current if current in own else own[0]))


def _choose_among_all(request: HttpRequest) -> HttpResponse:
    scopes = {
        kind.value: list(scope_table(kind)._default_manager.all())
        for kind in (ScopeKind.PRISON, ScopeKind.ORGANISATION)
    }
    form = WhereForm(request.POST if request.method == "POST" else None, scopes=scopes)
    form.fields["place"].label = "Whose people?"
    if request.method == "POST" and form.is_valid():
        place = form.cleaned_data["place"]
        return redirect("accounts:people", kind=place, key=form.cleaned_data[place])
    national = reverse("accounts:people", kwargs={"kind": ScopeKind.NATIONAL.value, "key": EVERYWHERE})
    return render(request, "accounts/people/choose.html", {"form": form, "national": national})
