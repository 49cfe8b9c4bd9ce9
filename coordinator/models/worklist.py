"""What was put off, and which weekly e-mails went out."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.roles import COORDINATE
from core.models import TimestampedModel, UUIDModel
from directory.models import Prison


class SnoozeQuerySet(models.QuerySet["WorklistSnooze"]):
    """Things put off, by day and by who may see them."""

    def asleep(self, on: date | None = None) -> "SnoozeQuerySet":
        """Keep what is still put off on a day (today when not given); it returns on its day by itself."""
        return self.filter(until__gt=on or timezone.localdate())

    def visible_to(self, user: Any) -> "SnoozeQuerySet":
        """Keep those of the prisons that the user coordinates."""
        return self.filter(prison__in=Prison.objects.where_allowed(user, COORDINATE))


class WorklistSnooze(UUIDModel, TimestampedModel):
    """That one thing on a prison's worklist is put off until a day, and why. The whole desk shares it."""

    prison = models.ForeignKey(Prison, models.CASCADE, related_name="worklist_snoozes")
    source = models.CharField(max_length=40)
    key = models.CharField(max_length=60)
    until = models.DateField()
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = SnoozeQuerySet.as_manager()

    class Meta:
        ordering = ["until"]
        constraints = [
            models.UniqueConstraint(
                fields=["prison", "source", "key"],
                name="coordinator_put_off_once",
                violation_error_message="This is put off already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.prison_id} {self.source} until {self.until}"


class WorklistSummary(TimestampedModel):
    """That a user was sent the weekly e-mail of a prison: the row that makes sending it twice impossible."""

    prison = models.ForeignKey(Prison, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    week = models.DateField(help_text="The Monday of the week.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prison", "user", "week"], name="coordinator_summary_sent_once_a_week")
        ]

    def __str__(self) -> str:
        return f"{self.prison_id} {self.week}"
