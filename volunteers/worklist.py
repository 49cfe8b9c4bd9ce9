"""What of people who come in waits for a prison's coordinator: by reference, never by name."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone

from core.worklist import Item, Source, Urgency, register
from directory.models import Prison
from volunteers import worklist_entry  # noqa: F401  registers its own sources
from volunteers.models import Correction, Entrant


def corrections(*, user: Any, scope: Prison, most: int) -> Iterator[Item]:
    """Yield the requests for a correction that nobody has answered."""
    people = Entrant.objects.at_prison(scope)
    waiting = Correction.objects.visible_to(user).waiting().filter(entrant__in=people).select_related("entrant")
    for row in waiting.order_by("created_at", "pk")[:most]:
        yield Item(
            key=str(row.pk),
            title=f"Correction asked by {row.entrant.reference}",
            urgency=Urgency.THIS_WEEK,
            detail="Somebody says that something in their record is wrong.",
            url=reverse("volunteers:correction", kwargs={"pk": row.pk}),
            since=timezone.localdate(row.created_at),
        )


register(Source(code="corrections", label="Corrections to answer", find=corrections, minutes=5, order=60))
