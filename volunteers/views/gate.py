"""The daily gate list: on the screen, to print, as PDF and as CSV."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import RUN_GATE
from core import audit
from core.pdf import PdfUnavailable, is_available, render_pdf
from directory.models import Prison
from directory.spreadsheets.export import write_file
from volunteers.actions.gate_list import take_gate_list
from volunteers.enums import Copy
from volunteers.gate.listing import Listing, as_table, build, people_on
from volunteers.models import EntrySettings, GateList
from volunteers.permissions import coordinates, decides
from volunteers.views.common import prison_or_404

DAYS_AHEAD = 14


def _day(text: str) -> date:
    """Return the day of an address: from yesterday to two weeks ahead. Raises Http404."""
    today = timezone.localdate()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if not today - timedelta(days=1) <= day <= today + timedelta(days=DAYS_AHEAD):
        raise Http404
    return day


@never_cache
@require_safe
def today(request: HttpRequest, code: str) -> HttpResponse:
    """Show today's gate list."""
    return _show(request, prison_or_404(request, code, RUN_GATE), timezone.localdate())


@never_cache
@require_safe
def of_day(request: HttpRequest, code: str, on: str) -> HttpResponse:
    """Show the gate list of another day."""
    return _show(request, prison_or_404(request, code, RUN_GATE), _day(on))


def _show(request: HttpRequest, prison: Prison, on: date) -> HttpResponse:
    listing = build(prison, on)
    counts: dict[str, Any] = {"entering": len(listing.entering), "left_out": len(listing.left_out)}
    shown = people_on((*listing.entering, *listing.left_out))
    audit.record("gate-list.viewed", by=request.user, about=prison, scope=prison, shown=shown, on=on, **counts)
    now = timezone.localdate()
    days = [
        {
            "label": "Today" if day == now else f"{day:%a} {day.day} {day:%b}",
            "url": reverse("volunteers:gate_day", kwargs={"code": prison.code, "on": day.isoformat()}),
            "current": day == on,
        }
        for day in (now + timedelta(days=number) for number in range(7))
    ]
    may_see_why = coordinates(request.user, prison) or decides(request.user, prison)
    context = {
        "prison": prison,
        "listing": listing,
        "days": days,
        "can_make_pdf": is_available(),
        "on": on,
        "may_see_why": may_see_why,
    }
    return render(request, "volunteers/gate_list.html", context)


@never_cache
@require_POST
def paper(request: HttpRequest, code: str, on: str) -> HttpResponse:
    """Give the list as a page to print, which also serves a gate without a network."""
    taken, listing = _take(request, code, on, Copy.PAPER)
    return HttpResponse(_html(request, taken, listing, for_pdf=False))


@never_cache
@require_POST
def pdf(request: HttpRequest, code: str, on: str) -> HttpResponse:
    """Give the list as PDF."""
    prison, day = prison_or_404(request, code, RUN_GATE), _day(on)
    if not is_available():
        back = reverse("volunteers:gate_day", kwargs={"code": prison.code, "on": on})
        context = {"reason": str(PdfUnavailable()), "on_screen": back}
        return render(request, "volunteers/pdf_unavailable.html", context)
    taken, listing = _take(request, code, on, Copy.PDF)
    content = render_pdf(
        _html(request, taken, listing, for_pdf=True), base_url=None, title=f"Gate list {day}", lang="en-GB"
    )
    return _file(content, "application/pdf", f"gate-list-{code}-{on}.pdf")


@never_cache
@require_POST
def table(request: HttpRequest, code: str, on: str) -> HttpResponse:
    """Give those who may enter as a CSV file."""
    _taken, listing = _take(request, code, on, Copy.CSV)
    return _file(write_file(as_table(listing), "csv"), "text/csv; charset=utf-8", f"gate-list-{code}-{on}.csv")


def _take(request: HttpRequest, code: str, on: str, copy: str) -> tuple[GateList, Listing]:
    prison = prison_or_404(request, code, RUN_GATE)
    listing = build(prison, _day(on))
    return take_gate_list(prison=prison, listing=listing, copy=copy, by=request.user), listing


def _html(request: HttpRequest, taken: GateList, listing: Listing, *, for_pdf: bool) -> str:
    context: dict[str, Any] = {
        "listing": listing,
        "prison": taken.prison,
        "for_pdf": for_pdf,
        "handling_line": EntrySettings.load().handling_line,
        "printed_by": request.user,
        "printed_at": taken.created_at,
        "destroy_after": taken.destroy_after,
        "back_url": reverse("volunteers:gate_day", kwargs={"code": taken.prison_id, "on": listing.on.isoformat()}),
    }
    return render_to_string("volunteers/gate_list_print.html", context, request=request)


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
