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
from directory.models import Organisation
from referrals.due import due_tag, status_tag
from referrals.filters import DEFAULT_SORT, SORTS, TABS, InboxFilter, in_tab, tab_of
from referrals.looks import note_listed
from referrals.models import InboxPreference, Referral

PER_PAGE = 25


@never_cache
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show one tab of the referrals of the user's organisations; what was looked at is recorded."""
    theirs = list(guardian.allowed(request.user, ANSWER_REFERRALS, Organisation.objects.all()).order_by("pk"))
    if not theirs:
        raise Http404
    chosen = _choice(request.GET, request.user)
    received = Referral.objects.received_by(request.user)
    narrowed = InboxFilter(request.GET, queryset=received, organisations=theirs)
    rows = narrowed.qs.filter(assigned_to=request.user) if chosen.only_mine else narrowed.qs
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else next(iter(TABS))
    counts = _counts(rows)
    # Keys first, so that only the rows of one page are read and joined, however many stand in the tab.
    keys = rows.filter(in_tab(tab)).order_by(*SORTS[chosen.sort][1]).values_list("pk", flat=True)
    page = _Counted(keys, PER_PAGE, count=counts[tab]).get_page(request.GET.get("page"))
    shown = _rows(page)
    context = {
        "rows": shown,
        "page": page,
        "tabs": _tabs(request, counts, tab),
        "tab": tab,
        "tab_label": TABS[tab][0],
        "filter": narrowed,
        "is_narrowed": any(request.GET.get(name) for name in narrowed.filters),
        "sorts": [{"code": code, "label": label} for code, (label, _) in SORTS.items()],
        "preference": chosen,
    }
    note_listed("referral.listed", [row["referral"] for row in shown], by=request.user)
    return render(request, "referrals/inbox.html", context)


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


class _Counted(Paginator):
    """Pages of a list that was counted already."""

    def __init__(self, rows: Any, per_page: int, *, count: int) -> None:
        super().__init__(rows, per_page)
        self.__dict__["count"] = count


def _counts(rows: Any) -> dict[str, int]:
    """Return how many stand in each tab, counted in one query that an index answers."""
    found = rows.order_by().values_list("status", "previous_status").annotate(number=Count("pk"))
    counts = dict.fromkeys(TABS, 0)
    for status, before, number in found:
        if code := tab_of(status, before):
            counts[code] += number
    return counts


def _rows(page: Any) -> list[dict[str, Any]]:
    """Return the referrals of one page with the tags that say where each stands and how long there is."""
    joined = Referral.objects.select_related("person", "service", "prison", "organisation", "assigned_to")
    found, today = joined.in_bulk(list(page)), timezone.localdate()
    return [
        {"referral": found[key], "due": due_tag(found[key], today), "status": status_tag(found[key])}
        for key in page
        if key in found
    ]


def _tabs(request: HttpRequest, counts: dict[str, int], current: str) -> list[dict[str, Any]]:
    """Return the tabs with how many stand in each."""
    query = request.GET.copy()
    query.pop("page", None)
    tabs = []
    for code, (label, _) in TABS.items():
        query["tab"] = code
        tabs.append({"label": f"{label} ({counts[code]})", "url": f"?{query.urlencode()}", "current": code == current})
    return tabs
