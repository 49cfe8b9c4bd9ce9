"""Telling a service that somebody may come to it, without saying who."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts import guardian
from accounts.roles import ANSWER_REFERRALS
from core.models import ReferencedModel, TimestampedModel, UUIDModel
from directory.models import Organisation, Prison, ServicePage
from referrals.enums import Urgency
from referrals.reference_numbers import new_reference


class ExpectNoticeQuerySet(models.QuerySet["ExpectNotice"]):
    """Notices, by who may see them."""

    def visible_to(self, user: Any) -> "ExpectNoticeQuerySet":
        """Keep the maker's own and those to the user's organisations."""
        if getattr(user, "pk", None) is None:
            return self.none()
        theirs = guardian.allowed(user, ANSWER_REFERRALS, Organisation.objects.all())
        return self.filter(Q(by=user) | Q(organisation__in=theirs))


class ExpectNotice(ReferencedModel, UUIDModel, TimestampedModel):
    """That a service should expect somebody who has not agreed to a referral.

    The one message that goes out without agreement, so it has no place for a name, a number, a location or words.
    """

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    prison = models.ForeignKey(Prison, models.PROTECT, related_name="expect_notices")
    service = models.ForeignKey(ServicePage, models.PROTECT, related_name="expect_notices")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="expect_notices")
    urgency = models.CharField(max_length=20, choices=Urgency.choices, default=Urgency.ROUTINE)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    extension = models.CharField(max_length=30, blank=True)

    objects = ExpectNoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.reference
