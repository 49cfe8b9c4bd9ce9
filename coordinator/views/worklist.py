"""The coordinator's home page: one ranked list of everything that waits."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordinator.actions.worklist import settle_item, snooze_item, wake_item
from coordinator.desk import desk_for, find_item
from coordinator.forms.worklist import SnoozeForm
from coordinator.models import WorklistSnooze
from coordinator.permissions import coordinates_in, evidence_seen_in, prison_coordinated_by
from coordinator.views.base import desk_page
from core.refusals import refusals_in
from core.worklist import source_for
from directory.models import Prison

PER_PAGE = 50


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the worklist, or to the evidence for whoever only reads it; with several prisons let them choose."""
    coordinated = list(coordinates_in(request.user))
    read = [each for each in evidence_seen_in(request.user) if each not in coordinated]
    places = [(prison, reverse("coordinator:worklist", args=[prison.code])) for prison in coordinated]
    places += [(prison, reverse("coordinator:evidence", args=[prison.code])) for prison in read]
    if not places:
        raise Http404
    if len(places) == 1:
        return redirect(places[0][1])
    return render(request, "coordinator/worklist/choose.html", {"places": places})


@never_cache
@require_safe
def worklist(request: HttpRequest, *, code: str) -> HttpResponse:
    """Show what waits in a prison, what half an hour should do first on top; `kind` shows one sort alone."""
    prison = prison_coordinated_by(request.user, code)
    kind = source_for(request.GET.get("kind", ""))
    desk = desk_for(request.user, prison, only=kind.code if kind else "")
    page = Paginator(desk.later, PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"desk": desk, "kind": kind, "page": page, "later": list(page)}
    return desk_page(request, "coordinator/worklist/worklist.html", prison, tab="worklist", **context)


@require_POST
def settle(request: HttpRequest, *, code: str) -> HttpResponse:
    """Carry out the one-click action whose button was pressed, and come back to the list."""
    prison = prison_coordinated_by(request.user, code)
    pressed = {name: request.POST.get(name, "") for name in ("source", "key", "action")}
    try:
        messages.success(request, settle_item(prison=prison, by=request.user, **pressed))
    except ObjectDoesNotExist:
        messages.info(request, "Somebody else has dealt with that already.")
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect(_back(prison, request.POST.get("kind", "")))


def _back(prison: Prison, kind: str) -> str:
    """Return the address of the list as it was: of one kind, or whole."""
    path = reverse("coordinator:worklist", args=[prison.code])
    return f"{path}?kind={kind}" if source_for(kind) else path


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def snooze(request: HttpRequest, *, code: str, source: str, key: str) -> HttpResponse:
    """Put one thing off until a day, with a reason."""
    prison = prison_coordinated_by(request.user, code)
    found = find_item(request.user, prison, source, key)
    if found is None or not found[0].may_wait:
        raise Http404
    form = SnoozeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            reason, until = form.cleaned_data["reason"], form.day()
            snooze_item(prison=prison, source=source, key=key, until=until, reason=reason, by=request.user)
            messages.success(request, "That is put off, and comes back by itself.")
            return redirect("coordinator:worklist", code=prison.code)
    return desk_page(request, "coordinator/worklist/snooze.html", prison, tab="worklist", item=found[1], form=form)


@require_POST
def wake(request: HttpRequest, *, code: str, key: Any) -> HttpResponse:
    """Put something back on the list before its day."""
    prison = prison_coordinated_by(request.user, code)
    asleep = get_object_or_404(WorklistSnooze.objects.visible_to(request.user).filter(prison=prison), pk=key)
    wake_item(snooze=asleep, by=request.user)
    messages.success(request, "That is back on the list.")
    return redirect("coordinator:worklist", code=prison.code)
