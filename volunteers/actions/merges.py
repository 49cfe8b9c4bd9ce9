"""Two records of one person become one, and for some days that can be taken back."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit
from volunteers.actions.approvals import ask_again
from volunteers.enums import APPROVAL_REFUSED, IN_PROCESS, ApprovalStatus
from volunteers.models import (
    Application,
    Approval,
    Attendance,
    AuthorisedItem,
    CalendarFeed,
    Clearance,
    Correction,
    Engagement,
    Entrant,
    EntrySettings,
    Exit,
    GateOverride,
    Merge,
    OwnPageInvitation,
    SessionSeries,
    SupervisionNote,
    TrainingBooking,
    TrainingRecord,
)
from volunteers.permissions import check_keeps, check_not_oneself
from volunteers.policies import NotPossible

USER = "volunteers.Entrant.user"
#: What undoing writes back beside the rows that moved: decisions, overrides, and sessions to which both came.
DECISIONS, OVERRIDES, SHARED = "decisions", "overrides", "series"
#: Tables whose rows move to the record that stays, and what must not be there twice: such rows stay where they are.
MOVES: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (Engagement, ("organisation_id", "position_id", "starts_on")),
    (Clearance, ()),
    (Approval, ("prison_id",)),
    (TrainingRecord, ("module_id", "completed_on")),
    (Attendance, ("day_id",)),
    (TrainingBooking, ("session_id",)),
    (GateOverride, ()),
    (AuthorisedItem, ()),
    (Application, ()),
    (Correction, ()),
    (SupervisionNote, ()),
    (Exit, ("prison_id",)),
    (CalendarFeed, ()),
    (OwnPageInvitation, ()),
)


@transaction.atomic
def merge(*, kept: Entrant, taken_in: Entrant, by: Any) -> Merge:
    """Move everything of one record to another and hide the first. Nothing is deleted.

    Where both have the same thing (an entry at the same prison, the same training day), the one of the record that
    stays counts, but no refusal is lost. An approval that moves is asked for again. Raises PermissionDenied unless
    the user keeps both, or NotPossible.
    """
    check_keeps(by, kept)
    check_keeps(by, taken_in)
    for entrant in (kept, taken_in):
        check_not_oneself(by, entrant)
    first, second = locked(kept, taken_in)
    _check_can_merge(first, second)
    shared = _series_of_both(first, second)
    moved = {table._meta.label: _move(table, unique, second, first) for table, unique in MOVES}
    moved[USER] = move_account(second, first)
    moved[SessionSeries._meta.label] = _move_series(second, first)
    arrived = Approval.objects.filter(pk__in=moved[Approval._meta.label], status=ApprovalStatus.APPROVED)
    written_back = _decided(arrived) | {SHARED: shared}
    ask_again(entrant=first, approvals=arrived, by=by)
    second.merged_into = first
    second.save(update_fields=["merged_into", "updated_at"])
    until = timezone.localdate() + timedelta(days=EntrySettings.load().merge_undo_days)
    made = Merge.objects.create(
        kept=first, taken_in=second, moved=moved, written_back=written_back, by=by, undo_until=until
    )
    counts = {label.partition(".")[2].lower(): len(keys) for label, keys in moved.items()}
    audit.record("entrant.merged", by=by, about=first, taken_in=second.pk, moved=counts)
    return made


def locked(kept: Entrant, taken_in: Entrant) -> tuple[Entrant, Entrant]:
    """Lock both records, always in the same order, so that two merges at once do not wait for each other for ever."""
    both = Entrant.objects.select_for_update().filter(pk__in=[kept.pk, taken_in.pk]).order_by("pk")
    rows = {row.pk: row for row in both}
    return rows[kept.pk], rows[taken_in.pk]


def _check_can_merge(kept: Entrant, taken_in: Entrant) -> None:
    if kept.pk == taken_in.pk:
        raise NotPossible("Choose another record: this is the same one.")
    if kept.merged_into_id or taken_in.merged_into_id:
        raise NotPossible("One of the records has been merged already.")
    if kept.user_id and taken_in.user_id:
        raise NotPossible("Both records have an account. Close one of the accounts first.")
    running = Clearance.objects.filter(entrant__in=[kept, taken_in], status__in=IN_PROCESS)
    if running.count() > 1:
        raise NotPossible("Both records have a clearance in process. Withdraw one of them first.")
    _check_no_refusal_is_lost(kept, taken_in)


def _check_no_refusal_is_lost(kept: Entrant, taken_in: Entrant) -> None:
    known = dict(Approval.objects.filter(entrant=kept).values_list("prison_id", "status"))
    for other in Approval.objects.filter(entrant=taken_in, prison__in=known).select_related("prison"):
        both = {known[other.prison_id], other.status}
        if len(both) > 1 and both & set(APPROVAL_REFUSED):
            raise NotPossible(
                f"{other.prison} has decided against one of the records and not against the other. "
                "Ask its security to decide the same about both first."
            )


def _move(table: Any, unique: tuple[str, ...], source: Entrant, target: Entrant) -> list[str]:
    """Move rows, all but those of which the target has the same; return the keys of those that moved."""
    if table._meta.get_field("entrant").one_to_one and table.objects.filter(entrant=target).exists():
        return []
    there = set(table.objects.filter(entrant=target).values_list(*unique)) if unique else set()
    rows = table.objects.filter(entrant=source)
    if table is Engagement:
        rows = rows.exclude(pk__in=_running_in_both(source, target))
    keys = [row.pk for row in rows if not unique or tuple(getattr(row, name) for name in unique) not in there]
    table.objects.filter(pk__in=keys).update(entrant=target)
    return [str(key) for key in keys]


def _running_in_both(source: Entrant, target: Entrant) -> list[Any]:
    """Return work that goes on in both records: the same thing twice, of which the record that stays has its own."""
    running = target.engagements.filter(ends_on=None).values_list("organisation_id", "position_id")
    there = set(running)
    rows = source.engagements.filter(ends_on=None)
    return [row.pk for row in rows if (row.organisation_id, row.position_id) in there]


def move_account(source: Entrant, target: Entrant) -> list[str]:
    """Give the record that stays the account of the other, so that the person still reaches the own page."""
    user = source.user
    if user is None or target.user_id is not None:
        return []
    source.user = None
    source.save(update_fields=["user", "updated_at"])
    target.user = user
    target.save(update_fields=["user", "updated_at"])
    return [str(user.pk)]


def _series_of_both(first: Entrant, second: Entrant) -> list[str]:
    return [str(series.pk) for series in SessionSeries.objects.filter(people=first).filter(people=second)]


def _move_series(source: Entrant, target: Entrant) -> list[str]:
    """Put the record that stays where the other came; a record that nobody sees is set out for no day."""
    moved = list(SessionSeries.objects.filter(people=source))
    for series in moved:
        series.people.remove(source)
        series.people.add(target)
    return [str(series.pk) for series in moved]


def _decided(approvals: Any) -> dict[str, Any]:
    """Return what prisons had decided, and which overrides hold, before both are put back to waiting."""
    held = {
        str(row.pk): {
            "asked_on": row.asked_on and row.asked_on.isoformat(),
            "asked_by": row.asked_by_id and str(row.asked_by_id),
            "decided_on": row.decided_on and row.decided_on.isoformat(),
            "decided_by": row.decided_by_id and str(row.decided_by_id),
        }
        for row in approvals
    }
    given = GateOverride.objects.filter(ended_at=None, ends_on__gte=timezone.localdate())
    there = given.filter(entrant__in=approvals.values("entrant"), prison__in=approvals.values("prison"))
    return {DECISIONS: held, OVERRIDES: [str(key) for key in there.values_list("pk", flat=True)]}
