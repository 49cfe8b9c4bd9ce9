"""E-mail that is to be sent, kept in the database until a mail server has acknowledged it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models.base import TimestampedModel, UUIDModel


class OutboxMessageQuerySet(models.QuerySet["OutboxMessage"]):
    """Messages, by what is to happen to them."""

    def deliverable(self, at: datetime | None = None) -> "OutboxMessageQuerySet":
        """Keep those a worker may take now: their time has come, or the worker that held them is gone."""
        now = at or timezone.now()
        waiting = Q(state__in=WAITING, next_attempt_at__lte=now)
        abandoned = Q(state=OutboxMessage.State.SENDING, claimed_until__lte=now)
        return self.filter(waiting | abandoned)

    def undelivered(self) -> "OutboxMessageQuerySet":
        """Keep the dead letters: no further attempt is made until somebody asks for one."""
        return self.filter(state=OutboxMessage.State.DEAD)

    def of_batches(self, batches: Iterable[UUID]) -> "OutboxMessageQuerySet":
        """Keep those that were sent together under one of these keys."""
        return self.filter(batch__in=batches)


class OutboxMessage(UUIDModel, TimestampedModel):
    """One message to one address.

    Its Message-ID is made once, so that a receiving system can recognise a second copy where the first
    acknowledgement was lost. Subject and body are emptied once it is sent: nothing needs them any more.
    """

    class State(models.TextChoices):
        """Where a message stands."""

        QUEUED = "queued", "Waiting"
        SENDING = "sending", "Being sent"
        FAILED = "failed", "Failed, to be tried again"
        SENT = "sent", "Sent"
        DEAD = "dead", "Given up"

    kind = models.CharField(max_length=80, db_index=True, help_text="The code of the notification.")
    to = models.EmailField()
    batch = models.UUIDField(null=True, blank=True, db_index=True, help_text="What it belongs to, to follow delivery.")
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    claim = models.UUIDField(null=True, blank=True, help_text="Which worker holds it.")
    claimed_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=80, blank=True, help_text="The kind of error and its code only.")
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = OutboxMessageQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        indexes = [models.Index(fields=["state", "next_attempt_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


WAITING = (OutboxMessage.State.QUEUED, OutboxMessage.State.FAILED)
