"""Referrals and everything that belongs to one."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, TextField, Value, When
from django.db.models.functions import Concat
from django.utils import timezone

from accounts import guardian
from accounts.roles import ANSWER_REFERRALS, OVERSEE_REFERRALS, REFER
from core.models import ReferencedModel, TimestampedModel, UUIDModel
from directory.models import Need, Organisation, Prison, ServicePage
from referrals.enums import CLOSED, OPEN, WAITING_FOR_ANSWER, Agreement, ContactSafe, MayShare, Source, Status, Urgency
from referrals.models.people import Person
from referrals.models.steps import Step, head_of
from referrals.reference_numbers import new_reference
from referrals.workflow import LEGAL_PAIRS


def _legal_pairs() -> Q:
    """Return the condition that the last move was one of the table's. That it was the last one is for the steps."""
    condition = Q(previous_status="", status=Status.DRAFT)
    for source, target in sorted(LEGAL_PAIRS):
        condition |= Q(previous_status=source, status=target)
    return condition


#: A no that the person has not been told, as `Referral.person_waits_to_be_told` says of one.
UNTOLD = Q(status=Status.DECLINED, person_told_on=None, person__isnull=False)


class ReferralQuerySet(models.QuerySet["Referral"]):
    """Referrals, by state and by who may see them."""

    def open(self) -> "ReferralQuerySet":
        """Keep those on which somebody still has to do something."""
        return self.filter(status__in=OPEN)

    def waiting_for_answer(self) -> "ReferralQuerySet":
        """Keep those that the organisation has not answered."""
        return self.filter(status__in=WAITING_FOR_ANSWER)

    def visible_to(self, user: Any) -> "ReferralQuerySet":
        """Keep those whose person the user may see: the referrer's own, and the organisation's once sent.

        A referrer sees them while they work in the prison where the person is. Nobody else: coordinators see
        metadata only (`overseen_by`), national roles nothing, but for an administrator's emergency view
        (docs/adr/0041-emergency-view.md).
        """
        if getattr(user, "pk", None) is None:
            return self.none()
        theirs = guardian.allowed(user, ANSWER_REFERRALS, Organisation.objects.all())
        works_in = guardian.allowed(user, REFER, Prison.objects.all())
        emergency = guardian.in_emergency(user, Prison.objects.all())
        sent_to_them = (Q(organisation__in=theirs) | Q(prison__in=emergency)) & ~Q(sent_at=None)
        return self.filter(Q(referrer=user, prison__in=works_in) | sent_to_them)

    def followed_by(self, user: Any) -> "ReferralQuerySet":
        """Keep the referrals and drafts that the user made or was given to follow, where they work."""
        return self.visible_to(user).filter(referrer=user)

    def with_unread(self) -> "ReferralQuerySet":
        """Add whether the organisation wrote something that the referrer has not read: `has_unread`."""
        messages: Any = self.model._meta.get_field("messages").related_model
        unread = messages.objects.filter(referral=OuterRef("pk"), from_organisation=True, read_at=None)
        return self.annotate(has_unread=Exists(unread))

    def received_by(self, user: Any) -> "ReferralQuerySet":
        """Keep those sent to the organisations whose referrals the user answers."""
        theirs = guardian.allowed(user, ANSWER_REFERRALS, Organisation.objects.all())
        return self.filter(organisation__in=theirs).exclude(sent_at=None)

    def overseen_by(self, user: Any) -> "ReferralQuerySet":
        """Keep those of the user's prisons, for metadata: service, need, dates, status, ages; no names or words."""
        prisons = guardian.allowed(user, OVERSEE_REFERRALS, Prison.objects.all())
        return self.filter(prison__in=prisons).exclude(sent_at=None).defer(*PERSONAL_FIELDS)

    def sent_in(self, prisons: Iterable[str], first: date, last: date) -> "ReferralQuerySet":
        """Keep those sent in the prisons with these codes from one day to another: to be counted, not to be read."""
        return self.filter(prison__in=prisons, sent_at__date__range=(first, last)).defer(*PERSONAL_FIELDS)

    def declined_by(self, day: date) -> "ReferralQuerySet":
        """Keep those that were declined on a day or before it."""
        return self.filter(status=Status.DECLINED, closed_at__date__lte=day)

    def with_standing_on(self, day: date) -> "ReferralQuerySet":
        """Add where each stood at the end of a day, which later days do not change: `stood`, a status.

        How it ended where it had; else accepted or sent, for whether there was an answer by then.
        """
        return self.annotate(
            stood=Case(
                When(closed_at__date__lte=day, then=F("status")),
                When(answered_at__date__lte=day, then=Value(Status.ACCEPTED)),
                default=Value(Status.SENT),
                output_field=models.CharField(),
            )
        )


PERSONAL_FIELDS = (
    *("own_words", "access_needs", "best_time", "preferred_language", "agreement_explained_by", "key_dates"),
    *("reason_note", "sentence_for_person", "release_window", "agreement_language", "referrer_extension"),
    *("typed_first_name", "typed_last_name", "typed_location", "location"),
)


class Referral(ReferencedModel, UUIDModel, TimestampedModel):
    """One person, one service, from the asking to the end.

    `status` changes only through `referrals.actions.moves`; `previous_status` is written with it. `stands` is bound
    to both and to the last of the referral's steps, so that the database refuses a move that the workflow lacks.
    """

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    prison = models.ForeignKey(Prison, models.PROTECT, related_name="referrals")
    service = models.ForeignKey(ServicePage, models.PROTECT, related_name="referrals")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="referrals")
    person = models.ForeignKey(Person, models.PROTECT, related_name="referrals", null=True, blank=True)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.DRAFT, db_index=True)
    bundle = models.UUIDField(
        default=uuid.uuid4, db_index=True, editable=False, help_text="Shared by referrals written on one form."
    )
    previous_status = models.CharField(max_length=20, choices=Status.choices, blank=True, editable=False)
    stands = models.OneToOneField(Step, models.DO_NOTHING, to_field="head", related_name="+", editable=False)
    source = models.CharField(max_length=20, choices=Source.choices)
    urgency = models.CharField(max_length=20, choices=Urgency.choices, default=Urgency.ROUTINE)
    needs = models.ManyToManyField(Need, related_name="referrals")

    referrer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="referrals_made")
    referrer_extension = models.CharField(max_length=30, blank=True)
    own_words = models.TextField("the person's own words", max_length=500, blank=True)
    preferred_language = models.CharField(max_length=60, blank=True)
    access_needs = models.CharField(max_length=300, blank=True)
    best_time = models.CharField("best time to see them", max_length=120, blank=True)
    location = models.CharField(
        "where they lived when it was sent",
        max_length=60,
        blank=True,
        help_text="Kept from the sending: where the person moves later is not the organisation's to follow.",
    )
    contact_safe = models.CharField(max_length=12, choices=ContactSafe.choices, blank=True)
    release_window = models.CharField(max_length=40, blank=True)
    key_dates = models.CharField(max_length=120, blank=True)

    agreement = models.CharField(max_length=12, choices=Agreement.choices, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    agreement_explained_by = models.CharField(max_length=60, blank=True, help_text="Role, such as key worker.")
    agreement_language = models.CharField(max_length=60, blank=True)
    agreement_interpreter = models.BooleanField(default=False)
    may_share = models.CharField(max_length=12, choices=MayShare.choices, blank=True)

    sent_at = models.DateTimeField(null=True, blank=True, db_index=True)
    answer_due_on = models.DateField(null=True, blank=True, db_index=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    first_contact_on = models.DateField(null=True, blank=True)
    overdue_at = models.DateTimeField(null=True, blank=True, help_text="When the first answer was seen to be late.")
    closed_at = models.DateTimeField(null=True, blank=True, db_index=True)
    chased_on = models.DateField(null=True, blank=True, help_text="When a coordinator last reminded the organisation.")
    instead_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="alternatives", editable=False
    )
    person_told_on = models.DateField(null=True, blank=True, help_text="When staff told the person the answer.")
    saved_at = models.DateTimeField(null=True, blank=True, help_text="When the referrer last saved the draft.")
    draft_expires_on = models.DateField(null=True, blank=True)
    typed_first_name = models.CharField(max_length=60, blank=True, help_text="Kept on the draft until it is sent.")
    typed_last_name = models.CharField(max_length=60, blank=True, help_text="Kept on the draft until it is sent.")
    typed_location = models.CharField(max_length=60, blank=True, help_text="Kept on the draft until it is sent.")
    name_is_right = models.BooleanField(default=False, help_text="The referrer checked number and name.")
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="referrals_assigned"
    )
    queued_at = models.DateTimeField(null=True, blank=True)
    transferred_to = models.ForeignKey(Prison, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=40, blank=True)
    reason_note = models.CharField(max_length=300, blank=True)
    sentence_for_person = models.CharField(max_length=300, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        indexes = [
            # An organisation's inbox: counts and the keys of a page come from the index alone.
            models.Index(
                fields=["organisation", "status", "previous_status", "sent_at", "answer_due_on", "id"],
                name="referrals_inbox",
            ),
            # The place on a service's waiting list.
            models.Index(fields=["service", "status", "queued_at"], name="referrals_queue"),
            models.Index(fields=["referrer", "status"]),
            models.Index(fields=["prison", "status"]),
        ]
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=_legal_pairs(), name="referrals_only_legal_moves"),
            models.CheckConstraint(
                condition=Q(
                    stands=Concat(
                        F("reference"),
                        Value(":"),
                        F("previous_status"),
                        Value(":"),
                        F("status"),
                        output_field=TextField(),
                    )
                ),
                name="referrals_stands_where_its_last_step_led",
            ),
            models.UniqueConstraint(
                fields=["person", "service"],
                condition=Q(status__in=[*OPEN]),
                name="referrals_one_open_per_person_and_service",
                violation_error_message="This person already has an open referral to this service.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[Status.DRAFT, Status.WITHDRAWN])
                | (~Q(agreement="") & ~Q(agreed_on=None) & ~Q(may_share="")),
                name="referrals_nothing_sent_without_agreement",
                violation_error_message="Record that the person agreed, and to what: without it nothing is sent.",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(answer_due_on__isnull=False),
                name="referrals_sent_has_a_deadline",
            ),
            models.CheckConstraint(
                condition=(Q(status__in=[*CLOSED]) & Q(closed_at__isnull=False))
                | (~Q(status__in=[*CLOSED]) & Q(closed_at=None)),
                name="referrals_closed_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(answered_at__gte=F("sent_at")),
                name="referrals_answered_after_sent",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def settle_reference(self) -> None:
        """Stand, under the reference, on what the status says; without the step that leads there it is refused."""
        super().settle_reference()
        self.stands_id = head_of(self.reference, self.previous_status, self.status)

    @property
    def typed_name(self) -> str:
        """Return the name that the referrer typed on the draft; what others entered about the person is not theirs."""
        return f"{self.typed_first_name} {self.typed_last_name}".strip()

    @property
    def lives_at(self) -> str:
        """Return where the person lives as this referral says it; of a draft, as it was typed so far."""
        if self.sent_at is not None:
            return self.location
        return self.person.location if self.person else ""

    @property
    def shared_needs(self) -> list[Need]:
        """Return the needs that the organisation may know: none where the person agreed to be found and met only."""
        return [] if self.may_share == MayShare.CONTACT_ONLY else list(self.needs.all())

    @property
    def question_waits(self) -> bool:
        """Say whether the organisation asked something and the referrer has not answered, in time or at all."""
        returned = self.status == Status.RETURNED and self.previous_status == Status.ASKED
        return self.status == Status.ASKED or returned

    @property
    def person_waits_to_be_told(self) -> bool:
        """Say whether the service said no and nobody has told the person, while it is known who that is."""
        return self.status == Status.DECLINED and self.person_told_on is None and self.person_id is not None

    @property
    def is_open(self) -> bool:
        """Say whether somebody still has to do something."""
        return self.status in OPEN

    @property
    def waits_for_answer(self) -> bool:
        """Say whether the organisation's answer is still due."""
        return self.status in WAITING_FOR_ANSWER

    @property
    def is_overdue(self) -> bool:
        """Say whether the first answer is late today."""
        waiting = self.status in (Status.SENT, Status.ASKED)
        return bool(waiting and self.answer_due_on and self.answer_due_on < timezone.localdate())


class ReferralEvent(UUIDModel):
    """One line of a referral's change log: from, to, why. Its number makes two answers at once impossible."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    move = models.CharField(max_length=20)
    from_status = models.CharField(max_length=20, choices=Status.choices)
    to_status = models.CharField(max_length=20, choices=Status.choices)
    actor = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["referral", "number"], name="referrals_event_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.referral_id} {self.number} {self.move}"
