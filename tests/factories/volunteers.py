"""People who come in, for tests."""

import datetime
from typing import Any

from django.utils import timezone

from tests.factories.directory import OrganisationFactory
from volunteers import models as m
from volunteers.enums import CLEARED, DECIDED, ApprovalStatus, EngagementKind

_DAY = datetime.timedelta(days=1)


def level(slug: str = "baseline") -> m.ClearanceLevel:
    """Return one of the shipped levels."""
    return m.ClearanceLevel.objects.get(slug=slug)


def module(slug: str = "acct-awareness") -> m.TrainingModule:
    """Return one of the shipped modules."""
    return m.TrainingModule.objects.get(slug=slug)


def access(slug: str = "set-areas") -> m.AccessType:
    """Return one of the shipped ways of moving about."""
    return m.AccessType.objects.get(slug=slug)


def position(
    prison: Any, organisation: Any = None, *, access_types=("escorted",), modules=(), **fields: Any
) -> m.Position:
    """Return a role that needs an escort and Baseline clearance, unless said otherwise."""
    fields.setdefault("title", f"Role {m.Position.objects.count() + 1}")
    fields.setdefault("purpose", "Somebody listens.")
    fields.setdefault("required_level", level())
    made = m.Position.objects.create(prison=prison, organisation=organisation, **fields)
    made.access_types.set(m.AccessType.objects.filter(slug__in=access_types))
    made.modules.set(m.TrainingModule.objects.filter(slug__in=modules))
    return made


def entrant(
    prison: Any = None,
    organisation: Any = None,
    *,
    position: m.Position | None = None,
    approval: str = ApprovalStatus.NOT_ASKED,
    access_types=(),
    **fields: Any,
) -> m.Entrant:
    """Return somebody with an engagement, and an entry at the prison that stands in a status."""
    fields.setdefault("first_name", "Planted")
    fields.setdefault("last_name", f"Entrant{m.Entrant.objects.count() + 1}")
    made = m.Entrant.objects.create(**fields)
    if organisation is None:
        organisation = position.organisation if position else OrganisationFactory()
    today = timezone.localdate()
    m.Engagement.objects.create(
        entrant=made,
        organisation=organisation,
        position=position,
        kind=EngagementKind.VOLUNTEER if organisation else EngagementKind.OFFICIAL_VISITOR,
        starts_on=today - 400 * _DAY,
    )
    if prison is not None:
        approve(made, prison, approval, access_types=access_types)
    return made


def approve(who: m.Entrant, prison: Any, status: str = ApprovalStatus.APPROVED, *, access_types=(), **fields: Any):
    """Write the entry of somebody at a prison."""
    today = timezone.localdate()
    fields.setdefault("person_agreed_on", today - 30 * _DAY)
    if status != ApprovalStatus.NOT_ASKED:
        fields.setdefault("asked_on", today - 20 * _DAY)
    if status not in (ApprovalStatus.NOT_ASKED, ApprovalStatus.ASKED):
        fields.setdefault("decided_on", today - 10 * _DAY)
    made, _ = m.Approval.objects.update_or_create(entrant=who, prison=prison, defaults={"status": status, **fields})
    made.access_types.set(m.AccessType.objects.filter(slug__in=access_types))
    return made


def clearance(
    who: m.Entrant, prison: Any, status: str = "cleared", slug: str = "baseline", **fields: Any
) -> m.Clearance:
    """Return a clearance that stands in a status, with the days that belong to it."""
    today = timezone.localdate()
    fields.setdefault("status_since", today - 60 * _DAY)
    if status in DECIDED or status in ("expired", "lapsed", "suspended"):
        fields.setdefault("sent_on", today - 100 * _DAY)
        fields.setdefault("decided_on", today - 60 * _DAY)
    if status in CLEARED or status in ("expired", "lapsed", "suspended"):
        fields.setdefault("expires_on", today + 1000 * _DAY)
    return m.Clearance.objects.create(entrant=who, level=level(slug), sponsor_prison=prison, status=status, **fields)


def trained(who: m.Entrant, slug: str = "acct-awareness", **fields: Any) -> m.TrainingRecord:
    """Return a completed module that holds."""
    today = timezone.localdate()
    fields.setdefault("completed_on", today - 50 * _DAY)
    fields.setdefault("expires_on", today + 300 * _DAY)
    fields.setdefault("face_to_face", True)
    return m.TrainingRecord.objects.create(entrant=who, module=module(slug), **fields)


def ready(prison: Any, organisation: Any = None, **fields: Any) -> m.Entrant:
    """Return somebody who may enter a prison today, escorted."""
    who = entrant(prison, organisation, approval=ApprovalStatus.APPROVED, **fields)
    clearance(who, prison)
    return who


def session(prison: Any, organisation: Any = None, *, people=(), **fields: Any) -> m.SessionDay:
    """Return a session today, with people who are expected."""
    fields.setdefault("title", "Tuesday group")
    fields.setdefault("on", timezone.localdate())
    fields.setdefault("starts", datetime.time(14))
    fields.setdefault("ends", datetime.time(16))
    fields.setdefault("destination", "Chapel")
    fields.setdefault("access_type", access("escorted"))
    made = m.SessionDay.objects.create(prison=prison, organisation=organisation, **fields)
    for who in people:
        m.Attendance.objects.create(day=made, entrant=who)
    return made


def series(prison: Any, organisation: Any = None, *, people=(), **fields: Any) -> m.SessionSeries:
    """Return a session that comes round on Tuesdays."""
    fields.setdefault("title", "Tuesday group")
    fields.setdefault("weekday", 1)
    fields.setdefault("starts_on", datetime.date(2026, 1, 6))
    fields.setdefault("starts", datetime.time(14))
    fields.setdefault("ends", datetime.time(16))
    fields.setdefault("destination", "Chapel")
    fields.setdefault("access_type", access("escorted"))
    made = m.SessionSeries.objects.create(prison=prison, organisation=organisation, **fields)
    made.people.set(people)
    return made


def training_session(prison: Any, slug: str = "acct-awareness", **fields: Any) -> m.TrainingSession:
    """Return a training session in a week with two places."""
    fields.setdefault("on", timezone.localdate() + 7 * _DAY)
    fields.setdefault("starts", datetime.time(10))
    fields.setdefault("ends", datetime.time(12))
    fields.setdefault("place", "Training room")
    fields.setdefault("places", 2)
    return m.TrainingSession.objects.create(prison=prison, module=module(slug), **fields)


def booking(session: m.TrainingSession, who: m.Entrant, status: str = "booked", **fields: Any) -> m.TrainingBooking:
    """Return somebody's place at a training session."""
    fields.setdefault("asked_at", timezone.now())
    return m.TrainingBooking.objects.create(session=session, entrant=who, status=status, **fields)


def application(role: m.Position, **fields: Any) -> m.Application:
    """Return an application that waits for references."""
    fields.setdefault("first_name", "Nia")
    fields.setdefault("last_name", "Owen")
    fields.setdefault("email", "nia@example.org")
    fields.setdefault("stage", "references")
    return m.Application.objects.create(position=role, **fields)


def reference(applied: m.Application, state: str = "asked", **fields: Any) -> m.Reference:
    """Return somebody who was asked to speak for an applicant."""
    today = timezone.localdate()
    fields.setdefault("name", "Rhys Referee")
    fields.setdefault("email", "rhys@example.org")
    fields.setdefault("known_as", "my manager")
    fields.setdefault("asked_on", today)
    fields.setdefault("until", today + 21 * _DAY)
    fields.setdefault("answered_on", today if state == "answered" else None)
    return m.Reference.objects.create(application=applied, state=state, **fields)


def somebody_waiting_everywhere(prison: Any, organisation: Any, number: int = 0) -> m.Entrant:
    """Return somebody who stands in every source of the worklist about clearances, decisions and sessions.

    Only the approval that ends soon is somebody else's: theirs is not decided.
    """
    today = timezone.localdate()
    role = position(prison, organisation, access_types=("set-areas",), title=f"Listener {number}")
    who = entrant(prison, organisation, position=role, approval="asked", last_name="Quickthorn")
    clearance(who, prison, expires_on=today + 20 * _DAY)
    clearance(who, prison, "query", slug="ctc", status_since=today - 100 * _DAY)
    session(prison, organisation, people=[who], position=role, on=today + _DAY)
    off = session(prison, organisation, people=[who], cancelled_at=timezone.now(), cancelled_for="no-escort")
    off.attendances.update(coming="did-not-come", barrier="no-escort")
    approve(ready(prison, organisation, last_name="Quickthorn"), prison, expires_on=today + 20 * _DAY)
    m.Application.objects.create(
        position=role,
        first_name="Una",
        last_name="Gray",
        email="u@example.org",
        stage_since=today - 50 * _DAY,
    )
    return who
