"""Numbers of the coordinator's desk that an administrator changes. One row."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from core.models import OneRowModel
from directory.enums import Weekday


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

    class Meta:
        verbose_name = verbose_name_plural = "coordinator's desk"

    def __str__(self) -> str:
        return "Coordinator's desk"
