"""The involvement log, and the sheet that tells people what came of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import guardian
from accounts.roles import COORDINATE
from coordinator.actions.involvement import save_involvement
from coordinator.forms.involvement import InvolvementForm
from coordinator.forms.periods import PERIODS, days_back
from coordinator.models import Involvement
from coordinator.permissions import prison_coordinated_by, prison_with_evidence_for
from coordinator.views.base import desk_page
from core import audit
from core.refusals import refusals_in

PER_PAGE = 20
_FIELDS = ("on", "asked", "route", "said_by", "said", "changed", "told_back_on")


@never_cache
@require_safe
def involvement(request: HttpRequest, *, code: str) -> HttpResponse:
    """Show what people were asked, what they said and what changed, newest first."""
    prison = prison_with_evidence_for(request.user, code)
    mine = Involvement.objects.visible_to(request.user).filter(prison=prison)
    context = {
        "page": Paginator(mine, PER_PAGE).get_page(request.GET.get("page")),
        "owed": mine.not_told_back().count(),
        "may_write": guardian.can(request.user, COORDINATE, prison),
        "periods": PERIODS,
    }
    return desk_page(request, "coordinator/network/involvement.html", prison, tab="network", **context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, *, code: str, key: UUID | None = None) -> HttpResponse:
    """Write an entry down, or change one."""
    prison = prison_coordinated_by(request.user, code)
    mine = Involvement.objects.visible_to(request.user).filter(prison=prison)
    entry = get_object_or_404(mine, pk=key) if key else None
    initial: dict[str, Any] = {"on": timezone.localdate()}
    if entry is not None:
        initial = {name: getattr(entry, name) for name in _FIELDS}
    form = InvolvementForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            save_involvement(prison=prison, by=request.user, entry=entry, **form.cleaned_data)
            messages.success(request, "That is written down.")
            return redirect("coordinator:involvement", code=prison.code)
    context = {"form": form, "entry": entry}
    return desk_page(request, "coordinator/network/involvement_form.html", prison, tab="network", **context)


@never_cache
@require_safe
def said_did(request: HttpRequest, *, code: str) -> HttpResponse:
    """Show the sheet "You said, we did" of a period, ready to print and put up."""
    prison = prison_with_evidence_for(request.user, code)
    first, last = days_back(request.GET.get("period", ""), timezone.localdate())
    entries = Involvement.objects.visible_to(request.user).filter(prison=prison, on__range=(first, last))
    context = {
        "prison": prison,
        "first": first,
        "last": last,
        "answered": [each for each in entries if each.changed],
        "open": [each for each in entries if not each.changed],
        "back_url": reverse("coordinator:involvement", args=[prison.code]),
    }
    audit.record("involvement.sheet", by=request.user, scope=prison, first=first, last=last)
    return HttpResponse(render_to_string("coordinator/network/said_did.html", context, request))
