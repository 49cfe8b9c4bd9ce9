"""What a pack shows beside its figures: who is missing out, who applies, and the gaps. Counts; nobody is named."""

from collections.abc import Iterator, Sequence
from typing import Any

from coordinator.mapping.coverage import coverage_of
from coordinator.mapping.demand import searched_in_vain
from coordinator.mapping.tables import sum_of_few
from coordinator.measures.equality import EqualityTable, searches_by_group, who_applies
from coordinator.measures.quarters import label_of
from coordinator.measures.registry import Period
from core.models import PrivacySettings
from directory.models import Prison

_RATE = "“None suitable” beside the others (95% interval)"


def gathered_tables(prison: Prison, quarters: Sequence[Period]) -> Iterator[dict[str, Any]]:
    """Yield the tables of a pack; what counts people is of these quarters, as its screens and files have it."""
    yield _equality(searches_by_group([prison.code], quarters))
    for each in who_applies([prison.code]):
        yield {
            "title": f"Who applies to volunteer: {each.question}",
            "counted": "What applicants answered anonymously, since counting began; as of the day of counting.",
            "headers": ["Answer", "People"],
            "rows": [list(row) for row in each.rows],
        }
    yield _gaps(prison, quarters)


def _equality(found: EqualityTable) -> dict[str, Any]:
    rates = {label: f"{rate.in_words}{', too few' if rate.is_small else ''}" for label, rate in found.rates if rate}
    return {
        "title": "Searches in vain by group",
        "counted": f"By the group that was asked about, of these quarters together. Counts from 1 to {found.threshold} "
        "are hidden, and others with them. The last column says how many times as likely “none suitable” is as for "
        "the other groups.",
        "headers": [*found.headers, _RATE] if found.rows else ["Group"],
        "rows": [[*row, rates.get(row[0], "")] for row in found.rows],
    }


def _gaps(prison: Prison, quarters: Sequence[Period]) -> dict[str, Any]:
    few = PrivacySettings.load().small_number
    asked = [searched_in_vain(prison, quarter.first, quarter.last) for quarter in quarters]
    return {
        "title": "Needs for which nobody takes people",
        "counted": "As of the day of counting: no live listing is open, has places or a waiting list. Beside each, "
        "how often staff searched for it in vain in the quarter; counts from 1 to "
        f"{few} are not given exactly.",
        "headers": ["Need", "Services listed", *(label_of(quarter) for quarter in quarters)],
        "rows": [
            [line.need.label, len(line.services), *(sum_of_few([found[line.need.pk]], few) for found in asked)]
            for line in coverage_of(prison).gaps
        ],
    }
