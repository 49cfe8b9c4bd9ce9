"""What of the work with others waits for a prison's coordinator."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from coordinator.actions.involvement import tell_back
from coordinator.models import Involvement, NetworkSettings
from core.worklist import Item, OneClick, Source, Urgency, register
from directory.models import Prison


def to_tell_back(*, user: Any, scope: Prison, most: int) -> Iterator[Item]:
    """Yield what people in prison said and have not heard back about, the oldest first."""
    days, today = NetworkSettings.load().tell_back_days, timezone.localdate()
    owed = Involvement.objects.visible_to(user).not_told_back().filter(prison=scope)
    for entry in owed.order_by("on", "pk")[:most]:
        due = entry.on + timedelta(days=days)
        yield Item(
            key=str(entry.pk),
            title=entry.asked,
            urgency=Urgency.THIS_WEEK if due < today else Urgency.WHEN_POSSIBLE,
            url=reverse("coordinator:change_involvement", args=[scope.code, entry.pk]),
            detail="Tell them what changed." if entry.changed else "Write down what changed, then tell them.",
            due_on=due,
            actions=("told",) if entry.changed else (),
        )


def told_today(*, by: Any, scope: Prison, key: str) -> str:
    """Note that people were told today."""
    tell_back(entry=Involvement.objects.visible_to(by).not_told_back().get(prison=scope, pk=key), by=by)
    return "It is noted that they were told today."


register(
    Source(
        code="tell-back",
        label="To be told back",
        find=to_tell_back,
        minutes=5,
        one_click=(OneClick("told", "They were told today", told_today),),
        order=110,
    )
)
