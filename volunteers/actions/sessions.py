"""When people come in: who comes, what is called off and how it went."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import guardian
from accounts.roles import MANAGE_VOLUNTEERS
from core import audit
from volunteers.enums import Barrier, Coming
from volunteers.models import Attendance, Entrant, SessionDay, SessionSeries
from volunteers.notifications import Told, tell_cancelled
from volunteers.permissions import check_coordinates, coordinates, is_own
from volunteers.policies import NotPossible


def check_arranges(by: Any, session: SessionDay | SessionSeries) -> None:
    """Raise PermissionDenied unless the user arranges the session: the prison's coordinators, the organisation."""
    leads = session.organisation is not None and guardian.can(by, MANAGE_VOLUNTEERS, session.organisation)
    if not leads and not coordinates(by, session.prison):
        raise PermissionDenied("You do not arrange this session.")


@transaction.atomic
def save_day(*, day: SessionDay, by: Any) -> SessionDay:
    """Write a session on a single day. Raises PermissionDenied or ValidationError."""
    check_coordinates(by, day.prison)
    if day.on < timezone.localdate():
        raise NotPossible("The day has passed. Choose today or a later day.")
    day.full_clean()
    day.save()
    audit.record("session.added", by=by, about=day, scope=day.prison, on=day.on)
    return day


@transaction.atomic
def expect(*, day: SessionDay, entrant: Entrant, by: Any) -> Attendance:
    """Put somebody on a session; the gate says what they still need, and lets in only who may enter.

    Raises PermissionDenied or NotPossible.
    """
    check_arranges(by, day)
    if SessionDay.objects.select_for_update().get(pk=day.pk).cancelled_at is not None:
        raise NotPossible("This session is cancelled.")
    if not Entrant.objects.at_prison(day.prison).filter(pk=entrant.pk).exists():
        raise NotPossible("This person has no entry at this prison. Ask the prison to decide about them first.")
    attendance, made = Attendance.objects.get_or_create(day=day, entrant=entrant)
    if not made and attendance.coming == Coming.NOT_COMING:
        attendance.coming = Coming.EXPECTED
        attendance.save(update_fields=["coming", "updated_at"])
    audit.record("session.expected", by=by, about=entrant, scope=day.prison, on=day.on)
    return attendance


@transaction.atomic
def record_coming(
    *, attendance: Attendance, coming: str, by: Any, barrier: str = "", minutes: int | None = None
) -> Attendance:
    """Record whether somebody came, and what stood in the way if not. Somebody may say that they cannot come.

    Raises PermissionDenied or NotPossible.
    """
    locked = Attendance.objects.select_for_update(of=("self",)).select_related("day", "entrant").get(pk=attendance.pk)
    day = locked.day
    if is_own(by, locked.entrant) and coming == Coming.NOT_COMING:
        _check_still_expected(locked)
    else:
        check_arranges(by, day)
    if coming in (Coming.CAME, Coming.DID_NOT_COME) and day.on > timezone.localdate():
        raise NotPossible("The session has not been yet.")
    if coming in (Coming.EXPECTED, Coming.NOT_COMING) and day.cancelled_at is not None:
        raise NotPossible("This session is called off.")
    if coming == Coming.DID_NOT_COME and barrier not in Barrier.values:
        raise NotPossible("Choose what stood in the way.")
    locked.coming = coming
    locked.barrier = barrier if coming == Coming.DID_NOT_COME else ""
    locked.minutes = (minutes if minutes is not None else day.minutes) if coming == Coming.CAME else None
    locked.save()
    audit.record("session.coming", by=by, about=locked.entrant, scope=day.prison, coming=coming, barrier=locked.barrier)
    return locked


def _check_still_expected(attendance: Attendance) -> None:
    """Raise NotPossible where nobody counts on the person any more: what is written down is not theirs to change."""
    if attendance.coming != Coming.EXPECTED:
        raise NotPossible("You are not expected at this session any more.")
    if attendance.day.on < timezone.localdate():
        raise NotPossible("The session has been already.")


@transaction.atomic
def cancel_day(*, day: SessionDay, barrier: str, by: Any) -> Told:
    """Cancel a session and tell everybody who was due; return who was told. Safe to call twice.

    Raises PermissionDenied, or NotPossible without a reason of the list.
    """
    check_arranges(by, day)
    if barrier not in Barrier.values:
        raise NotPossible("Choose why the session is cancelled.")
    locked = SessionDay.objects.select_for_update().get(pk=day.pk)
    if locked.cancelled_at is not None:
        return Told()
    return call_off([locked], barrier, by)


def call_off(days: list[SessionDay], barrier: str, by: Any) -> Told:
    """Cancel locked days, note the barrier for everybody expected, and tell them once for each day.

    For a caller that may; `by` is None for the clock. Returns who was told and who has to be rung.
    """
    now = timezone.now()
    label = "" if by else "command:run_people_clock"
    for day in days:
        day.cancelled_at, day.cancelled_for = now, barrier
        day.save(update_fields=["cancelled_at", "cancelled_for", "updated_at"])
        audit.record(
            "session.cancelled", by=by, about=day, scope=day.prison, actor_label=label, on=day.on, barrier=barrier
        )
    told = tell_cancelled(days)
    due = Attendance.objects.filter(day__in=days, coming=Coming.EXPECTED)
    due.update(coming=Coming.DID_NOT_COME, barrier=barrier)
    return told


@transaction.atomic
def say_known(*, attendance: Attendance, by: Any) -> None:
    """Write down that somebody knows of a called-off session: by themselves, or by who arranges it and rang them.

    Raises PermissionDenied, or NotPossible when the session goes ahead. Safe to call twice.
    """
    locked = Attendance.objects.select_for_update(of=("self",)).select_related("day", "entrant").get(pk=attendance.pk)
    if not is_own(by, locked.entrant):
        check_arranges(by, locked.day)
    if locked.day.cancelled_at is None:
        raise NotPossible("This session goes ahead.")
    if locked.known_at is None:
        locked.known_at = timezone.now()
        locked.save(update_fields=["known_at", "updated_at"])
        audit.record("session.known", by=by, about=locked.entrant, scope=locked.day.prison, on=locked.day.on)


@transaction.atomic
def everybody_knows(*, day: SessionDay, by: Any) -> int:
    """Write down that everybody who was due at a called-off session has been told; return how many were left.

    Raises PermissionDenied or NotPossible.
    """
    check_arranges(by, day)
    left = list(Attendance.objects.unheard().filter(day=day).select_related("day", "entrant"))
    for attendance in left:
        say_known(attendance=attendance, by=by)
    return len(left)
