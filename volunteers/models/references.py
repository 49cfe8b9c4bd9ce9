"""People who speak for an applicant, and what an applicant is told at each stage."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from core.models import TimestampedModel, UUIDModel
from directory.models import Organisation, Prison
from volunteers.enums import ReferenceState, Stage, Suits
from volunteers.models.recruitment import Application, StageRule
from volunteers.validators import no_conviction_detail


class ReferenceQuerySet(models.QuerySet["Reference"]):
    """Asked references, by who may read the answers."""

    def visible_to(self, user: Any) -> "ReferenceQuerySet":
        """Keep those for applications that the user decides about: never the own, not even as coordinator."""
        return self.filter(application__in=Application.objects.visible_to(user))

    def waiting(self) -> "ReferenceQuerySet":
        """Keep those that nobody has answered yet."""
        return self.filter(state=ReferenceState.ASKED)


class Reference(UUIDModel, TimestampedModel):
    """That somebody was asked to speak for an applicant, and what they answered, in confidence."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="references")
    name = models.CharField(max_length=120)
    email = models.EmailField("e-mail address")
    known_as = models.CharField("how they know the applicant", max_length=120)
    state = models.CharField(max_length=20, choices=ReferenceState.choices, default=ReferenceState.ASKED)
    asked_on = models.DateField()
    until = models.DateField("the link works up to and including")
    reminded_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    suits = models.CharField("what they think", max_length=20, choices=Suits.choices, blank=True)
    words = models.TextField("what they say", max_length=1000, blank=True, validators=[no_conviction_detail])

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ["asked_on", "created_at", "pk"]
        indexes = [models.Index(fields=["state", "until"])]
        constraints = [
            models.UniqueConstraint(
                "application",
                Lower("email"),
                name="volunteers_referee_asked_once",
                violation_error_message="This person has been named already. Name somebody else.",
            ),
            models.CheckConstraint(
                condition=Q(state=ReferenceState.ANSWERED, answered_on__isnull=False) & ~Q(suits="")
                | (~Q(state=ReferenceState.ANSWERED) & Q(suits="", words="")),
                name="volunteers_reference_answered_in_full",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.state}"


class StageMessage(UUIDModel, TimestampedModel):
    """What applicants for a prison's or an organisation's roles read at a stage, instead of what is shipped."""

    prison = models.ForeignKey(Prison, models.CASCADE, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="+")
    stage = models.CharField(max_length=20, choices=Stage.choices)
    words = models.TextField(max_length=600)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(prison=None, organisation__isnull=False) | Q(prison__isnull=False, organisation=None),
                name="volunteers_message_of_one",
            ),
            models.UniqueConstraint(
                fields=["prison", "stage"], condition=Q(organisation=None), name="volunteers_message_once_prison"
            ),
            models.UniqueConstraint(
                fields=["organisation", "stage"], condition=Q(prison=None), name="volunteers_message_once_organisation"
            ),
        ]

    def __str__(self) -> str:
        return self.get_stage_display()


def words_for(application: Application) -> str:
    """Return what an applicant reads at the present stage: the organisation's words, else the prison's, else ours."""
    position = application.position
    own = StageMessage.objects.filter(stage=application.stage)
    whose = [own.filter(prison=position.prison_id)]
    if position.organisation_id:
        whose.insert(0, own.filter(organisation=position.organisation_id))
    for said in whose:
        if found := said.values_list("words", flat=True).first():
            return found
    rule = StageRule.objects.filter(stage=application.stage).first()
    return rule.told if rule else "The organisation is in touch with you about this. Thank you for offering your time."
