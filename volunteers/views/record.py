"""One person's record: what is missing where, clearance, approvals, training, roles."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import audit
from directory.models import Prison
from volunteers.actions.approvals import ask_for_approval
from volunteers.actions.clearance import record_status, start_clearance
from volunteers.actions.inviting import invite_to_own_page
from volunteers.actions.people import Work, change_details, end_engagement, engage, pause_engagement
from volunteers.actions.training import record_training
from volunteers.forms.clearance import (
    AskApprovalForm,
    ClearanceStatusForm,
    StartClearanceForm,
    TrainingForm,
)
from volunteers.forms.people import DetailsForm, EngageForm, LastDayForm, PauseForm, details_of
from volunteers.gate.people import answers_at
from volunteers.models import Approval, Clearance, Correction, Engagement, Entrant, Merge, OwnPageInvitation, Position
from volunteers.permissions import decides, is_about_oneself, is_own, keeps, records_decisions, trains
from volunteers.policies import waits_for
from volunteers.views.common import FormPage, confirm_page, form_page, kept_or_404


def _visible_or_404(request: HttpRequest, pk: UUID) -> Entrant:
    return get_object_or_404(Entrant.objects.visible_to(request.user), pk=pk)


def _record(entrant: Entrant) -> str:
    return reverse("volunteers:person", kwargs={"pk": entrant.pk})


@never_cache
@require_safe
def person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one person's record to those who may see it; every look is recorded."""
    entrant = _visible_or_404(request, pk)
    keeper = keeps(request.user, entrant)
    if is_own(request.user, entrant) and not keeper:
        return redirect("volunteers:mine")
    audit.record("entrant.viewed", by=request.user, about=entrant)
    seen = entrant.approvals.visible_to(request.user).select_related("prison").prefetch_related("access_types")
    approvals = list(seen)
    places = [_place(request, entrant, approval, keeper) for approval in approvals]
    context = {
        "entrant": entrant,
        "keeper": keeper,
        "pauses": keeper and not is_about_oneself(request.user, entrant),
        "places": places,
        "sees_decisions": keeper or any(place["decides"] for place in places),
        "clearances": [_clearance(request, row) for row in _clearances(entrant)],
        "training": list(entrant.training.select_related("module")),
        "engagements": list(_engagements(request, entrant).select_related("organisation", "position__prison")),
        "trains_at": [approval.prison for approval in approvals if trains(request.user, approval.prison, entrant)],
        "merges": _merges(entrant),
        "corrections": Correction.objects.filter(entrant=entrant).waiting() if keeper else [],
        "invited": OwnPageInvitation.objects.filter(entrant=entrant).select_related("invitation").first(),
        "today": timezone.localdate(),
    }
    return render(request, "volunteers/person.html", context)


def _engagements(request: HttpRequest, entrant: Entrant) -> Any:
    return entrant.engagements.visible_to(request.user)


def _merges(entrant: Entrant) -> Any:
    """Return the merges that stand: those that can still be undone, and those that can no longer."""
    return Merge.objects.filter(kept=entrant, undone_at=None).select_related("taken_in")


def _clearances(entrant: Entrant) -> Any:
    return entrant.clearances.select_related("level", "sponsor_prison").order_by("-created_at")


def _place(request: HttpRequest, entrant: Entrant, approval: Approval, keeper: bool) -> dict[str, Any]:
    """Return what is known and missing at one prison, and what the user may do about it."""
    prison = approval.prison
    today = timezone.localdate()
    overrides = entrant.overrides.filter(prison=prison, ends_on__gte=today, ended_at=None)
    items = entrant.authorised_items.filter(prison=prison, ends_on__gte=today)
    return {
        "approval": approval,
        "prison": prison,
        "answers": answers_at(prison, [entrant.pk])[entrant.pk],
        "decides": decides(request.user, prison, entrant),
        "may_ask": keeper and approval.status not in ("asked", "suspended", "approved"),
        "overrides": list(overrides.select_related("approver")),
        "items": list(items.select_related("approver")),
    }


def _clearance(request: HttpRequest, clearance: Clearance) -> dict[str, Any]:
    return {
        "clearance": clearance,
        "waits_for": waits_for(clearance),
        "records": records_decisions(request.user, clearance) or keeps(request.user, clearance.entrant),
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct somebody's own details."""
    entrant = kept_or_404(request, pk)
    form = DetailsForm(request.POST or None, initial=details_of(entrant))
    page = FormPage(
        "Name and contact details",
        "Save",
        _record(entrant),
        intro="Under another name each prison decides again whether they come in.",
        about=entrant,
    )
    return form_page(request, form, page, lambda said: _changed(entrant, request.user, said))


def _changed(entrant: Entrant, by: Any, said: dict[str, Any]) -> str:
    change_details(entrant=entrant, by=by, **said)
    return "The details are saved."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Invite somebody to their own page."""
    entrant = kept_or_404(request, pk)

    def do() -> str:
        made = invite_to_own_page(entrant=entrant, by=request.user)
        until = timezone.localdate(made.invitation.expires_at)
        return f"The invitation is on its way. The link works until {until:%-d %B %Y}."

    page = FormPage(
        "Invite them to their own page?",
        "Send the invitation",
        _record(entrant),
        caption=f"{entrant.name}, {entrant.email or 'no e-mail address yet'}",
        about=entrant,
        title="Invite",
        intro="There they see what they still need, their sessions and training, and can correct their details. "
        "They see nothing of anybody else.",
    )
    return confirm_page(request, page, do)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_role(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give somebody a role of the register."""
    entrant = kept_or_404(request, pk)
    positions = Position.objects.visible_to(request.user).select_related("prison", "organisation")
    form = EngageForm(request.POST or None, positions=positions, initial={"starts_on": timezone.localdate()})

    def do(said: dict[str, Any]) -> str:
        position = said["position"]
        work = Work(said["kind"], position.organisation, position, said["starts_on"])
        engage(entrant=entrant, work=work, agreed_on=said["agreed_on"], by=request.user)
        return f"The role “{position}” is added. What it needs is listed below."

    return form_page(request, form, FormPage("Add a role", "Add the role", _record(entrant), about=entrant), do)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end_role(request: HttpRequest, pk: UUID, engagement: UUID) -> HttpResponse:
    """Say on which day somebody's work ends."""
    entrant = kept_or_404(request, pk)
    row = get_object_or_404(_engagements(request, entrant), pk=engagement)
    form = LastDayForm(request.POST or None, initial={"ends_on": timezone.localdate()})

    def do(said: dict[str, Any]) -> str:
        end_engagement(engagement=row, ends_on=said["ends_on"], by=request.user)
        return "The last day is saved. After it they may not come in for this role."

    page = FormPage("When is their last day?", "Save", _record(entrant), about=entrant)
    return form_page(request, form, page, do)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pause_role(request: HttpRequest, pk: UUID, engagement: UUID) -> HttpResponse:
    """Pause somebody's work from a day."""
    entrant, row = _may_pause_or_404(request, pk, engagement)
    form = PauseForm(request.POST or None, initial={"paused_on": row.paused_on or timezone.localdate()})

    def do(said: dict[str, Any]) -> str:
        pause_engagement(engagement=row, paused_on=said["paused_on"], by=request.user)
        return "The role is paused from that day."

    intro = "While it is paused they may not come in for this role. Their clearance and training stay as they are."
    page = FormPage("Pause the role", "Pause it", _record(entrant), about=entrant, title="Role", intro=intro)
    return form_page(request, form, page, do)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def resume_role(request: HttpRequest, pk: UUID, engagement: UUID) -> HttpResponse:
    """Take paused work up again."""
    entrant, row = _may_pause_or_404(request, pk, engagement)

    def do() -> str:
        pause_engagement(engagement=row, paused_on=None, by=request.user)
        return "The role goes on. What they still need is listed below."

    page = FormPage("Take the role up again?", "Take it up again", _record(entrant), about=entrant, title="Role")
    return confirm_page(request, page, do)


def _may_pause_or_404(request: HttpRequest, pk: UUID, engagement: UUID) -> tuple[Entrant, Engagement]:
    """Return somebody's work that has not ended. Raises Http404, also for the own."""
    entrant = kept_or_404(request, pk)
    if is_about_oneself(request.user, entrant):
        raise Http404
    return entrant, get_object_or_404(_engagements(request, entrant).not_ended(), pk=engagement)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_clearance(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Start a clearance."""
    entrant = kept_or_404(request, pk)
    prisons = Prison.objects.filter(people_who_come_in__entrant=entrant)
    form = StartClearanceForm(request.POST or None, prisons=prisons)

    def do(said: dict[str, Any]) -> str:
        start_clearance(entrant=entrant, by=request.user, **said)
        return "The clearance is started. Record each step as it happens."

    page = FormPage(
        "Start a clearance",
        "Start",
        _record(entrant),
        about=entrant,
        intro="One clearance serves every prison. Each prison then decides for itself whether the person comes in.",
    )
    return form_page(request, form, page, do)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def clearance(request: HttpRequest, pk: UUID, clearance: UUID) -> HttpResponse:
    """Record what happened to a clearance."""
    entrant = _visible_or_404(request, pk)
    rows = entrant.clearances.select_related("level", "sponsor_prison", "entrant")
    row = get_object_or_404(rows, pk=clearance)
    decides_here = records_decisions(request.user, row)
    if not decides_here:
        kept_or_404(request, pk)
    form = ClearanceStatusForm(request.POST or None, clearance=row, records_decisions=decides_here)

    def do(said: dict[str, Any]) -> str:
        record_status(clearance=row, by=request.user, **said)
        return "That is recorded."

    page = FormPage(
        f"{row.level} clearance: {row.get_status_display().lower()}",
        "Record",
        _record(entrant),
        about=entrant,
        title="Clearance",
        intro="Past convictions do not bar anybody. Reasons, forms and certificates are never kept here.",
    )
    return form_page(request, form, page, do)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: UUID, code: str) -> HttpResponse:
    """Ask a prison to let somebody in, with their agreement: the first one, or a further one."""
    entrant = kept_or_404(request, pk)
    prison = get_object_or_404(Prison.objects.opened(), pk=code)
    form = AskApprovalForm(request.POST or None)

    def do(said: dict[str, Any]) -> str:
        ask_for_approval(entrant=entrant, prison=prison, agreed_on=said["agreed_on"], by=request.user)
        return f"{prison} is asked to decide. Its security has been told."

    page = FormPage(f"Ask {prison} to decide", "Ask the prison", _record(entrant), title="Ask", about=entrant)
    return form_page(request, form, page, do)


@never_cache
@require_safe
def ask_where(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose a further prison: the same clearance serves it."""
    entrant = kept_or_404(request, pk)
    known = entrant.approvals.visible_to(request.user).exclude(status="not-asked").values("prison")
    prisons = Prison.objects.opened().exclude(pk__in=known)
    audit.record("entrant.viewed", by=request.user, about=entrant)
    return render(request, "volunteers/ask_where.html", {"entrant": entrant, "prisons": prisons})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_training(request: HttpRequest, pk: UUID, code: str) -> HttpResponse:
    """Record training that somebody completed at a prison."""
    entrant = _visible_or_404(request, pk)
    prison = get_object_or_404(Prison.objects.filter(people_who_come_in__entrant=entrant), pk=code)
    if not trains(request.user, prison, entrant):
        raise Http404
    form = TrainingForm(request.POST or None, initial={"completed_on": timezone.localdate()})

    def do(said: dict[str, Any]) -> str:
        made = record_training(entrant=entrant, prison=prison, by=request.user, **said)
        until = f" It holds up to and including {made.expires_on:%-d %B %Y}." if made.expires_on else ""
        return f"{made.module} is recorded.{until}"

    page = FormPage("Record training", "Record", _record(entrant), caption=f"{entrant.name}, {prison}", about=entrant)
    return form_page(request, form, page, do)
