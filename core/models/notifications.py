"""What users are told, and how they want to be told."""

from typing import Any

from django.conf import settings
from django.db import models

from core.models.base import TimestampedModel, UUIDModel


class Cadence(models.TextChoices):
    """When a notification is also sent by e-mail. The list on the screen has it at once in every case."""

    IMMEDIATELY = "immediately", "An e-mail straight away"
    DAILY = "daily", "One e-mail a day"
    OFF = "off", "No e-mail"


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Notifications, by whose they are and what was done with them."""

    def visible_to(self, user: Any) -> "NotificationQuerySet":
        """Keep the user's own."""
        return self.filter(user_id=user.pk) if user.pk else self.none()

    def unread(self) -> "NotificationQuerySet":
        """Keep those not opened yet."""
        return self.filter(read_at=None)

    def awaiting_digest(self) -> "NotificationQuerySet":
        """Keep those that the next daily e-mail counts: for the digest, not in one yet, not read meanwhile."""
        return self.filter(cadence=Cadence.DAILY, digested_at=None, read_at=None)


class Notification(UUIDModel, TimestampedModel):
    """One thing a user was told: a kind, a reference, a number and a link, never a name or what it is about."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=80)
    reference = models.CharField(max_length=20, blank=True)
    count = models.PositiveIntegerField(default=1)
    on = models.DateField(null=True, blank=True)
    link = models.CharField(max_length=500)
    cadence = models.CharField(max_length=20, choices=Cadence.choices)
    digested_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["user", "read_at"])]

    def __str__(self) -> str:
        return self.kind


class NotificationPreference(TimestampedModel):
    """When a user wants e-mails of a kind. Without a row the kind's own default holds."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notification_preferences")
    kind = models.CharField(max_length=80)
    cadence = models.CharField(max_length=20, choices=Cadence.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="core_one_preference_per_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.cadence}"
