"""Demand: what was asked for and not met, per need. Counts only, of searches and referrals; no person."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Avg, Count, Q, Sum

from directory.models import Need, Prison, ServicePage
from referrals.enums import DeclineReason, Status
from referrals.models import Referral
from search.models import UnmetKind, UnmetSearch

#: Declines that say that there was no room or nobody, and not that the person asked the wrong service.
NO_CAPACITY = (
    DeclineReason.FULL_PLACES,
    DeclineReason.FULL_LIST,
    DeclineReason.NO_WORKER,
    DeclineReason.REGIME,
    DeclineReason.PAUSED,
)


@dataclass(frozen=True)
class Asked:
    """What was asked for one need in a period."""

    searches: int = 0
    blocked: int = 0
    referred: int = 0
    declined: int = 0
    waiting: int = 0
    wait_weeks: float | None = None

    @property
    def unmet(self) -> int:
        """Searches in vain, services that took nobody and declines for want of room: what a gap is made of."""
        return self.searches + self.blocked + self.declined


def demand_in(prison: Prison, first: date, last: date) -> dict[int, Asked]:
    """Return what was asked from `first` to `last`, both included, by the need's key, in six queries.

    It is the same for whoever may see the prison's evidence, which whoever calls this has made sure of: a sponsor, who
    does not oversee single referrals, reads the same counts as the coordinator.
    """
    counts = UnmetSearch.objects.counted_in([prison.code], first, last)
    blocked = _searches(counts.filter(kind=UnmetKind.BLOCKED))
    searches = _searches(counts.exclude(kind=UnmetKind.BLOCKED))
    referrals = _referrals(prison, first, last)
    live = ServicePage.objects.in_prison(prison).live()
    waits = dict(live.values_list("needs").annotate(wait=Avg("status__typical_wait_weeks")).order_by())
    keys = {*searches, *blocked, *referrals, *(key for key, wait in waits.items() if key and wait)}
    return {
        key: Asked(
            searches=searches.get(key, 0),
            blocked=blocked.get(key, 0),
            wait_weeks=round(waits[key], 1) if waits.get(key) else None,
            **referrals.get(key, {}),
        )
        for key in keys
    }


def searched_in_vain(prison: Prison, first: date, last: date) -> Counter[int]:
    """Return how often each need was looked for without a suitable service, by its key, in two queries."""
    counts = UnmetSearch.objects.counted_in([prison.code], first, last)
    return _searches(counts.exclude(kind=UnmetKind.BLOCKED))


def _searches(found: Any) -> Counter[int]:
    by_slug = dict(Need.objects.active().values_list("slug", "pk"))
    counted: Counter[int] = Counter()
    for slugs, count in found.values_list("needs").annotate(times=Sum("count")).order_by():
        for slug in filter(None, slugs.split(";")):
            if slug in by_slug:
                counted[by_slug[slug]] += count
    return counted


def _referrals(prison: Prison, first: date, last: date) -> dict[int, dict[str, int]]:
    sent = Referral.objects.sent_in([prison.code], first, last)
    full = sent.declined_by(last).filter(reason__in=NO_CAPACITY)
    declined = Count("pk", filter=Q(pk__in=full.values("pk")), distinct=True)
    waiting = Count("pk", filter=Q(status=Status.WAITING_LIST), distinct=True)
    rows = sent.values("needs").annotate(referred=Count("pk", distinct=True), declined=declined, waiting=waiting)
    return {
        row["needs"]: {name: row[name] for name in ("referred", "declined", "waiting")}
        for row in rows.order_by()
        if row["needs"]
    }
