"""What the vetting unit does with a clearance, as it is recorded here."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from core import audit
from directory.models import Prison
from volunteers.actions.approvals import ask_again
from volunteers.enums import CLEARED, DECIDED, IN_PROCESS, ClearanceStatus
from volunteers.models import Clearance, ClearanceEvent, ClearanceLevel, Entrant
from volunteers.permissions import check_keeps, keeps, records_decisions
from volunteers.policies import NotPossible, check_clearance_days, check_status_may_follow, usual_expiry
from volunteers.workflow import organisation_records


@transaction.atomic
def start_clearance(
    *, entrant: Entrant, level: ClearanceLevel, sponsor_prison: Prison, by: Any, on: date | None = None
) -> Clearance:
    """Start a clearance, which a prison sponsors. Raises PermissionDenied or NotPossible."""
    check_keeps(by, entrant)
    day = on or timezone.localdate()
    Entrant.objects.select_for_update().get(pk=entrant.pk)
    if entrant.clearances.filter(status__in=IN_PROCESS).exists():
        raise NotPossible("This person already has a clearance in process. Record what happens to it.")
    clearance = Clearance.objects.create(
        entrant=entrant, level=level, sponsor_prison=sponsor_prison, status_since=day, recorded_by=by
    )
    _log(clearance, "", day, by)
    audit.record("clearance.started", by=by, about=entrant, scope=sponsor_prison, level=level.slug)
    return clearance


@transaction.atomic
def record_status(
    *,
    clearance: Clearance,
    status: str,
    on: date,
    by: Any,
    reference: str | None = None,
    expires_on: date | None = None,
    seen_status: str | None = None,
) -> Clearance:
    """Record what happened to a clearance on a day.

    `by` is None for the clock. `expires_on` is the usual one of the level when not given. Raises PermissionDenied,
    Overtaken, NotPossible, or ValidationError for a reference that is none.
    """
    locked = Clearance.objects.select_for_update(of=("self",)).select_related("level", "sponsor_prison").get(
        pk=clearance.pk
    )  # fmt: skip
    check_may_record(by, locked, status)
    check_status_may_follow(locked, status, seen_status)
    check_clearance_days(locked, status, on, expires_on)
    before, locked.status, locked.status_since, locked.recorded_by = locked.status, status, on, by
    _set_days(locked, before, on, expires_on)
    if reference is not None:
        locked.reference = reference
    locked.clean_fields(exclude={"recorded_by"})
    locked.save()
    tell_of_limits(locked, by)
    _log(locked, before, on, by)
    label = "" if by else "command:run_people_clock"
    facts = {"before": before, "after": status}
    audit.record(
        "clearance.recorded", by=by, about=locked.entrant, scope=locked.sponsor_prison, actor_label=label, **facts
    )
    return locked


def tell_of_limits(clearance: Clearance, by: Any) -> None:
    """Put every prison's approval back to waiting when the clearance now has limits: each decides anew about those."""
    if clearance.status == ClearanceStatus.CLEARED_WITH_LIMITS:
        ask_again(entrant=clearance.entrant, approvals=clearance.entrant.approvals.all(), by=by)


def _set_days(clearance: Clearance, before: str, on: date, expires_on: date | None) -> None:
    """Write the days that follow from the new status."""
    if clearance.status == ClearanceStatus.SENT_TO_PRISON and clearance.sent_on is None:
        clearance.sent_on = on
    lifted = before in (*CLEARED, ClearanceStatus.SUSPENDED)  # the decision stays the one it was
    if clearance.status in DECIDED and not (lifted and clearance.decided_on):
        clearance.decided_on = on
    if clearance.status in CLEARED:
        usual = clearance.expires_on or usual_expiry(clearance.level, clearance.decided_on or on)
        clearance.expires_on = expires_on or usual


def check_may_record(by: Any, clearance: Clearance, status: str) -> None:
    """Raise PermissionDenied unless the user may record this status; `by` is None for the clock."""
    if by is None:
        return
    if records_decisions(by, clearance):
        return
    if status in organisation_records(clearance.status) and keeps(by, clearance.entrant):
        return
    raise PermissionDenied(
        "Only the prison that sponsors the clearance records what was decided, and nobody about themselves."
    )


def _log(clearance: Clearance, before: str, on: date, by: Any) -> None:
    ClearanceEvent.objects.create(
        clearance=clearance,
        number=clearance.events.count() + 1,
        on=on,
        from_status=before,
        to_status=clearance.status,
        by=by,
    )
