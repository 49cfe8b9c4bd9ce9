"""What prisons ask of an organisation, for the people of that organisation."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import guardian
from accounts.roles import PROPOSE_CHANGES
from coordinator.models import Engagement


@never_cache
@require_safe
def checklists(request: HttpRequest) -> HttpResponse:
    """Show an organisation its checklist in each prison: what is in place, what is due and who sees to it.

    The notes beside the items are the prison's own and are not shown.
    """
    if not guardian.may_somewhere(request.user, PROPOSE_CHANGES):
        raise Http404
    today = timezone.localdate()
    mine = Engagement.objects.worked_for_by(request.user).current().select_related("prison", "organisation")
    rows = [
        (each, [(item, item.is_in_place(today)) for item in each.items.all()])
        for each in mine.prefetch_related("items__requirement")
    ]
    return render(request, "coordinator/organisations/own.html", {"rows": rows, "today": today})
