"""What of messages to organisations waits for a prison's coordinator: notices not sent, and whom none reached."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from coordinator.actions.broadcasts import note_rung
from coordinator.broadcasting import unreached
from coordinator.models import Broadcast, BroadcastRecipient, NetworkSettings
from core.worklist import Item, OneClick, Source, Urgency, register
from directory.models import Prison


def unsent_notices(*, user: Any, scope: Prison, most: int) -> Iterator[Item]:
    """Yield notices about today or a later day that somebody wrote and nobody sent, the nearest day first."""
    today = timezone.localdate()
    drafts = Broadcast.objects.visible_to(user).drafts().filter(prison=scope, on__gte=today)
    for each in drafts.order_by("on", "pk")[:most]:
        yield Item(
            key=str(each.pk),
            title=each.subject,
            urgency=_by_day(each.on),
            url=reverse("coordinator:broadcast", args=[scope.code, each.pk]),
            detail=f"{each.get_notice_display()}. It is written and not sent: nobody knows yet.",
            due_on=each.on,
        )


def silent(*, user: Any, scope: Prison, most: int) -> Iterator[Item]:
    """Yield the organisations that a message did not reach, those of the nearest day first."""
    today, days = timezone.localdate(), NetworkSettings.load().draft_days
    recent = BroadcastRecipient.objects.visible_to(user).still_matters(today, days).filter(broadcast__prison=scope)
    found = unreached(recent.select_related("broadcast", "organisation").order_by("broadcast__on", "pk"))
    for each in found[:most]:
        yield Item(
            key=str(each.pk),
            title=each.organisation.name,
            urgency=_by_day(each.broadcast.on),
            url=reverse("coordinator:broadcast", args=[scope.code, each.broadcast_id]),
            detail=f"Your message “{each.broadcast.subject}” did not reach them. Ring them.",
            due_on=each.broadcast.on,
            since=timezone.localdate(each.broadcast.sent_at),
        )


def _by_day(on: date | None) -> Urgency:
    if on is None:
        return Urgency.THIS_WEEK
    return Urgency.NOW if on == timezone.localdate() else Urgency.TODAY


def _rung(*, by: Any, scope: Prison, key: str) -> str:
    """Note that an organisation was rung."""
    waiting = BroadcastRecipient.objects.visible_to(by).filter(broadcast__prison=scope, rung_on=None)
    recipient = waiting.select_related("organisation").get(pk=key)
    note_rung(recipient=recipient, by=by)
    return f"{recipient.organisation.name}: that you told them is noted."


register(Source(code="regime-notices", label="Regime notices not sent", find=unsent_notices, minutes=3, order=16))
register(
    Source(
        code="messages-unreached",
        label="Messages that did not arrive",
        find=silent,
        minutes=3,
        one_click=(OneClick("rung", "I have told them", _rung),),
        order=18,
    )
)
