"""Milestones of referrals as a file, made in the background and kept for a few days."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models import TimestampedModel, UUIDModel
from directory.models import Organisation, Prison


class MilestoneExportQuerySet(models.QuerySet["MilestoneExport"]):
    """Files, by whose they are and how old."""

    def visible_to(self, user: Any) -> "MilestoneExportQuerySet":
        """Keep the user's own files that have not expired: nobody else opens them."""
        if getattr(user, "pk", None) is None:
            return self.none()
        return self.filter(asked_by=user, expires_at__gt=timezone.now())


class MilestoneExport(UUIDModel, TimestampedModel):
    """One file that somebody asked for: of one prison, or of one organisation."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", "Waiting to start"
        WORKING = "working", "Being made"
        DONE = "done", "Ready"
        FAILED = "failed", "Not made"

    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    prison = models.ForeignKey(Prison, models.CASCADE, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="+")
    ending = models.CharField(max_length=4, choices=[("csv", "CSV"), ("xlsx", "Excel workbook")])
    sent_from = models.DateField()
    sent_to = models.DateField()
    with_names = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    content = models.BinaryField(default=b"")
    expires_at = models.DateTimeField(db_index=True)

    objects = MilestoneExportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(prison__isnull=True, organisation__isnull=False)
                | Q(prison__isnull=False, organisation__isnull=True),
                name="referrals_export_of_one_prison_or_organisation",
            ),
            # A prison's file goes to its coordinator, who sees where referrals stand but no names.
            models.CheckConstraint(
                condition=Q(with_names=False) | Q(prison__isnull=True), name="referrals_no_names_in_a_prison_s_export"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ending} {self.state}"
