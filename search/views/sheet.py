"""The support actions sheet, on screen, on paper and as text."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.labels import role_label
from core import pdf
from directory.models import Prison
from search import actions
from search.permissions import prison_of_staff
from search.sheet import ON_ONE_PAGE, as_text, is_roomy, on_paper, support_action
from search.shortlist import Shortlist

_TEMPLATE = "print/support_sheet.html"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def support_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """Show the sheet of the shortlist. A POST is somebody making it: that is counted, then shown."""
    prison = prison_of_staff(request.user, code)
    services = Shortlist(request.session, prison).pages(request.user)
    if not services:
        return redirect("search:acct", code=prison.code)
    if request.method == "POST":
        actions.record_sheet(prison=prison, services=len(services), form="page", by=request.user)
        return redirect("search:sheet", code=prison.code)
    return HttpResponse(render_to_string(_TEMPLATE, _context(request, prison, services), request))


@never_cache
@require_POST
def support_sheet_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """Return the sheet as a PDF file."""
    prison = prison_of_staff(request.user, code)
    services = Shortlist(request.session, prison).pages(request.user)
    if not services:
        return redirect("search:acct", code=prison.code)
    html = render_to_string(_TEMPLATE, _context(request, prison, services) | {"for_pdf": True}, request)
    try:
        document = pdf.render_pdf(html, base_url=None, title=f"Support actions, {prison.name}", lang="en-GB")
    except pdf.PdfUnavailable as problem:
        messages.error(request, str(problem))
        return redirect("search:acct", code=prison.code)
    actions.record_sheet(prison=prison, services=len(services), form="pdf", by=request.user)
    name = f"support-actions-{prison.code.lower()}.pdf"
    return HttpResponse(
        document, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _context(request: HttpRequest, prison: Prison, services: list[Any]) -> dict[str, Any]:
    now = timezone.now()
    listed = [support_action(page, now) for page in services]
    roomy = is_roomy(listed)
    return {
        "prison": prison,
        "listed": on_paper(listed, roomy=roomy),
        "is_roomy": roomy,
        "text": as_text(listed),
        "spills": len(listed) > ON_ONE_PAGE,
        "on_one_page": ON_ONE_PAGE,
        "printed_at": now,
        "printed_by": role_label(request.user, prison),
        "back_url": reverse("search:acct", args=[prison.code]),
        "can_make_pdf": pdf.is_available(),
    }
