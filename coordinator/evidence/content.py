"""Gathers everything a pack says, as plain JSON that can be frozen. Counts and posts; no person in prison."""

import hashlib
import json
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Count

from coordinator.evidence.gathered import gathered
from coordinator.measures.collaboration import previous
from coordinator.measures.registry import Measure, Period, all_measures
from coordinator.models import Appointment, EvidenceEntry, ExpectationFramework
from directory.insert.wording import day
from directory.models import Prison
from referrals.enums import DeclineReason, Source, Status
from referrals.models import Referral

Content = dict[str, Any]
Progress = Callable[[int], None]

SCHEMA = 1


def build_content(prison: Prison, framework: ExpectationFramework, period: Period, *, progress: Progress) -> Content:
    """Return what a pack says of a period; `progress` hears how many per cent are done."""
    measures = all_measures()
    figures: dict[str, Content] = {}
    for number, each in enumerate(measures, start=1):
        figures[each.code] = _figure(each, prison, period)
        progress(round(80 * number / len(measures)))
    content = {
        "schema": SCHEMA,
        "prison": prison.name,
        "framework": {"name": framework.name, "number": framework.number, "note": framework.note},
        "first": day(period.first),
        "last": day(period.last),
        "posts": _posts(prison, period),
        "indicators": _indicators(prison, framework, period),
        "figures": figures,
        "tables": _tables(prison, period),
    }
    progress(95)
    return content


def content_hash(content: Content) -> str:
    """Return the SHA-256 of the content, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _figure(each: Measure, prison: Prison, period: Period) -> Content:
    value, before = each.count(prison, period), each.count(prison, previous(period))
    return {
        "label": each.label,
        "definition": each.definition,
        "counted": each.counted,
        "value": each.show(value),
        "before": each.show(before),
        "months": [[f"{month.first:%Y-%m}", each.show(each.count(prison, month))] for month in period.months()],
    }


def _posts(prison: Prison, period: Period) -> list[list[str]]:
    held = Appointment.objects.filter(prison=prison).overlapping(period.first, period.last)
    return [
        [each.get_post_display(), each.name, day(each.starts_on), day(each.ends_on) if each.ends_on else ""]
        for each in held.order_by("post", "starts_on")
    ]


def _indicators(prison: Prison, framework: ExpectationFramework, period: Period) -> list[Content]:
    entries: dict[int, list[list[str]]] = {}
    found = EvidenceEntry.objects.filter(prison=prison, on__range=(period.first, period.last)).order_by("on", "pk")
    for entry in found:
        entries.setdefault(entry.indicator_id, []).append([day(entry.on), entry.text, entry.source])
    return [
        {
            "text": each.text,
            "measures": each.measures.split(),
            "entries": [*entries.get(each.pk, []), *gathered(prison, each.measures.split(), period)],
        }
        for each in framework.indicators.all()
    ]


def _tables(prison: Prison, period: Period) -> list[Content]:
    sent = Referral.objects.filter(prison=prison, sent_at__date__range=(period.first, period.last))
    declined = sent.filter(status=Status.DECLINED, closed_at__date__lte=period.last)
    return [
        _counted("Referrals by where they came from", sent, "source", dict(Source.choices), "By the day of sending."),
        _counted("Referrals by need", sent, "needs__label", {}, "A referral with two needs is counted under both."),
        _counted("Referrals by where they stand", sent, "status", dict(Status.choices), "On the day of building."),
        _counted(
            "Declines by reason",
            declined,
            "reason",
            dict(DeclineReason.choices),
            "Referrals sent in the period and declined by its end.",
        ),
    ]


def _counted(title: str, found: Any, column: str, labels: dict[str, str], how: str) -> Content:
    rows = found.values_list(column).annotate(times=Count("pk", distinct=True)).order_by("-times", column)
    named = [[str(labels.get(value, value) or "Not said"), times] for value, times in rows]
    return {"title": title, "rows": named, "counted": how}


def is_over(last: date, today: date) -> bool:
    """Say whether a period has ended, so that what is counted for it can be kept as it is."""
    return last < today
