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
from coordinator.forms.periods import QUARTERS, quarters_back
from coordinator.measures.equality import searches_by_group, who_applies
from coordinator.measures.publish import Figure, figures_over
from coordinator.measures.quarters import label_of, last_quarters, windows_of
from coordinator.measures.registry import Measure, Period, all_measures, measure_for
from coordinator.permissions import prison_with_evidence_for
from coordinator.sheets import Table, download
from coordinator.views.base import desk_page
from core import audit
from directory.models import Prison


def _quarters(request: HttpRequest) -> list[Period]:
    return last_quarters(quarters_back(request.GET.get("period", "")), timezone.localdate())


def _chosen(request: HttpRequest) -> Measure:
    return measure_for(request.GET.get("measure", "")) or all_measures()[0]


def _figures(prison: Prison, quarters: list[Period]) -> list[dict[str, Any]]:
    return [
        _figure(each, figures_over(each, windows_of(each, quarters), [prison.code])[0])
        | {"code": each.code, "label": each.label}
        for each in all_measures()
    ]


def _over_time(measure: Measure, prisons: list[str], place: int) -> list[tuple[str, Figure]]:
    """Return the last quarters one by one, of the prison at this place or, at the last, of all together."""
    quarters = last_quarters(_SHOWN, timezone.localdate())
    return [(label_of(quarter), figures_over(measure, [quarter], prisons)[place]) for quarter in quarters]


#: How many quarters a series shows.
_SHOWN = 4


def _figure(measure: Measure, figure: Figure) -> dict[str, Any]:
    """Return a value with its open definition, as files and screens give it."""
    return {
        "value": figure.value,
        "hidden": figure.is_hidden,
        "shown": figure.words,
        "unit": measure.unit,
        "definition": measure.definition,
        "counted": measure.how,
    }


@never_cache
@require_safe
def measures(request: HttpRequest, *, code: str) -> HttpResponse:
    """Show every measure of a prison, one of them by quarter, and the equality table."""
    prison, quarters, chosen = prison_with_evidence_for(request.user, code), _quarters(request), _chosen(request)
    series = _over_time(chosen, [prison.code], 0)
    context = {
        "figures": _figures(prison, quarters),
        "chosen": chosen,
        "chart": _chart("quarters", f"{chosen.label} by quarter", series, chosen),
        "series": [(label, figure.words) for label, figure in series],
        **_shared(request, [prison.code], quarters),
    }
    return desk_page(request, "coordinator/evidence/measures.html", prison, tab="measures", **context)


def _chart(key: str, title: str, rows: list[tuple[str, Figure]], measure: Measure) -> Chart:
    """Draw the values that may be shown: in their order where they are quarters."""
    pairs = [(label, round(figure.value)) for label, figure in rows if figure.value is not None]
    return bar_chart(key, title, pairs, unit=measure.unit, in_order=key == "quarters")


def _shared(request: HttpRequest, prisons: list[str], quarters: list[Period]) -> dict[str, Any]:
    """Return what the page of one prison and that of all have both."""
    return {
        "first": quarters[0].first,
        "last": quarters[-1].last,
        "periods": QUARTERS,
        "equality": searches_by_group(prisons, quarters),
        "is_of_several": len(prisons) > 1,
        "monitoring": who_applies(prisons),
        "monitoring_headers": ("Answer", "People"),
        "series_headers": ("Quarter", "Value"),
        "query": request.GET.urlencode(),
    }


@never_cache
@require_safe
def measures_file(request: HttpRequest, *, code: str, ending: str) -> HttpResponse:
    """Return a prison's measures with their definitions as CSV, spreadsheet or JSON: over the time, then by quarter."""
    prison = prison_with_evidence_for(request.user, code)
    quarters = _quarters(request)
    times = [quarters, *([each] for each in quarters if len(quarters) > 1)]
    figures = [figure | _days(time) for time in times for figure in _figures(prison, time)]
    rows = [tuple(figure[name] for name in _COLUMNS) for figure in figures]
    made = _file(f"measures-{prison.code.lower()}", ending, Table("Measures", _COLUMNS, rows), figures)
    audit.record("measures.exported", by=request.user, scope=prison, ending=ending)
    return made


_COLUMNS = ("code", "label", "value", "hidden", "unit", "definition", "counted", "shown", "from", "to")


def _days(quarters: list[Period]) -> dict[str, str]:
    """Return from when to when these quarters go, as files give it."""
    return {"from": str(quarters[0].first), "to": str(quarters[-1].last)}


def _file(name: str, ending: str, table: Table, figures: list[dict[str, Any]]) -> HttpResponse:
    if ending == "json":
        return JsonResponse({"measures": figures})
    if ending not in ("csv", "xlsx"):
        raise Http404
    return download([table], name=name, ending=ending)


def _check_totals(user: Any) -> None:
    if not guardian.nationally_allowed(user, SEE_TOTALS):
        raise Http404


def _across(request: HttpRequest) -> tuple[Measure, list[Period], list[tuple[str, str, Figure]]]:
    """Return the chosen measure over the open prisons as (code, name, figure), the last that of all together."""
    chosen, quarters = _chosen(request), _quarters(request)
    prisons = list(Prison.objects.opened().order_by("name"))
    figures = figures_over(chosen, windows_of(chosen, quarters), [prison.code for prison in prisons])
    rows = [(prison.code, prison.name, figure) for prison, figure in zip(prisons, figures, strict=False)]
    rows.sort(key=lambda row: (row[2].value is None, -(row[2].value or 0)))
    return chosen, quarters, [*rows, ("", "All open prisons", figures[-1])]


@never_cache
@require_safe
def national(request: HttpRequest) -> HttpResponse:
    """Show one measure across prisons and over time, and who is missing out: totals only, no single case."""
    _check_totals(request.user)
    chosen, quarters, rows = _across(request)
    codes = [code for code, _name, _figure in rows if code]
    series = _over_time(chosen, codes, -1)
    context = {
        "chosen": chosen,
        "measures": all_measures(),
        "headers": ("Prison", "Value"),
        "rows": [(name, figure.words) for _code, name, figure in rows] if codes else [],
        "chart": _chart("prisons", f"{chosen.label} by prison", [row[1:] for row in rows[:-1]], chosen),
        "series_chart": _chart("quarters", f"{chosen.label} by quarter, all open prisons", series, chosen),
        "series": [(label, figure.words) for label, figure in series],
        **_shared(request, codes, quarters),
    }
    return render(request, "coordinator/evidence/national.html", context)


@never_cache
@require_safe
def national_file(request: HttpRequest, *, ending: str) -> HttpResponse:
    """Return one measure across prisons with its definition as CSV, spreadsheet or JSON."""
    _check_totals(request.user)
    chosen, quarters, rows = _across(request)
    figures = [
        {"prison": code, "name": name, "measure": chosen.code, **_figure(chosen, figure), **_days(quarters)}
        for code, name, figure in rows
    ]
    table = Table(chosen.label, tuple(figures[0]), [tuple(figure.values()) for figure in figures])
    made = _file(f"measure-{chosen.code}", ending, table, figures)
    audit.record("measures.exported-nationally", by=request.user, measure=chosen.code, ending=ending)
    return made
