"""Numbers of the coordinator's desk that an administrator changes. One row."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from core.models import OneRowModel
from directory.enums import Weekday

HANDOVER_STEPS = """\
Print the handover pack and read it together
Walk round: gate, chaplaincy, Safer Custody, offender management unit, healthcare, education
Introduce the new coordinator to every organisation with an open agreement
Meet the senior sponsor together
Go through the worklist and what is put off
Say which organisations, rooms and times are fragile, and why
Hand over the shared mailbox, the extension and the poster boards
Ask for the new coordinator's role and end the old one
Change the named coordinator, so that prison page and insert say who it is
Publish a new edition of the insert
"""


class DeskSettings(OneRowModel):
    """How long a morning is, how long something may be put off, when the weekly e-mail goes out."""

    morning_minutes = models.PositiveSmallIntegerField(
        "minutes of a morning's work", default=30, validators=[MinValueValidator(5), MaxValueValidator(240)]
    )
    snooze_days = models.PositiveSmallIntegerField(
        "days something may be put off", default=30, validators=[MinValueValidator(1), MaxValueValidator(180)]
    )
    summary_weekday = models.PositiveSmallIntegerField(
        "day of the weekly e-mail", choices=Weekday.choices, default=Weekday.MONDAY
    )
    vacancy_warning_days = models.PositiveSmallIntegerField(
        "days before an appointment ends: on the worklist", default=42, validators=[MaxValueValidator(365)]
    )
    engagement_review_months = models.PositiveSmallIntegerField(
        "months between reviews of an organisation", default=12, validators=[MinValueValidator(1)]
    )
    expiry_warning_days = models.PositiveSmallIntegerField(
        "days before something runs out: on the worklist", default=42, validators=[MaxValueValidator(365)]
    )
    offers_an_hour = models.PositiveSmallIntegerField("offers taken by one prison in an hour", default=20)
    keep_decided_days = models.PositiveSmallIntegerField(
        "days the contact of a decided offer is kept", default=30, help_text="The public form promises it."
    )
    keep_offers_days = models.PositiveSmallIntegerField("days the contact of a forgotten offer is kept", default=365)
    handover_steps = models.TextField(
        "steps of a handover", default=HANDOVER_STEPS, help_text="One step a line, up to 200 letters each."
    )

    class Meta:
        verbose_name = verbose_name_plural = "coordinator's desk"

    def __str__(self) -> str:
        return "Coordinator's desk"
