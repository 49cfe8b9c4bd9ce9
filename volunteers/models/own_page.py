"""What people do about themselves: a calendar to subscribe to, and asking that something be corrected."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.models import TimestampedModel, UUIDModel
from volunteers.enums import CorrectionState, Topic
from volunteers.models.people import Entrant
from volunteers.validators import no_conviction_detail


class CalendarFeed(UUIDModel, TimestampedModel):
    """That somebody's calendar can be read with a secret address. Only a keyed hash of the secret is kept.

    Taking it back deletes the row: there is nothing to switch on again.
    """

    entrant = models.OneToOneField(Entrant, models.CASCADE, related_name="calendar_feed")
    token_hash = models.CharField(max_length=64, unique=True)
    last_read_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.entrant_id}"


class CorrectionQuerySet(models.QuerySet["Correction"]):
    """Requests to correct something, by who deals with them."""

    def visible_to(self, user: Any) -> "CorrectionQuerySet":
        """Keep those about records that the user keeps, and the user's own."""
        own = Entrant.objects.filter(user=user, merged_into=None) if user.pk else Entrant.objects.none()
        return self.filter(Q(entrant__in=Entrant.objects.managed_by(user)) | Q(entrant__in=own))

    def waiting(self) -> "CorrectionQuerySet":
        """Keep those that nobody has answered."""
        return self.filter(state=CorrectionState.ASKED)


class Correction(UUIDModel, TimestampedModel):
    """That somebody says something in their record is wrong, and what came of it."""

    entrant = models.ForeignKey(Entrant, models.CASCADE, related_name="corrections")
    topic = models.CharField("what it is about", max_length=20, choices=Topic.choices)
    words = models.TextField("what is wrong", max_length=500, validators=[no_conviction_detail])
    state = models.CharField(max_length=20, choices=CorrectionState.choices, default=CorrectionState.ASKED)
    answer = models.TextField(max_length=500, blank=True, validators=[no_conviction_detail])
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "pk"]
        indexes = [models.Index(fields=["state", "created_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CorrectionState.ASKED) | (~Q(answer="") & Q(answered_on__isnull=False)),
                name="volunteers_correction_answered_in_words",
                violation_error_message="Write an answer to the person.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.state}"
