"""What happens on a referral: messages, contacts, concerns, outcomes, handovers."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts import guardian
from accounts.roles import OVERSEE_REFERRALS, RECEIVE_CONCERNS
from core.models import ReferencedModel, TimestampedModel, UUIDModel
from directory.models import Need, Organisation, Prison
from referrals.enums import WORKING
from referrals.models.referrals import Referral
from referrals.reference_numbers import new_concern_reference


class Message(UUIDModel, TimestampedModel):
    """A message between the referrer and the organisation about one referral."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="messages")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    from_organisation = models.BooleanField()
    text = models.TextField(max_length=1000)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"Message on {self.referral_id}"


class Happened(models.TextChoices):
    """What came of a contact."""

    CAME = "came", "They came"
    CAME_LATE = "came-late", "They came late"
    OWN_CHOICE = "own-choice", "Did not come: own choice"
    NOT_UNLOCKED = "not-unlocked", "Did not come: not unlocked"
    AT_COURT = "at-court", "Did not come: at court or an appointment"
    MOVED = "moved", "Did not come: moved"
    NOT_TOLD = "not-told", "Did not come: not told"
    UNWELL = "unwell", "Did not come: unwell"
    LOCKDOWN = "lockdown", "Cancelled by the prison: lockdown"
    NO_ESCORT = "no-escort", "Cancelled by the prison: no escort"
    NO_ROOM = "no-room", "Cancelled by the prison: no room"
    PROVIDER = "provider", "Cancelled by us"


CAME = (Happened.CAME, Happened.CAME_LATE)


class ContactRecord(UUIDModel, TimestampedModel):
    """One contact with the person, planned or not."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="contacts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    on = models.DateField(default=timezone.localdate)
    planned = models.BooleanField(default=True)
    mode = models.CharField(max_length=40)
    happened = models.CharField(max_length=20, choices=Happened.choices)
    note = models.CharField(max_length=300, blank=True, help_text="Nothing about health, risk or offence.")
    any_concern = models.BooleanField(default=False)
    concern = models.ForeignKey(
        "referrals.Concern", models.SET_NULL, null=True, blank=True, related_name="contacts", editable=False
    )

    class Meta:
        ordering = ["-on", "-created_at"]

    def __str__(self) -> str:
        return f"{self.on} {self.happened}"


class ConcernCategory(models.TextChoices):
    """What a concern is about."""

    RISK_TO_SELF = "risk-to-self", "Risk to self"
    RISK_TO_OTHERS = "risk-to-others", "Risk to others"
    SAFEGUARDING = "safeguarding", "Safeguarding"
    DEBT_OR_THREATS = "debt-or-threats", "Debt or threats"
    SECURITY = "security", "Security"
    OTHER = "other", "Other"


class ConcernQuerySet(models.QuerySet["Concern"]):
    """Concerns, by state and by who may see what of them."""

    def waiting(self) -> "ConcernQuerySet":
        """Keep those that nobody has acknowledged."""
        return self.filter(acknowledged_at=None)

    def visible_to(self, user: Any) -> "ConcernQuerySet":
        """Keep those whose text the user may read: Safer Custody of the prison, and whoever raised it."""
        if getattr(user, "pk", None) is None:
            return self.none()
        receives = guardian.allowed(user, RECEIVE_CONCERNS, Prison.objects.all())
        return self.filter(Q(prison__in=receives) | Q(raised_by=user))

    def overseen_by(self, user: Any) -> "ConcernQuerySet":
        """Keep those of the user's prisons, without words: when, and whether anybody has acknowledged."""
        oversees = guardian.allowed(user, OVERSEE_REFERRALS, Prison.objects.all())
        return self.filter(prison__in=oversees).defer("text", "about", "told_to", "what_was_done")

    def raised_in(self, prisons: Iterable[str], first: date, last: date) -> "ConcernQuerySet":
        """Keep those raised in the prisons with these codes from one day to another: to be counted, not to be read."""
        found = self.filter(prison__in=prisons, raised_at__date__range=(first, last))
        return found.defer("text", "about", "told_to", "what_was_done")


class Concern(ReferencedModel, UUIDModel, TimestampedModel):
    """A concern raised to Safer Custody. Its text is for Safer Custody and the raiser only."""

    reference = models.CharField(max_length=12, unique=True, default=new_concern_reference, editable=False)
    prison = models.ForeignKey(Prison, models.PROTECT, related_name="concerns")
    referral = models.ForeignKey(Referral, models.PROTECT, null=True, blank=True, related_name="concerns")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="concerns")
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="concerns_raised")
    raised_at = models.DateTimeField(default=timezone.now)
    category = models.CharField(max_length=20, choices=ConcernCategory.choices)
    text = models.TextField(max_length=2000, blank=True, help_text="Empty until the raiser has written it down.")
    about = models.CharField("who it is about", max_length=120)
    told_to = models.CharField("told by voice to", max_length=80, blank=True)
    told_at = models.DateTimeField("told at", null=True, blank=True)
    acknowledge_by = models.DateTimeField()
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="concerns_acknowledged"
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    what_was_done = models.CharField(max_length=300, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    escalations = models.PositiveSmallIntegerField(default=0)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="referrals_acknowledged_by_a_named_member_of_staff",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_unwritten(self) -> bool:
        """Whether it was opened by a contact and nobody has acknowledged it or written down what it is."""
        return not self.text and self.acknowledged_at is None


class Met(models.TextChoices):
    """Whether a need was met."""

    MET = "met", "Met"
    PARTLY = "partly", "Partly met"
    NOT_MET = "not-met", "Not met"
    DECLINED = "declined", "The person declined"


class Housing(models.TextChoices):
    """Where somebody lives after release."""

    SETTLED = "settled", "Settled"
    TEMPORARY = "temporary", "Temporary"
    NO_FIXED_ABODE = "no-fixed-abode", "No fixed abode"
    UNKNOWN = "unknown", "Not known"


class NeedOutcome(UUIDModel, TimestampedModel):
    """What came of one need of a referral."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="outcomes")
    need = models.ForeignKey(Need, models.PROTECT, related_name="+")
    met = models.CharField(max_length=10, choices=Met.choices)
    distance = models.PositiveSmallIntegerField("distance travelled", null=True, blank=True, help_text="1 to 5.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["referral", "need"], name="referrals_one_outcome_per_need"),
            models.CheckConstraint(
                condition=Q(distance=None) | (Q(distance__gte=1) & Q(distance__lte=5)),
                name="referrals_distance_is_one_to_five",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need_id} {self.met}"


class HousingOutcome(UUIDModel, TimestampedModel):
    """Where the person lived at first night and after three months, where that is relevant."""

    referral = models.OneToOneField(Referral, models.CASCADE, related_name="housing")
    first_night = models.CharField(max_length=20, choices=Housing.choices, blank=True)
    three_months = models.CharField(max_length=20, choices=Housing.choices, blank=True)
    suitable = models.BooleanField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Housing of {self.referral_id}"


class Handover(UUIDModel, TimestampedModel):
    """A warm handover: it is complete once both workers and the person agreed, and not before."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="handovers")
    to = models.ForeignKey(Referral, models.PROTECT, null=True, blank=True, related_name="handed_over_from")
    giving_worker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    giving_agreed_at = models.DateTimeField(null=True, blank=True)
    receiving_worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    receiving_agreed_at = models.DateTimeField(null=True, blank=True)
    person_agreed_on = models.DateField(null=True, blank=True)
    person_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who wrote it down.",
    )
    met_together_on = models.DateField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # Of when each agreed, not of who: who it was leaves with the referral, and when stays.
            models.CheckConstraint(
                condition=Q(completed_at=None)
                | Q(
                    giving_agreed_at__isnull=False,
                    receiving_agreed_at__isnull=False,
                    person_agreed_on__isnull=False,
                ),
                name="referrals_handed_over_when_all_three_agreed",
                violation_error_message="A handover is complete once both workers and the person agreed.",
            )
        ]

    @property
    def is_agreed(self) -> bool:
        """Say whether both workers and the person agree."""
        return bool(self.giving_agreed_at and self.receiving_agreed_at and self.person_agreed_on)

    @property
    def has_lapsed(self) -> bool:
        """Say whether one of the two referrals ended before it was complete, so that it never will be."""
        sides = [self.referral.status, self.to.status if self.to else ""]
        return self.completed_at is None and any(status not in WORKING for status in sides)

    def __str__(self) -> str:
        return f"Handover of {self.referral_id}"
