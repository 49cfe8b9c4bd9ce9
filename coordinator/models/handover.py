"""Handing a desk over: one checklist per handover."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.roles import COORDINATE
from core.models import TimestampedModel, UUIDModel
from directory.models import Prison


class HandoverQuerySet(models.QuerySet["DeskHandover"]):
    """Handovers, by state and by who may see them."""

    def open(self) -> "HandoverQuerySet":
        """Keep those that are not finished."""
        return self.filter(finished_on=None)

    def visible_to(self, user: Any) -> "HandoverQuerySet":
        """Keep those of the prisons that the user coordinates."""
        return self.filter(prison__in=Prison.objects.where_allowed(user, COORDINATE))


class DeskHandover(UUIDModel, TimestampedModel):
    """That a prison's desk goes from one coordinator to the next."""

    prison = models.ForeignKey(Prison, models.PROTECT, related_name="desk_handovers")
    started_on = models.DateField()
    finished_on = models.DateField(null=True, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["-started_on", "-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["prison"],
                condition=Q(finished_on=None),
                name="coordinator_one_handover_at_a_time",
                violation_error_message="A handover is under way already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.prison_id} handover {self.started_on}"


class HandoverStep(UUIDModel, TimestampedModel):
    """One step of a handover's checklist."""

    handover = models.ForeignKey(DeskHandover, models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["handover", "order"], name="coordinator_step_ordered_once")]

    def __str__(self) -> str:
        return self.text
