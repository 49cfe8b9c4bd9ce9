"""Expectations with their evidence, and inspection packs."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import guardian
from accounts.roles import COORDINATE
from coordinator.actions.evidence import BUILT_WITHIN, add_evidence, request_pack
from coordinator.evidence.files import pack_tables
from coordinator.evidence.glance import glance
from coordinator.forms.evidence import EvidenceForm, PackForm
from coordinator.measures.quarters import last_quarters
from coordinator.models import EvidenceEntry, ExpectationFramework, Indicator, InspectionPack, PackState
from coordinator.permissions import prison_coordinated_by, prison_with_evidence_for
from coordinator.sheets import download
from coordinator.views.base import desk_page
from coordinator.views.handover import pdf_file
from core import audit, pdf
from core.refusals import refusals_in
from directory.models import Prison


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: HttpRequest, *, code: str) -> HttpResponse:
    """Show the expectations with what was written down, and the packs; a POST asks for a pack."""
    prison = prison_with_evidence_for(request.user, code)
    today = timezone.localdate()
    quarters = last_quarters(4, today)
    form = PackForm(request.POST or None, initial={"first": quarters[0].first, "last": quarters[-1].last})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            made = request_pack(prison=prison, by=request.user, again="again" in request.POST, **form.cleaned_data)
            return redirect("coordinator:pack", code=prison.code, key=made.pk)
    mine = EvidenceEntry.objects.visible_to(request.user).filter(prison=prison)
    indicators = Indicator.objects.prefetch_related(Prefetch("entries", mine, to_attr="mine"))
    frameworks = ExpectationFramework.objects.filter(is_active=True).prefetch_related(
        Prefetch("indicators", indicators)
    )
    context = {
        "form": form,
        "frameworks": frameworks,
        "packs": InspectionPack.objects.visible_to(request.user).filter(prison=prison).defer("content")[:20],
        "may_add": guardian.can(request.user, COORDINATE, prison),
        "glance": glance(prison, today),
    }
    return desk_page(request, "coordinator/evidence/evidence.html", prison, tab="evidence", **context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, *, code: str, indicator: int) -> HttpResponse:
    """Write down evidence for one indicator."""
    prison = prison_coordinated_by(request.user, code)
    shown_by = get_object_or_404(Indicator.objects.filter(framework__is_active=True), pk=indicator)
    form = EvidenceForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            add_evidence(prison=prison, indicator=shown_by, by=request.user, **form.cleaned_data)
            messages.success(request, "The evidence is written down.")
            return redirect("coordinator:evidence", code=prison.code)
    context = {"indicator": shown_by, "form": form}
    return desk_page(request, "coordinator/evidence/add.html", prison, tab="evidence", **context)


def _pack(request: HttpRequest, code: str, key: UUID) -> tuple[Prison, InspectionPack]:
    prison = prison_with_evidence_for(request.user, code)
    mine = InspectionPack.objects.visible_to(request.user).filter(prison=prison).select_related("framework")
    return prison, get_object_or_404(mine, pk=key)


_PACK = "coordinator/evidence/pack.html"
#: A page whose pack is never built stops asking; without JavaScript each time also keeps its reader signed in.
_ASKS_FOR = BUILT_WITHIN


@never_cache
@require_safe
def pack(request: HttpRequest, *, code: str, key: UUID) -> HttpResponse:
    """Show a pack, ready to print, or how far it is: that page asks again by itself, with JavaScript or without."""
    prison, shown = _pack(request, code, key)
    request.asks_only = bool(request.headers.get("HX-Request"))  # type: ignore[attr-defined]
    if shown.state != PackState.READY:
        is_under_way = shown.state != PackState.FAILED and timezone.now() - shown.created_at < _ASKS_FOR
        context = {"pack": shown, "asks_again": is_under_way}
        return desk_page(request, "coordinator/evidence/building.html", prison, tab="evidence", **context)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": request.path})
    audit.record("pack.read", by=request.user, about=shown, scope=prison, form="page")
    return HttpResponse(render_to_string(_PACK, _context(prison, shown), request))


@never_cache
@require_safe
def pack_file(request: HttpRequest, *, code: str, key: UUID, ending: str) -> HttpResponse:
    """Return a pack as PDF or spreadsheet."""
    prison, shown = _pack(request, code, key)
    if shown.state != PackState.READY or ending not in ("pdf", "xlsx", "csv"):
        raise Http404
    name = f"evidence-{prison.code.lower()}-{shown.first}-{shown.last}-edition-{shown.edition}"
    audit.record("pack.read", by=request.user, about=shown, scope=prison, form=ending)
    if ending != "pdf":
        return download(pack_tables(shown), name=name, ending=ending)
    html = render_to_string(_PACK, _context(prison, shown) | {"for_pdf": True}, request)
    try:
        made = pdf.render_pdf(html, base_url=None, title=f"Evidence, {prison.name}", lang="en-GB")
    except pdf.PdfUnavailable as problem:
        messages.error(request, str(problem))
        return redirect("coordinator:pack", code=prison.code, key=key)
    return pdf_file(made, f"{name}.pdf")


def _context(prison: Prison, shown: InspectionPack) -> dict[str, Any]:
    figures = shown.content["figures"]
    indicators = [
        {**each, "figures": [figures[code] for code in each["measures"] if code in figures]}
        for each in shown.content["indicators"]
    ]
    return {
        "prison": prison,
        "pack": shown,
        "content": shown.content,
        "indicators": indicators,
        "figures": figures.values(),
        "back_url": reverse("coordinator:evidence", args=[prison.code]),
    }
