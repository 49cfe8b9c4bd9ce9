"""Awareness sessions for staff, and the papers that hang on the wings."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import guardian
from accounts.roles import COORDINATE
from coordinator.actions.briefings import save_briefing
from coordinator.forms.briefings import BriefingForm
from coordinator.models import Briefing
from coordinator.papers import paper_of
from coordinator.permissions import prison_coordinated_by, prison_with_evidence_for
from coordinator.views.base import desk_page
from coordinator.views.handover import pdf_file
from core import audit, pdf
from core.refusals import refusals_in
from directory.models import Prison

PER_PAGE = 30
_FIELDS = ("on", "place", "staff", "about")
_PAPERS = {"poster": "coordinator/network/poster.html", "wing-sheet": "coordinator/network/wing_sheet.html"}


def _mine(request: HttpRequest, prison: Prison) -> Any:
    return Briefing.objects.visible_to(request.user).filter(prison=prison)


@never_cache
@require_safe
def briefings(request: HttpRequest, *, code: str) -> HttpResponse:
    """Show the sessions that were held, the newest first, and the papers to print."""
    prison = prison_with_evidence_for(request.user, code)
    mine = _mine(request, prison)
    context = {
        "page": Paginator(mine, PER_PAGE).get_page(request.GET.get("page")),
        "staff": mine.aggregate(all=Sum("staff"))["all"] or 0,
        "can_pdf": pdf.is_available(),
        "may_write": guardian.can(request.user, COORDINATE, prison),
    }
    return desk_page(request, "coordinator/network/briefings.html", prison, tab="network", **context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, *, code: str, key: UUID | None = None) -> HttpResponse:
    """Write a session down, or correct one."""
    prison = prison_coordinated_by(request.user, code)
    shown = get_object_or_404(_mine(request, prison), pk=key) if key else None
    initial: dict[str, Any] = {"on": timezone.localdate()}
    if shown is not None:
        initial = {name: getattr(shown, name) for name in _FIELDS}
    form = BriefingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            save_briefing(prison=prison, by=request.user, briefing=shown, **form.cleaned_data)
            messages.success(request, "The session is written down and counts as evidence.")
            return redirect("coordinator:briefings", code=prison.code)
    context = {"form": form, "shown": shown}
    return desk_page(request, "coordinator/network/briefing_form.html", prison, tab="network", **context)


@never_cache
@require_safe
def paper(request: HttpRequest, *, code: str, name: str) -> HttpResponse:
    """Show the poster or the wing representative's sheet, ready to print."""
    prison = prison_with_evidence_for(request.user, code)
    drawn = _draw(request, prison, name)
    audit.record("briefing.paper", by=request.user, scope=prison, paper=name, form="page")
    return HttpResponse(drawn)


@never_cache
@require_safe
def paper_pdf(request: HttpRequest, *, code: str, name: str) -> HttpResponse:
    """Return the same as a PDF file."""
    prison = prison_with_evidence_for(request.user, code)
    html = _draw(request, prison, name, for_pdf=True)
    try:
        made = pdf.render_pdf(html, base_url=None, title=f"Who can help at {prison.name}", lang="en-GB")
    except pdf.PdfUnavailable as problem:
        messages.error(request, str(problem))
        return redirect("coordinator:briefings", code=prison.code)
    audit.record("briefing.paper", by=request.user, scope=prison, paper=name, form="pdf")
    return pdf_file(made, f"{name}-{prison.code.lower()}.pdf")


def _draw(request: HttpRequest, prison: Prison, name: str, *, for_pdf: bool = False) -> str:
    if name not in _PAPERS:
        raise Http404
    context = {
        "paper": paper_of(prison),
        "on": timezone.localdate(),
        "prison": prison,
        "for_pdf": for_pdf,
        "back_url": reverse("coordinator:briefings", args=[prison.code]),
    }
    return render_to_string(_PAPERS[name], context, request)
