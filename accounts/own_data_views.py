"""What a user may know about their own data: who looked at it, and a copy of all of it."""

from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.audit_events import role_label
from accounts.subjects import USER
from core import audit
from core.audit_sentences import read_out
from core.models import AuditEvent
from core.subject_access import copy_of, own_ways, records_of
from core.subject_access.files import as_html

PER_PAGE = 25


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_data(request: HttpRequest) -> HttpResponse:
    """Show who looked at or changed the user's own record; a press of the button gives a copy of all that is held."""
    if request.method == "POST":
        return _copy(request)
    page = Paginator(_by_others(request.user), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(row.at, read_out(row), role_label(row.actor_label)) for row in page]
    return render(request, "accounts/own_data.html", {"page": page, "rows": rows})


def _by_others(user: Any) -> QuerySet[AuditEvent]:
    """Return what others did with, or saw of, the user's own rows, lists and files too, newest first.

    Who it was is told as a role, not a name: of a command and of a signed link as what it is.
    """
    seen = AuditEvent.objects.that_saw(records_of(user)).exclude(actor_id=str(user.pk))
    return seen.exclude(actor_id="", actor_label__in=own_ways()).order_by("-sequence")


def _copy(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    with transaction.atomic():
        copy = copy_of(USER, user)
        audit.record("subject.exported", by=user, about=user, kind=USER.code, count=copy.row_count)
    answer = HttpResponse(as_html(copy), content_type="text/html; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="your-data.html"'
    return answer
