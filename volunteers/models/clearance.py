"""Clearances: what the vetting unit decided, and nothing of why."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.models import TimestampedModel, UUIDModel
from directory.models import Prison
from volunteers.enums import CLEARED, DECIDED, IN_PROCESS, ClearanceStatus
from volunteers.models.lists import ClearanceLevel
from volunteers.models.people import Entrant
from volunteers.validators import no_conviction_detail, vetting_reference


class ClearanceQuerySet(models.QuerySet["Clearance"]):
    """Clearances, by who may see them."""

    def visible_to(self, user: Any) -> "ClearanceQuerySet":
        """Keep those of the people whom the user may see."""
        return self.filter(entrant__in=Entrant.objects.visible_to(user))


class Clearance(UUIDModel, TimestampedModel):
    """One clearance of one person: level, sponsor, reference, days, status, who recorded it. Nothing else, ever."""

    entrant = models.ForeignKey(Entrant, models.CASCADE, related_name="clearances")
    level = models.ForeignKey(ClearanceLevel, models.PROTECT, related_name="clearances")
    sponsor_prison = models.ForeignKey(Prison, models.PROTECT, related_name="clearances_sponsored")
    reference = models.CharField(
        "vetting unit’s reference", max_length=30, blank=True, validators=[vetting_reference, no_conviction_detail]
    )
    status = models.CharField(
        max_length=30, choices=ClearanceStatus.choices, default=ClearanceStatus.NOT_STARTED, db_index=True
    )
    status_since = models.DateField()
    sent_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField("valid up to and including", null=True, blank=True, db_index=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ClearanceQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "pk"]
        indexes = [models.Index(fields=["sponsor_prison", "level", "decided_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["entrant"],
                condition=Q(status__in=[*IN_PROCESS]),
                name="volunteers_one_clearance_in_process",
                violation_error_message="This person already has a clearance in process. Record what happens to it.",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[*DECIDED]) | Q(decided_on__isnull=False),
                name="volunteers_decided_has_a_day",
                violation_error_message="Enter the day on which the vetting unit decided.",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[*CLEARED]) | Q(expires_on__isnull=False),
                name="volunteers_cleared_has_an_expiry",
                violation_error_message="Enter the last day on which the clearance is valid.",
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(decided_on=None) | Q(expires_on__gte=F("decided_on")),
                name="volunteers_expires_after_decision",
                violation_error_message="The clearance ends before it was decided.",
            ),
            models.CheckConstraint(
                condition=Q(sent_on=None) | Q(decided_on=None) | Q(decided_on__gte=F("sent_on")),
                name="volunteers_decided_after_sent",
                violation_error_message="The clearance was decided before it was sent.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.status}"


class ClearanceEvent(UUIDModel):
    """One change of a clearance's status: the day it happened and who recorded it. No words."""

    clearance = models.ForeignKey(Clearance, models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    on = models.DateField()
    from_status = models.CharField(max_length=30, choices=ClearanceStatus.choices, blank=True)
    to_status = models.CharField(max_length=30, choices=ClearanceStatus.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["clearance", "number"], name="volunteers_clearance_event_numbered_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.to_status}"


class RenewalReminder(TimestampedModel):
    """That a reminder was sent for a clearance’s expiry: the row that makes sending it twice impossible."""

    clearance = models.ForeignKey(Clearance, models.CASCADE, related_name="reminders")
    expires_on = models.DateField()
    days_before = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clearance", "expires_on", "days_before"], name="volunteers_renewal_reminded_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.clearance_id} {self.days_before}"
