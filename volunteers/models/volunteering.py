"""Policy numbers of volunteering beside the gate. One row; an administrator changes it."""

from django.db import models

from core.models import OneRowModel


class VolunteeringSettings(OneRowModel):
    """How long things hold and are kept, shipped as defaults and never printed as policy."""

    training_ending_days = models.PositiveSmallIntegerField(
        "days before its end in which training counts as ending soon", default=60
    )
    keep_days_bookings = models.PositiveSmallIntegerField("days a place at a training session is kept", default=365)
    keep_days_corrections = models.PositiveSmallIntegerField(
        "days a request for a correction is kept after its answer", default=365
    )

    class Meta:
        verbose_name = verbose_name_plural = "rules for volunteering"

    def __str__(self) -> str:
        return "Rules for volunteering"
