"""What the clock has done already: the rows that make doing it twice impossible."""

from django.db import models

from core.models import TimestampedModel
from referrals.models.referrals import Referral


class ReminderStage(models.TextChoices):
    """When somebody is reminded that a referral waits for them."""

    BEFORE = "before", "Before the day it is due"
    ON_THE_DAY = "on-the-day", "On the day it is due"


class ReferralReminder(TimestampedModel):
    """That the reminder of a stage was queued for a due day. A new due day starts the stages again."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="reminders")
    due_on = models.DateField()
    stage = models.CharField(max_length=12, choices=ReminderStage.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["referral", "due_on", "stage"], name="referrals_reminded_once_a_stage"),
        ]

    def __str__(self) -> str:
        return f"{self.referral_id} {self.due_on} {self.stage}"
