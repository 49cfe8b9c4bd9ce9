"""Taking a merge back: two records are two people's again, each with what it had."""

from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from core import audit
from volunteers.actions.approvals import ask_again
from volunteers.actions.merges import DECISIONS, MOVES, OVERRIDES, SHARED, USER, locked, move_account
from volunteers.enums import ApprovalStatus, ClearanceStatus, Coming
from volunteers.models import Approval, Attendance, Clearance, Entrant, GateOverride, Merge, SessionSeries
from volunteers.permissions import check_keeps, check_not_oneself
from volunteers.policies import NotPossible


@transaction.atomic
def undo_merge(*, made: Merge, by: Any) -> Merge:
    """Take a merge back: both records are as they were, with what was written to their rows since. Safe to call twice.

    A decision that the merge put back to waiting stands again. What a prison decided since was decided about both
    together, so a refusal stays and an approval is asked for anew. What was added since stays with the record that
    stayed. Raises PermissionDenied, or NotPossible once the days are over.
    """
    check_keeps(by, made.kept)
    held = Merge.objects.select_for_update().get(pk=made.pk)
    if held.undone_at is not None:
        return held
    for entrant in (held.kept, held.taken_in):
        check_not_oneself(by, entrant)
    if timezone.localdate() > held.undo_until:
        raise NotPossible(f"A merge can be undone up to and including {held.undo_until:%-d %B %Y} only.")
    kept, taken_in = locked(held.kept, held.taken_in)
    overtaken = _decided_since(held, kept, taken_in)
    for table, _unique in MOVES:
        table.objects.filter(pk__in=held.moved.get(table._meta.label, []), entrant=kept).update(entrant=taken_in)
    _series_back(held, kept, taken_in)
    taken_in.merged_into = None
    taken_in.save(update_fields=["merged_into", "updated_at"])
    if str(kept.user_id) in held.moved.get(USER, []):
        move_account(kept, taken_in)
    restored = _decisions_back(held, by)
    for entrant in (kept, taken_in):
        ask_again(entrant=entrant, approvals=Approval.objects.filter(overtaken, entrant=entrant), by=by)
    held.undone_at = timezone.now()
    held.save(update_fields=["undone_at", "updated_at"])
    audit.record("entrant.merge-undone", by=by, about=kept, taken_in=taken_in.pk, decisions_restored=restored)
    return held


def _series_back(held: Merge, kept: Entrant, taken_in: Entrant) -> None:
    """Put the other record back where it came, unless the person was taken off since, also for days set out since."""
    shared = set(held.written_back.get(SHARED, []))
    keys = held.moved.get(SessionSeries._meta.label, [])
    for series in SessionSeries.objects.filter(pk__in=keys, people=kept):
        series.people.add(taken_in)
        since = Attendance.objects.filter(
            day__series=series, entrant=kept, coming=Coming.EXPECTED, created_at__gt=held.created_at
        )
        if str(series.pk) in shared:
            rows = [Attendance(day_id=key, entrant=taken_in) for key in since.values_list("day", flat=True)]
            Attendance.objects.bulk_create(rows, ignore_conflicts=True)
        else:
            series.people.remove(kept)
            since.update(entrant=taken_in)


def _untouched(rows: QuerySet[Any], held: Merge) -> QuerySet[Any]:
    return rows.filter(updated_at__lte=held.created_at)


def _decisions_back(held: Merge, by: Any) -> int:
    """Write back the decisions and overrides on which nobody has acted since; return how many decisions."""
    before = held.written_back.get(DECISIONS, {})
    waiting = Approval.objects.select_for_update(of=("self",)).filter(pk__in=list(before), status=ApprovalStatus.ASKED)
    approvals = list(_untouched(waiting, held).select_related("prison", "entrant"))
    for approval in approvals:
        was = before[str(approval.pk)]
        approval.status = ApprovalStatus.APPROVED
        approval.asked_on, approval.decided_on = _day(was["asked_on"]), _day(was["decided_on"])
        approval.asked_by, approval.decided_by = _user(was["asked_by"]), _user(was["decided_by"])
        approval.save()
        audit.record("approval.restored", by=by, about=approval.entrant, scope=approval.prison)
    prisons = [approval.prison_id for approval in approvals]
    ended = GateOverride.objects.filter(pk__in=held.written_back.get(OVERRIDES, []), prison__in=prisons)
    _untouched(ended, held).update(ended_at=None)
    return len(approvals)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _user(key: str | None) -> Any:
    """Return an account that may have been deleted since."""
    return get_user_model().objects.filter(pk=key).first() if key else None


def _decided_since(held: Merge, kept: Entrant, taken_in: Entrant) -> Q:
    """Return the condition of approvals that hold for both together only, or that limits have overtaken since."""
    both = [kept, taken_in]
    since = Approval.objects.filter(entrant__in=both, updated_at__gt=held.created_at)
    limits = Clearance.objects.filter(entrant__in=both, status=ClearanceStatus.CLEARED_WITH_LIMITS)
    limited = limits.filter(updated_at__gt=held.created_at)
    clearances = list(limited.values_list("pk", flat=True))
    return Q(prison__in=list(since.values_list("prison", flat=True))) | Q(entrant__clearances__in=clearances)
