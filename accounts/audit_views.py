"""The record of what was done in a prison or an organisation, for those who answer for it."""

import csv
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import guardian
from accounts.audit_events import role_label
from accounts.audit_filters import AuditFilter, readable_scopes
from accounts.models import RoleAssignment, User
from accounts.roles import SEE_AUDIT, ScopeKind
from accounts.scopes import find_scope
from core import audit
from core.audit_sentences import read_out
from core.cells import neutralise
from core.models import AuditEvent

PER_PAGE = 50
#: More rows than this do not go into one file: a narrower filter does.
MOST_ROWS = 20_000
COLUMNS = ("When", "What happened", "Who", "Role", "Event")


def _scope(request: HttpRequest, kind: str, key: str) -> Any:
    """Return the prison or organisation whose trail the user reads. Raises Http404 for any other."""
    try:
        scope = find_scope(kind, key)
    except ValidationError:  # a key that is none
        scope = None
    if scope is None or not guardian.can(request.user, SEE_AUDIT, scope):
        raise Http404
    return scope


def _filtered(request: HttpRequest, scope: Any) -> AuditFilter:
    return AuditFilter(request.GET or None, rows=AuditEvent.objects.in_scope(scope).order_by("-sequence"))


@never_cache
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Let a reader of several trails choose one; lead the reader of one straight to it."""
    scopes = readable_scopes(request.user)
    if not scopes:
        raise Http404
    if len(scopes) == 1:
        return redirect("accounts:audit", kind=scopes[0].scope_kind, key=scopes[0].scope_key)
    page = Paginator(scopes, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/audit_choose.html", {"page": page})


@never_cache
@require_safe
def trail(request: HttpRequest, *, kind: str, key: str) -> HttpResponse:
    """Show what was done in the scope, newest first; reading it is written down too."""
    scope = _scope(request, kind, key)
    chosen = _filtered(request, scope)
    page = Paginator(chosen.qs, PER_PAGE).get_page(request.GET.get("page"))
    rows, named = _rows(list(page), scope)
    audit.record("audit.read", by=request.user, about=scope, scope=scope, shown=named, page=page.number)
    context = {
        "scope": scope,
        "filter": chosen,
        "page": page,
        "rows": rows,
        "query": request.GET.urlencode(),
        "most": MOST_ROWS,
        "is_filtered": bool(request.GET),
    }
    return render(request, "accounts/audit.html", context)


@never_cache
@require_safe
def trail_csv(request: HttpRequest, *, kind: str, key: str) -> HttpResponse:
    """Give the rows of the filter as a CSV file."""
    scope = _scope(request, kind, key)
    found = list(_filtered(request, scope).qs[:MOST_ROWS])
    rows, named = _rows(found, scope)
    audit.record("audit.exported", by=request.user, about=scope, scope=scope, shown=named, count=len(found))
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="audit-{timezone.localdate():%Y-%m-%d}.csv"'
    answer.write("\ufeff")  # so that Excel reads UTF-8
    writer = csv.writer(answer)
    writer.writerow(COLUMNS)
    for row in rows:
        when = timezone.localtime(row["at"]).strftime("%Y-%m-%d %H:%M:%S")
        writer.writerow([when, *(neutralise(row[name]) for name in ("words", "who", "role", "event"))])
    return answer


def _rows(events: list[AuditEvent], scope: Any) -> tuple[list[dict[str, Any]], list[User]]:
    """Return what is shown of each row, and whom they name: the trail itself has no names, so they are looked up."""
    named = list(_named(scope).filter(pk__in={event.actor_id for event in events if event.actor_id}).only("name"))
    names = {str(person.pk): person.name for person in named}
    rows = [
        {
            "at": event.at,
            "words": read_out(event),
            "who": names.get(event.actor_id, ""),
            "role": role_label(event.actor_label) or ("" if event.actor_id else _("the service itself")),
            "event": event.event,
        }
        for event in events
    ]
    return rows, named


def _named(scope: Any) -> Any:
    """Return whom the trail of a scope may name. Organisations read of prison staff as what they acted, not who."""
    if scope.scope_kind != ScopeKind.ORGANISATION:
        return User.objects.all()
    own = RoleAssignment.objects.held_in(scope) | RoleAssignment.objects.held_in(None)
    return User.objects.filter(Q(pk__in=own.values("user")) | Q(is_superuser=True))
