"""Editions of a prison's ACCT insert, and where their copies went."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts import guardian
from accounts.roles import SEE_STAFF_DETAILS
from core.models import TimestampedModel, UUIDModel
from directory.models.prisons import Prison


class InsertEditionQuerySet(models.QuerySet["InsertEdition"]):
    """Editions, by who may see them."""

    def visible_to(self, user: Any) -> "InsertEditionQuerySet":
        """Keep the editions of prisons whose staff the user is: an insert is a staff document."""
        return self.filter(prison__in=guardian.allowed(user, SEE_STAFF_DETAILS, Prison.objects.all()))

    def published_in(self, prisons: Iterable[str], first: date, last: date) -> "InsertEditionQuerySet":
        """Keep the editions that the prisons with these codes published from one day to another."""
        return self.filter(prison__in=prisons, published_at__date__range=(first, last))


class InsertDistributionQuerySet(models.QuerySet["InsertDistribution"]):
    """Records of where copies went, by who may see them."""

    def visible_to(self, user: Any) -> "InsertDistributionQuerySet":
        """Keep those of prisons whose staff the user is."""
        return self.filter(edition__in=InsertEdition.objects.visible_to(user))

    def put_out_in(self, prisons: Iterable[str], first: date, last: date) -> "InsertDistributionQuerySet":
        """Keep the copies that the prisons with these codes put out from one day to another."""
        return self.filter(edition__prison__in=prisons, on__range=(first, last))


class InsertEdition(UUIDModel, TimestampedModel):
    """One published edition: its content is frozen, so that a copy on paper can be looked up later."""

    prison = models.ForeignKey(Prison, models.PROTECT, related_name="insert_editions")
    number = models.PositiveIntegerField()
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    content = models.JSONField(help_text="Everything that is printed, as it was on the day.")
    content_hash = models.CharField(max_length=64)
    changes = models.JSONField(default=dict, help_text="What was added, changed and removed since the last edition.")

    objects = InsertEditionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["prison", "number"], name="directory_edition_number_once")]

    def __str__(self) -> str:
        return f"{self.prison_id} edition {self.number}"

    def replacement(self) -> "InsertEdition | None":
        """Return the prison's current edition when it is a later one."""
        return InsertEdition.objects.filter(prison=self.prison_id, number__gt=self.number).first()


class InsertDistribution(UUIDModel, TimestampedModel):
    """That copies of an edition were put somewhere."""

    edition = models.ForeignKey(InsertEdition, models.CASCADE, related_name="distributions")
    place = models.CharField(max_length=120)
    copies = models.PositiveIntegerField()
    on = models.DateField(default=timezone.localdate)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = InsertDistributionQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "place"]
        constraints = [
            models.CheckConstraint(condition=models.Q(copies__gte=1), name="directory_distribution_has_copies")
        ]

    def __str__(self) -> str:
        return f"{self.copies} × {self.place}"
