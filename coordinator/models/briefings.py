"""Awareness sessions for staff: that one was held, where, for how many, about what. Nobody is named."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from coordinator.models.expectations import EvidenceQuerySet
from coordinator.words import names_nobody
from core.models import TimestampedModel, UUIDModel
from directory.models import Prison


class Briefing(UUIDModel, TimestampedModel):
    """One session in which staff heard what help there is and how to ask for it."""

    prison = models.ForeignKey(Prison, models.PROTECT, related_name="briefings")
    on = models.DateField(default=timezone.localdate)
    place = models.CharField("wing or function", max_length=80, validators=[names_nobody])
    staff = models.PositiveSmallIntegerField(
        "how many staff", validators=[MinValueValidator(1), MaxValueValidator(999)]
    )
    about = models.CharField("what about", max_length=300, validators=[names_nobody])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(staff__gte=1),
                name="coordinator_briefing_had_somebody",
                violation_error_message="At least one member of staff was there.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.prison_id} briefing {self.on}"
