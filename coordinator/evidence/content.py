"""Gathers everything a pack says, as plain JSON that can be frozen. Counts and posts; no person in prison."""

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.db.models import Count

from coordinator.evidence.gathered import gathered
from coordinator.evidence.tables import gathered_tables
from coordinator.measures.publish import TOGETHER, cell_of, figure_of, publish_parts
from coordinator.measures.quarters import label_of, quarters_before, quarters_in
from coordinator.measures.registry import Measure, Period, all_measures, measure_for
from coordinator.models import Appointment, EvidenceEntry, ExpectationFramework
from core.models import PrivacySettings
from directory.insert.wording import day
from directory.models import Prison
from referrals.enums import DeclineReason, Source, Status
from referrals.models import Referral

Content = dict[str, Any]
Progress = Callable[[int], None]
Parts = list[tuple[str, int]]

SCHEMA = 2


def build_content(
    prison: Prison, framework: ExpectationFramework, period: Period, *, today: date, progress: Progress
) -> Content:
    """Return what a pack says of a period; `progress` hears how many per cent are done.

    What counts people is given of the whole quarters in the period that were over before today, and of no other days.
    """
    measures, quarters = all_measures(), quarters_in(period, today)
    figures: dict[str, Content] = {}
    for number, each in enumerate(measures, start=1):
        figures[each.code] = _figure(each, prison, period, quarters)
        progress(round(80 * number / len(measures)))
    content = {
        "schema": SCHEMA,
        "prison": prison.name,
        "framework": {"name": framework.name, "number": framework.number, "note": framework.note},
        "first": day(period.first),
        "last": day(period.last),
        "quarters": [label_of(quarter) for quarter in quarters],
        "posts": _posts(prison, period),
        "indicators": _indicators(prison, framework, period),
        "figures": figures,
        "tables": [*_tables(prison, quarters), *gathered_tables(prison, quarters)],
    }
    progress(95)
    return content


def content_hash(content: Content) -> str:
    """Return the SHA-256 of the content, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _figure(each: Measure, prison: Prison, period: Period, quarters: Sequence[Period]) -> Content:
    cells = [cell_of(each, each.tally(prison.code, quarter)) for quarter in quarters]
    if each.about_people:
        value = figure_of(each, cells)
        before = [cell_of(each, each.tally(prison.code, quarter)) for quarter in quarters_before(quarters)]
    else:
        value = figure_of(each, [cell_of(each, each.tally(prison.code, period))])
        before = [cell_of(each, each.tally(prison.code, period.before()))]
    return {
        "label": each.label,
        "definition": each.definition,
        "counted": each.how,
        "value": value.words,
        "before": figure_of(each, before).words,
        "quarters": [figure_of(each, [cell]).words for cell in cells],
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


def _tables(prison: Prison, quarters: Sequence[Period]) -> list[Content]:
    """Return how each quarter's referrals divide, small numbers put together: the figures would give them away else."""
    divided: list[list[Parts | None]] = [_divided(prison, quarter) for quarter in quarters]
    headers = ["What", *(label_of(quarter) for quarter in quarters)]
    return [
        {"title": title, "counted": how, "headers": headers, "rows": _side_by_side([each[number] for each in divided])}
        for number, (title, how) in enumerate(_TABLES)
    ]


_TABLES = (
    ("Referrals by where they came from", "By the day of sending."),
    ("Referrals by need", "A referral with two needs is counted under both. Needs with few are left out."),
    ("Referrals by where they stood", "At the end of the quarter in which they were sent."),
    ("Declines by reason", "Referrals sent in the quarter and declined by its end."),
)
_STOOD = dict(Status.choices) | {Status.ACCEPTED: "Answered, and not ended", Status.SENT: "Not answered"}


def _divided(prison: Prison, quarter: Period) -> list[Parts | None]:
    """Return the parts of one quarter's tables, None where nothing may be shown."""
    sent = Referral.objects.sent_in([prison.code], quarter.first, quarter.last)
    share = measure_for("declined")
    is_hidden = share is None or cell_of(share, share.tally(prison.code, quarter)).is_hidden
    declined = sent.declined_by(quarter.last)
    few = PrivacySettings.load().small_number
    stood = sent.with_standing_on(quarter.last)
    return [
        publish_parts(_parts(sent, "source", dict(Source.choices))),
        [row for row in _parts(sent, "needs__label", {}) if row[1] > few],
        publish_parts(_parts(stood, "stood", _STOOD), keep=_STOOD[Status.DECLINED]),
        None if is_hidden else publish_parts(_parts(declined, "reason", dict(DeclineReason.choices))),
    ]


def _parts(found: Any, column: str, labels: dict[Any, str]) -> Parts:
    rows = found.order_by().values_list(column).annotate(times=Count("pk", distinct=True))
    return sorted(((str(labels.get(value, value) or "Not said"), times) for value, times in rows), key=_largest_first)


def _largest_first(row: tuple[str, int]) -> tuple[int, str]:
    return -row[1], row[0]


def _side_by_side(quarters: Sequence[Parts | None]) -> list[list[Any]]:
    """Return a row for each part with its number in each quarter; the parts put together come last."""
    labels = dict.fromkeys(label for parts in quarters for label, _number in parts or [])
    ordered = sorted(labels, key=lambda label: label == TOGETHER)
    numbers = [None if parts is None else dict(parts) for parts in quarters]
    rows = [[label, *("" if each is None else each.get(label, "") for each in numbers)] for label in ordered]
    if None in quarters:
        rows.append(["Too few to show how they divide", *("Yes" if each is None else "" for each in numbers)])
    return rows


def is_over(last: date, today: date) -> bool:
    """Say whether a period has ended, so that what is counted for it can be kept as it is."""
    return last < today
