"""Policy numbers of people who come in. One row; an administrator changes it."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models

from core.models import OneRowModel


def days_before(text: str) -> list[int]:
    """Return the numbers of a list such as "90, 60, 30, 7", the largest first. Raises ValidationError."""
    try:
        found = sorted({int(part) for part in text.split(",")}, reverse=True)
    except ValueError:
        raise ValidationError("Write whole numbers of days separated by commas, such as 90, 60, 30, 7.") from None
    if not all(0 < days <= 1000 for days in found):
        raise ValidationError("Each number of days is between 1 and 1000.")
    return found


def check_days_before(text: str) -> None:
    """Refuse what `days_before` cannot read. Raises ValidationError."""
    days_before(text)


class EntrySettings(OneRowModel):
    """How long things hold and are kept, shipped as defaults and never printed as policy."""

    renewal_days = models.CharField(
        "days before an expiry at which people are reminded", max_length=60, default="90, 60, 30, 7",
        validators=[check_days_before],
    )  # fmt: skip
    override_days = models.PositiveSmallIntegerField("longest override at the gate, in days", default=7)
    gate_list_keep_days = models.PositiveSmallIntegerField("days a printed gate list is kept", default=90)
    handling_line = models.CharField(
        "handling line on printed lists of people", max_length=60, default="OFFICIAL-SENSITIVE"
    )
    destroy_after_days = models.PositiveSmallIntegerField("days after which a print is destroyed", default=1)
    keep_days_left = models.PositiveSmallIntegerField("days a record is kept after leaving", default=365)
    keep_days_clearance = models.PositiveSmallIntegerField("days a clearance is kept after its end", default=365)
    session_weeks_ahead = models.PositiveSmallIntegerField("weeks for which sessions are set out", default=8)
    merge_undo_days = models.PositiveSmallIntegerField("days in which a merge can be undone", default=30)

    applications_from_one_place = models.PositiveSmallIntegerField(
        "applications, and answers about who applies, taken from one computer in an hour", default=10
    )
    applications_an_hour = models.PositiveSmallIntegerField(
        "applications for one role, and answers at one prison, taken in an hour", default=100
    )

    clearance_step_days = models.PositiveSmallIntegerField(
        "days after which a clearance that has not moved on is late", default=42
    )
    diversity_batch = models.PositiveSmallIntegerField(
        "people who have to answer before the counts of who applies change", default=10,
        validators=[MinValueValidator(5)],
    )  # fmt: skip

    class Meta:
        verbose_name = verbose_name_plural = "rules for people who come in"

    def __str__(self) -> str:
        return "Rules for people who come in"
