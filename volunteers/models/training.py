"""What people who come in were trained in."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.models import TimestampedModel, UUIDModel
from directory.models import Prison
from volunteers.models.lists import TrainingModule
from volunteers.models.people import Entrant


class TrainingRecord(UUIDModel, TimestampedModel):
    """That somebody completed a module on a day, and how long that holds."""

    entrant = models.ForeignKey(Entrant, models.CASCADE, related_name="training")
    module = models.ForeignKey(TrainingModule, models.PROTECT, related_name="records")
    completed_on = models.DateField()
    expires_on = models.DateField(
        "valid up to and including", null=True, blank=True, db_index=True, help_text="Empty: it does not expire."
    )
    face_to_face = models.BooleanField("was face to face", default=False)
    prison = models.ForeignKey(
        Prison, models.SET_NULL, null=True, blank=True, related_name="+", help_text="Where it was held."
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-completed_on", "pk"]
        indexes = [models.Index(fields=["module", "expires_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["entrant", "module", "completed_on"],
                name="volunteers_trained_once_a_day",
                violation_error_message="This training is already recorded for that day.",
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=F("completed_on")),
                name="volunteers_training_expires_after",
                violation_error_message="The training ends before it was completed.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.module_id} {self.completed_on}"
