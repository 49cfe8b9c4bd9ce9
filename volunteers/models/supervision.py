"""Talks between somebody who comes in and who supervises them: theirs, and nobody else's."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from core.models import TimestampedModel, UUIDModel
from volunteers.models.people import Engagement, Entrant
from volunteers.validators import no_conviction_detail


def supervised_by(user: Any, on: date | None = None) -> models.QuerySet[Engagement]:
    """Return the work that a user supervises and that has not ended: they are named in the role."""
    if getattr(user, "pk", None) is None or not user.is_active:
        return Engagement.objects.none()
    running = Engagement.objects.not_ended(on).filter(entrant__merged_into=None)
    # Nobody supervises themselves.
    return running.filter(position__supervisor=user).exclude(entrant__user=user)


class SupervisionNoteQuerySet(models.QuerySet["SupervisionNote"]):
    """Notes of talks, by who may read them."""

    def visible_to(self, user: Any) -> "SupervisionNoteQuerySet":
        """Keep those about the user, and those the user wrote about somebody whom they still supervise.

        No role gives sight of them: not coordinators, leads or security, nor administrators or superusers. Who takes
        over a role does not read what was said before.
        """
        if getattr(user, "pk", None) is None:
            return self.none()
        still = supervised_by(user).filter(entrant=OuterRef("entrant"))
        own = Q(entrant__user=user, entrant__merged_into=None)
        return self.filter(own | (Q(supervisor=user) & Exists(still)))


class SupervisionNote(UUIDModel, TimestampedModel):
    """One talk: when, what both want to remember, when the next one is, and the person's own words to it."""

    entrant = models.ForeignKey(Entrant, models.CASCADE, related_name="supervision")
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="supervision_notes"
    )
    held_on = models.DateField("talked on")
    note = models.TextField("what was said and agreed", max_length=2000, validators=[no_conviction_detail])
    next_on = models.DateField("next talk", null=True, blank=True)
    reply = models.TextField("the person’s own words", max_length=1000, blank=True, validators=[no_conviction_detail])

    objects = SupervisionNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-created_at", "pk"]
        indexes = [models.Index(fields=["entrant", "held_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(next_on=None) | Q(next_on__gt=F("held_on")),
                name="volunteers_next_talk_is_later",
                violation_error_message="The next talk is before this one.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.entrant_id} {self.held_on}"


class SupervisionDigest(TimestampedModel):
    """That a supervisor was told what is due in a week: the row that makes telling twice impossible."""

    supervisor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    week = models.DateField("Monday of the week")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["supervisor", "week"], name="volunteers_digest_once_a_week")]

    def __str__(self) -> str:
        return f"{self.week}"
