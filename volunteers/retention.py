"""When what is held about people who come in leaves. The days stand in EntrySettings: an administrator changes them."""

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from core.models import PrivacySettings
from core.retention import Rule, means_too, register, still_filled
from core.retention.rules import Rows, delete
from volunteers import models as m
from volunteers.actions.inviting import forget_entrants
from volunteers.enums import APPROVAL_REFUSED, CLEARED, IN_PROCESS, REFUSED


def _applications_of(somebody: Any) -> Rows:
    """Return all applications with the address of an applicant, of somebody who comes in or of a user."""
    return m.Application.objects.filter(email__iexact=somebody.email).exclude(email="")


def _references_by(reference: m.Reference) -> Rows:
    """Return all that the same referee was asked."""
    return m.Reference.objects.filter(email__iexact=reference.email).exclude(email="")


def _gate_lists_with(entrant: m.Entrant) -> Rows:
    """Return the gate lists on which somebody who comes in stands."""
    return m.GateList.objects.naming([entrant.reference])


def _gate_lists_with_user(user: Any) -> Rows:
    """Return the gate lists on which a user stands who comes in, under that record or one it took in."""
    theirs = m.Entrant.objects.filter(Q(user=user) | Q(merged_into__user=user))
    return m.GateList.objects.naming(theirs.values_list("reference", flat=True))


for table in (m.Application, m.Entrant, get_user_model()):
    means_too(table, _applications_of)
means_too(m.Reference, _references_by)
means_too(m.Entrant, _gate_lists_with)
means_too(get_user_model(), _gate_lists_with_user)


def _left(before: datetime) -> Rows:
    """Return people whose every engagement had ended by then, or who never had one and were added earlier."""
    day = timezone.localdate(before)
    since = m.Engagement.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), entrant=OuterRef("pk"))
    return m.Entrant.objects.filter(merged_into=None, created_at__lt=before).exclude(Exists(since))


def _left_a_prison(before: datetime) -> Rows:
    """Return entries at prisons that no work of the person has reached since: they come in elsewhere, not there.

    What a prison decided against somebody stays as long as their record, and so does an entry with something to give
    back.
    """
    day = timezone.localdate(before)
    there = Q(position=None) | Q(position__prison=OuterRef("prison"))
    since = m.Engagement.objects.filter(there, Q(ends_on=None) | Q(ends_on__gte=day), entrant=OuterRef("entrant"))
    leaving = m.Exit.objects.open().filter(entrant=OuterRef("entrant"), prison=OuterRef("prison"))
    rows = m.Approval.objects.filter(created_at__lt=before, updated_at__lt=before)
    return rows.exclude(status__in=APPROVAL_REFUSED).exclude(Exists(since)).exclude(Exists(leaving))


def _ended_clearances(before: datetime) -> Rows:
    """Return clearances that ended before then: by their last day, or by the decision where there is none.

    A refusal stays while a clearance that was given before it holds.
    """
    day = timezone.localdate(before)
    ended = Q(expires_on__lt=day) | Q(expires_on=None, status_since__lt=day)
    rows = m.Clearance.objects.filter(ended).exclude(status__in=IN_PROCESS)
    # Without the refusal the gate would go by an older clearance again.
    holding = m.Clearance.objects.filter(entrant=OuterRef("entrant"), status__in=CLEARED, expires_on__gte=day)
    return rows.exclude(Exists(holding.filter(decided_on__lte=OuterRef("decided_on"))), status__in=REFUSED)


register(
    Rule(
        code="volunteers.left",
        label="People who have left",
        sentence="After somebody's last day their whole record is deleted: work, clearance, approvals and training. "
        "The role that opens their own page ends with it.",
        days=lambda: m.EntrySettings.load().keep_days_left,
        due=_left,
        covers=(
            m.Entrant,
            m.Engagement,
            m.Approval,
            m.TrainingRecord,
            m.GateOverride,
            m.AuthorisedItem,
            m.Attendance,
            m.SessionSeries,
            m.CalendarFeed,
            m.OwnPageInvitation,
        ),
        carry_out=forget_entrants,
    )
)
register(
    Rule(
        code="volunteers.left-a-prison",
        label="Entries at prisons that somebody left",
        sentence="After somebody's last day at one prison its entry about them is deleted although they come in to "
        "another: it no longer sees them.",
        days=lambda: m.EntrySettings.load().keep_days_left,
        due=_left_a_prison,
        covers=(m.Approval,),
        carry_out=delete,
        held_through=("entrant__user", "clearance__entrant", "clearance__recorded_by"),
    )
)
register(
    Rule(
        code="volunteers.clearances",
        label="Ended clearances",
        sentence="After its last day, or after a refusal, a clearance is deleted with its history; a refusal stays "
        "while an older clearance holds.",
        days=lambda: m.EntrySettings.load().keep_days_clearance,
        due=_ended_clearances,
        covers=(m.Clearance, m.ClearanceEvent),
        carry_out=delete,
        held_through=("entrant__user",),
        order=90,
    )
)
register(
    Rule(
        code="volunteers.positions",
        label="Supervisors of roles nobody changes",
        sentence="A role that nobody has changed and that nobody holds loses its supervisor.",
        days=lambda: PrivacySettings.load().acted_days,
        due=lambda before: m.Position.objects.filter(still_filled(m.Position), updated_at__lt=before).exclude(
            Exists(m.Engagement.objects.filter(position=OuterRef("pk"), ends_on=None))
        ),
        covers=(m.Position,),
    )
)
register(
    Rule(
        code="volunteers.gate-lists",
        label="Gate lists that were printed",
        sentence="Printed gate lists are deleted with all names on them.",
        days=lambda: m.EntrySettings.load().gate_list_keep_days,
        due=lambda before: m.GateList.objects.filter(created_at__lt=before),
        covers=(m.GateList,),
        carry_out=delete,
    )
)
register(
    Rule(
        code="volunteers.notices",
        label="Who called sessions off",
        sentence="Of days on which sessions were called off, it is no longer kept who wrote the notice.",
        days=lambda: PrivacySettings.load().acted_days,
        due=lambda before: m.RegimeNotice.objects.filter(still_filled(m.RegimeNotice), created_at__lt=before),
        covers=(m.RegimeNotice,),
    )
)
register(
    Rule(
        code="volunteers.applications",
        label="Applications that ended or were forgotten",
        sentence="After somebody started, withdrew or was not taken on, or nothing moved for as long, it is deleted.",
        days=lambda: m.EntrySettings.load().keep_days_left,
        due=lambda before: m.Application.objects.over_or_still_since(timezone.localdate(before)),
        covers=(m.Application,),
        carry_out=delete,
        held_through=("entrant__user",),
    )
)
register(
    Rule(
        code="volunteers.merges",
        label="Who merged records",
        sentence="Of merged records, it is no longer kept who merged them, nor who had decided before.",
        days=lambda: PrivacySettings.load().acted_days,
        due=lambda before: m.Merge.objects.filter(still_filled(m.Merge), created_at__lt=before),
        covers=(m.Merge,),
    )
)
register(
    Rule(
        code="volunteers.training-bookings",
        label="Places at training sessions",
        sentence="After a training session the list of who had a place is deleted; the training itself stays recorded.",
        days=lambda: m.VolunteeringSettings.load().keep_days_bookings,
        due=lambda before: m.TrainingBooking.objects.filter(session__on__lt=timezone.localdate(before)),
        covers=(m.TrainingBooking,),
        carry_out=delete,
        held_through=("entrant__user",),
    )
)
register(
    Rule(
        code="volunteers.trainers",
        label="Who held training sessions",
        sentence="Of training sessions that are over, it is no longer kept who held them.",
        days=lambda: PrivacySettings.load().acted_days,
        due=lambda before: m.TrainingSession.objects.filter(
            still_filled(m.TrainingSession), on__lt=timezone.localdate(before)
        ),
        covers=(m.TrainingSession,),
    )
)
register(
    Rule(
        code="volunteers.corrections",
        label="Requests for a correction",
        sentence="After its answer a request for a correction is deleted.",
        days=lambda: m.VolunteeringSettings.load().keep_days_corrections,
        due=lambda before: m.Correction.objects.filter(answered_on__lt=timezone.localdate(before)),
        covers=(m.Correction,),
        carry_out=delete,
        held_through=("entrant__user",),
    )
)
register(
    Rule(
        code="volunteers.references",
        label="References for applicants",
        sentence="Some time after its last day a reference is deleted, with who gave it and what they said.",
        days=lambda: m.VolunteeringSettings.load().keep_days_references,
        due=lambda before: m.Reference.objects.filter(until__lt=timezone.localdate(before)),
        covers=(m.Reference,),
        carry_out=delete,
        held_through=("application__entrant", "application__entrant__user"),
    )
)
register(
    Rule(
        code="volunteers.exits",
        label="Checklists of people who left",
        sentence="Some time after everything has come back, a leaver's checklist is deleted.",
        days=lambda: m.VolunteeringSettings.load().keep_days_exits,
        due=lambda before: m.Exit.objects.filter(closed_on__lt=timezone.localdate(before)),
        covers=(m.Exit, m.ExitTick),
        carry_out=delete,
        held_through=("entrant__user",),
    )
)
register(
    Rule(
        code="volunteers.supervision",
        label="Notes of supervision",
        sentence="Some time after the talk a note of supervision is deleted, with the person's own words to it.",
        days=lambda: m.VolunteeringSettings.load().keep_days_supervision,
        due=lambda before: m.SupervisionNote.objects.filter(held_on__lt=timezone.localdate(before)),
        covers=(m.SupervisionNote,),
        carry_out=delete,
        held_through=("entrant__user",),
    )
)
register(
    Rule(
        code="volunteers.supervision-digests",
        label="Weekly reminders of supervisors",
        sentence="That a supervisor was reminded in a week is deleted.",
        days=lambda: PrivacySettings.load().message_days,
        due=lambda before: m.SupervisionDigest.objects.filter(week__lt=timezone.localdate(before)),
        covers=(m.SupervisionDigest,),
        carry_out=delete,
    )
)
