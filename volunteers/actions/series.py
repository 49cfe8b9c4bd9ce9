"""Sessions that come round: setting their days out, and carrying a change to the days that are set out already."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit
from directory.models import Prison
from volunteers.actions.notices import call_off_late
from volunteers.enums import Coming
from volunteers.models import Attendance, Entrant, EntrySettings, SessionDay, SessionSeries
from volunteers.notifications import tell_changed
from volunteers.permissions import check_coordinates
from volunteers.recurrence import days_of

#: What a day takes over from its series.
_SHARED = (
    *("prison_id", "organisation_id", "position_id", "title", "starts", "ends", "destination", "access_type_id"),
    "escort_by",
)
#: A change of these changes when somebody comes or where to: they are told.
_TOLD = frozenset({"starts", "ends", "destination", "prison_id"})


@transaction.atomic
def save_series(*, series: SessionSeries, people: Iterable[Entrant], by: Any) -> SessionSeries:
    """Write a session that comes round, set out its days, and change those that are set out already.

    What has been, and what was called off, stays as it was. Everybody whose coming sessions change is told once.
    Raises PermissionDenied or ValidationError.
    """
    check_coordinates(by, series.prison)
    Prison.objects.lock(series.prison)
    is_new = series._state.adding
    if not is_new:
        SessionSeries.objects.select_for_update().get(pk=series.pk)
    series.full_clean()
    series.save()
    before = set() if is_new else set(series.people.all())
    series.people.set(people)
    changed = set() if is_new else _change_days(series, before, set(series.people.all()))
    set_out(series=series, by=by)
    facts: dict[str, Any] = {"people_told": len(changed)}
    audit.record("series.added" if is_new else "series.changed", by=by, about=series, scope=series.prison, **facts)
    tell_changed(changed, series)
    return series


@transaction.atomic
def set_out(*, series: SessionSeries, on: date | None = None, by: Any = None) -> int:
    """Make the days of a series that are missing in the weeks ahead; return how many. Safe to run twice.

    What the prison gave notice for before is called off at once, and everybody due is told. `by` is None for the clock.
    """
    first = on or timezone.localdate()
    last = first + timedelta(weeks=EntrySettings.load().session_weeks_ahead)
    Prison.objects.lock(series.prison)  # a notice for one of these days waits, or is seen below
    SessionSeries.objects.select_for_update().get(pk=series.pk)
    there = set(series.days.filter(on__gte=first).values_list("on", flat=True))
    missing = [day for day in days_of(series, first, last) if day not in there]
    shared = {name: getattr(series, name) for name in _SHARED}
    days = SessionDay.objects.bulk_create([SessionDay(series=series, on=day, **shared) for day in missing])
    people = list(series.people.all())
    Attendance.objects.bulk_create(Attendance(day=day, entrant=who) for day in days for who in people)
    call_off_late(days, by)
    return len(days)


def _change_days(series: SessionSeries, before: set[Entrant], now: set[Entrant]) -> set[Entrant]:
    """Bring the days to come in step with their series; return whose sessions changed."""
    days = list(_to_come(series))
    last = max((day.on for day in days), default=timezone.localdate())
    right = set(days_of(series, timezone.localdate(), last))
    gone = [day for day in days if day.on not in right]
    stay = [day for day in days if day.on in right]
    told = _due(gone)
    SessionDay.objects.filter(pk__in=[day.pk for day in gone]).delete()
    changed = [day for day in stay if _take_over(day, series)]
    if stay:
        left = Attendance.objects.filter(day__in=stay, entrant__in=before - now)
        told |= _due(stay, among=before - now)
        left.exclude(coming__in=[Coming.CAME, Coming.DID_NOT_COME]).delete()
        rows = [Attendance(day=day, entrant=who) for day in stay for who in now - before]
        Attendance.objects.bulk_create(rows, ignore_conflicts=True)
        told |= now - before
    return told | _due(changed)


def _to_come(series: SessionSeries) -> Any:
    """Return the days of which nothing has happened yet: not begun, not called off, and nobody was written down."""
    now = timezone.localtime()
    happened = Attendance.objects.filter(coming__in=[Coming.CAME, Coming.DID_NOT_COME]).values("day")
    days = series.days.select_for_update().filter(on__gte=now.date(), cancelled_at=None)
    return days.exclude(pk__in=happened).exclude(on=now.date(), starts__lte=now.time())


def _take_over(day: SessionDay, series: SessionSeries) -> bool:
    """Write what a day shares with its series; say whether people have to hear of it."""
    differs = [name for name in _SHARED if getattr(day, name) != getattr(series, name)]
    for name in differs:
        setattr(day, name, getattr(series, name))
    if differs:
        day.save()
    return bool(_TOLD & set(differs))


def _due(days: list[SessionDay], among: set[Entrant] | None = None) -> set[Entrant]:
    rows = Attendance.objects.filter(day__in=days, coming=Coming.EXPECTED).select_related("entrant__user")
    return {row.entrant for row in rows if among is None or row.entrant in among}
