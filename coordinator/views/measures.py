"""Measures of one prison over time, with open definitions, and one measure across prisons."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import guardian
from accounts.roles import SEE_TOTALS
from coordinator.charts import Chart, bar_chart
from coordinator.forms.periods import PERIODS, days_back
from coordinator.measures.equality import searches_by_group, who_applies
from coordinator.measures.publish import Figure, publish, publish_months, publish_one
from coordinator.measures.registry import Measure, Period, Tally, all_measures, measure_for
from coordinator.permissions import prison_with_evidence_for
from coordinator.sheets import Table, download
from coordinator.views.base import desk_page
from directory.models import Prison


def _period(request: HttpRequest) -> Period:
    return Period(*days_back(request.GET.get("period", ""), timezone.localdate()))


def _chosen(request: HttpRequest) -> Measure:
    return measure_for(request.GET.get("measure", "")) or all_measures()[0]


def _figures(prison: Prison, period: Period) -> list[dict[str, Any]]:
    return [
        _figure(each, publish_one(each, each.tally(prison.code, period))) | {"code": each.code, "label": each.label}
        for each in all_measures()
    ]


def _figure(measure: Measure, figure: Figure) -> dict[str, Any]:
    """Return a value with its open definition, as files and screens give it."""
    return {
        "value": figure.value,
        "hidden": figure.is_hidden,
        "shown": figure.words,
        "unit": measure.unit,
        "definition": measure.definition,
        "counted": measure.counted,
    }


@never_cache
@require_safe
def measures(request: HttpRequest, *, code: str) -> HttpResponse:
    """Show every measure of a prison, one of them by month, and the equality table."""
    prison, period, chosen = prison_with_evidence_for(request.user, code), _period(request), _chosen(request)
    months = [(f"{month.first:%b %Y}", figure) for month, figure in publish_months(chosen, prison.code, period)]
    context = {
        "figures": _figures(prison, period),
        "chosen": chosen,
        "period": period,
        "periods": PERIODS,
        "chart": _chart("months", f"{chosen.label} by month", months, chosen),
        "months": [(label, figure.words) for label, figure in months],
        **_equality([prison.code], period),
        "query": request.GET.urlencode(),
    }
    return desk_page(request, "coordinator/evidence/measures.html", prison, tab="measures", **context)


def _chart(key: str, title: str, rows: list[tuple[str, Figure]], measure: Measure) -> Chart:
    """Draw the values that may be shown: in their order where they are months."""
    pairs = [(label, round(figure.value)) for label, figure in rows if figure.value is not None]
    return bar_chart(key, title, pairs, unit=measure.unit, in_order=key == "months")


def _equality(prisons: list[str], period: Period) -> dict[str, Any]:
    return {
        "equality": searches_by_group(prisons, period),
        "monitoring": who_applies(prisons),
        "monitoring_headers": ("Answer", "People"),
        "month_headers": ("Month", "Value"),
    }


@never_cache
@require_safe
def measures_file(request: HttpRequest, *, code: str, ending: str) -> HttpResponse:
    """Return a prison's measures with their definitions as CSV, spreadsheet or JSON."""
    prison = prison_with_evidence_for(request.user, code)
    figures = _figures(prison, _period(request))
    rows = [tuple(figure[name] for name in _COLUMNS) for figure in figures]
    return _file(f"measures-{prison.code.lower()}", ending, Table("Measures", _COLUMNS, rows), figures)


_COLUMNS = ("code", "label", "value", "hidden", "unit", "definition", "counted")


def _file(name: str, ending: str, table: Table, figures: list[dict[str, Any]]) -> HttpResponse:
    if ending == "json":
        return JsonResponse({"measures": figures})
    if ending not in ("csv", "xlsx"):
        raise Http404
    return download([table], name=name, ending=ending)


def _check_totals(user: Any) -> None:
    if not guardian.nationally_allowed(user, SEE_TOTALS):
        raise Http404


def _across(request: HttpRequest) -> tuple[Measure, Period, list[tuple[str, str, Figure]]]:
    """Return the chosen measure over the open prisons as (code, name, figure), the last that of all together."""
    chosen, period = _chosen(request), _period(request)
    prisons = list(Prison.objects.opened().order_by("name"))
    counted = chosen.count([prison.code for prison in prisons], period)
    figures = publish(chosen, [counted.get(prison.code, Tally()) for prison in prisons])
    rows = [(prison.code, prison.name, figure) for prison, figure in zip(prisons, figures, strict=False)]
    rows.sort(key=lambda row: (row[2].value is None, -(row[2].value or 0)))
    return chosen, period, [*rows, ("", "All open prisons", figures[-1])]


@never_cache
@require_safe
def national(request: HttpRequest) -> HttpResponse:
    """Show one measure across prisons and over time, and who is missing out: totals only, no single case."""
    _check_totals(request.user)
    chosen, period, rows = _across(request)
    codes = [code for code, _name, _figure in rows if code]
    whole = [sum(chosen.count(codes, month).values(), Tally()) for month in period.months()]
    months = list(zip([f"{month.first:%b %Y}" for month in period.months()], publish(chosen, whole), strict=False))
    context = {
        "chosen": chosen,
        "period": period,
        "periods": PERIODS,
        "measures": all_measures(),
        "headers": ("Prison", "Value"),
        "rows": [(name, figure.words) for _code, name, figure in rows] if codes else [],
        "chart": _chart("prisons", f"{chosen.label} by prison", [row[1:] for row in rows[:-1]], chosen),
        "month_chart": _chart("months", f"{chosen.label} by month, all open prisons", months, chosen),
        "months": [(label, figure.words) for label, figure in months],
        **_equality(codes, period),
        "query": request.GET.urlencode(),
    }
    return render(request, "coordinator/evidence/national.html", context)


@never_cache
@require_safe
def national_file(request: HttpRequest, *, ending: str) -> HttpResponse:
    """Return one measure across prisons with its definition as CSV, spreadsheet or JSON."""
    _check_totals(request.user)
    chosen, period, rows = _across(request)
    days = {"from": str(period.first), "to": str(period.last)}
    figures = [
        {"prison": code, "name": name, "measure": chosen.code, **_figure(chosen, figure), **days}
        for code, name, figure in rows
    ]
    table = Table(chosen.label, tuple(figures[0]), [tuple(figure.values()) for figure in figures])
    return _file(f"measure-{chosen.code}", ending, table, figures)
