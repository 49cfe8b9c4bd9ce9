"""Actions of the forum, and recommendations of scrutiny bodies."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import guardian
from accounts.roles import COORDINATE
from coordinator.actions.owned import save_action, save_recommendation
from coordinator.forms.forum import ActionForm, RecommendationForm
from coordinator.models import ForumAction, ForumMeeting, Recommendation
from coordinator.permissions import prison_coordinated_by, prison_with_evidence_for
from coordinator.reach import organisations_in
from coordinator.views.base import desk_page
from core.refusals import refusals_in
from directory.models import Prison

PER_PAGE = 30
_ACTION = ("text", "organisation", "role", "due_on", "done_on", "outcome")
_RECOMMENDATION = ("body", "report", "published_on", "text", "owner", "due_on", "status", "evidence")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_action(request: HttpRequest, *, code: str, meeting: UUID) -> HttpResponse:
    """Write down an action of a meeting."""
    prison = prison_coordinated_by(request.user, code)
    held = get_object_or_404(ForumMeeting.objects.visible_to(request.user).filter(prison=prison), pk=meeting)
    return _edit_action(request, prison, held, None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def action(request: HttpRequest, *, code: str, key: UUID) -> HttpResponse:
    """Change an action, or write down what came of it."""
    prison = prison_coordinated_by(request.user, code)
    mine = ForumAction.objects.visible_to(request.user).filter(prison=prison).select_related("meeting", "organisation")
    shown = get_object_or_404(mine, pk=key)
    return _edit_action(request, prison, shown.meeting, shown)


def _edit_action(request: HttpRequest, prison: Prison, held: Any, shown: ForumAction | None) -> HttpResponse:
    initial = {name: getattr(shown, name) for name in _ACTION} if shown else {}
    among = organisations_in(prison)
    if shown is not None and shown.organisation_id:  # whose it is stays to be chosen after it has left
        among |= among.model.objects.filter(pk=shown.organisation_id)
    form = ActionForm(request.POST or None, initial=initial, among=among)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            save_action(prison=prison, by=request.user, action=shown, meeting=held, **form.cleaned_data)
            messages.success(request, "The action is saved. It waits on your worklist when it is due.")
            return redirect("coordinator:meeting", code=prison.code, key=held.pk)
    context = {"form": form, "meeting": held, "action": shown}
    return desk_page(request, "coordinator/network/action_form.html", prison, tab="network", **context)


@never_cache
@require_safe
def recommendations(request: HttpRequest, *, code: str) -> HttpResponse:
    """Show what scrutiny bodies recommend, what is due first on top."""
    prison = prison_with_evidence_for(request.user, code)
    mine = Recommendation.objects.visible_to(request.user).filter(prison=prison).select_related("body")
    context = {
        "page": Paginator(mine.open(), PER_PAGE).get_page(request.GET.get("page")),
        "settled": mine.exclude(done_on=None).order_by("-done_on")[:PER_PAGE],
        "today": timezone.localdate(),
        "may_write": guardian.can(request.user, COORDINATE, prison),
    }
    return desk_page(request, "coordinator/network/recommendations.html", prison, tab="network", **context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recommendation(request: HttpRequest, *, code: str, key: UUID | None = None) -> HttpResponse:
    """Write a recommendation down, or how far it is."""
    prison = prison_coordinated_by(request.user, code)
    mine = Recommendation.objects.visible_to(request.user).filter(prison=prison)
    shown = get_object_or_404(mine, pk=key) if key else None
    initial = {name: getattr(shown, name) for name in _RECOMMENDATION} if shown else {}
    form = RecommendationForm(request.POST or None, initial=initial, shown=shown)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            save_recommendation(prison=prison, by=request.user, recommendation=shown, **form.cleaned_data)
            messages.success(request, "The recommendation is saved.")
            return redirect("coordinator:recommendations", code=prison.code)
    context = {"form": form, "shown": shown}
    return desk_page(request, "coordinator/network/recommendation_form.html", prison, tab="network", **context)
