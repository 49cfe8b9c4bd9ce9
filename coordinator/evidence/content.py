"""Gathers everything a pack says, as plain JSON that can be frozen. Counts and posts; no person in prison."""

import hashlib
import json
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Count

from coordinator.evidence.gathered import gathered
from coordinator.measures.publish import publish_months, publish_one, publish_parts
from coordinator.measures.registry import Measure, Period, all_measures, measure_for
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
    value, before = (publish_one(each, each.tally(prison.code, when)) for when in (period, period.before()))
    return {
        "label": each.label,
        "definition": each.definition,
        "counted": each.counted,
        "value": value.words,
        "before": before.words,
        "months": [[f"{month.first:%Y-%m}", shown.words] for month, shown in publish_months(each, prison.code, period)],
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
    """Return how the period's referrals divide, small numbers put together: the figures would give them away else."""
    sent = Referral.objects.sent_in([prison.code], period.first, period.last)
    declined = sent.declined_by(period.last)
    stand = dict(Status.choices)
    share = measure_for("declined")
    is_hidden = share is None or publish_one(share, share.tally(prison.code, period)).is_hidden
    return [
        _parts("Referrals by where they came from", sent, "source", dict(Source.choices), "By the day of sending."),
        _parts("Referrals by need", sent, "needs__label", {}, "A referral with two needs is counted under both."),
        _parts(
            "Referrals by where they stand", sent, "status", stand, "On the day of building.", keep=stand["declined"]
        ),
        _parts(
            "Declines by reason",
            declined.none() if is_hidden else declined,
            "reason",
            dict(DeclineReason.choices),
            "Referrals sent in the period and declined by its end.",
        ),
    ]


def _parts(title: str, found: Any, column: str, labels: dict[str, str], how: str, keep: str = "") -> Content:
    rows = found.order_by().values_list(column).annotate(times=Count("pk", distinct=True))
    shown = publish_parts([(str(labels.get(value, value) or "Not said"), times) for value, times in rows], keep=keep)
    if shown is None:
        return {"title": title, "rows": [], "counted": "The numbers are too small to show."}
    return {"title": title, "rows": [list(row) for row in shown], "counted": how}


def is_over(last: date, today: date) -> bool:
    """Say whether a period has ended, so that what is counted for it can be kept as it is."""
    return last < today
