"""Security's screens: who waits for a decision, deciding, overrides and items."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import APPROVE_PEOPLE
from core import audit
from volunteers.actions.approvals import decide
from volunteers.actions.gate import authorise_item, end_item, end_override, override
from volunteers.enums import ApprovalStatus
from volunteers.forms.clearance import DecideForm, ItemForm, OverrideForm
from volunteers.gate.people import answers_at, requirements_at
from volunteers.models import Approval, AuthorisedItem, Clearance, Engagement, Entrant, GateOverride
from volunteers.permissions import decides
from volunteers.views.common import FormPage, confirm_page, form_page, prison_or_404

PER_PAGE = 25


@never_cache
@require_safe
def approvals(request: HttpRequest, code: str) -> HttpResponse:
    """Show who waits for the prison's decision, the longest first, and who may come in already."""
    prison = prison_or_404(request, code, APPROVE_PEOPLE)
    wanted = request.GET.get("status", ApprovalStatus.ASKED)
    status = wanted if wanted in ApprovalStatus.values else ApprovalStatus.ASKED
    clearances = Clearance.objects.select_related("level").order_by("-expires_on", "-created_at")
    engagements = Engagement.objects.not_ended().reaching(prison).select_related("organisation")
    found = (
        Approval.objects.agreed()
        .filter(prison=prison, status=status, entrant__merged_into=None)
        .select_related("entrant", "prison")
        .prefetch_related("access_types", Prefetch("entrant__clearances", clearances))
        .prefetch_related(Prefetch("entrant__engagements", engagements))
        .order_by("asked_on", "pk")
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    answers = answers_at(prison, [row.entrant_id for row in page])
    rows = [{"approval": row, "answers": answers[row.entrant_id]} for row in page]
    audit.record("approvals.listed", by=request.user, scope=prison, shown=[row.entrant for row in page])
    url = reverse("volunteers:approvals", kwargs={"code": prison.code})
    kinds = [
        {"label": choice.label, "url": f"{url}?status={choice.value}", "current": choice.value == status}
        for choice in ApprovalStatus
        if choice != ApprovalStatus.NOT_ASKED
    ]
    context = {"prison": prison, "page": page, "rows": rows, "kinds": kinds, "status": status}
    return render(request, "volunteers/approvals.html", context)


def _approval_or_404(request: HttpRequest, code: str, pk: UUID) -> Approval:
    """Return the entry of somebody about whom the user decides. Raises Http404, also about oneself."""
    prison = prison_or_404(request, code, APPROVE_PEOPLE)
    found = Approval.objects.filter(entrant__in=Entrant.objects.visible_to(request.user), prison=prison)
    approval = get_object_or_404(found.select_related("entrant", "prison"), entrant=pk)
    if not decides(request.user, prison, approval.entrant):
        raise Http404
    return approval


def _record(approval: Approval) -> str:
    return reverse("volunteers:person", kwargs={"pk": approval.entrant_id})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: HttpRequest, code: str, pk: UUID) -> HttpResponse:
    """Decide whether somebody comes in to the prison and how they move about."""
    approval = _approval_or_404(request, code, pk)
    start = {
        "seen_status": approval.status,
        "access_types": list(approval.access_types.all()),
        "expires_on": approval.expires_on,
    }
    form = DecideForm(request.POST or None, initial=start)

    def do(said: dict[str, Any]) -> str:
        decide(approval=approval, by=request.user, **said)
        return "The decision is recorded. The coordinator and the organisation have been told."

    page = FormPage(
        f"May they come in to {approval.prison}?",
        "Record the decision",
        _record(approval),
        about=approval.entrant,
        title="Decide",
        intro="Only your decision is kept, never a reason.",
        answers=answers_at(approval.prison, [approval.entrant_id])[approval.entrant_id],
    )
    return form_page(request, form, page, do)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def let_in(request: HttpRequest, code: str, pk: UUID) -> HttpResponse:
    """Override what is missing for a few days, in the user's own name."""
    approval = _approval_or_404(request, code, pk)
    entrant, prison = approval.entrant, approval.prison
    today = timezone.localdate()
    form = OverrideForm(request.POST or None, initial={"starts_on": today, "ends_on": today})

    def do(said: dict[str, Any]) -> str:
        requirements = requirements_at(prison, entrant, said["starts_on"], said["ends_on"])
        override(entrant=entrant, prison=prison, requirements=requirements, by=request.user, **said)
        return "The override is recorded with your name and will stand on the gate list."

    page = FormPage(
        "Let them in although something is missing",
        "Let them in",
        _record(approval),
        caption=f"{entrant.name}, {prison}",
        about=entrant,
        title="Override",
        warning="You answer for this with your name. It covers only what is missing now.",
        answers=answers_at(prison, [entrant.pk])[entrant.pk],
    )
    return form_page(request, form, page, do)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, code: str, pk: UUID, override: UUID) -> HttpResponse:
    """Take an override back at once."""
    approval = _approval_or_404(request, code, pk)
    given = get_object_or_404(GateOverride, pk=override, entrant=approval.entrant, prison=approval.prison)

    def do() -> str:
        end_override(given=given, by=request.user)
        return "The override is taken back."

    page = FormPage("Take the override back?", "Take it back", _record(approval), about=approval.entrant)
    return confirm_page(request, page, do)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_item(request: HttpRequest, code: str, pk: UUID) -> HttpResponse:
    """Let somebody bring an item in."""
    approval = _approval_or_404(request, code, pk)
    today = timezone.localdate()
    form = ItemForm(request.POST or None, initial={"starts_on": today, "ends_on": today})

    def do(said: dict[str, Any]) -> str:
        authorise_item(entrant=approval.entrant, prison=approval.prison, by=request.user, **said)
        return "The item is authorised and will stand on the gate list with your name."

    page = FormPage(
        "Authorise an item",
        "Authorise",
        _record(approval),
        caption=f"{approval.entrant.name}, {approval.prison}",
        about=approval.entrant,
    )
    return form_page(request, form, page, do)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end_of_item(request: HttpRequest, code: str, pk: UUID, item: UUID) -> HttpResponse:
    """Take back that somebody may bring an item in."""
    approval = _approval_or_404(request, code, pk)
    held = get_object_or_404(AuthorisedItem, pk=item, entrant=approval.entrant, prison=approval.prison)

    def do() -> str:
        end_item(held=held, by=request.user)
        return "They may not bring it in any more. Print the gate list again."

    page = FormPage("Take the item back?", "Take it back", _record(approval), about=approval.entrant)
    return confirm_page(request, page, do)
