"""Numbers of the work with others that an administrator changes. One row."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from core.models import OneRowModel


class NetworkSettings(OneRowModel):
    """How soon people who were asked are told what came of it."""

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

    class Meta:
        verbose_name = verbose_name_plural = "work with others"

    def __str__(self) -> str:
        return "Work with others"
