"""People and their clearance by spreadsheet: all of a file or nothing of it, and back out with the same columns."""

from copy import copy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Prefetch
from django.utils import timezone

from core import audit
from directory.models import Organisation, Prison
from directory.spreadsheets.export import write_file
from directory.spreadsheets.read import Wanted, read_table
from volunteers.actions.clearance import check_may_record, tell_of_limits
from volunteers.actions.people import Work, add_person, change_details
from volunteers.enums import CLEARED, IN_PROCESS, REFUSED, ClearanceStatus, EngagementKind
from volunteers.gate.people import answers_at
from volunteers.models import Approval, Clearance, ClearanceEvent, ClearanceLevel, Engagement, Entrant
from volunteers.permissions import check_coordinates
from volunteers.policies import NotPossible, check_status_may_follow, usual_expiry
from volunteers.spreadsheet import COLUMNS, REQUIRED, Problem, ReadRow, Vocabulary, read_rows, table_of

MOST_BYTES = 5 * 1024 * 1024


@dataclass
class Outcome:
    """What an import did: nothing at all when there are problems. `entering` is how many the gate lets in today."""

    added: int = 0
    changed: int = 0
    clearances: int = 0
    entering: int = 0
    problems: list[Problem] = field(default_factory=list)


class _NothingSaved(Exception):
    """Rolls the transaction back; its problems say why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__()
        self.problems = problems


def import_people(*, prison: Prison, content: bytes, filename: str, by: Any) -> Outcome:
    """Add and change people of a prison from a file, all rows or none, each row with what is wrong in it.

    Raises PermissionDenied, or BrokenFile with one sentence for a file that cannot be read.
    """
    check_coordinates(by, prison)
    table = read_table(content, filename, Wanted(COLUMNS, REQUIRED))
    rows, problems = read_rows(table.rows, _vocabulary(prison))
    if problems:
        return Outcome(problems=problems)
    try:
        with transaction.atomic():
            Prison.objects.select_for_update().get(pk=prison.pk)
            return _write(rows, prison, by)
    except _NothingSaved as stopped:
        return Outcome(problems=stopped.problems)


def _vocabulary(prison: Prison) -> Vocabulary:
    people = Entrant.objects.at_prison(prison)
    return Vocabulary(
        levels={name: level for level in ClearanceLevel.objects.all() for name in (level.slug, level.label.casefold())},
        organisations={row.name.casefold(): row for row in Organisation.objects.only("name")},
        people={entrant.reference.casefold(): entrant for entrant in people},
    )


def _write(rows: list[ReadRow], prison: Prison, by: Any) -> Outcome:
    outcome, people = Outcome(), set()
    for row in rows:
        try:
            with transaction.atomic():
                entrant = _person(row, prison, by, outcome)
                outcome.clearances += _clearance(row, entrant, prison, by)
                people.add(entrant.pk)
        except NotPossible as error:
            outcome.problems.append(Problem(row.number, "", str(error)))
        except (ValidationError, IntegrityError, ValueError) as error:
            words = " ".join(error.messages) if isinstance(error, ValidationError) else "The row cannot be saved."
            outcome.problems.append(Problem(row.number, "", words))
    if outcome.problems:
        raise _NothingSaved(outcome.problems)
    roles = answers_at(prison, people).values()
    outcome.entering = sum(any(role.answer.may_enter for role in theirs) for theirs in roles)
    counts: dict[str, Any] = {"added": outcome.added, "changed": outcome.changed, "clearances": outcome.clearances}
    audit.record("entrants.imported", by=by, about=prison, scope=prison, **counts)
    return outcome


def _person(row: ReadRow, prison: Prison, by: Any, outcome: Outcome) -> Entrant:
    """Return the person of a row, added when new and corrected where the row says something else."""
    said = row.values
    details = {name: said[name] for name in ("first_name", "last_name", "email", "phone") if name in said}
    known: Entrant | None = said.get("reference")
    if known is None:
        kind = said.get("kind", EngagementKind.VOLUNTEER)
        if "organisation" not in said and kind != EngagementKind.OFFICIAL_VISITOR:
            raise ValidationError("Write the organisation of somebody new. Only official prison visitors have none.")
        _check_is_new(said, prison)
        outcome.added += 1
        work = Work(kind, said.get("organisation"))
        return add_person(work=work, prison=prison, agreed_on=said["agreed_on"], by=by, **details)
    _check_work_is_theirs(said, known, prison)
    if any(getattr(known, name) != value for name, value in details.items()):
        outcome.changed += 1
        return change_details(entrant=known, by=by, **details)
    return known


def _check_is_new(said: dict[str, Any], prison: Prison) -> None:
    """Raise NotPossible when it seems to be somebody who is here already, as when a file is sent twice."""
    here = Entrant.objects.at_prison(prison)
    if email := said.get("email"):
        found = here.filter(email__iexact=email).first()
    else:
        work = Engagement.objects.not_ended().filter(organisation=said.get("organisation"))
        names = {"first_name__iexact": said["first_name"], "last_name__iexact": said["last_name"], "email": ""}
        found = here.filter(pk__in=work.values("entrant"), **names).first()
    if found is not None:
        raise NotPossible(
            f"This seems to be {found.reference}, who is here already: write that reference in the row. If it is "
            "somebody else, give both an e-mail address of their own."
        )


def _check_work_is_theirs(said: dict[str, Any], known: Entrant, prison: Prison) -> None:
    """Raise NotPossible for work or an agreement that a row would change: for somebody known that is not read."""
    work = list(known.engagements.not_ended().reaching(prison))
    agreed = Approval.objects.filter(entrant=known, prison=prison).values_list("person_agreed_on", flat=True).first()
    others = [
        words
        for column, words, held in (
            ("organisation", "organisation", {engagement.organisation for engagement in work}),
            ("kind", "kind of work", {engagement.kind for engagement in work}),
            ("agreed_on", "day of agreement", {agreed}),
        )
        if column in said and said[column] not in held
    ]
    if others:
        raise NotPossible(
            f"Their {' and '.join(others)} here is another. A file changes that for nobody who is known: change it on "
            "their record, or leave the cell empty."
        )


def _clearance(row: ReadRow, entrant: Entrant, prison: Prison, by: Any) -> int:
    """Write the clearance of a row where it says something new; return how many were written."""
    said = row.values
    if "status" not in said:
        return 0
    status: ClearanceStatus = said["status"]
    rows = Clearance.objects.select_for_update().filter(entrant=entrant, level=said["level"])
    clearance = rows.filter(status__in=IN_PROCESS).first() or rows.order_by("-created_at").first()
    if clearance is not None and clearance.status not in IN_PROCESS and status in IN_PROCESS:
        clearance = None  # a renewal
    before = clearance.status if clearance else ""
    clearance = clearance or Clearance(entrant=entrant, level=said["level"], sponsor_prison=prison)
    _check_not_decided_yet(said, status, clearance)
    old, held = _state(clearance), copy(clearance)
    clearance.status = status
    clearance.reference = said.get("vetting_reference", clearance.reference)
    for name in ("sent_on", "decided_on", "expires_on"):
        setattr(clearance, name, said.get(name, getattr(clearance, name)))
    if status in CLEARED and clearance.expires_on is None and clearance.decided_on is not None:
        clearance.expires_on = usual_expiry(clearance.level, clearance.decided_on)
    if _state(clearance) == old:
        return 0
    _check_may_change(held, status, by, is_new=not before)
    clearance.status_since = _since(said, before, status)
    clearance.recorded_by = by
    clearance.full_clean(exclude={"recorded_by"})
    clearance.save()
    if before != status:
        tell_of_limits(clearance, by)
    _log(clearance, before, by)
    return 1


def _check_not_decided_yet(said: dict[str, Any], status: str, clearance: Clearance) -> None:
    """Raise NotPossible for a day of decision beside a status in which nothing is decided: the gate goes by it."""
    asked_anew = status == ClearanceStatus.RECONSIDERATION
    if status in IN_PROCESS and not asked_anew and said.get("decided_on") not in (None, clearance.decided_on):
        raise NotPossible("It is not decided yet with this status: leave decided_on empty.")


def _since(said: dict[str, Any], before: str, status: str) -> date:
    """Return since when a status holds. What changes after a decision happens now: the decision's day says nothing."""
    today = timezone.localdate()
    if before in (*CLEARED, *REFUSED) and before != status:
        return today
    happened: date = said.get("decided_on") or said.get("sent_on") or today
    return happened


def _check_may_change(held: Clearance, status: str, by: Any, *, is_new: bool) -> None:
    """Raise NotPossible for what the screen would refuse too: a file is no way round the sponsor or a suspension."""
    try:
        check_may_record(by, held, status)
    except PermissionDenied as denied:
        raise NotPossible(str(denied)) from denied
    if not is_new and status != held.status:
        check_status_may_follow(held, status, None)


def _state(clearance: Clearance) -> tuple[Any, ...]:
    days = (clearance.sent_on, clearance.decided_on, clearance.expires_on)
    return (clearance.status, clearance.reference, *days, clearance._state.adding)


def _log(clearance: Clearance, before: str, by: Any) -> None:
    ClearanceEvent.objects.create(
        clearance=clearance,
        number=clearance.events.count() + 1,
        on=clearance.status_since,
        from_status=before,
        to_status=clearance.status,
        by=by,
    )
    facts = {"before": before, "after": clearance.status}
    audit.record("clearance.recorded", by=by, about=clearance.entrant, scope=clearance.sponsor_prison, **facts)


@transaction.atomic
def export_people(*, prison: Prison, ending: str, by: Any) -> bytes:
    """Return a prison's people and their latest clearance as a file. Raises PermissionDenied."""
    check_coordinates(by, prison)
    clearances = Clearance.objects.select_related("level").order_by("-created_at")
    engagements = Engagement.objects.not_ended().reaching(prison).select_related("organisation").order_by("-starts_on")
    entries = Prefetch("approvals", Approval.objects.filter(prison=prison))
    people = Entrant.objects.at_prison(prison).order_by("last_name", "first_name", "pk")
    work = Prefetch("engagements", engagements)
    found = people.prefetch_related(Prefetch("clearances", clearances), work, entries)
    table = table_of(found)
    audit.record("entrants.exported", by=by, about=prison, scope=prison, shown=found, people=len(table) - 1)
    return write_file(table, ending)
