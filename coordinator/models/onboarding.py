"""Organisations from their first offer to their last day in a prison."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.roles import COORDINATE, PROPOSE_CHANGES
from coordinator.enums import OPEN_OFFERS, EngagementState, OfferState, Owner
from core.models import TimestampedModel, UUIDModel
from directory.models import Need, Organisation, Prison

CHARITY_NUMBER = RegexValidator(r"^[0-9A-Z]{5,12}$", "Enter the charity number, such as 219432.")


class OwnPrisonQuerySet(models.QuerySet[Any]):
    """Rows of a prison that those who run its voluntary sector see."""

    def visible_to(self, user: Any) -> Any:
        """Keep those of the prisons that the user coordinates."""
        return self.filter(prison__in=Prison.objects.where_allowed(user, COORDINATE))


class OfferQuerySet(OwnPrisonQuerySet):
    """Offers, by state."""

    def open(self) -> Any:
        """Keep those on which the prison has not decided."""
        return self.filter(state__in=OPEN_OFFERS)


class ServiceOffer(UUIDModel, TimestampedModel):
    """What an organisation offers to a prison through the public form, and what the prison decided."""

    prison = models.ForeignKey(Prison, models.PROTECT, related_name="offers")
    organisation_name = models.CharField(max_length=160)
    charity_number = models.CharField(max_length=12, blank=True, validators=[CHARITY_NUMBER])
    website = models.URLField(blank=True)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    what = models.TextField(max_length=1500)
    needs = models.ManyToManyField(Need, blank=True, related_name="+")
    how_often = models.CharField(max_length=200, blank=True)
    paid_by = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=OfferState.choices, default=OfferState.NEW, db_index=True)
    note = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="offers")

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=OPEN_OFFERS, decided_at=None)
                | (~Q(state__in=OPEN_OFFERS) & Q(decided_at__isnull=False)),
                name="coordinator_offer_decided_has_a_date",
            )
        ]

    def __str__(self) -> str:
        return f"{self.prison_id} offer {self.state}"


class OnboardingRequirement(models.Model):
    """One thing that must be in place before an organisation works in a prison. A list an administrator changes."""

    slug = models.SlugField(max_length=60, unique=True)
    label = models.CharField(max_length=120)
    explanation = models.CharField(max_length=300, blank=True)
    owner = models.CharField(max_length=12, choices=Owner.choices, default=Owner.ORGANISATION)
    due_days = models.PositiveSmallIntegerField("days from the start until due", default=28)
    valid_months = models.PositiveSmallIntegerField("months it holds", null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField("in use", default=True)

    class Meta:
        ordering = ["order", "label"]

    def __str__(self) -> str:
        return self.label


class OrganisationInPrisonQuerySet(OwnPrisonQuerySet):
    """Organisations in prisons, by state."""

    def worked_for_by(self, user: Any) -> Any:
        """Keep those of the organisations that the user works for."""
        return self.filter(organisation__in=Organisation.objects.where_allowed(user, PROPOSE_CHANGES))

    def current(self) -> Any:
        """Keep those that have not left."""
        return self.exclude(state=EngagementState.LEFT)

    def working(self, on: date | None = None) -> Any:
        """Keep those that had started work by a day and had not left on it."""
        day = on or timezone.localdate()
        return self.filter(Q(left_on=None) | Q(left_on__gt=day), active_on__lte=day)


class Engagement(UUIDModel, TimestampedModel):
    """One organisation in one prison, from the decision to start until it has left."""

    prison = models.ForeignKey(Prison, models.PROTECT, related_name="engagements")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="engagements")
    state = models.CharField(max_length=12, choices=EngagementState.choices, default=EngagementState.ONBOARDING)
    started_on = models.DateField(default=timezone.localdate)
    active_on = models.DateField(null=True, blank=True)
    review_due_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    objects = OrganisationInPrisonQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["prison", "organisation"],
                condition=~Q(state=EngagementState.LEFT),
                name="coordinator_one_engagement_per_organisation",
                violation_error_message="This organisation is on the list already.",
            ),
            models.CheckConstraint(
                condition=Q(state=EngagementState.LEFT, left_on__isnull=False)
                | (~Q(state=EngagementState.LEFT) & Q(left_on=None)),
                name="coordinator_left_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prison_id} {self.organisation_id} {self.state}"


class ItemQuerySet(models.QuerySet["OnboardingItem"]):
    """Items of checklists, by what is to be done about them."""

    def visible_to(self, user: Any) -> "ItemQuerySet":
        """Keep those of the prisons that the user coordinates."""
        return self.filter(engagement__prison__in=Prison.objects.where_allowed(user, COORDINATE))

    def missing(self, on: date | None = None) -> "ItemQuerySet":
        """Keep what is not in place on a day: never done, or run out."""
        return self.filter(Q(done_on=None) | Q(expires_on__lt=on or timezone.localdate()))

    def due(self, within_days: int, on: date | None = None) -> "ItemQuerySet":
        """Keep, of organisations that have not left, what is due by now or runs out within so many days."""
        day = on or timezone.localdate()
        late = Q(done_on=None, due_on__lte=day)
        ending = Q(done_on__isnull=False, expires_on__lte=day + timedelta(days=within_days))
        return self.filter(late | ending).exclude(engagement__state__in=[EngagementState.LEFT, EngagementState.LEAVING])


class OnboardingItem(UUIDModel, TimestampedModel):
    """One requirement of one organisation in one prison: whose it is, by when, since when it is in place."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="items")
    requirement = models.ForeignKey(OnboardingRequirement, models.PROTECT, related_name="+")
    owner = models.CharField(max_length=12, choices=Owner.choices)
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["requirement__order", "requirement__label"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "requirement"], name="coordinator_requirement_once"),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(done_on__isnull=False),
                name="coordinator_only_done_items_expire",
                violation_error_message="Only what is in place can run out.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.engagement_id} {self.requirement_id}"

    def is_in_place(self, on: date | None = None) -> bool:
        """Say whether it is done and has not run out on a day."""
        day = on or timezone.localdate()
        return self.done_on is not None and (self.expires_on is None or self.expires_on >= day)
