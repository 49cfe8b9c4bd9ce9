"""What a user may know about their own data: who looked at it, and a copy of all of it."""

from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.audit_events import role_label
from accounts.subjects import USER
from core import audit
from core.audit_sentences import read_out
from core.subject_access import by_others, copy_of, records_of
from core.subject_access.files import as_html

PER_PAGE = 25


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_data(request: HttpRequest) -> HttpResponse:
    """Show who looked at or changed the user's own record; a press of the button gives a copy of all that is held.

    Who it was is told as a role, not a name: of a command and of a signed link as what it is.
    """
    if request.method == "POST":
        return _copy(request)
    seen = by_others(records_of(request.user), than=request.user).order_by("-sequence")
    page = Paginator(seen, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(row.at, read_out(row), role_label(row.actor_label)) for row in page]
    return render(request, "accounts/own_data.html", {"page": page, "rows": rows})


def _copy(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    with transaction.atomic():
        copy = copy_of(USER, user)
        audit.record("subject.exported", by=user, about=user, kind=USER.code, count=copy.row_count)
    answer = HttpResponse(as_html(copy), content_type="text/html; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="your-data.html"'
    return answer
