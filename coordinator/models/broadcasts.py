"""What a prison writes to the organisations that work there, and who got it. Nobody is named."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.roles import SEE_EVIDENCE
from coordinator.models.expectations import EvidenceQuerySet
from coordinator.words import names_nobody
from core.models import TimestampedModel, UUIDModel
from directory.enums import Weekday
from directory.models import Need, Organisation, Prison
from volunteers.enums import Notice


class BroadcastTemplate(models.Model):
    """Words to start from. A list an administrator changes."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    is_regime = models.BooleanField("about the regime of a day", default=False)
    notice = models.CharField("what has happened", max_length=20, choices=Notice.choices, blank=True)
    subject = models.CharField(max_length=120, validators=[names_nobody])
    body = models.TextField("message", max_length=2000, validators=[names_nobody])
    is_active = models.BooleanField("in use", default=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class BroadcastQuerySet(EvidenceQuerySet):
    """Messages, by whether they went out and to the organisations of which prison."""

    def visible_to(self, user: Any) -> "BroadcastQuerySet":
        """Keep those of the prisons whose evidence the user sees, and what another prison sent to theirs."""
        theirs = Prison.objects.where_allowed(user, SEE_EVIDENCE)
        return self.filter(Q(prison__in=theirs) | Q(pk__in=self._sent_also_to(theirs)))

    def of_prison(self, prison: Prison) -> "BroadcastQuerySet":
        """Keep what the prison wrote, and what another sent to the prison's organisations too."""
        return self.filter(Q(prison=prison) | Q(pk__in=self._sent_also_to([prison])))

    def _sent_also_to(self, prisons: Any) -> Any:
        return self.model.objects.exclude(sent_at=None).filter(also__in=prisons).values("pk")

    def sent(self) -> "BroadcastQuerySet":
        """Keep those that went out."""
        return self.exclude(sent_at=None)

    def drafts(self) -> "BroadcastQuerySet":
        """Keep those that nobody has sent."""
        return self.filter(sent_at=None)


class BroadcastRecipientQuerySet(models.QuerySet["BroadcastRecipient"]):
    """Who was written to, by whether it still matters and by who may see it."""

    def visible_to(self, user: Any) -> "BroadcastRecipientQuerySet":
        """Keep those of the prisons whose evidence the user sees."""
        return self.filter(broadcast__in=Broadcast.objects.visible_to(user).sent())

    def still_matters(self, today: date, days: int) -> "BroadcastRecipientQuerySet":
        """Keep those that nobody rang, of notices whose day has not passed and other messages of the last days."""
        notice = Q(broadcast__on__gte=today)
        message = Q(broadcast__on=None, broadcast__sent_at__date__gte=today - timedelta(days=days))
        return self.filter(notice | message, rung_on=None)


class Broadcast(UUIDModel, TimestampedModel):
    """One message to organisations: a draft until it is sent, once.

    With `on` it is a notice about the regime of that day, and may call off the day's sessions too.
    """

    prison = models.ForeignKey(Prison, models.PROTECT, related_name="broadcasts")
    subject = models.CharField(max_length=120, validators=[names_nobody])
    body = models.TextField("message", max_length=2000, validators=[names_nobody])
    need = models.ForeignKey(Need, models.PROTECT, null=True, blank=True, related_name="+")
    weekday = models.PositiveSmallIntegerField("session day", choices=Weekday.choices, null=True, blank=True)
    notice = models.CharField("what has happened", max_length=20, choices=Notice.choices, blank=True)
    on = models.DateField("day", null=True, blank=True)
    starts = models.TimeField("from", null=True, blank=True)
    ends = models.TimeField("to", null=True, blank=True)
    calls_off = models.BooleanField("calls off the day's sessions", default=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    also = models.ManyToManyField(
        Prison, blank=True, related_name="+", verbose_name="other prisons whose organisations get it"
    )
    sessions_off = models.PositiveSmallIntegerField("sessions called off", default=0)
    people_told = models.PositiveSmallIntegerField("people told by the calling off", default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = BroadcastQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(notice="", on=None, calls_off=False) | (~Q(notice="") & Q(on__isnull=False)),
                name="coordinator_notice_has_a_day",
                violation_error_message="A notice about the regime needs its day.",
            ),
            models.CheckConstraint(
                condition=Q(starts=None) | Q(ends=None) | Q(ends__gt=F("starts")),
                name="coordinator_notice_hours_in_order",
                violation_error_message="The last hour is before the first.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prison_id} {self.created_at:%Y-%m-%d}"

    @property
    def prisons(self) -> list[Prison]:
        """Return the prisons whose organisations get it, the one that writes first."""
        return [self.prison, *(self.also.order_by("name") if self.pk and not self._state.adding else [])]


class BroadcastRecipient(UUIDModel, TimestampedModel):
    """That one organisation was written to, at how many addresses; none when it has no address, and is rung."""

    broadcast = models.ForeignKey(Broadcast, models.CASCADE, related_name="recipients")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    told = models.PositiveSmallIntegerField("addresses written to", default=0)
    rung_on = models.DateField(null=True, blank=True, help_text="When somebody told them in another way.")

    objects = BroadcastRecipientQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name"]
        constraints = [
            models.UniqueConstraint(fields=["broadcast", "organisation"], name="coordinator_written_to_once"),
        ]

    def __str__(self) -> str:
        return f"{self.broadcast_id} {self.organisation_id}"
