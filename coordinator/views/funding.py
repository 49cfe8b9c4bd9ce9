"""The funding register: what pays for the work here, what ends soon, and the files."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import guardian
from accounts.roles import COORDINATE
from coordinator.actions.funding import save_funding
from coordinator.forms.funding import FundingForm
from coordinator.grants_file import grants_package
from coordinator.models import Funding, FundingKind, NetworkSettings
from coordinator.permissions import prison_coordinated_by, prison_with_evidence_for
from coordinator.reach import organisations_in
from coordinator.sheets import Table, download
from coordinator.views.base import desk_page
from core import audit
from core.refusals import refusals_in
from directory.models import Prison

PER_PAGE = 50
_FIELDS = (
    *("kind", "funder", "funder_id", "programme", "reference", "organisation", "title", "buys", "amount", "currency"),
    *("awarded_on", "starts_on", "ends_on"),
)


def _mine(request: HttpRequest, prison: Prison) -> Any:
    return Funding.objects.visible_to(request.user).filter(prison=prison).select_related("organisation")


@never_cache
@require_safe
def funding(request: HttpRequest, *, code: str) -> HttpResponse:
    """Show totals of what runs now, and every grant and contract, what ends first on top."""
    prison = prison_with_evidence_for(request.user, code)
    mine, numbers = _mine(request, prison), NetworkSettings.load()
    context = {
        "page": Paginator(mine, PER_PAGE).get_page(request.GET.get("page")),
        "total_headers": ("Kind", "How many", "Amount"),
        "totals": _totals(mine),
        "ending": set(mine.ending(numbers.funding_warning_days).values_list("pk", flat=True)),
        "today": timezone.localdate(),
        "needs_prefix": not numbers.grants_prefix,
        "may_write": guardian.can(request.user, COORDINATE, prison),
    }
    return desk_page(request, "coordinator/network/funding.html", prison, tab="network", **context)


def _totals(mine: Any) -> list[tuple[str, int, str]]:
    """Return what runs now by kind and currency: amounts of different money are never added up."""
    counted = mine.running().order_by("kind", "currency").values("kind", "currency")
    return [
        (FundingKind(row["kind"]).label, row["number"], f"{row['currency']} {row['total']:,.2f}")
        for row in counted.annotate(number=Count("pk"), total=Sum("amount"))
    ]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, *, code: str, key: UUID | None = None) -> HttpResponse:
    """Write a grant or contract down, or change one."""
    prison = prison_coordinated_by(request.user, code)
    shown = get_object_or_404(_mine(request, prison), pk=key) if key else None
    initial: dict[str, Any] = {}
    among = organisations_in(prison)
    if shown is not None:
        initial = {name: getattr(shown, name) for name in _FIELDS} | {"services": shown.services.all()}
        among |= among.model.objects.filter(pk=shown.organisation_id)
    form = FundingForm(request.POST or None, initial=initial, prison=prison, among=among, shown=shown)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            save_funding(prison=prison, by=request.user, funding=shown, **form.cleaned_data)
            messages.success(request, "The funding is saved. Its end comes up on your worklist in time.")
            return redirect("coordinator:funding", code=prison.code)
    context = {"form": form, "shown": shown}
    return desk_page(request, "coordinator/network/funding_form.html", prison, tab="network", **context)


@never_cache
@require_safe
def funding_file(request: HttpRequest, *, code: str, ending: str) -> HttpResponse:
    """Return the whole register as CSV or spreadsheet."""
    prison = prison_with_evidence_for(request.user, code)
    if ending not in ("csv", "xlsx"):
        raise Http404
    rows = [
        (
            *(each.get_kind_display(), each.funder, each.programme, each.reference, each.organisation.name),
            *(each.title, each.buys, ", ".join(page.title for page in each.services.all())),
            *(f"{each.amount:.2f}", each.currency, each.awarded_on, each.starts_on, each.ends_on or ""),
        )
        for each in _mine(request, prison).prefetch_related("services")
    ]
    audit.record("funding.exported", by=request.user, scope=prison, ending=ending)
    return download([Table("Funding", _HEADERS, rows)], name=f"funding-{prison.code.lower()}", ending=ending)


_HEADERS = (
    *("Grant or contract", "Funder", "Programme", "Reference", "Organisation", "Title", "What it buys", "Services"),
    *("Amount", "Currency", "Awarded", "First day", "Last day"),
)


@never_cache
@require_safe
def grants_file(request: HttpRequest, *, code: str) -> HttpResponse:
    """Return the grants in the 360Giving format, or say that there is none: the format asks for at least one."""
    prison = prison_with_evidence_for(request.user, code)
    package = grants_package(prison, request.user)
    if not package["grants"]:
        messages.info(request, "There is no grant to publish yet. Contracts are not published in this format.")
        return redirect("coordinator:funding", code=prison.code)
    audit.record("funding.exported", by=request.user, scope=prison, ending="360giving")
    response = JsonResponse(package, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="grants-{prison.code.lower()}-360giving.json"'
    return response
