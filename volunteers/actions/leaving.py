"""Stopping: what happens when somebody's work ends, whoever says so."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from core import audit
from core.notifications import Facts, notify
from directory.models import Prison
from volunteers.actions.exits import open_exit
from volunteers.actions.own_page import check_own
from volunteers.actions.training_sessions import free_place
from volunteers.enums import ApprovalStatus, BookingStatus, Coming
from volunteers.models import Attendance, Engagement, Entrant, EntrySettings, Exit, TrainingBooking
from volunteers.notifications import keepers_of
from volunteers.notifications_own import LEAVING
from volunteers.policies import NotPossible

#: A last day further away is a slip of the pen.
FURTHEST = timedelta(days=366)


@transaction.atomic
def leave(*, entrant: Entrant, engagements: Iterable[Engagement], ends_on: date, by: Any) -> list[Engagement]:
    """Say on which day one stops with some of the own work. Who keeps the record is told.

    Raises PermissionDenied or NotPossible.
    """
    check_own(by, entrant)
    today = timezone.localdate()
    if not today <= ends_on <= today + FURTHEST:
        raise NotPossible("Choose today or a later day within a year as your last day.")
    chosen = [row.pk for row in engagements]
    rows = list(entrant.engagements.select_for_update(of=("self",)).filter(pk__in=chosen).exclude(ends_on__lt=ends_on))
    if not rows:
        raise NotPossible("Choose what you stop.")
    told = _who_is_told(entrant)
    for row in rows:
        if ends_on < row.starts_on:
            raise NotPossible(f"That is before your first day, {row.starts_on:%-d %B %Y}.")
        row.ends_on = ends_on  # a pause stays one: nobody lifts it by saying that they leave later
        row.save(update_fields=["ends_on", "updated_at"])
    audit.record("entrant.left", by=by, about=entrant, on=ends_on, count=len(rows))
    tidy_after(entrant=entrant, ends_on=ends_on, by=by)
    facts = Facts(link=reverse("volunteers:person", kwargs={"pk": entrant.pk}), reference=entrant.reference, on=ends_on)
    notify(LEAVING, to=told, scope=next(iter(prisons_of(entrant)), None), facts=facts)
    return rows


def _who_is_told(entrant: Entrant) -> list[Any]:
    """Return who keeps the record, found before the work ends: afterwards no organisation engages them."""
    return [person for prison in [None, *prisons_of(entrant)] for person in keepers_of(entrant, prison)]


def prisons_of(entrant: Entrant) -> list[Prison]:
    """Return the prisons where somebody has an entry."""
    return list(Prison.objects.filter(people_who_come_in__entrant=entrant).order_by("pk"))


def prisons_left(entrant: Entrant, after: date) -> list[Prison]:
    """Return the prisons where somebody has an entry and no work is left after a day."""
    running = Engagement.objects.filter(Q(ends_on=None) | Q(ends_on__gt=after), entrant=entrant)
    if running.filter(position=None).exists():
        return []
    still = running.values("position__prison")
    return [prison for prison in prisons_of(entrant) if not still.filter(position__prison=prison).exists()]


@transaction.atomic
def tidy_after(*, entrant: Entrant, ends_on: date, by: Any) -> None:
    """Take somebody off what comes after their last day, at the prisons where nothing is left for them to do.

    Called by whatever ended the work, which has checked that it may.
    """
    prisons = prisons_left(entrant, ends_on)
    expected = Attendance.objects.filter(entrant=entrant, coming=Coming.EXPECTED, day__on__gt=ends_on)
    off = expected.filter(day__prison__in=prisons).update(coming=Coming.NOT_COMING, updated_at=timezone.now())
    horizon = timezone.localdate() + timedelta(weeks=EntrySettings.load().session_weeks_ahead)
    if ends_on <= horizon:  # days up to the last one are set out already and stay; later ends wait for the clock
        for series in entrant.series.filter(prison__in=prisons):
            series.people.remove(entrant)
    booked = TrainingBooking.objects.filter(
        entrant=entrant,
        session__prison__in=prisons,
        session__on__gt=ends_on,
        status__in=[BookingStatus.BOOKED, BookingStatus.WAITING],
    )
    for booking in booked.select_related("session__prison", "entrant"):
        free_place(booking=booking, by=by)
    for prison in _where_let_in(entrant, prisons):
        open_exit(entrant=entrant, prison=prison, last_day=ends_on)
    audit.record("entrant.taken-off", by=by, about=entrant, sessions=off, prisons=len(prisons))


def _where_let_in(entrant: Entrant, prisons: list[Prison]) -> list[Prison]:
    """Return the prisons that ever let somebody in: from nobody else has anything to come back."""
    once = (ApprovalStatus.APPROVED, ApprovalStatus.SUSPENDED, ApprovalStatus.WITHDRAWN)
    return list(
        Prison.objects.filter(people_who_come_in__in=entrant.approvals.filter(prison__in=prisons, status__in=once))
    )


def settle(*, left: Exit) -> int:
    """Take somebody whose last day is over off what was set out since; return how much. Safe to run twice."""
    late = Attendance.objects.filter(
        entrant=left.entrant_id, day__prison=left.prison_id, day__on__gt=left.last_day, coming=Coming.EXPECTED
    )
    done = late.update(coming=Coming.NOT_COMING, updated_at=timezone.now())
    for series in left.entrant.series.filter(prison=left.prison_id):
        series.people.remove(left.entrant)
        done += 1
    return done
