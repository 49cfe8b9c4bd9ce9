"""How long things may take. One row; an administrator changes it."""

from django.db import models

from core.models import OneRowModel


class ReferralSettings(OneRowModel):
    """Answer times, retention and the concern timer, shipped as defaults and never printed as policy."""

    answer_days_today = models.PositiveSmallIntegerField("working days to answer, today", default=1)
    answer_days_three = models.PositiveSmallIntegerField("working days to answer, within three", default=3)
    answer_days_routine = models.PositiveSmallIntegerField("working days to answer, routine", default=5)
    draft_days = models.PositiveSmallIntegerField("days a draft is kept", default=30)
    keep_days_closed = models.PositiveSmallIntegerField("days kept after completion", default=90)
    keep_days_declined = models.PositiveSmallIntegerField("days kept after decline or withdrawal", default=30)
    handling_line = models.CharField(
        "handling line of printed personal papers", max_length=60, blank=True, default="OFFICIAL-SENSITIVE"
    )
    concern_minutes = models.PositiveSmallIntegerField("minutes to acknowledge a concern", default=60)

    class Meta:
        verbose_name = verbose_name_plural = "referral times"

    def __str__(self) -> str:
        return "Referral times"
