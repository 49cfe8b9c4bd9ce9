"""What pays for the work of organisations in a prison: grants and contracts, and until when."""

from datetime import date, timedelta

from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from coordinator.models.expectations import EvidenceQuerySet
from coordinator.words import names_nobody
from core.models import TimestampedModel, UUIDModel
from directory.models import Organisation, Prison, ServicePage

ORGANISATION_ID = RegexValidator(
    r"^[A-Za-z0-9]{2,4}-[A-Za-z0-9._-]{2,60}$",
    "Enter the identifier as on org-id.guide, such as GB-CHC-219432, or leave it empty.",
)


class FundingKind(models.TextChoices):
    """How the money comes. Only grants are published in the 360Giving format."""

    GRANT = "grant", "Grant"
    CONTRACT = "contract", "Contract"


class Currency(models.TextChoices):
    """Currencies by their ISO 4217 codes."""

    GBP = "GBP", "Pounds (GBP)"
    EUR = "EUR", "Euro (EUR)"
    USD = "USD", "US dollars (USD)"


class FundingQuerySet(EvidenceQuerySet):
    """Grants and contracts, by day."""

    def running(self, on: date | None = None) -> "FundingQuerySet":
        """Keep what pays on a day (today when not given); the last day counts."""
        day = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def ending(self, within_days: int, on: date | None = None) -> "FundingQuerySet":
        """Keep what has ended or ends within so many days, until somebody notes what follows."""
        day = on or timezone.localdate()
        return self.filter(ends_on__lte=day + timedelta(days=within_days), ending_noted_on=None)


class Funding(UUIDModel, TimestampedModel):
    """One grant or contract: who pays whom how much, from when to when, and what it buys here."""

    prison = models.ForeignKey(Prison, models.PROTECT, related_name="funding")
    kind = models.CharField(max_length=10, choices=FundingKind.choices, default=FundingKind.GRANT)
    funder = models.CharField(max_length=160)
    funder_id = models.CharField("funder's identifier", max_length=70, blank=True, validators=[ORGANISATION_ID])
    programme = models.CharField(max_length=160, blank=True)
    reference = models.CharField("funder's reference", max_length=60, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="funding")
    title = models.CharField(max_length=160, validators=[names_nobody])
    buys = models.CharField("what it buys", max_length=600, validators=[names_nobody])
    services = models.ManyToManyField(ServicePage, blank=True, related_name="+")
    amount = models.DecimalField(max_digits=12, decimal_places=2, validators=[MinValueValidator(1)])
    currency = models.CharField(max_length=3, choices=Currency.choices, default=Currency.GBP)
    awarded_on = models.DateField()
    starts_on = models.DateField()
    ends_on = models.DateField("last day", null=True, blank=True)
    ending_noted_on = models.DateField(null=True, blank=True, help_text="Somebody has seen to what follows.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = FundingQuerySet.as_manager()

    class Meta:
        ordering = ["ends_on", "title"]
        verbose_name_plural = "funding"
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="coordinator_funding_is_something",
                violation_error_message="The amount is more than nothing.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="coordinator_funding_days_in_order",
                violation_error_message="The last day is before the first.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prison_id} {self.kind} {self.starts_on}"
