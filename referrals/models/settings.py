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

    remind_days_before = models.PositiveSmallIntegerField("working days before: first reminder", default=1)
    return_days_after = models.PositiveSmallIntegerField("working days after: back to the coordinator", default=0)
    asked_days = models.PositiveSmallIntegerField("working days to answer a question", default=5)
    link_days = models.PositiveSmallIntegerField("days a link to answer works", default=21)
    code_minutes = models.PositiveSmallIntegerField("minutes a code works", default=15)
    link_session_minutes = models.PositiveSmallIntegerField("minutes a referral stays open behind a link", default=30)
    statistics_days = models.PositiveSmallIntegerField("days counted for a listing's figures", default=180)
    statistics_least = models.PositiveSmallIntegerField("fewest referrals for a listing's figures", default=5)
    export_days = models.PositiveSmallIntegerField("days an export is kept", default=3)

    class Meta:
        verbose_name = verbose_name_plural = "referral times"

    def __str__(self) -> str:
        return "Referral times"
