"""What people in prison were asked, what was said, and what changed. Roles only, never a name."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from coordinator.models.expectations import EvidenceQuerySet
from coordinator.words import names_nobody
from core.models import TimestampedModel, UUIDModel
from directory.models import Prison


class Route(models.TextChoices):
    """How people were asked."""

    FORUM = "forum", "A forum or council"
    WING_REP = "wing-rep", "Wing representatives"
    SURVEY = "survey", "A survey"
    GROUP = "group", "A discussion group"
    SUGGESTION = "suggestion", "A suggestion box or application"
    OTHER = "other", "Another way"


class InvolvementQuerySet(EvidenceQuerySet):
    """Entries, by what is still owed to those who were asked."""

    def not_told_back(self) -> "InvolvementQuerySet":
        """Keep those where the people who were asked have not heard what came of it."""
        return self.filter(told_back_on=None)


class Involvement(UUIDModel, TimestampedModel):
    """One time people were asked: the question, the way, what was said by whom (a role), what changed, when told."""

    prison = models.ForeignKey(Prison, models.PROTECT, related_name="involvements")
    on = models.DateField(default=timezone.localdate)
    asked = models.CharField("what was asked", max_length=300, validators=[names_nobody])
    route = models.CharField("how", max_length=12, choices=Route.choices)
    said_by = models.CharField("who answered", max_length=120, validators=[names_nobody])
    said = models.TextField("what was said", max_length=1000, validators=[names_nobody])
    changed = models.TextField("what changed", max_length=1000, blank=True, validators=[names_nobody])
    told_back_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = InvolvementQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(told_back_on=None) | (Q(told_back_on__gte=F("on")) & ~Q(changed="")),
                name="coordinator_told_back_after_asking_what_changed",
                violation_error_message="People are told back after they were asked, and told what changed.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.prison_id} {self.on}"
