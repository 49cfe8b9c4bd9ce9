"""People who leave a prison: what has to come back from each."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import audit
from volunteers.actions.exits import tick, untick
from volunteers.models import Exit, LeaverItem
from volunteers.policies import NotPossible
from volunteers.views.common import prison_or_404

MOST_DONE = 20


@never_cache
@require_safe
def of_prison(request: HttpRequest, code: str) -> HttpResponse:
    """Show who leaves or has left with something still open, and who was done last."""
    prison = prison_or_404(request, code)
    items = list(LeaverItem.objects.filter(is_active=True))
    exits = Exit.objects.filter(prison=prison, entrant__merged_into=None).select_related("entrant")
    rows = [_row(left, items) for left in exits.open().prefetch_related("ticks")]
    done = list(exits.exclude(closed_on=None).order_by("-closed_on", "pk")[:MOST_DONE])
    shown = [left.entrant for left in (*(row["left"] for row in rows), *done)]
    audit.record("exits.listed", by=request.user, scope=prison, shown=shown)
    context = {
        "prison": prison,
        "rows": rows,
        "done": done,
        "section": "leaving",
    }
    return render(request, "volunteers/leaving/list.html", context)


def _row(left: Exit, items: list[LeaverItem]) -> dict[str, Any]:
    ticked = {each.item_id for each in left.ticks.all()}
    return {"left": left, "waiting": [item for item in items if item.pk not in ticked]}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def checklist(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what has to come back from somebody, and tick it."""
    found = get_object_or_404(Exit.objects.visible_to(request.user).select_related("entrant", "prison"), pk=pk)
    if request.method == "POST":
        return _tick(request, found)
    audit.record("exit.viewed", by=request.user, about=found.entrant, scope=found.prison)
    ticks = {each.item_id: each for each in found.ticks.select_related("by", "item")}
    items = [item for item in LeaverItem.objects.all() if item.is_active or item.pk in ticks]
    rows = [{"item": item, "tick": ticks.get(item.pk)} for item in items]
    return render(request, "volunteers/leaving/checklist.html", {"left": found, "rows": rows})


def _tick(request: HttpRequest, found: Exit) -> HttpResponse:
    """Do what the button that was pressed says."""
    key, said = request.POST.get("item", ""), request.POST.get("do", "")
    item = get_object_or_404(LeaverItem, slug=key)
    try:
        if said == "undo":
            untick(left=found, item=item, by=request.user)
        else:
            closed = tick(left=found, item=item, applies=said != "none", by=request.user).closed_on
            if closed:
                messages.success(request, "Everything has come back. They are thanked.")
    except (NotPossible, PermissionDenied) as problem:
        messages.error(request, str(problem))
    return redirect("volunteers:checklist", pk=found.pk)
