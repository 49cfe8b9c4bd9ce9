"""People from outside who come in, or are to: volunteers and charity workers alike."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from accounts import guardian
from accounts.roles import APPROVE_PEOPLE, MANAGE_VOLUNTEERS, RUN_TRAINING
from core.models import ReferencedModel, TimestampedModel, UUIDModel
from core.references import make_reference
from directory.models import Organisation, Prison
from volunteers.enums import ApprovalStatus, EngagementKind

REFERENCE_PREFIX = "P"


def new_reference() -> str:
    """Return a reference such as "P-4KTW-9QX", by which e-mails and spreadsheets know somebody."""
    return make_reference(REFERENCE_PREFIX)


class EntrantQuerySet(models.QuerySet["Entrant"]):
    """People who come in, by who may see them."""

    def visible_to(self, user: Any) -> "EntrantQuerySet":
        """Keep those with an entry at a prison, or at work for an organisation, where the user looks after people.

        A prison sees whoever agreed to be named to it, an organisation nobody whose work there has ended. And
        everybody their own record. A record that was merged into another is seen by nobody.
        """
        if getattr(user, "pk", None) is None:
            return self.none()
        return self.filter(self._theirs(user), merged_into=None)

    def managed_by(self, user: Any) -> "EntrantQuerySet":
        """Keep those whose record the user keeps: coordinators of a prison and leads of an organisation."""
        return self.filter(_at(user, MANAGE_VOLUNTEERS) | _of(user), merged_into=None)

    @staticmethod
    def _theirs(user: Any) -> Q:
        own = Q(user=user)
        return own | _at(user, MANAGE_VOLUNTEERS) | _at(user, APPROVE_PEOPLE) | _at(user, RUN_TRAINING) | _of(user)

    def at_prison(self, prison: Prison) -> "EntrantQuerySet":
        """Keep those who come in to a prison, or are to, and agreed to be named to it."""
        return self.filter(pk__in=Approval.objects.agreed().filter(prison=prison).values("entrant"), merged_into=None)

    def working(self, on: date | None = None) -> "EntrantQuerySet":
        """Keep those whose work for somebody has not ended on a day, today when not given; paused work counts."""
        return self.filter(Exists(Engagement.objects.not_ended(on).filter(entrant=OuterRef("pk"))))

    def of_organisation(self, organisation: Organisation) -> "EntrantQuerySet":
        """Keep those whom an organisation engages; who left it is not its to see any more."""
        engaged = Engagement.objects.not_ended().filter(organisation=organisation).values("entrant")
        return self.filter(pk__in=engaged, merged_into=None)


def _at(user: Any, permission: str) -> Q:
    """Return the condition of an entry at a prison where the user has the permission."""
    prisons = guardian.allowed(user, permission, Prison.objects.all())
    return Q(pk__in=Approval.objects.agreed().filter(prison__in=prisons).values("entrant"))


def _of(user: Any) -> Q:
    """Return the condition of an engagement by an organisation whose people the user looks after."""
    organisations = guardian.allowed(user, MANAGE_VOLUNTEERS, Organisation.objects.all())
    engaged = Engagement.objects.not_ended().filter(organisation__in=organisations)
    return Q(pk__in=engaged.values("entrant"))


def _prisons_of(user: Any) -> Q:
    """Return the condition of prisons where the user looks after, approves or trains people, of a row's `prison`."""
    condition = Q(pk__in=[])
    for permission in (MANAGE_VOLUNTEERS, APPROVE_PEOPLE, RUN_TRAINING):
        condition |= Q(prison__in=guardian.allowed(user, permission, Prison.objects.all()))
    return condition


class Entrant(ReferencedModel, UUIDModel, TimestampedModel):
    """Somebody from outside who comes in, or is to. One record, whatever they do and for whom."""

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    email = models.EmailField("e-mail address", blank=True)
    phone = models.CharField(max_length=40, blank=True)
    welsh_preferred = models.BooleanField("prefers Welsh", default=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="entrant", editable=False
    )
    merged_into = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="+", editable=False)

    objects = EntrantQuerySet.as_manager()

    class Meta:
        ordering = ["last_name", "first_name", "pk"]
        indexes = [models.Index(fields=["last_name", "first_name"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(merged_into=F("pk")), name="volunteers_not_merged_into_itself"
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the name as it is called out at a gate."""
        return f"{self.first_name} {self.last_name}"


class EngagementQuerySet(models.QuerySet["Engagement"]):
    """Work for somebody, by whether it lasts and by who may see it."""

    def not_ended(self, on: date | None = None) -> "EngagementQuerySet":
        """Keep work whose last day has not passed on a day, today when not given; also work to come and paused work."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on or timezone.localdate()))

    def reaching(self, prison: Prison) -> "EngagementQuerySet":
        """Keep work that reaches a prison: at large, or in one of its roles. A role elsewhere is work elsewhere."""
        return self.filter(Q(position=None) | Q(position__prison=prison))

    def visible_to(self, user: Any) -> "EngagementQuerySet":
        """Keep an organisation's own for its leads, what reaches a prison for the prison, and one's own."""
        organisations = guardian.allowed(user, MANAGE_VOLUNTEERS, Organisation.objects.all())
        entries = Approval.objects.agreed().filter(_prisons_of(user))
        here = Q(position__prison__in=entries.values("prison")) | Q(position=None)
        at_prison = Q(entrant__in=entries.values("entrant")) & here
        return self.filter(Q(entrant__user=user) | Q(organisation__in=organisations) | at_prison)


class Engagement(UUIDModel, TimestampedModel):
    """That an organisation (or, for official prison visitors, a prison) works with somebody, in a role or at large."""

    entrant = models.ForeignKey(Entrant, models.CASCADE, related_name="engagements")
    kind = models.CharField(max_length=20, choices=EngagementKind.choices)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="people_engaged"
    )  # fmt: skip
    position = models.ForeignKey(
        "volunteers.Position", models.PROTECT, null=True, blank=True, related_name="engagements", verbose_name="role"
    )
    starts_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField("last day", null=True, blank=True)
    paused_on = models.DateField("paused since", null=True, blank=True)

    objects = EngagementQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "pk"]
        indexes = [models.Index(fields=["organisation", "entrant"])]
        constraints = [
            models.UniqueConstraint(
                fields=["entrant", "position"],
                condition=Q(ends_on=None),
                name="volunteers_in_a_role_once",
                violation_error_message="This person already has this role.",
            ),
            models.UniqueConstraint(
                fields=["entrant", "organisation"],
                condition=Q(ends_on=None, position=None),
                name="volunteers_engaged_once",
                violation_error_message="This person already works with this organisation.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="volunteers_engagement_ends_after_start",
                violation_error_message="The last day is before the first day.",
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | Q(kind=EngagementKind.OFFICIAL_VISITOR),
                name="volunteers_engaged_by_somebody",
                violation_error_message="Choose the organisation. Only official prison visitors have none.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entrant_id} {self.kind}"

    def is_active(self, on: date) -> bool:
        """Say whether somebody works in it on a day: the last day counts, days of a pause do not."""
        ended = self.ends_on is not None and self.ends_on < on
        paused = self.paused_on is not None and self.paused_on <= on
        return self.starts_on <= on and not ended and not paused


class ApprovalQuerySet(models.QuerySet["Approval"]):
    """Entries at prisons, by agreement and by who may see them."""

    def agreed(self) -> "ApprovalQuerySet":
        """Keep those where the person agreed to be named to the prison."""
        return self.filter(person_agreed_on__isnull=False)

    def at_work_in(self, prisons: Iterable[str], day: date) -> "ApprovalQuerySet":
        """Keep the entries, one a person, of those who work on a day in the prisons with these codes: to be counted.

        Approved there now, named to it by that day, with work there that had begun and neither ended nor was paused.
        """
        work = Engagement.objects.not_ended(day).filter(entrant=OuterRef("entrant"), starts_on__lte=day)
        work = work.exclude(paused_on__lte=day).filter(Q(position=None) | Q(position__prison=OuterRef("prison")))
        theirs = self.filter(prison__in=prisons, status=ApprovalStatus.APPROVED, person_agreed_on__lte=day)
        return theirs.filter(Exists(work), entrant__merged_into=None)

    def visible_to(self, user: Any) -> "ApprovalQuerySet":
        """Keep a prison's own for the prison, one's own, and for an organisation those of the people it engages.

        What a prison decided about somebody who works there for another organisation only is not the first one's
        to know.
        """
        if getattr(user, "pk", None) is None:
            return self.none()
        organisations = guardian.allowed(user, MANAGE_VOLUNTEERS, Organisation.objects.all())
        work = Engagement.objects.not_ended().filter(entrant=OuterRef("entrant"))
        theirs = work.filter(organisation__in=organisations)
        there = Q(position__prison=OuterRef("prison"))
        elsewhere_only = Exists(work.filter(there)) & ~Exists(theirs.filter(there))
        of_theirs = Q(Exists(theirs)) & ~Q(elsewhere_only)
        return self.filter(Q(entrant__user=user) | (_prisons_of(user) & Q(person_agreed_on__isnull=False)) | of_theirs)


class Approval(UUIDModel, TimestampedModel):
    """What one prison knows and has decided about one person: the entry that links them.

    It exists from the moment somebody is to come in there. The prison sees it, and them, with their agreement only.
    """

    entrant = models.ForeignKey(Entrant, models.CASCADE, related_name="approvals")
    prison = models.ForeignKey(Prison, models.PROTECT, related_name="people_who_come_in")
    clearance = models.ForeignKey(
        "volunteers.Clearance", models.SET_NULL, null=True, blank=True, related_name="approvals",
        help_text="The clearance that was looked at.",
    )  # fmt: skip
    status = models.CharField(
        max_length=20, choices=ApprovalStatus.choices, default=ApprovalStatus.NOT_ASKED, db_index=True
    )
    access_types = models.ManyToManyField("volunteers.AccessType", blank=True, related_name="approvals")
    person_agreed_on = models.DateField("the person agreed on", null=True, blank=True)
    asked_on = models.DateField(null=True, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    expires_on = models.DateField("approved up to and including", null=True, blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["prison", "pk"]
        indexes = [models.Index(fields=["prison", "status", "asked_on"])]
        constraints = [
            models.UniqueConstraint(fields=["entrant", "prison"], name="volunteers_one_entry_per_prison"),
            models.CheckConstraint(
                condition=Q(status=ApprovalStatus.NOT_ASKED) | Q(person_agreed_on__isnull=False),
                name="volunteers_asked_with_agreement",
                violation_error_message="Record the day on which the person agreed.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[ApprovalStatus.NOT_ASKED, ApprovalStatus.ASKED]) | Q(decided_on__isnull=False),
                name="volunteers_decision_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prison_id} {self.status}"
