"""Every write to the outbox but delivery itself."""

from collections.abc import Iterable
from datetime import datetime
from email.utils import parseaddr
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from core import audit
from core.models import OutboxMessage
from core.people import is_administrator


@transaction.atomic
def queue_message(*, kind: str, to: str, subject: str, body: str, batch: UUID | None = None) -> OutboxMessage:
    """Queue a message in the caller's transaction: it goes out when, and only when, that commits.

    `batch` is the key of what the message belongs to, by which its sender can ask later whether it arrived.
    """
    key = uuid4()
    message = OutboxMessage.objects.create(
        id=key,
        kind=kind,
        to=to,
        batch=batch,
        subject=" ".join(subject.split())[:200],
        body=body,
        message_id=f"<{key}@{_sending_domain()}>",
    )
    transaction.on_commit(partial(_enqueue, message.pk), robust=True)
    return message


@transaction.atomic
def retry_messages(*, ids: Iterable[UUID], by: Any) -> int:
    """Put dead letters back into the queue, as if new; returns how many. Raises PermissionDenied."""
    if not is_administrator(by):
        raise PermissionDenied("Only an administrator sends undelivered mail again.")
    dead = OutboxMessage.objects.undelivered().filter(pk__in=list(ids)).select_for_update()
    keys = list(dead.values_list("pk", flat=True))
    OutboxMessage.objects.filter(pk__in=keys).update(
        state=OutboxMessage.State.QUEUED, attempts=0, next_attempt_at=timezone.now(), last_error=""
    )
    for key in keys:
        transaction.on_commit(partial(_enqueue, key), robust=True)
    if keys:
        audit.record("outbox.retried", by=by, count=len(keys))
    return len(keys)


@transaction.atomic
def count_as_sent(*, since: datetime) -> int:
    """Mark what was queued since then as sent without sending it; returns how many.

    For a demonstration alone: its made-up people were told before it began, and mail to them goes nowhere.
    Raises PermissionDenied elsewhere.
    """
    if not settings.DEMONSTRATION:
        raise PermissionDenied("Only a demonstration counts mail as sent.")
    queued = OutboxMessage.objects.filter(state=OutboxMessage.State.QUEUED, created_at__gte=since)
    return queued.update(state=OutboxMessage.State.SENT, sent_at=timezone.now(), subject="", body="")


def _enqueue(key: UUID) -> None:
    """Hand the message to a worker. If that fails, `manage.py send_outbox` finds it."""
    from core.tasks import deliver

    deliver.enqueue(str(key))


def _sending_domain() -> str:
    """Return the domain of our own address, for the Message-ID."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
