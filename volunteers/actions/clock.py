"""What time does: sets sessions out, reminds of renewals and marks clearances that have expired. Safe to run twice."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.roles import MANAGE_VOLUNTEERS
from core.notifications import Facts, notify
from volunteers.actions.clearance import record_status
from volunteers.actions.clock_volunteering import jobs as volunteering_jobs
from volunteers.actions.series import set_out
from volunteers.enums import CLEARED, ClearanceStatus
from volunteers.models import Approval, Clearance, Entrant, EntrySettings, RenewalReminder, SessionSeries
from volunteers.models.settings import days_before
from volunteers.notifications import RENEWAL_DUE, holders, keepers_of, themselves

log = structlog.get_logger("alongside.people")


@dataclass
class Totals:
    """What a run did, and how many things failed."""

    sessions: int = 0
    reminders: int = 0
    expired: int = 0
    volunteering: int = 0
    failed: int = 0


def run_clock(*, on: date | None = None) -> Totals:
    """Do everything that is due on a day, today when not given; one failure does not keep the rest from being done."""
    day = on or timezone.localdate()
    totals = Totals()
    running = SessionSeries.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day))
    totals.sessions = _each(totals, running, lambda series: set_out(series=series, on=day))
    over = Clearance.objects.filter(status__in=CLEARED, expires_on__lt=day, entrant__merged_into=None)
    totals.expired = _each(totals, over, lambda clearance: _expire(clearance, day))
    stages = days_before(EntrySettings.load().renewal_days)
    ending = Clearance.objects.filter(
        status__in=CLEARED,
        expires_on__range=(day, day + timedelta(days=max(stages))),
        entrant__in=Entrant.objects.filter(merged_into=None).working(day),
    )
    totals.reminders = _each(totals, ending, lambda clearance: _remind(clearance.pk, day, stages))
    totals.volunteering = sum(_each(totals, rows, do) for rows, do in volunteering_jobs(day))
    return totals


def _each(totals: Totals, rows: Iterable[Any], do: Callable[[Any], int]) -> int:
    """Do it for each and add up; an error is logged and counted, so that the next has a turn."""
    done = 0
    for row in rows:
        try:
            done += do(row)
        except Exception:
            log.exception("people clock failed", kind=type(row).__name__)
            totals.failed += 1
    return done


def _expire(clearance: Clearance, day: date) -> int:
    record_status(clearance=clearance, status=ClearanceStatus.EXPIRED, on=day, by=None)
    return 1


@transaction.atomic
def _remind(key: Any, day: date, stages: list[int]) -> int:
    """Remind of the latest stage that a clearance has reached, unless that was done or a newer clearance holds."""
    rows = Clearance.objects.select_related("entrant__user", "sponsor_prison")
    clearance = rows.select_for_update(of=("self",)).get(pk=key)
    if clearance.expires_on is None or _is_renewed(clearance):
        return 0
    left = (clearance.expires_on - day).days
    stage = min(days for days in stages if days >= left)
    _reminder, made = RenewalReminder.objects.get_or_create(
        clearance=clearance, expires_on=clearance.expires_on, days_before=stage
    )
    if made:
        _tell(clearance)
    return int(made)


def _is_renewed(clearance: Clearance) -> bool:
    later = Clearance.objects.filter(entrant=clearance.entrant_id, status__in=CLEARED)
    return later.filter(expires_on__gt=clearance.expires_on, level__order__gte=clearance.level.order).exists()


def _tell(clearance: Clearance) -> None:
    """Tell the person, the organisations they work for, and the coordinators of every prison they come in to."""
    entrant, prison = clearance.entrant, clearance.sponsor_prison
    entries = Approval.objects.agreed().filter(entrant=entrant).select_related("prison")
    coordinators = [user for entry in entries for user in holders(MANAGE_VOLUNTEERS, entry.prison)]
    facts = Facts(
        link=reverse("volunteers:person", kwargs={"pk": entrant.pk}),
        reference=entrant.reference,
        on=clearance.expires_on,
    )
    people = dict.fromkeys([*themselves(entrant), *keepers_of(entrant), *coordinators])
    notify(RENEWAL_DUE, to=list(people), scope=prison, facts=facts)
