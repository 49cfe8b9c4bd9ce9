"""Whom a message goes to, and whether it arrived."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from coordinator.models import Broadcast, BroadcastRecipient
from coordinator.reach import organisations_in
from core.models import OutboxMessage
from directory.insert.wording import day
from directory.models import ServicePage
from volunteers.models import SessionDay

_STATE = OutboxMessage.State


def audience_of(broadcast: Broadcast, user: Any) -> Any:
    """Return the organisations that a message goes to.

    All that work in the prison, and in the others that it is for, each once; with a need, those with a live listing
    for it (a heading stands for what is under it); with a day of the week, those whose listing, the same one, comes
    on it. A notice about a day goes to those that come on that day: by their listing, or by a session set out for it.
    """
    prisons = broadcast.prisons
    found = organisations_in(*prisons)
    pages = ServicePage.objects.live().filter(prison__in=prisons)
    if broadcast.need is not None:
        pages = pages.filter(Q(needs=broadcast.need) | Q(needs__parent=broadcast.need))
    weekday = broadcast.on.weekday() if broadcast.on else broadcast.weekday
    if weekday is not None:
        pages = pages.filter(sessions__weekday=weekday)
    if broadcast.need is None and weekday is None:
        return found
    wanted = Q(pk__in=pages.values("organisation"))
    if broadcast.on:
        days = SessionDay.objects.visible_to(user).filter(prison=broadcast.prison, on=broadcast.on, cancelled_at=None)
        wanted |= Q(pk__in=days.exclude(organisation=None).values("organisation"))
    return found.filter(wanted)


def delivery_of(recipients: Iterable[BroadcastRecipient]) -> dict[UUID, tuple[str, str]]:
    """Return how far the e-mails to each recipient are, in words and the colour of their tag, in one query."""
    rows = list(recipients)
    counted: dict[UUID, dict[str, int]] = {}
    found = OutboxMessage.objects.of_batches([row.pk for row in rows]).values_list("batch", "state")
    for batch, state, number in found.annotate(number=Count("pk")).order_by("batch", "state"):
        if batch is not None:
            counted.setdefault(batch, {})[state] = number
    return {row.pk: _delivery(row, counted.get(row.pk, {})) for row in rows}


def unreached(recipients: Iterable[BroadcastRecipient]) -> list[BroadcastRecipient]:
    """Keep those who have no address or whose e-mail came back, in one query."""
    rows = list(recipients)
    delivery = delivery_of(rows)
    return [row for row in rows if delivery[row.pk] in (_NO_ADDRESS, _UNDELIVERED)]


_NO_ADDRESS = "No address: ring them", "red"
_UNDELIVERED = "Could not be delivered: ring them", "red"


def _delivery(recipient: BroadcastRecipient, states: dict[str, int]) -> tuple[str, str]:
    if recipient.rung_on:
        return f"Rung on {day(recipient.rung_on)}", "green"
    if not recipient.told:
        return _NO_ADDRESS
    if states.get(_STATE.DEAD):
        return _UNDELIVERED
    if any(states.get(state) for state in (_STATE.QUEUED, _STATE.SENDING, _STATE.FAILED)):
        return "On its way", "blue"
    if states.get(_STATE.SENT):
        return "Delivered to their mail server", "green"
    return "Told; nothing more is kept", "grey"
