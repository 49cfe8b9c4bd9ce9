"""The register of roles: what somebody does in a prison, and what it needs."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts import guardian
from accounts.roles import MANAGE_VOLUNTEERS
from core.models import TimestampedModel, UUIDModel
from directory.models import Organisation, Prison
from volunteers.enums import EngagementKind
from volunteers.models.lists import AccessType, ClearanceLevel, TrainingModule


class PositionQuerySet(models.QuerySet["Position"]):
    """Roles, by state and by who keeps them."""

    def visible_to(self, user: Any) -> "PositionQuerySet":
        """Keep the roles in prisons and of organisations whose people the user looks after."""
        prisons = guardian.allowed(user, MANAGE_VOLUNTEERS, Prison.objects.all())
        organisations = guardian.allowed(user, MANAGE_VOLUNTEERS, Organisation.objects.all())
        return self.filter(Q(prison__in=prisons) | Q(organisation__in=organisations))

    def advertised(self) -> "PositionQuerySet":
        """Keep those that anybody may read about and apply for."""
        return self.filter(is_open=True, prison__opened_on__isnull=False)


class Position(UUIDModel, TimestampedModel):
    """A role in one prison, of an organisation or of the prison itself. (The name leaves "role" to accounts.)"""

    prison = models.ForeignKey(Prison, models.PROTECT, related_name="positions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="positions")
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=EngagementKind.choices, default=EngagementKind.VOLUNTEER)
    purpose = models.TextField(max_length=600, help_text="Why the role exists, in one or two plain sentences.")
    tasks = models.TextField(max_length=1500, blank=True, help_text="One on each line.")
    boundaries = models.TextField(max_length=1500, blank=True, help_text="What the role does not do. One on each line.")
    time_needed = models.CharField(max_length=200, blank=True, help_text="Such as: Tuesdays 2pm to 4pm, for a year.")
    skills = models.TextField(max_length=1000, blank=True, help_text="One on each line. Most can be learnt.")
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="supervises"
    )
    access_types = models.ManyToManyField(AccessType, blank=True, related_name="positions")
    required_level = models.ForeignKey(
        ClearanceLevel, models.PROTECT, null=True, blank=True, related_name="positions", verbose_name="clearance"
    )
    modules = models.ManyToManyField(TrainingModule, blank=True, related_name="positions", verbose_name="training")
    places = models.PositiveSmallIntegerField(default=1)
    is_open = models.BooleanField("advertised to the public", default=False)

    objects = PositionQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        indexes = [models.Index(fields=["prison", "is_open"])]
        constraints = [
            models.UniqueConstraint(
                models.functions.Lower("title"),
                "prison",
                "organisation",
                name="volunteers_role_title_once",
                violation_error_message="This organisation already has a role of this name in this prison.",
            ),
            models.UniqueConstraint(
                models.functions.Lower("title"),
                "prison",
                condition=Q(organisation=None),
                name="volunteers_role_title_once_in_prison",
                violation_error_message="This prison already has a role of this name.",
            ),
        ]

    def __str__(self) -> str:
        return self.title
