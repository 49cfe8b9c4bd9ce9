"""What stands beside the rules of the gate: overrides by a named manager, and items somebody may bring."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast

from core.models import TimestampedModel, UUIDModel
from directory.models import Prison
from volunteers.enums import Copy
from volunteers.models.people import Entrant
from volunteers.validators import no_conviction_detail


class GateOverride(UUIDModel, TimestampedModel):
    """That a named manager lets somebody in although something is missing: what, from when to when, and why."""

    entrant = models.ForeignKey(Entrant, models.CASCADE, related_name="overrides")
    prison = models.ForeignKey(Prison, models.PROTECT, related_name="gate_overrides")
    covers = models.JSONField(help_text="The codes of what was missing when it was given. Nothing else is covered.")
    starts_on = models.DateField()
    ends_on = models.DateField("last day")
    reason = models.CharField(max_length=300, validators=[no_conviction_detail])
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="gate_overrides")
    ended_at = models.DateTimeField("taken back at", null=True, blank=True)

    class Meta:
        ordering = ["-starts_on", "pk"]
        indexes = [models.Index(fields=["prison", "ends_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="volunteers_override_ends_after_start",
                violation_error_message="The last day is before the first day.",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="volunteers_override_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.prison_id} {self.starts_on} to {self.ends_on}"


class AuthorisedItem(UUIDModel, TimestampedModel):
    """An item that somebody may bring in, and the manager who approved it."""

    entrant = models.ForeignKey(Entrant, models.CASCADE, related_name="authorised_items")
    prison = models.ForeignKey(Prison, models.PROTECT, related_name="authorised_items")
    item = models.CharField(max_length=120, validators=[no_conviction_detail], help_text="Such as: laptop, no camera.")
    starts_on = models.DateField()
    ends_on = models.DateField("last day")
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="items_authorised")

    class Meta:
        ordering = ["item", "pk"]
        indexes = [models.Index(fields=["prison", "ends_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="volunteers_item_ends_after_start",
                violation_error_message="The last day is before the first day.",
            )
        ]

    def __str__(self) -> str:
        return self.item


class GateListQuerySet(models.QuerySet["GateList"]):
    """Gate lists, by who stands on them."""

    def naming(self, references: Iterable[str]) -> "GateListQuerySet":
        """Keep those with a line of any of these people, by reference. They are kept for days, so they are few."""
        wanted = Q(pk__in=[])
        for reference in references:
            wanted |= Q(text__contains=f'"{reference}"')
        return self.alias(text=Cast("content", models.TextField())).filter(wanted)


class GateList(UUIDModel, TimestampedModel):
    """A gate list as it left the screen, frozen: what stood on it, who took it and when it has to be destroyed."""

    prison = models.ForeignKey(Prison, models.PROTECT, related_name="gate_lists")
    on = models.DateField()
    copy = models.CharField(max_length=10, choices=Copy.choices)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    destroy_after = models.DateField()
    content = models.JSONField()

    objects = GateListQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["prison", "on"])]

    def __str__(self) -> str:
        return f"{self.prison_id} {self.on} {self.copy}"
