"""Training that is to be held: sessions of a module, and who has a place or waits for one."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q

from accounts import guardian
from accounts.roles import RUN_TRAINING
from core.models import TimestampedModel, UUIDModel
from directory.models import Prison
from volunteers.enums import BookingStatus
from volunteers.models.lists import TrainingModule
from volunteers.models.people import Entrant
from volunteers.models.training import TrainingRecord


class TrainingSessionQuerySet(models.QuerySet["TrainingSession"]):
    """Training sessions, by who holds them and what is still to come."""

    def visible_to(self, user: Any) -> "TrainingSessionQuerySet":
        """Keep those in prisons where the user holds training: they meet everybody's names."""
        return self.filter(prison__in=guardian.allowed(user, RUN_TRAINING, Prison.objects.all()))

    def open_from(self, day: date) -> "TrainingSessionQuerySet":
        """Keep those from a day on that are not called off, the next first."""
        return self.filter(on__gte=day, cancelled_at=None).order_by("on", "starts", "pk")

    def with_counts(self) -> "TrainingSessionQuerySet":
        """Add how many have a place (`taken`) and how many wait (`waiting`)."""
        return self.annotate(
            taken=Count("bookings", filter=Q(bookings__status__in=BookingStatus.holding())),
            waiting=Count("bookings", filter=Q(bookings__status=BookingStatus.WAITING)),
        )


class TrainingSession(UUIDModel, TimestampedModel):
    """One session of a module in a prison: when, where, who holds it and how many places there are."""

    prison = models.ForeignKey(Prison, models.PROTECT, related_name="training_sessions")
    module = models.ForeignKey(TrainingModule, models.PROTECT, related_name="sessions", verbose_name="training")
    on = models.DateField("day")
    starts = models.TimeField("starts at")
    ends = models.TimeField("ends at")
    place = models.CharField(max_length=120, help_text="Such as: training room, outside the gate.")
    trainer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="training_sessions"
    )
    face_to_face = models.BooleanField("face to face", default=True)
    places = models.PositiveSmallIntegerField(default=12)
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = TrainingSessionQuerySet.as_manager()

    class Meta:
        ordering = ["on", "starts", "pk"]
        indexes = [models.Index(fields=["prison", "on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")),
                name="volunteers_training_ends_after_start",
                violation_error_message="The session ends before it starts.",
            ),
            models.CheckConstraint(
                condition=Q(places__gte=1),
                name="volunteers_training_has_places",
                violation_error_message="Enter at least 1 place.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.module}, {self.on:%-d %B %Y}"


class TrainingBooking(UUIDModel, TimestampedModel):
    """That somebody has a place at a session or waits for one, and in the end whether they came."""

    session = models.ForeignKey(TrainingSession, models.CASCADE, related_name="bookings")
    entrant = models.ForeignKey(Entrant, models.CASCADE, related_name="training_bookings")
    status = models.CharField(max_length=20, choices=BookingStatus.choices, default=BookingStatus.BOOKED)
    asked_at = models.DateTimeField("in line since")
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    record = models.OneToOneField(
        TrainingRecord, models.SET_NULL, null=True, blank=True, related_name="booking", editable=False
    )

    class Meta:
        ordering = ["asked_at", "pk"]
        indexes = [models.Index(fields=["session", "status", "asked_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "entrant"],
                name="volunteers_booked_once",
                violation_error_message="This person is on this session already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.status}"
