"""Handing the desk over: the pack and the checklist."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from coordinator.actions.handover import finish_handover, mark_steps, start_handover
from coordinator.handover_pack import build_pack
from coordinator.models import DeskHandover
from coordinator.permissions import prison_coordinated_by
from coordinator.views.base import desk_page
from core import audit, pdf
from directory.models import Prison


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: HttpRequest, *, code: str) -> HttpResponse:
    """Show the open handover's checklist and those before; a POST starts one."""
    prison = prison_coordinated_by(request.user, code)
    if request.method == "POST":
        try:
            start_handover(prison=prison, by=request.user)
        except ValidationError as problem:
            messages.error(request, " ".join(problem.messages))
        return redirect("coordinator:handover", code=prison.code)
    mine = DeskHandover.objects.visible_to(request.user).filter(prison=prison).prefetch_related("steps")
    current = next((each for each in mine if each.finished_on is None), None)
    context = {"current": current, "before": [each for each in mine if each.finished_on], "can_pdf": pdf.is_available()}
    return desk_page(request, "coordinator/people/handover.html", prison, tab="people", **context)


@never_cache
@require_http_methods(["POST"])
def steps(request: HttpRequest, *, code: str, key: UUID) -> HttpResponse:
    """Keep which steps are ticked; the second button closes the handover too."""
    prison = prison_coordinated_by(request.user, code)
    mine = DeskHandover.objects.visible_to(request.user).filter(prison=prison)
    current = get_object_or_404(mine, pk=key)
    ticked = set(request.POST.getlist("step"))
    try:
        done = {step.pk for step in current.steps.all() if str(step.pk) in ticked}
        mark_steps(handover=current, done=done, by=request.user)
        if "finish" in request.POST:
            finish_handover(handover=current, by=request.user)
            messages.success(request, "The handover is finished.")
        else:
            messages.success(request, "The checklist is saved.")
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("coordinator:handover", code=prison.code)


_PACK = "coordinator/people/pack.html"


@never_cache
@require_safe
def pack(request: HttpRequest, *, code: str) -> HttpResponse:
    """Show the pack, ready to print."""
    prison = prison_coordinated_by(request.user, code)
    audit.record("handover.pack", by=request.user, scope=prison, form="page")
    return HttpResponse(render_to_string(_PACK, _context(request, prison), request))


@never_cache
@require_safe
def pack_pdf(request: HttpRequest, *, code: str) -> HttpResponse:
    """Return the pack as a PDF file."""
    prison = prison_coordinated_by(request.user, code)
    html = render_to_string(_PACK, _context(request, prison) | {"for_pdf": True}, request)
    try:
        made = pdf.render_pdf(html, base_url=None, title=f"Handover pack, {prison.name}", lang="en-GB")
    except pdf.PdfUnavailable as problem:
        messages.error(request, str(problem))
        return redirect("coordinator:handover", code=prison.code)
    audit.record("handover.pack", by=request.user, scope=prison, form="pdf")
    return pdf_file(made, f"handover-{prison.code.lower()}.pdf")


def pdf_file(made: bytes, name: str) -> HttpResponse:
    """Return a PDF as a download."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


def _context(request: HttpRequest, prison: Prison) -> dict[str, Any]:
    return {
        "prison": prison,
        "sections": build_pack(prison, request.user),
        "printed_at": timezone.now(),
        "printed_by": "the voluntary sector coordinator's desk",
        "back_url": reverse("coordinator:handover", args=[prison.code]),
    }
