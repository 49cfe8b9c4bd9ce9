"""What an organisation answers with: saved replies, how each reader sorts, and codes of the signed link."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts import guardian
from accounts.roles import ANSWER_REFERRALS
from core.models import TimestampedModel, UUIDModel
from directory.models import Organisation
from referrals.models.referrals import Referral


class ReplyFor(models.TextChoices):
    """The moves that a saved reply can be used for."""

    ACCEPT = "accept", "Accepting"
    ASK = "ask", "Asking for more information"
    QUEUE = "queue", "Putting on the waiting list"
    DECLINE = "decline", "Declining"


class ReplyTemplateQuerySet(models.QuerySet["ReplyTemplate"]):
    """Saved replies, by who may use and change them."""

    def visible_to(self, user: Any) -> "ReplyTemplateQuerySet":
        """Keep those of the organisations whose referrals the user answers."""
        return self.filter(organisation__in=guardian.allowed(user, ANSWER_REFERRALS, Organisation.objects.all()))


class ReplyTemplate(UUIDModel, TimestampedModel):
    """Words an organisation uses again: a note for the referrer and a sentence for the person. It names nobody."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="reply_templates")
    used_for = models.CharField(max_length=12, choices=ReplyFor.choices)
    title = models.CharField(max_length=80)
    note = models.CharField(max_length=300, blank=True)
    sentence = models.CharField(max_length=300, blank=True)

    objects = ReplyTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["used_for", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "used_for", "title"],
                name="referrals_reply_titled_once",
                violation_error_message="Your organisation already has a saved reply with this title.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class InboxPreference(TimestampedModel):
    """How somebody last sorted their inbox, so that it opens like that on any computer."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    sort = models.CharField(max_length=20)
    only_mine = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.sort


class AnswerCode(UUIDModel, TimestampedModel):
    """One code sent to an organisation's mailbox, to open one referral behind a signed link once.

    Only its hash is kept. It ends when it is used, when its time is over, or after too many wrong tries.
    """

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="answer_codes")
    code_hash = models.CharField(max_length=200)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral"], condition=Q(used_at=None), name="referrals_one_live_code_per_referral"
            )
        ]

    def __str__(self) -> str:
        return f"Code for {self.referral_id}"
