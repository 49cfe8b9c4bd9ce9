"""Where copies are: totals of an edition, and places that may still hold an older one."""

from typing import Any

from django.db.models import Count, Max, Sum

from directory.models import InsertDistribution, InsertEdition, Prison


def totals(edition: InsertEdition) -> dict[str, int]:
    """Return how many copies of an edition went to how many places."""
    found = edition.distributions.aggregate(copies=Sum("copies"), places=Count("place", distinct=True))
    return {"copies": found["copies"] or 0, "places": found["places"]}


def places_with_older_copies(prison: Prison, current: InsertEdition | None) -> list[dict[str, Any]]:
    """Return the places whose last copies were of an earlier edition: {place, number}, to be visited."""
    if current is None:
        return []
    last = (
        InsertDistribution.objects.filter(edition__prison=prison)
        .order_by("place")
        .values("place")
        .annotate(number=Max("edition__number"))
    )
    return [dict(row) for row in last if row["number"] < current.number]
