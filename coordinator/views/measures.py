"""Measures of one prison over time, with open definitions, and one measure across prisons."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import guardian
from accounts.roles import SEE_TOTALS
from coordinator.charts import bar_chart
from coordinator.forms.periods import PERIODS, days_back
from coordinator.measures.equality import searches_by_group
from coordinator.measures.registry import Measure, Period, all_measures, measure_for
from coordinator.permissions import prison_with_evidence_for
from coordinator.sheets import Table, download
from coordinator.views.base import desk_page
from directory.models import Prison


def _period(request: HttpRequest) -> Period:
    return Period(*days_back(request.GET.get("period", ""), timezone.localdate()))


def _chosen(request: HttpRequest) -> Measure:
    return measure_for(request.GET.get("measure", "")) or all_measures()[0]


def _figures(prison: Prison, period: Period) -> list[dict[str, Any]]:
    counted = ((each, each.count(prison, period)) for each in all_measures())
    return [
        {
            "code": each.code,
            "label": each.label,
            "value": value,
            "unit": each.unit,
            "shown": each.show(value),
            "definition": each.definition,
            "counted": each.counted,
        }
        for each, value in counted
    ]


@never_cache
@require_safe
def measures(request: HttpRequest, *, code: str) -> HttpResponse:
    """Show every measure of a prison, one of them by month, and the equality table."""
    prison, period, chosen = prison_with_evidence_for(request.user, code), _period(request), _chosen(request)
    months = [(f"{month.first:%b %Y}", chosen.count(prison, month)) for month in period.months()]
    pairs = [(label, round(value or 0)) for label, value in months]
    context = {
        "figures": _figures(prison, period),
        "chosen": chosen,
        "period": period,
        "periods": PERIODS,
        "chart": bar_chart("months", f"{chosen.label} by month", pairs, unit=chosen.unit),
        "month_headers": ("Month", "Value"),
        "months": [(label, chosen.show(value)) for label, value in months],
        "equality": searches_by_group(prison, period),
    }
    return desk_page(request, "coordinator/evidence/measures.html", prison, tab="measures", **context)


@never_cache
@require_safe
def measures_file(request: HttpRequest, *, code: str, ending: str) -> HttpResponse:
    """Return a prison's measures with their definitions as CSV, spreadsheet or JSON."""
    prison = prison_with_evidence_for(request.user, code)
    figures = _figures(prison, _period(request))
    rows = [tuple(figure[name] for name in _COLUMNS) for figure in figures]
    return _file(f"measures-{prison.code.lower()}", ending, Table("Measures", _COLUMNS, rows), figures)


_COLUMNS = ("code", "label", "value", "unit", "definition", "counted")


def _file(name: str, ending: str, table: Table, figures: list[dict[str, Any]]) -> HttpResponse:
    if ending == "json":
        return JsonResponse({"measures": figures})
    if ending not in ("csv", "xlsx"):
        raise Http404
    return download([table], name=name, ending=ending)


def _check_totals(user: Any) -> None:
    if not guardian.nationally_allowed(user, SEE_TOTALS):
        raise Http404


def _across(request: HttpRequest) -> tuple[Measure, Period, list[dict[str, Any]]]:
    chosen, period = _chosen(request), _period(request)
    rows: list[dict[str, Any]] = [
        {"prison": prison.code, "name": prison.name, "value": chosen.count(prison, period)}
        for prison in Prison.objects.opened()
    ]
    rows.sort(key=lambda row: (row["value"] is None, -(row["value"] or 0), row["name"]))
    return chosen, period, rows


@never_cache
@require_safe
def national(request: HttpRequest) -> HttpResponse:
    """Show one measure across prisons: totals only, no person and no single case."""
    _check_totals(request.user)
    chosen, period, rows = _across(request)
    pairs = [(row["name"], round(row["value"] or 0)) for row in rows]
    context = {
        "chosen": chosen,
        "period": period,
        "periods": PERIODS,
        "measures": all_measures(),
        "headers": ("Prison", "Value"),
        "rows": [(row["name"], chosen.show(row["value"])) for row in rows],
        "chart": bar_chart("prisons", f"{chosen.label} by prison", pairs, unit=chosen.unit),
        "query": request.GET.urlencode(),
    }
    return render(request, "coordinator/evidence/national.html", context)


@never_cache
@require_safe
def national_file(request: HttpRequest, *, ending: str) -> HttpResponse:
    """Return one measure across prisons with its definition as CSV, spreadsheet or JSON."""
    _check_totals(request.user)
    chosen, period, rows = _across(request)
    about = {"measure": chosen.code, "definition": chosen.definition, "counted": chosen.counted, "unit": chosen.unit}
    figures = [{**row, **about, "from": str(period.first), "to": str(period.last)} for row in rows]
    headers = tuple(figures[0]) if figures else ("prison",)
    table = Table(chosen.label, headers, [tuple(figure.values()) for figure in figures])
    return _file(f"measure-{chosen.code}", ending, table, figures)
