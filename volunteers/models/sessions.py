"""When people come in: recurring sessions, their days, and who is coming."""

from datetime import date, time
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts import guardian
from accounts.roles import MANAGE_VOLUNTEERS
from core.models import TimestampedModel, UUIDModel
from directory.enums import Frequency, Weekday
from directory.models import Organisation, Prison, ServicePage
from volunteers.enums import Barrier, Coming, Notice
from volunteers.models.lists import AccessType
from volunteers.models.people import Entrant
from volunteers.models.positions import Position


class _Session(UUIDModel, TimestampedModel):
    """What a recurring session and one day of it share."""

    prison = models.ForeignKey(Prison, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    position = models.ForeignKey(
        Position, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="role people come in for"
    )
    title = models.CharField(max_length=120)
    starts = models.TimeField("expected in")
    ends = models.TimeField("expected out")
    destination = models.CharField(max_length=120)
    access_type = models.ForeignKey(AccessType, models.PROTECT, related_name="+", verbose_name="how they move about")
    escort_by = models.CharField("escort by", max_length=80, blank=True, help_text="Department, such as: chaplaincy.")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class SessionSeries(_Session):
    """A session that comes round: from a listing, or written here."""

    service = models.ForeignKey(ServicePage, models.SET_NULL, null=True, blank=True, related_name="+")
    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices)
    frequency = models.CharField(max_length=20, choices=Frequency.choices, default=Frequency.WEEKLY)
    starts_on = models.DateField("from")
    ends_on = models.DateField("last day", null=True, blank=True)
    people = models.ManyToManyField(Entrant, blank=True, related_name="series")

    class Meta:
        ordering = ["weekday", "starts", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="volunteers_series_ends_after_start"),
        ]


class SessionDayQuerySet(models.QuerySet["SessionDay"]):
    """Days of sessions, by who may see them."""

    def visible_to(self, user: Any) -> "SessionDayQuerySet":
        """Keep those in prisons and of organisations whose people the user looks after."""
        prisons = guardian.allowed(user, MANAGE_VOLUNTEERS, Prison.objects.all())
        organisations = guardian.allowed(user, MANAGE_VOLUNTEERS, Organisation.objects.all())
        return self.filter(Q(prison__in=prisons) | Q(organisation__in=organisations))

    def unheard(self, on: date) -> "SessionDayQuerySet":
        """Keep called-off days from a day on, of which somebody who was due has not said that they know."""
        return self.filter(pk__in=Attendance.objects.unheard().values("day"), on__gte=on, cancelled_at__isnull=False)


class SessionDay(_Session):
    """One session on one day."""

    series = models.ForeignKey(SessionSeries, models.SET_NULL, null=True, blank=True, related_name="days")
    on = models.DateField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_for = models.CharField(max_length=20, choices=Barrier.choices, blank=True)

    objects = SessionDayQuerySet.as_manager()

    class Meta:
        ordering = ["on", "starts", "pk"]
        indexes = [models.Index(fields=["prison", "on"]), models.Index(fields=["organisation", "on"])]
        constraints = [
            models.UniqueConstraint(fields=["series", "on"], name="volunteers_series_once_a_day"),
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")),
                name="volunteers_day_ends_after_start",
                violation_error_message="The session ends before it starts.",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_for="")
                | (Q(cancelled_at__isnull=False) & ~Q(cancelled_for="")),
                name="volunteers_cancelled_for_a_reason",
            ),
        ]

    @property
    def minutes(self) -> int:
        """Return how long it is."""
        return (self.ends.hour - self.starts.hour) * 60 + self.ends.minute - self.starts.minute


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    """Who comes to which session, by what they know."""

    def unheard(self) -> "AttendanceQuerySet":
        """Keep those whose session was called off and who have not said that they know."""
        off = Q(day__cancelled_at__isnull=False, coming=Coming.DID_NOT_COME, barrier=F("day__cancelled_for"))
        return self.filter(off, known_at=None)


class Attendance(UUIDModel, TimestampedModel):
    """Somebody and one day of a session: expected, came or not, and how long."""

    day = models.ForeignKey(SessionDay, models.CASCADE, related_name="attendances")
    entrant = models.ForeignKey(Entrant, models.CASCADE, related_name="attendances")
    coming = models.CharField(max_length=20, choices=Coming.choices, default=Coming.EXPECTED)
    barrier = models.CharField(max_length=20, choices=Barrier.choices, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    known_at = models.DateTimeField("knows that it is called off since", null=True, blank=True, editable=False)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["day", "entrant"], name="volunteers_comes_once_a_session")]

    def __str__(self) -> str:
        return f"{self.day_id} {self.coming}"


class RegimeNotice(UUIDModel, TimestampedModel):
    """That the prison called off the sessions of a day, or of some hours of it."""

    prison = models.ForeignKey(Prison, models.PROTECT, related_name="regime_notices")
    kind = models.CharField(max_length=20, choices=Notice.choices)
    on = models.DateField()
    starts = models.TimeField("from", null=True, blank=True)
    ends = models.TimeField("to", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    sessions = models.PositiveSmallIntegerField("sessions called off", default=0)
    people = models.PositiveSmallIntegerField("people told", default=0)
    not_reached = models.PositiveSmallIntegerField("people without an e-mail address", default=0)

    class Meta:
        ordering = ["-on", "-created_at"]

    def __str__(self) -> str:
        return f"{self.prison_id} {self.on} {self.kind}"

    def covers(self, starts: time, ends: time) -> bool:
        """Say whether something at these hours of the day is called off: it need only overlap."""
        return (self.starts is None or ends > self.starts) and (self.ends is None or starts < self.ends)
