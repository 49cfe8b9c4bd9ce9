"""Writing to organisations: a draft that somebody looks at, then sent once."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from coordinator.broadcasting import audience_of
from coordinator.models import Broadcast, BroadcastRecipient, NetworkSettings
from coordinator.notifications import MESSAGE, REGIME_NOTICE
from coordinator.permissions import check_coordinates
from coordinator.reach import make_token, reach_of
from core import audit
from core.notifications import Facts, notify
from directory.models import Organisation, Prison
from volunteers.actions.notices import give_notice

#: What makes two messages the same.
_SAME = ("subject", "body", "need", "weekday", "notice", "on", "starts", "ends")


@transaction.atomic
def draft_broadcast(
    *, prison: Prison, by: Any, draft: Broadcast | None = None, also: Iterable[Prison] = (), **facts: Any
) -> Broadcast:
    """Keep a message that is not sent yet, or change it; `facts` are its columns.

    `also` are other prisons whose organisations get it, of those that the writer coordinates.
    Raises PermissionDenied, or ValidationError for a name, a number, a day that has passed or one that was sent.
    """
    others = list(also)
    for each in (prison, *others):
        check_coordinates(by, each)
    kept = Broadcast(prison=prison) if draft is None else _unsent(draft)
    for name, value in facts.items():
        setattr(kept, name, value)
    _check_day(kept)
    kept.by = by
    kept.full_clean()
    kept.save()
    kept.also.set(others)
    audit.record("broadcast.drafted", by=by, about=kept, scope=prison, is_notice=bool(kept.notice))
    return kept


def _unsent(broadcast: Broadcast) -> Broadcast:
    kept: Broadcast = (
        Broadcast.objects.select_for_update(of=("self",)).select_related("prison", "need").get(pk=broadcast.pk)
    )
    if kept.sent_at is not None:
        when = timezone.localtime(kept.sent_at)
        raise ValidationError(f"This was sent on {when:%-d %B at %H:%M} already. Nobody is written to a second time.")
    return kept


def _check_day(broadcast: Broadcast) -> None:
    if broadcast.on is not None and broadcast.on < timezone.localdate():
        raise ValidationError({"on": "The day has passed. Choose today or a later day."})


@transaction.atomic
def send_broadcast(*, broadcast: Broadcast, by: Any) -> Broadcast:
    """Send a draft to whoever it is for, once, and call the day's sessions off where it says so.

    The row is locked, so that a second press finds it sent. Raises PermissionDenied, or ValidationError when it was
    sent, when the same words went out a moment ago, or when there is nobody to write to.
    """
    kept = _unsent(broadcast)
    for each in kept.prisons:
        check_coordinates(by, each)
    _check_day(kept)
    _check_not_repeated(kept)
    audience = list(audience_of(kept, by))
    if not audience and not kept.calls_off:
        raise ValidationError("Nobody would get this. Choose another need or day, or write to everybody.")
    told = sum(_send(kept, organisation) for organisation in audience)
    if kept.calls_off and kept.on is not None:
        given = give_notice(prison=kept.prison, kind=kept.notice, on=kept.on, by=by, starts=kept.starts, ends=kept.ends)
        kept.sessions_off, kept.people_told = given.sessions, given.people
    kept.sent_at, kept.by = timezone.now(), by
    kept.save()
    for each in kept.prisons:
        audit.record("broadcast.sent", by=by, about=kept, scope=each, count=len(audience), told=told)
    return kept


def _check_not_repeated(broadcast: Broadcast) -> None:
    minutes = NetworkSettings.load().repeat_minutes
    same = {name: getattr(broadcast, name) for name in _SAME}
    since = timezone.now() - timedelta(minutes=minutes)
    Prison.objects.lock(broadcast.prison)
    if Broadcast.objects.filter(prison=broadcast.prison, sent_at__gte=since, **same).exists():
        raise ValidationError(f"The same message went out less than {minutes} minutes ago. Change it, or wait.")


def _send(broadcast: Broadcast, organisation: Organisation) -> int:
    recipient = BroadcastRecipient.objects.create(broadcast=broadcast, organisation=organisation)
    to = reach_of(organisation)
    if not to:
        return 0
    link = reverse("coordinator:read_broadcast", args=[make_token("broadcast", recipient.pk)])
    kind = REGIME_NOTICE if broadcast.notice else MESSAGE
    facts = Facts(link=link, on=broadcast.on)
    recipient.told = notify(kind, to=to, scope=broadcast.prison, facts=facts, batch=recipient.pk)
    recipient.save(update_fields=["told", "updated_at"])
    return recipient.told


@transaction.atomic
def discard_broadcast(*, broadcast: Broadcast, by: Any) -> None:
    """Throw a draft away. Raises PermissionDenied, or ValidationError when it was sent."""
    check_coordinates(by, broadcast.prison)
    kept = _unsent(broadcast)
    audit.record("broadcast.discarded", by=by, about=kept, scope=kept.prison)
    kept.delete()


@transaction.atomic
def note_rung(*, recipient: BroadcastRecipient, by: Any) -> None:
    """Note that an organisation which a message did not reach was told today. Raises PermissionDenied."""
    kept = BroadcastRecipient.objects.select_for_update(of=("self",)).select_related("broadcast").get(pk=recipient.pk)
    check_coordinates(by, kept.broadcast.prison)
    if kept.rung_on is None:
        kept.rung_on = timezone.localdate()
        kept.save(update_fields=["rung_on", "updated_at"])
        audit.record("broadcast.rung", by=by, about=kept, scope=kept.broadcast.prison)
