"""The network forum: meetings, who is invited and came, and the actions that were agreed. Nobody is named."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from coordinator.models.expectations import EvidenceQuerySet
from coordinator.words import names_nobody
from core.models import TimestampedModel, UUIDModel
from directory.models import Organisation, Prison


class MeetingQuerySet(EvidenceQuerySet):
    """Meetings, by day and by what is missing."""

    def held(self) -> "MeetingQuerySet":
        """Keep those whose day is over and that were not called off."""
        return self.filter(called_off_on=None, on__lt=timezone.localdate())

    def without_minutes(self) -> "MeetingQuerySet":
        """Keep those that were held and whose minutes nobody wrote."""
        return self.held().filter(minutes="")


class ForumMeeting(UUIDModel, TimestampedModel):
    """One meeting of the organisations and departments that work together in a prison."""

    prison = models.ForeignKey(Prison, models.PROTECT, related_name="forum_meetings")
    title = models.CharField(max_length=120, default="Voluntary sector forum", validators=[names_nobody])
    on = models.DateField()
    starts = models.TimeField()
    ends = models.TimeField()
    place = models.CharField(max_length=160)
    agenda = models.TextField(max_length=3000, blank=True, validators=[names_nobody])
    minutes = models.TextField(max_length=10000, blank=True, validators=[names_nobody])
    called_off_on = models.DateField(null=True, blank=True)
    version = models.PositiveSmallIntegerField(default=0, help_text="How often it moved: calendars need it.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-starts"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")),
                name="coordinator_meeting_ends_after_start",
                violation_error_message="The meeting ends before it starts.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.prison_id} {self.on}"

    @property
    def is_over(self) -> bool:
        """Say whether its day is over."""
        return self.on < timezone.localdate()


class Reply(models.TextChoices):
    """What an organisation answered to an invitation."""

    COMING = "coming", "Coming"
    NOT_COMING = "not-coming", "Not coming"


class MeetingInvitation(UUIDModel, TimestampedModel):
    """That an organisation was asked to a meeting, what it answered and how many of its people came."""

    meeting = models.ForeignKey(ForumMeeting, models.CASCADE, related_name="invitations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    told = models.PositiveSmallIntegerField("addresses written to", default=0)
    reply = models.CharField(max_length=12, choices=Reply.choices, blank=True)
    people = models.PositiveSmallIntegerField("people coming", null=True, blank=True)
    came = models.PositiveSmallIntegerField("people who came", null=True, blank=True)

    class Meta:
        ordering = ["organisation__name"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "organisation"], name="coordinator_invited_once"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.organisation_id}"


class OwnedQuerySet(EvidenceQuerySet):
    """Things that somebody has to do by a day."""

    def open(self) -> "OwnedQuerySet":
        """Keep what is not done."""
        return self.filter(done_on=None)

    def due(self, within_days: int, on: date | None = None) -> "OwnedQuerySet":
        """Keep what is not done and due within so many days, or late."""
        return self.open().filter(due_on__lte=(on or timezone.localdate()) + timedelta(days=within_days))


class ForumAction(UUIDModel, TimestampedModel):
    """Something that was agreed: whose it is (an organisation, or a role), by when, and what came of it."""

    prison = models.ForeignKey(Prison, models.PROTECT, related_name="forum_actions")
    meeting = models.ForeignKey(ForumMeeting, models.CASCADE, null=True, blank=True, related_name="actions")
    text = models.CharField("what is to be done", max_length=300, validators=[names_nobody])
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=80, blank=True, validators=[names_nobody])
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=300, blank=True, validators=[names_nobody])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) ^ ~Q(role=""),
                name="coordinator_action_has_one_owner",
                violation_error_message="Say whose it is: an organisation, or a role in the prison.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.prison_id} action {self.due_on}"

    @property
    def owner(self) -> str:
        """Return who has to do it."""
        return self.organisation.name if self.organisation else self.role


class ScrutinyBody(models.Model):
    """Somebody who inspects or monitors prisons and recommends. A list an administrator changes."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField("in use", default=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "name"]
        verbose_name_plural = "scrutiny bodies"

    def __str__(self) -> str:
        return self.name


class Progress(models.TextChoices):
    """How far a recommendation is."""

    OPEN = "open", "Not started"
    UNDER_WAY = "under-way", "Under way"
    DONE = "done", "Done"
    NOT_ACCEPTED = "not-accepted", "Not accepted"


SETTLED = (Progress.DONE, Progress.NOT_ACCEPTED)


class Recommendation(UUIDModel, TimestampedModel):
    """What a scrutiny body asks a prison to do about its work with organisations, and what shows that it was done."""

    prison = models.ForeignKey(Prison, models.PROTECT, related_name="recommendations")
    body = models.ForeignKey(ScrutinyBody, models.PROTECT, related_name="+")
    report = models.CharField(max_length=160)
    published_on = models.DateField()
    text = models.CharField("what is recommended", max_length=600, validators=[names_nobody])
    owner = models.CharField(max_length=80, validators=[names_nobody])
    due_on = models.DateField()
    status = models.CharField(max_length=12, choices=Progress.choices, default=Progress.OPEN)
    evidence = models.TextField(max_length=1500, blank=True, validators=[names_nobody])
    done_on = models.DateField("settled on", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "created_at"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(status__in=SETTLED) & Q(done_on__isnull=False) & ~Q(evidence=""))
                | (~Q(status__in=SETTLED) & Q(done_on=None)),
                name="coordinator_settled_recommendation_has_evidence",
                violation_error_message="What is settled has a day and says what shows it.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.prison_id} {self.body_id} {self.due_on}"
