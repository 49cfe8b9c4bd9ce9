"""Policy numbers of volunteering beside the gate. One row; an administrator changes it."""

from django.db import models

from core.models import OneRowModel
from directory.enums import Weekday


class VolunteeringSettings(OneRowModel):
    """How long things hold and are kept, shipped as defaults and never printed as policy."""

    training_ending_days = models.PositiveSmallIntegerField(
        "days before its end in which training counts as ending soon", default=60
    )
    keep_days_bookings = models.PositiveSmallIntegerField("days a place at a training session is kept", default=365)
    keep_days_corrections = models.PositiveSmallIntegerField(
        "days a request for a correction is kept after its answer", default=365
    )
    reference_link_days = models.PositiveSmallIntegerField("days the link of a reference works", default=21)
    reference_remind_days = models.PositiveSmallIntegerField(
        "days after which whoever was asked for a reference is reminded", default=7
    )
    keep_days_references = models.PositiveSmallIntegerField("days a reference is kept after its last day", default=180)
    keep_days_exits = models.PositiveSmallIntegerField("days a leaver’s checklist is kept once it is done", default=365)
    supervision_days = models.PositiveSmallIntegerField(
        "days after which the next talk of supervision is due", default=60
    )
    supervision_weekday = models.PositiveSmallIntegerField(
        "weekday from which supervisors are told what is due", choices=Weekday.choices, default=Weekday.MONDAY
    )
    keep_days_supervision = models.PositiveSmallIntegerField("days a note of supervision is kept", default=365)

    class Meta:
        verbose_name = verbose_name_plural = "rules for volunteering"

    def __str__(self) -> str:
        return "Rules for volunteering"
