"""That two records turned out to be one person's, and how to take that back."""

from django.conf import settings
from django.db import models

from core.models import TimestampedModel, UUIDModel
from volunteers.models.people import Entrant


class Merge(UUIDModel, TimestampedModel):
    """One merge: which record stays, which one is taken in, and which rows moved, so that it can be undone."""

    kept = models.ForeignKey(Entrant, models.CASCADE, related_name="merges")
    taken_in = models.ForeignKey(Entrant, models.CASCADE, related_name="+")
    moved = models.JSONField(help_text="Keys of the rows that moved, by table.")
    written_back = models.JSONField(default=dict, help_text="What the merge changed beside that, as it was before.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    undo_until = models.DateField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["taken_in"], condition=models.Q(undone_at=None), name="volunteers_merged_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.taken_in_id} into {self.kept_id}"
