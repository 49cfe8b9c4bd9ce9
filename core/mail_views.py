"""Mail that could not be delivered, for administrators."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.models import OutboxMessage
from core.models.mail import OutboxMessageQuerySet
from core.notifications import kind_for
from core.outbox.actions import retry_messages
from core.people import is_administrator

PER_PAGE = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def undelivered(request: HttpRequest) -> HttpResponse:
    """Show the dead letters, by kind, domain and error, and send one or all of them again."""
    if not is_administrator(request.user):
        raise Http404
    dead = OutboxMessage.objects.undelivered()
    if request.method == "POST":
        count = retry_messages(ids=_chosen(request, dead), by=request.user)
        messages.success(
            request,
            ngettext("%(count)d message is on its way again.", "%(count)d messages are on their way again.", count)
            % {"count": count},
        )
        return redirect("core:undelivered_mail")
    page = Paginator(dead.order_by("-updated_at"), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(message, _label(message.kind), message.to.rpartition("@")[2]) for message in page]
    return render(request, "core/undelivered_mail.html", {"page": page, "rows": rows})


def _chosen(request: HttpRequest, dead: OutboxMessageQuerySet) -> list[UUID]:
    """Return the ids to retry: the one whose button was pressed, or all."""
    one = request.POST.get("message", "")
    if not one:
        return list(dead.values_list("pk", flat=True))
    try:
        return [UUID(one)]
    except ValueError:
        raise Http404 from None


def _label(code: str) -> str:
    kind = kind_for(code)
    return kind.label if kind else code
