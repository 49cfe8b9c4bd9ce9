"""Applying for a role, and the tally of who applies, which is kept apart from everybody."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts import guardian
from accounts.roles import MANAGE_VOLUNTEERS
from core.models import TimestampedModel, UUIDModel
from core.references import make_reference
from directory.models import Organisation, Prison
from volunteers.enums import Stage
from volunteers.models.people import Entrant
from volunteers.models.positions import Position
from volunteers.validators import no_conviction_detail

APPLICATION_PREFIX = "A"


def new_application_reference() -> str:
    """Return a reference such as "A-4KTW-9QX"."""
    return make_reference(APPLICATION_PREFIX)


class StageRule(models.Model):
    """How long a stage should take, whom it waits for and what the applicant is told. One row for each stage."""

    stage = models.CharField(max_length=20, choices=Stage.choices, unique=True)
    ideal_days = models.PositiveSmallIntegerField(help_text="After these it is amber.")
    max_days = models.PositiveSmallIntegerField(help_text="After these it is red.")
    waits_for = models.CharField(max_length=80)
    told = models.CharField("what the applicant is told", max_length=300)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(max_days__gte=models.F("ideal_days")),
                name="volunteers_stage_most_is_not_below_ideal",
                violation_error_message="The most days are fewer than the ideal ones.",
            )
        ]

    def __str__(self) -> str:
        return self.get_stage_display()


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Applications, by where they stand."""

    def visible_to(self, user: Any) -> "ApplicationQuerySet":
        """Keep those for roles whose people the user looks after; nobody decides about themselves."""
        prisons = guardian.allowed(user, MANAGE_VOLUNTEERS, Prison.objects.all())
        organisations = guardian.allowed(user, MANAGE_VOLUNTEERS, Organisation.objects.all())
        theirs = self.filter(Q(position__prison__in=prisons) | Q(position__organisation__in=organisations))
        return theirs.exclude(email__iexact=getattr(user, "email", ""))

    def over_or_still_since(self, day: date) -> "ApplicationQuerySet":
        """Keep those that ended before the day, and open ones on which nothing has moved since before it."""
        return self.filter(Q(closed_on__lt=day) | Q(closed_on=None, stage_since__lt=day))


class Application(UUIDModel, TimestampedModel):
    """That somebody would like a role: from the enquiry to the start, or to the end of it."""

    reference = models.CharField(max_length=12, unique=True, default=new_application_reference, editable=False)
    position = models.ForeignKey(Position, models.PROTECT, related_name="applications")
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    email = models.EmailField("e-mail address")
    phone = models.CharField(max_length=40, blank=True)
    why = models.TextField(max_length=1000, blank=True, validators=[no_conviction_detail])
    stage = models.CharField(max_length=20, choices=Stage.choices, default=Stage.APPLICATION, db_index=True)
    stage_since = models.DateField(default=timezone.localdate)
    closed_on = models.DateField(null=True, blank=True)
    entrant = models.ForeignKey(Entrant, models.SET_NULL, null=True, blank=True, related_name="applications")

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["stage_since", "pk"]
        indexes = [models.Index(fields=["position", "stage"])]

    def __str__(self) -> str:
        return self.reference


class DiversityBatch(models.Model):
    """How many people have answered at one prison since counts were last brought up to date. No time, no answers."""

    prison = models.OneToOneField(Prison, models.CASCADE, related_name="+")
    waiting = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "diversity batches"

    def __str__(self) -> str:
        return f"{self.prison_id} {self.waiting}"


class DiversityTally(models.Model):
    """How many people gave an answer, at one prison. No row is anybody's.

    All rows of a prison are made at once with nought, and each answer rewrites all of them, so that there is no key,
    order or time that could join it to an application, to another answer, or to whoever gave it. `shown` is the count
    as it was when enough people had answered: watching it tells of many at once, never of one.
    """

    prison = models.ForeignKey(Prison, models.CASCADE, related_name="+")
    question = models.CharField(max_length=40)
    answer = models.CharField(max_length=40)
    count = models.PositiveIntegerField(default=0)
    shown = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "diversity tallies"
        constraints = [
            models.UniqueConstraint(fields=["prison", "question", "answer"], name="volunteers_tally_once"),
        ]

    def __str__(self) -> str:
        return f"{self.prison_id} {self.question} {self.answer}"
