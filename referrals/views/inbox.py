"""An organisation's inbox: what waits for an answer, what is being worked on, what has ended."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import guardian
from accounts.roles import ANSWER_REFERRALS
from core import audit
from directory.models import Organisation
from referrals.due import due_tag, status_tag
from referrals.filters import DEFAULT_SORT, SORTS, TABS, InboxFilter
from referrals.models import InboxPreference, Referral

PER_PAGE = 25


@never_cache
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show one tab of the referrals of the user's organisations; what was looked at is recorded."""
    if not guardian.allowed(request.user, ANSWER_REFERRALS, Organisation.objects.all()).exists():
        raise Http404
    chosen = _choice(request.GET, request.user)
    received = Referral.objects.received_by(request.user)
    narrowed = InboxFilter(request.GET, queryset=received)
    rows = narrowed.qs.filter(assigned_to=request.user) if chosen.only_mine else narrowed.qs
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else next(iter(TABS))
    shown = rows.filter(TABS[tab][1]).order_by(*SORTS[chosen.sort][1])
    shown = shown.select_related("person", "service", "prison", "organisation", "assigned_to")
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    context = {
        "rows": [{"referral": each, "due": due_tag(each, today), "status": status_tag(each)} for each in page],
        "page": page,
        "tabs": _tabs(request, rows, tab),
        "tab": tab,
        "tab_label": TABS[tab][0],
        "filter": narrowed,
        "is_narrowed": any(request.GET.get(name) for name in narrowed.filters),
        "sorts": [{"code": code, "label": label} for code, (label, _) in SORTS.items()],
        "preference": chosen,
    }
    seen = [str(each.pk) for each in page]
    if seen:
        audit.record("referral.listed", by=request.user, places=_owners(page), count=len(seen), referrals=seen)
    return render(request, "referrals/inbox.html", context)


def _owners(page: Any) -> list[Any]:
    """Return the organisations and prisons whose referrals a page of the list shows."""
    return [*(each.organisation for each in page), *(each.prison for each in page)]


def _choice(query: QueryDict, user: Any) -> InboxPreference:
    """Return how the reader sorts and whether they see only their own, remembered when they choose anew."""
    kept = InboxPreference.objects.filter(user=user).first()
    chosen = kept or InboxPreference(user=user, sort=DEFAULT_SORT)
    sort, whose = query.get("sort", chosen.sort), query.get("whose", "")
    mine = whose == "mine" if whose in ("mine", "all") else chosen.only_mine
    sort = sort if sort in SORTS else DEFAULT_SORT
    if (sort, mine) != (chosen.sort, chosen.only_mine):
        chosen, _ = InboxPreference.objects.update_or_create(user=user, defaults={"sort": sort, "only_mine": mine})
    elif chosen.sort not in SORTS:
        chosen.sort = DEFAULT_SORT
    return chosen


def _tabs(request: HttpRequest, rows: Any, current: str) -> list[dict[str, Any]]:
    """Return the tabs with how many stand in each, counted in one query."""
    counts = rows.aggregate(**{code.replace("-", "_"): Count("pk", filter=which) for code, (_, which) in TABS.items()})
    query = request.GET.copy()
    query.pop("page", None)
    tabs = []
    for code, (label, _) in TABS.items():
        query["tab"] = code
        count = counts[code.replace("-", "_")]
        tabs.append({"label": f"{label} ({count})", "url": f"?{query.urlencode()}", "current": code == current})
    return tabs
