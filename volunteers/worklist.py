"""What of people who come in waits for a prison's coordinator: by reference, never by name."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone

from core.worklist import Item, Source, Urgency, register
from directory.models import Prison
from volunteers import worklist_entry  # noqa: F401  registers its own sources
from volunteers.models import Correction, Entrant, Exit


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


def leavers(*, user: Any, scope: Prison, most: int) -> Iterator[Item]:
    """Yield the people who leave, or have left, and from whom something has not come back."""
    today = timezone.localdate()
    found = Exit.objects.visible_to(user).open().filter(prison=scope, entrant__merged_into=None)
    for left in found.select_related("entrant").order_by("last_day", "pk")[:most]:
        over = left.last_day < today
        yield Item(
            key=str(left.pk),
            title=f"{left.entrant.reference} {'has left' if over else 'leaves'}",
            urgency=Urgency.TODAY if over else Urgency.THIS_WEEK,
            detail="Badge, keys and access: go through the checklist.",
            url=reverse("volunteers:checklist", kwargs={"pk": left.pk}),
            due_on=left.last_day,
        )


register(Source(code="leavers", label="People who leave", find=leavers, minutes=10, order=55))
register(Source(code="corrections", label="Corrections to answer", find=corrections, minutes=5, order=60))
