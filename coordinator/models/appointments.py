"""Who is the named coordinator, deputy and senior sponsor of a prison, and who was."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.roles import PROPOSE_CHANGES, SEE_STAFF_DETAILS
from coordinator.enums import Post
from core.models import TimestampedModel, UUIDModel
from directory.models import Organisation, Prison, ServicePage


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Appointments, by day and by who may see them."""

    def on(self, day: date | None = None) -> "AppointmentQuerySet":
        """Keep those in force on a day (today when not given); the last day counts."""
        day = day or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def overlapping(self, starts_on: date, ends_on: date | None) -> "AppointmentQuerySet":
        """Keep those that share a day with a period; without an end it goes on for ever."""
        found = self.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on))
        return found.filter(starts_on__lte=ends_on) if ends_on else found

    def visible_to(self, user: Any) -> "AppointmentQuerySet":
        """Keep those of prisons whose staff the user is, and of prisons where the user's organisation works."""
        staff = Prison.objects.where_allowed(user, SEE_STAFF_DETAILS)
        own = Organisation.objects.where_allowed(user, PROPOSE_CHANGES)
        works = ServicePage.objects.live().filter(organisation__in=own)
        return self.filter(Q(prison__in=staff) | Q(prison__in=works.values("prison")))


class Appointment(UUIDModel, TimestampedModel):
    """That somebody holds a post in a prison from one day to another, both days included.

    It says who answers for what and how to reach them. What they may do in the service comes from their role
    alone, which is granted separately.
    """

    prison = models.ForeignKey(Prison, models.PROTECT, related_name="appointments")
    post = models.CharField(max_length=12, choices=Post.choices)
    name = models.CharField(max_length=120)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="appointments"
    )
    phone = models.CharField("phone or extension", max_length=60, blank=True)
    hours = models.CharField(max_length=120, blank=True)
    employer = models.CharField(max_length=120, blank=True)
    starts_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField("last day", null=True, blank=True)
    appointed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["post", "-starts_on"]
        constraints = [
            # Migration 0002 adds what Django has no constraint for: on no day are there two (docs/adr/0024).
            models.UniqueConstraint(
                fields=["prison"],
                condition=Q(post=Post.COORDINATOR, ends_on=None),
                name="coordinator_one_named_at_a_time",
                violation_error_message="This prison has a named coordinator already. End that appointment first.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="coordinator_appointment_ends_after_start",
                violation_error_message="The last day is before the first.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prison_id} {self.post} from {self.starts_on}"


class VacancyNotice(TimestampedModel):
    """That the administrators were told that a prison has no named coordinator since a day: told once only."""

    prison = models.ForeignKey(Prison, models.CASCADE, related_name="+")
    since = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prison", "since"], name="coordinator_vacancy_told_once")]

    def __str__(self) -> str:
        return f"{self.prison_id} {self.since}"
