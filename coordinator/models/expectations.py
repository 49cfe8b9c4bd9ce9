"""What inspectors expect, what shows it, and packs of evidence as they were handed over."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.roles import SEE_EVIDENCE
from coordinator.words import names_nobody
from core.models import TimestampedModel, UUIDModel
from directory.models import Prison


class ExpectationFramework(models.Model):
    """One edition of an inspectorate's expectations. Numbers differ between editions, so they are data."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=160)
    number = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=300, blank=True)
    is_active = models.BooleanField("in use", default=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class Indicator(models.Model):
    """One thing that shows that an expectation is met, and the measures that are evidence of it."""

    framework = models.ForeignKey(ExpectationFramework, models.CASCADE, related_name="indicators")
    order = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=300)
    measures = models.CharField(max_length=400, blank=True, help_text="Codes of measures, separated by spaces.")

    class Meta:
        ordering = ["framework", "order"]

    def __str__(self) -> str:
        return self.text


class EvidenceQuerySet(models.QuerySet[Any]):
    """Evidence, by who may see it."""

    def visible_to(self, user: Any) -> Any:
        """Keep that of the prisons whose evidence the user sees."""
        return self.filter(prison__in=Prison.objects.where_allowed(user, SEE_EVIDENCE))


class EvidenceEntry(UUIDModel, TimestampedModel):
    """Evidence that the service cannot count: what happened, on which day, and where it is written down."""

    prison = models.ForeignKey(Prison, models.CASCADE, related_name="evidence")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="entries")
    on = models.DateField()
    text = models.CharField(max_length=500, validators=[names_nobody])
    source = models.CharField(max_length=160, blank=True, validators=[names_nobody])
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-created_at"]
        verbose_name_plural = "evidence entries"

    def __str__(self) -> str:
        return f"{self.prison_id} {self.on}"


class PackState(models.TextChoices):
    """How far a pack is."""

    WAITING = "waiting", "Waiting to be built"
    BUILDING = "building", "Being built"
    READY = "ready", "Ready"
    FAILED = "failed", "Could not be built"


class InspectionPack(UUIDModel, TimestampedModel):
    """The evidence of a prison for one framework and period, frozen once built, so that it reads the same for ever."""

    prison = models.ForeignKey(Prison, models.PROTECT, related_name="inspection_packs")
    framework = models.ForeignKey(ExpectationFramework, models.PROTECT, related_name="+")
    first = models.DateField("from")
    last = models.DateField("to")
    edition = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=PackState.choices, default=PackState.WAITING)
    progress = models.PositiveSmallIntegerField(default=0, help_text="Per cent.")
    content = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64, blank=True)
    built_at = models.DateTimeField(null=True, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["-last", "-first", "-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["prison", "framework", "first", "last", "edition"], name="coordinator_pack_edition_once"
            ),
            models.CheckConstraint(
                condition=Q(last__gte=F("first")),
                name="coordinator_pack_days_in_order",
                violation_error_message="The last day is before the first.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prison_id} {self.first} {self.last} {self.edition}"
