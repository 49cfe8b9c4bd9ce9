"""What changes daily beside a listing's page: availability, confirmations and reminders. Not moderated."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models import OneRowModel, TimestampedModel, UUIDModel
from directory.enums import AttemptMethod, Availability, Disposition, Freshness, ReviewStage


class ReviewSettings(OneRowModel):
    """How often listings are confirmed. One row; an administrator changes it in the CMS."""

    default_months = models.PositiveSmallIntegerField("months between reviews", default=6)
    with_sessions_months = models.PositiveSmallIntegerField("months, groups with sessions", default=3)
    helpline_months = models.PositiveSmallIntegerField("months, national helplines", default=12)
    first_reminder_days = models.PositiveSmallIntegerField(
        "days before due: first reminder", default=30, validators=[MinValueValidator(2)]
    )
    second_reminder_days = models.PositiveSmallIntegerField(
        "days before due: second reminder", default=7, validators=[MinValueValidator(1)]
    )
    last_reminder_days = models.PositiveSmallIntegerField(
        "days after due: last reminder", default=30, validators=[MinValueValidator(1)]
    )
    availability_days = models.PositiveSmallIntegerField("days availability stays confirmed", default=30)
    demote_after_days = models.PositiveSmallIntegerField("days after due: ranked lower", default=30)
    leave_insert_after_days = models.PositiveSmallIntegerField("days after due: leaves the insert", default=90)
    link_days = models.PositiveSmallIntegerField("days a link to confirm works", default=45)
    insert_old_after_months = models.PositiveSmallIntegerField("months until a printed insert is old", default=3)

    class Meta:
        verbose_name = verbose_name_plural = "review cycle"
        constraints = [
            models.CheckConstraint(
                condition=Q(first_reminder_days__gt=models.F("second_reminder_days")),
                name="directory_reminders_in_order",
                violation_error_message="The first reminder must come before the second: give it more days.",
            )
        ]

    def __str__(self) -> str:
        return "Review cycle"

    def reminder_days(self) -> dict[ReviewStage, int]:
        """Return for each reminder, in their order, its day counted from the day the review is due."""
        return {
            ReviewStage.FIRST: -self.first_reminder_days,
            ReviewStage.SECOND: -self.second_reminder_days,
            ReviewStage.ON_THE_DAY: 0,
            ReviewStage.AFTER: self.last_reminder_days,
        }


class ListingStatus(TimestampedModel):
    """The plain facts of a listing that change without an editor: one row per service page."""

    page = models.OneToOneField("directory.ServicePage", models.CASCADE, related_name="status")
    availability = models.CharField(
        max_length=20, choices=Availability.choices, default=Availability.OPEN, db_index=True
    )
    typical_wait_weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    places = models.PositiveSmallIntegerField(null=True, blank=True)
    resumes_on = models.DateField(null=True, blank=True)
    availability_confirmed_on = models.DateField(null=True, blank=True)
    availability_confirmed_by = models.CharField(max_length=120, blank=True, help_text="Role or organisation.")
    reviewed_on = models.DateField("last confirmed", null=True, blank=True)
    reviewed_by = models.CharField(max_length=120, blank=True, help_text="Role or organisation.")
    review_due_on = models.DateField(null=True, blank=True, db_index=True)
    typical_answer_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Working days to a first answer; written by referrals."
    )
    share_accepted = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Per cent of referrals accepted; written by referrals."
    )
    current_wait_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Days from asking to first contact, now; written by referrals."
    )
    figures_on = models.DateField(
        null=True, blank=True, editable=False, help_text="The day the figures were worked out."
    )

    class Meta:
        verbose_name_plural = "listing statuses"
        constraints = [
            models.CheckConstraint(
                condition=Q(share_accepted=None) | Q(share_accepted__lte=100),
                name="directory_share_accepted_is_a_percentage",
            )
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.availability}"

    def freshness(self, rules: ReviewSettings, on: date | None = None) -> Freshness:
        """Say how far the listing can be trusted on a day, from the day its review was due.

        One that nobody ever confirmed was due from the day it was made, and is not confirmed from the start.
        """
        today = on or timezone.localdate()
        due = self.review_due_on if self.reviewed_on else None
        made = timezone.localdate(self.created_at) if self.created_at else today
        late = (today - (due or made)).days
        if late > rules.leave_insert_after_days:
            return Freshness.LEFT_INSERT
        if due is None or late > rules.demote_after_days:
            return Freshness.NOT_CONFIRMED
        return Freshness.DUE if late >= 0 else Freshness.CONFIRMED

    @property
    def wait_weeks(self) -> int | None:
        """Return the weeks somebody waits: what the organisation says, or what referrals show when that is longer."""
        shown = None if self.current_wait_days is None else self.current_wait_days // 7
        return max((weeks for weeks in (self.typical_wait_weeks, shown) if weeks is not None), default=None)

    @property
    def availability_colour(self) -> str:
        """Return the colour of the availability's tag."""
        return Availability(self.availability).colour

    def availability_is_confirmed(self, rules: ReviewSettings, on: date | None = None) -> bool:
        """Say whether somebody confirmed the availability within the last days that the rules allow."""
        confirmed = self.availability_confirmed_on
        return bool(confirmed and (on or timezone.localdate()) - confirmed <= timedelta(days=rules.availability_days))


class AttemptQuerySet(models.QuerySet["ConfirmationAttempt"]):
    """Attempts, by what came of them."""

    def confirmed_in(self, prisons: Iterable[str], first: date, last: date) -> "AttemptQuerySet":
        """Keep those that confirmed a listing of the prisons with these codes from one day to another."""
        found = self.filter(page__prison__in=prisons, disposition=Disposition.CONFIRMED)
        return found.filter(at__date__range=(first, last))


class ConfirmationAttempt(UUIDModel, TimestampedModel):
    """One attempt to find out whether a listing is still true."""

    page = models.ForeignKey("directory.ServicePage", models.CASCADE, related_name="confirmation_attempts")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    by_label = models.CharField(max_length=120, blank=True, help_text="Role or organisation, never a name.")
    method = models.CharField(max_length=10, choices=AttemptMethod.choices)
    disposition = models.CharField(max_length=20, choices=Disposition.choices)
    note = models.CharField(max_length=300, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.disposition}"


class ReviewReminder(TimestampedModel):
    """That the reminder of a stage was queued for a review: the row that makes sending it twice impossible."""

    page = models.ForeignKey("directory.ServicePage", models.CASCADE, related_name="review_reminders")
    due_on = models.DateField()
    stage = models.SmallIntegerField(choices=ReviewStage.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "due_on", "stage"], name="directory_reminder_sent_once")]

    def __str__(self) -> str:
        return f"{self.page_id} {self.due_on} {self.stage}"
