"""Choosing a prison first. Staff of one prison never see this: they are sent on to theirs."""

from typing import Any

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
    """Lead staff to the prison they work in now; anybody else chooses an open one."""
    prison, _own = _prison_now(request)
    if prison is not None:
        return redirect("search:find", code=prison.code)
    prisons = Prison.objects.visible_to(request.user).opened()
    return render(request, "search/choose.html", {"prisons": prisons, "target": "search:find"})


@never_cache
@require_safe
def choose_for_acct(request: HttpRequest) -> HttpResponse:
    """Lead staff to the prison they work in now; whoever works in none, but sees several, chooses one."""
    prison, own = _prison_now(request)
    if prison is not None:
        return redirect("search:acct", code=prison.code)
    return render(request, "search/choose.html", {"prisons": own, "target": "search:acct"})


def _prison_now(request: HttpRequest) -> tuple[Prison | None, list[Prison]]:
    """Return the prison that the request works for, where it is one of the user's, and all of the user's."""
    own = list(works_in(request.user))
    scope: Any = request.scope  # type: ignore[attr-defined]
    now = next((prison for prison in own if scope and prison.pk == scope.pk), None)
    return now or (own[0] if len(own) == 1 else None), own
