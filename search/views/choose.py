"""Choosing a prison first. Staff of one prison never see this: they are sent on to theirs."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from directory.models import Prison
from search.permissions import works_in


@login_not_required
@never_cache
@require_safe
def choose_for_finding(request: HttpRequest) -> HttpResponse:
    """Let anybody choose an open prison; one's own come first."""
    own = list(works_in(request.user)[:2])
    if len(own) == 1:
        return redirect("search:find", code=own[0].code)
    prisons = Prison.objects.visible_to(request.user).opened()
    return render(request, "search/choose.html", {"prisons": prisons, "target": "search:find"})


@never_cache
@require_safe
def choose_for_acct(request: HttpRequest) -> HttpResponse:
    """Lead staff to the prison they work in now; whoever works in none, but sees several, chooses one."""
    own = list(works_in(request.user))
    current = request.scope if request.scope in own else None  # type: ignore[attr-defined]
    if current or len(own) == 1:
        return redirect("search:acct", code=(current or own[0]).code)
    return render(request, "search/choose.html", {"prisons": own, "target": "search:acct"})
