"""What the finder does for referrals: other services to offer, and the count of referrals that could not be made."""

from typing import Any

from directory.models import Need, ServicePage
from referrals.alternatives import register
from search.actions import record_blocked
from search.finder import find
from search.types import Query

MOST = 4


def suggest(service: ServicePage, needs: list[Need], user: Any) -> list[ServicePage]:
    """Return the best few other services for the needs; everything that can be found here takes people now."""
    asked = tuple(need.slug for need in needs)
    found = find(Query(prison=service.prison, needs=asked, limit=MOST + 1), user=user) if asked else None
    return [hit.page for hit in found.hits if hit.page.pk != service.pk][:MOST] if found else []


def count_unmet(service: ServicePage, needs: list[Need]) -> None:
    """Count the attempt in the prison's unmet needs."""
    record_blocked(prison=service.prison, needs=[need.slug for need in needs])


register(suggest=suggest, count_unmet=count_unmet)
