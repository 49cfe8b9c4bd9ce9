"""That somebody was invited to their own page."""

from django.db import models

from accounts.models import Invitation
from core.models import TimestampedModel, UUIDModel
from volunteers.models.people import Entrant


class OwnPageInvitation(UUIDModel, TimestampedModel):
    """Which record an invitation leads to: whoever takes it up sees that record, and no other."""

    entrant = models.OneToOneField(Entrant, models.CASCADE, related_name="own_page_invitation")
    invitation = models.OneToOneField(Invitation, models.CASCADE, related_name="+")

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return str(self.entrant_id)
