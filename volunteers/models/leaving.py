"""Leaving a prison: what has to come back, ticked with who and when."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts import guardian
from accounts.roles import MANAGE_VOLUNTEERS
from core.models import TimestampedModel, UUIDModel
from directory.models import Prison
from volunteers.models.lists import _Listed
from volunteers.models.people import Entrant


class LeaverItem(_Listed):
    """Something that has to come back or be closed when somebody leaves, such as a badge."""


class ExitQuerySet(models.QuerySet["Exit"]):
    """Leavings, by who goes through them and which are open."""

    def visible_to(self, user: Any) -> "ExitQuerySet":
        """Keep those of the prisons whose people the user looks after."""
        return self.filter(prison__in=guardian.allowed(user, MANAGE_VOLUNTEERS, Prison.objects.all()))

    def open(self) -> "ExitQuerySet":
        """Keep those in which something is still to be done."""
        return self.filter(closed_on=None)


class Exit(UUIDModel, TimestampedModel):
    """That somebody's work at a prison ends, and whether everything has come back. It holds no reason."""

    entrant = models.ForeignKey(Entrant, models.CASCADE, related_name="exits")
    prison = models.ForeignKey(Prison, models.PROTECT, related_name="exits")
    last_day = models.DateField()
    closed_on = models.DateField("done on", null=True, blank=True)

    objects = ExitQuerySet.as_manager()

    class Meta:
        ordering = ["last_day", "pk"]
        indexes = [models.Index(fields=["prison", "closed_on", "last_day"])]
        constraints = [
            models.UniqueConstraint(
                fields=["entrant", "prison"], condition=Q(closed_on=None), name="volunteers_leaves_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.prison_id} {self.last_day}"


class ExitTick(UUIDModel, TimestampedModel):
    """That one thing came back or does not apply: who said so and when."""

    left = models.ForeignKey(Exit, models.CASCADE, related_name="ticks")
    item = models.ForeignKey(LeaverItem, models.PROTECT, related_name="+")
    applies = models.BooleanField("they had one", default=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["left", "item"], name="volunteers_ticked_once")]

    def __str__(self) -> str:
        return f"{self.left_id} {self.item_id}"
