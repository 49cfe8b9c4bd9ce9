"""What is offered beside what is asked for: the matrix, the gaps, and who could fill them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from coordinator.charts import bar_chart
from coordinator.forms.mapping import CoverageForm
from coordinator.forms.periods import days_back
from coordinator.mapping.coverage import Across, Coverage, Line, coverage_of, duplicates_in
from coordinator.mapping.demand import Asked, demand_in
from coordinator.mapping.fillers import who_could_fill
from coordinator.mapping.tables import bid_table, coverage_table, demand_table, full_table
from coordinator.measures.quarters import last_quarters
from coordinator.permissions import prison_with_evidence_for
from coordinator.sheets import Table, download
from coordinator.views.base import desk_page
from core import audit
from core.models import PrivacySettings
from directory.models import Need, Prison


def _read(request: HttpRequest, prison: Prison) -> tuple[CoverageForm, dict[str, Any], Coverage]:
    form = CoverageForm(request.GET or None)
    chosen: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    mode = chosen.get("mode")
    coverage = coverage_of(
        prison,
        group=chosen.get("group"),
        availability=chosen.get("availability", ""),
        mode=mode.slug if mode else "",
        across=Across(chosen.get("across") or Across.MODE),
    )
    return form, chosen, coverage


def _gaps(prison: Prison, chosen: dict[str, Any], coverage: Coverage) -> list[Line]:
    """Return the needs for which nobody takes people, whichever availability the matrix is about."""
    if not chosen.get("availability"):
        return coverage.gaps
    mode = chosen.get("mode")
    return coverage_of(prison, group=chosen.get("group"), mode=mode.slug if mode else "").gaps


@never_cache
@require_safe
def gaps(request: HttpRequest, *, code: str) -> HttpResponse:
    """Show the gaps, supply beside demand, the whole matrix and what may be listed twice."""
    prison = prison_with_evidence_for(request.user, code)
    form, chosen, coverage = _read(request, prison)
    first, last = days_back(chosen.get("period", ""), timezone.localdate())
    demand = demand_in(prison, first, last)
    missing = sorted(
        _gaps(prison, chosen, coverage), key=lambda line: (-demand.get(line.need.pk, Asked()).unmet, line.need.label)
    )
    unmet = [(line.need.label, demand.get(line.need.pk, Asked()).unmet) for line in coverage.lines]
    supply = [(line.need.label, line.taking) for line in coverage.lines]
    context = {
        "form": form,
        "missing": [(line, demand.get(line.need.pk, Asked())) for line in missing],
        "needs": len(coverage.lines),
        "only": _only(chosen),
        "unmet_chart": bar_chart("unmet", "Asked for and not met", unmet, unit="searches and declines"),
        "supply_chart": bar_chart("supply", "Services that take people now", supply, unit="services"),
        "demand": demand_table(coverage, demand, first, last),
        "coverage": coverage_table(coverage),
        "duplicates": duplicates_in(prison),
        "query": request.GET.urlencode(),
    }
    return desk_page(request, "coordinator/mapping/gaps.html", prison, tab="gaps", **context)


def _only(chosen: dict[str, Any]) -> str:
    """Say which services the gaps are about, where that is not all of them."""
    group, mode = chosen.get("group"), chosen.get("mode")
    return "; ".join(
        words for words in (f"for: {group.label}" if group else "", f"how: {mode.label}" if mode else "") if words
    )


_COUNTED = (
    ("Services", "Live listings of the prison's directory that name the need, today."),
    ("Take people now", "Of those, open, with limited places or with a waiting list."),
    ("Searched for in vain", "Searches of staff that ended without a suitable service, counted by day and need."),
    ("Found, took nobody", "Searches that found a service to which nobody could be referred just then."),
    ("Declined: no room", "Referrals declined because the service was full, paused or had nobody to send."),
)
#: How many quarters that are over a funding bid is about (docs/adr/0048-whole-quarters.md).
_QUARTERS = 4
_BETWEEN = "Between these two: in one quarter or more it was from 1 to {few}, which is never given exactly."


@never_cache
@require_safe
def gaps_file(request: HttpRequest, *, code: str, ending: str) -> HttpResponse:
    """Return the same tables as a file, for a funding bid."""
    prison = prison_with_evidence_for(request.user, code)
    if ending not in ("csv", "xlsx"):
        raise Http404
    _form, _chosen, coverage = _read(request, prison)
    few, quarters = PrivacySettings.load().small_number, last_quarters(_QUARTERS, timezone.localdate())
    asked = [demand_in(prison, quarter.first, quarter.last) for quarter in quarters]
    about = Table(
        "About",
        ("What", "How it is counted"),
        [("Prison", prison.name), *_COUNTED, ("6 to 14", _BETWEEN.format(few=few))],
    )
    audit.record("gaps.exported", by=request.user, scope=prison, ending=ending)
    demand = bid_table(coverage, asked, few, quarters[0].first, quarters[-1].last)
    tables = [demand, coverage_table(coverage), full_table(coverage), about]
    return download(tables, name=f"gaps-{prison.code.lower()}", ending=ending)


@never_cache
@require_safe
def fill(request: HttpRequest, *, code: str, slug: str) -> HttpResponse:
    """Show who could help with a need here: the national catalogue, and services elsewhere."""
    prison = prison_with_evidence_for(request.user, code)
    need = get_object_or_404(Need.objects.active().select_related("parent"), slug=slug)
    found = who_could_fill(prison, need)
    return desk_page(request, "coordinator/mapping/fill.html", prison, tab="gaps", need=need, found=found)
