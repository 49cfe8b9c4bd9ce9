"""Numbers of the work with others that an administrator changes. One row."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from core.models import OneRowModel


class NetworkSettings(OneRowModel):
    """How soon people are told back, how early what is due comes up, and under which name grants are published."""

    tell_back_days = models.PositiveSmallIntegerField(
        "days until people who were asked are told back",
        default=28,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )

    due_warning_days = models.PositiveSmallIntegerField(
        "days before an action or recommendation is due: on the worklist",
        default=14,
        validators=[MaxValueValidator(365)],
    )
    repeat_minutes = models.PositiveSmallIntegerField(
        "minutes in which the same message is not sent twice", default=30, validators=[MaxValueValidator(1440)]
    )
    draft_days = models.PositiveSmallIntegerField(
        "days a message that nobody sent is kept", default=30, validators=[MinValueValidator(1)]
    )
    funding_warning_days = models.PositiveSmallIntegerField(
        "days before funding ends: on the worklist", default=120, validators=[MaxValueValidator(730)]
    )
    grants_prefix = models.CharField(
        "publisher's prefix of 360Giving",
        max_length=40,
        blank=True,
        validators=[RegexValidator(r"^360G-[A-Za-z0-9-]+$", "Enter the prefix as 360Giving gave it: 360G-…")],
        help_text="Ask 360Giving for it before grants are published.",
    )

    class Meta:
        verbose_name = verbose_name_plural = "work with others"

    def __str__(self) -> str:
        return "Work with others"
