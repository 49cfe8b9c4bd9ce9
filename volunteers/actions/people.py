"""Who comes in: the record, and with whom and in which role they work."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import guardian
from accounts.roles import MANAGE_VOLUNTEERS
from core import audit
from directory.models import Organisation, Prison
from volunteers.actions.approvals import ask_again
from volunteers.actions.exits import drop_exits
from volunteers.actions.leaving import prisons_of, tidy_after
from volunteers.enums import EngagementKind
from volunteers.models import Approval, Engagement, Entrant, Position
from volunteers.permissions import check_coordinates, check_keeps, check_leads, check_not_oneself, coordinates, is_own
from volunteers.policies import NotPossible

#: What keepers and the person themselves may write.
DETAILS = frozenset({"first_name", "last_name", "email", "phone", "welsh_preferred"})


@dataclass(frozen=True)
class Work:
    """With whom somebody works and as what."""

    kind: str
    organisation: Organisation | None = None
    position: Position | None = None
    starts_on: date | None = None


@transaction.atomic
def add_person(
    *, work: Work, by: Any, prison: Prison | None = None, agreed_on: date | None = None, **details: Any
) -> Entrant:
    """Make the record of somebody who is to come in, with their work and, when given, an entry at a prison.

    Coordinators add for their prison, leads for their organisation; a prison is named with the day on which the
    person agreed to that. Raises PermissionDenied, NotPossible, or TypeError for an unknown field.
    """
    _check_details(details)
    _check_may_add(by, work.organisation, prison)
    entrant = Entrant.objects.create(**details)
    if prison is not None:
        _enter(entrant, prison, agreed_on)
    _engage(entrant, work, agreed_on)
    audit.record("entrant.added", by=by, about=entrant, scope=prison or work.organisation, kind=work.kind)
    return entrant


def _check_may_add(by: Any, organisation: Organisation | None, prison: Prison | None) -> None:
    if prison is not None and (organisation is None or coordinates(by, prison)):
        check_coordinates(by, prison)
    elif organisation is not None:
        check_leads(by, organisation)
    else:
        raise NotPossible("Say with which organisation or at which prison the person works.")


@transaction.atomic
def change_details(*, entrant: Entrant, by: Any, **details: Any) -> Entrant:
    """Correct the person's own details; under a new name prisons approve anew.

    Raises PermissionDenied, or TypeError for an unknown field.
    """
    _check_details(details)
    locked = Entrant.objects.select_for_update().get(pk=entrant.pk)
    if not is_own(by, locked):
        check_keeps(by, locked)
    changed = sorted(name for name, value in details.items() if getattr(locked, name) != value)
    for name in changed:
        setattr(locked, name, details[name])
    locked.save(update_fields=[*changed, "updated_at"])
    if {"first_name", "last_name"} & set(changed):
        ask_again(entrant=locked, approvals=locked.approvals.all(), by=by)
    audit.record("entrant.changed", by=by, about=locked, fields=changed)
    return locked


@transaction.atomic
def engage(*, entrant: Entrant, work: Work, by: Any, agreed_on: date | None = None) -> Engagement:
    """Add work with an organisation or in a role; a prison that does not know the person yet needs their agreement.

    Raises PermissionDenied or NotPossible.
    """
    check_keeps(by, entrant)
    check_not_oneself(by, entrant)
    _check_speaks_for(by, work)
    return begin_work(entrant=entrant, work=work, by=by, agreed_on=agreed_on)


def begin_work(*, entrant: Entrant, work: Work, by: Any, agreed_on: date | None = None) -> Engagement:
    """Add the work; the caller has asked whether `by` may. Raises NotPossible."""
    engagement = _engage(entrant, work, agreed_on)
    scope = work.position.prison if work.position else work.organisation
    audit.record("entrant.engaged", by=by, about=entrant, scope=scope, kind=work.kind)
    return engagement


def _check_speaks_for(by: Any, work: Work) -> None:
    """Raise PermissionDenied unless the user speaks for the role's prison or for the organisation."""
    if work.position is not None and coordinates(by, work.position.prison):
        return
    if work.organisation is not None:
        check_leads(by, work.organisation)
    elif work.position is not None:
        check_coordinates(by, work.position.prison)


def _enter(entrant: Entrant, prison: Prison, agreed_on: date | None) -> None:
    """Make the person's entry at a prison, unless there is one they agreed to. Raises NotPossible without agreement."""
    if Approval.objects.agreed().filter(entrant=entrant, prison=prison).exists():
        return
    if agreed_on is None or agreed_on > timezone.localdate():
        raise NotPossible(f"Record the day on which the person agreed to be named to {prison}.")
    Approval.objects.update_or_create(entrant=entrant, prison=prison, defaults={"person_agreed_on": agreed_on})


def _engage(entrant: Entrant, work: Work, agreed_on: date | None) -> Engagement:
    if work.organisation is None and work.kind != EngagementKind.OFFICIAL_VISITOR and work.position is None:
        raise NotPossible("Choose the organisation. Only official prison visitors have none.")
    running = entrant.engagements.filter(ends_on=None, organisation=work.organisation, position=work.position)
    if running.exists():
        raise NotPossible("This person already works there in this role.")
    if work.position is not None:
        _enter(entrant, work.position.prison, agreed_on)
    reached = [work.position.prison] if work.position else prisons_of(entrant)
    for prison in reached:
        drop_exits(entrant=entrant, prison=prison)
    return Engagement.objects.create(
        entrant=entrant,
        kind=work.kind,
        organisation=work.organisation,
        position=work.position,
        starts_on=work.starts_on or timezone.localdate(),
    )


@transaction.atomic
def end_engagement(*, engagement: Engagement, ends_on: date, by: Any) -> Engagement:
    """Say on which day somebody's work ends. Raises PermissionDenied or NotPossible."""
    check_keeps(by, engagement.entrant)
    _check_may_end(by, engagement)
    locked = Engagement.objects.select_for_update().get(pk=engagement.pk)
    if ends_on < locked.starts_on:
        raise NotPossible(f"The last day is before the first day, {locked.starts_on:%-d %B %Y}.")
    if locked.ends_on is not None and ends_on > locked.ends_on:
        raise NotPossible(f"This work ends on {locked.ends_on:%-d %B %Y} already. Add the role again to go on.")
    locked.ends_on = ends_on  # a pause stays one: naming a last day opens no gate
    locked.save()
    audit.record("entrant.engagement-ended", by=by, about=locked.entrant, scope=locked.organisation, on=ends_on)
    tidy_after(entrant=locked.entrant, ends_on=ends_on, by=by)
    return locked


@transaction.atomic
def pause_engagement(*, engagement: Engagement, paused_on: date | None, by: Any) -> Engagement:
    """Pause somebody's work from a day, or resume it with None: the gate lets nobody in for paused work.

    Raises PermissionDenied, also for the own pause, or NotPossible for work that has ended or not begun by that day.
    """
    check_keeps(by, engagement.entrant)
    check_not_oneself(by, engagement.entrant)
    _check_may_end(by, engagement)
    locked = Engagement.objects.select_for_update().get(pk=engagement.pk)
    if locked.ends_on is not None and locked.ends_on < max(paused_on or date.min, timezone.localdate()):
        raise NotPossible(f"This work ends on {locked.ends_on:%-d %B %Y}.")
    if paused_on is not None and paused_on < locked.starts_on:
        raise NotPossible(f"That is before the first day, {locked.starts_on:%-d %B %Y}.")
    locked.paused_on = paused_on
    locked.save()
    event = "entrant.paused" if paused_on else "entrant.resumed"
    audit.record(event, by=by, about=locked.entrant, scope=locked.organisation, on=paused_on)
    return locked


def _check_may_end(by: Any, engagement: Engagement) -> None:
    """Raise PermissionDenied unless the user leads the organisation or coordinates where the person comes in."""
    organisation, position = engagement.organisation, engagement.position
    if organisation is not None and guardian.can(by, MANAGE_VOLUNTEERS, organisation):
        return
    entries = Prison.objects.filter(people_who_come_in__entrant=engagement.entrant_id)
    if not any(coordinates(by, prison) for prison in ([position.prison] if position else entries)):
        raise PermissionDenied("You do not speak for the organisation or the prison of this role.")


def _check_details(details: dict[str, Any]) -> None:
    if unknown := set(details) - DETAILS:
        raise TypeError(f"A person who comes in has no {', '.join(sorted(unknown))}.")
