"""How long personal data are kept, and what may not go yet."""

from datetime import date, timedelta

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.models.base import OneRowModel, TimestampedModel, UUIDModel

_AT_LEAST_ONE = [MinValueValidator(1)]
#: A year: who could empty the trail by a setting could hide what they did.
LEAST_AUDIT_DAYS = 365


class PrivacySettings(OneRowModel):
    """How long things are kept that belong to no part of the domain. One row; an administrator changes it."""

    account_days = models.PositiveSmallIntegerField(
        "days an account is kept after its last role ended",
        default=365,
        validators=_AT_LEAST_ONE,
        help_text="Then its holder's name goes.",
    )
    acted_days = models.PositiveSmallIntegerField(
        "days it is kept who did something",
        default=730,
        validators=_AT_LEAST_ONE,
        help_text="What was done stays; who did it goes.",
    )
    audit_days = models.PositiveSmallIntegerField(
        "days the audit trail is kept",
        default=730,
        validators=[MinValueValidator(LEAST_AUDIT_DAYS)],
        help_text="At least a year.",
    )
    message_days = models.PositiveSmallIntegerField(
        "days notifications and sent e-mails are kept", default=90, validators=_AT_LEAST_ONE
    )
    small_number = models.PositiveSmallIntegerField(
        "counts of people up to this are hidden",
        default=5,
        validators=[MinValueValidator(2)],
        help_text="In tables about groups of people, and others with them, so that none can be worked out.",
    )
    task_days = models.PositiveSmallIntegerField(
        "days results of background tasks are kept", default=14, validators=_AT_LEAST_ONE
    )

    class Meta:
        verbose_name = verbose_name_plural = "how long personal data are kept"
        constraints = [
            models.CheckConstraint(
                condition=Q(audit_days__gte=LEAST_AUDIT_DAYS),
                name="core_audit_kept_a_year",
                violation_error_message="Keep the audit trail for 365 days or more.",
            ),
            models.CheckConstraint(
                condition=Q(account_days__gte=1, acted_days__gte=1, message_days__gte=1, task_days__gte=1),
                name="core_kept_a_day_at_least",
                violation_error_message="Keep everything for one day or more.",
            ),
        ]

    def __str__(self) -> str:
        return "How long personal data are kept"


class LegalHoldQuerySet(models.QuerySet["LegalHold"]):
    """Holds, by whether they still count."""

    def active(self, on: date | None = None) -> "LegalHoldQuerySet":
        """Keep those in force on a day (today when not given); a hold ends at the end of `until`."""
        day = on or timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gte=day), released_at=None)

    def to_review(self, on: date | None = None) -> "LegalHoldQuerySet":
        """Keep the active ones that nobody looked at for three months: a hold must not become the rule."""
        day = on or timezone.localdate()
        return self.active(day).filter(reviewed_on__lt=day - timedelta(days=90))


class LegalHold(UUIDModel, TimestampedModel):
    """That the personal data of one row, and of all that hangs on it, may not go yet: a complaint, a claim.

    It names what it holds by table and key, without a foreign key, so that core need not know the table.
    """

    about_type = models.CharField(max_length=80)
    about_id = models.CharField(max_length=40)
    reason = models.CharField(max_length=200, help_text="Why, with a reference of the case. No names.")
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    until = models.DateField(null=True, blank=True)
    reviewed_on = models.DateField(default=timezone.localdate)
    released_at = models.DateTimeField(null=True, blank=True)

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["about_type", "about_id"],
                condition=Q(released_at=None),
                name="core_one_hold_at_a_time",
                violation_error_message="This is held already: release that hold first, or review it.",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="core_hold_has_a_reason"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("reviewed_on")),
                name="core_hold_ends_after_its_review",
                violation_error_message="The last day is over already.",
            ),
        ]

    def __str__(self) -> str:
        return f"Hold on {self.about_type}"
