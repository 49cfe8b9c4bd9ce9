"""Importing listings from a spreadsheet, at once or by way of a preview, and exporting them."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import guardian
from accounts.roles import CURATE_LISTINGS
from core import audit
from directory.models import Prison, SpreadsheetUpload
from directory.spreadsheets.check import BAD, CREATED, UNCHANGED, UPDATED, Plan, check
from directory.spreadsheets.export import export_table, write_file
from directory.spreadsheets.raw import BrokenFile
from directory.spreadsheets.read import Table, read_table
from directory.spreadsheets.save import Writer

COMMAND_LABEL = "command:import_services"

#: A web request must not run for minutes: a listing takes about a tenth of a second to save.
MOST_ROWS_ON_SCREEN = 300
MOST_BYTES_ON_SCREEN = 5 * 1024 * 1024


@dataclass
class ImportOutcome:
    """What an import did: the rows with their problems, and whether anything was saved."""

    plan: Plan
    saved: bool

    @property
    def counts(self) -> dict[str, int]:
        """Return the number of rows of each kind; nothing counts as created or updated when nothing was saved."""
        found = self.plan.counts
        return found if self.saved else {**found, CREATED: 0, UPDATED: 0}


def preview_import(*, content: bytes, filename: str, by: Any, most: int | None = None) -> Plan:
    """Say what importing the file would do: import it and take everything back. Changes nothing.

    Saving is tried for files that change at most `most` listings, because it takes as long as the import; all of them
    when None. `by` is None for the system. Raises BrokenFile with one sentence for a file that cannot be read.
    """
    table = read_table(content, filename)
    plan = check(table, by=by)
    if most is None or _changed_by(plan) <= most:
        _try_to_save(table, plan, by=by)
    return plan


def _try_to_save(table: Table, plan: Plan, *, by: Any) -> None:
    """Add to the plan what only saving finds out, such as a page that the editor would refuse."""
    with transaction.atomic():
        _lock_prisons()
        trial = check(table, by=by)  # a plan of its own: writing changes the pages that the preview compares with
        Writer(by=by).write(trial)
        transaction.set_rollback(True)
    for row, tried in zip(plan.rows, trial.rows, strict=True):
        row.problems = tried.problems


def _changed_by(plan: Plan) -> int:
    return plan.counts[CREATED] + plan.counts[UPDATED]


class _NothingSaved(Exception):
    """Rolls the transaction back and carries the plan out of it."""


def import_services(*, content: bytes, filename: str, by: Any, valid_rows: bool = False) -> ImportOutcome:
    """Create and update the listings of a file in one transaction; its rows' prisons are opened when needed.

    With bad rows nothing at all is saved, unless `valid_rows` asks for the good ones. `by` is None for the
    system. Raises BrokenFile with one sentence for a file that cannot be read.
    """
    table = read_table(content, filename)
    plan = Plan([])
    try:
        with transaction.atomic():
            _lock_prisons()
            plan = check(table, by=by)
            if valid_rows or not plan.counts[BAD]:
                Writer(by=by).write(plan)
            if plan.counts[BAD] and not valid_rows:
                raise _NothingSaved
            _record(plan, by=by)
    except _NothingSaved:
        return ImportOutcome(plan, saved=False)
    return ImportOutcome(plan, saved=bool(_changed_by(plan)))


def _lock_prisons() -> None:
    """Let imports wait for each other: two at once could make the same listing twice."""
    list(Prison.objects.select_for_update().order_by("pk").values_list("pk", flat=True)[:1])


def _record(plan: Plan, *, by: Any) -> None:
    """Write one audit row for each prison whose listings changed."""
    counts: dict[str, Counter[str]] = {}
    prisons = {}
    for row in plan.rows:
        if row.prison is not None:
            prisons[row.prison.code] = row.prison
            counts.setdefault(row.prison.code, Counter())[row.kind] += 1
    for code, found in sorted(counts.items()):
        if found[CREATED] or found[UPDATED]:
            audit.record(
                "spreadsheet.imported",
                by=by,
                about=prisons[code],
                scope=prisons[code],
                actor_label="" if by else COMMAND_LABEL,
                **{kind: found[kind] for kind in (CREATED, UPDATED, UNCHANGED, BAD)},
            )


@transaction.atomic
def stage_upload(*, prison: Prison, content: bytes, filename: str, by: Any) -> SpreadsheetUpload:
    """Keep a file for its uploader until it is imported, for a day at most. It takes the place of an earlier one.

    Raises PermissionDenied, or BrokenFile with one sentence for a file that cannot be read.
    """
    _check_may_curate(by, prison)
    if len(content) > MOST_BYTES_ON_SCREEN:
        raise BrokenFile("The file is larger than 5 MB: split it and import the parts.")
    read_table(content, filename)
    SpreadsheetUpload.objects.filter(uploader=by, prison=prison).delete()
    ending = "csv" if filename.lower().endswith(".csv") else "xlsx"
    upload = SpreadsheetUpload.objects.create(uploader=by, prison=prison, ending=ending, content=content)
    audit.record("spreadsheet.uploaded", by=by, about=upload, scope=prison, bytes=len(content))
    return upload


@transaction.atomic
def apply_upload(*, upload: SpreadsheetUpload, by: Any, valid_rows: bool = False) -> ImportOutcome:
    """Import a file that was uploaded for a preview, and forget it unless bad rows kept it from being saved.

    Raises PermissionDenied, or BrokenFile when it has more rows than a screen may save.
    """
    _check_own(upload, by)
    _check_may_curate(by, upload.prison)
    held = SpreadsheetUpload.objects.select_for_update().get(pk=upload.pk)
    content = bytes(held.content)
    if _changed_by(check(read_table(content, held.filename), by=by)) > MOST_ROWS_ON_SCREEN:
        raise BrokenFile(
            f"The file changes more than {MOST_ROWS_ON_SCREEN} listings, too many at once: split it into parts."
        )
    outcome = import_services(content=content, filename=held.filename, by=by, valid_rows=valid_rows)
    if outcome.saved or not outcome.plan.counts[BAD]:
        held.delete()
    return outcome


@transaction.atomic
def discard_upload(*, upload: SpreadsheetUpload, by: Any) -> None:
    """Forget an uploaded file without importing it. Raises PermissionDenied for somebody else's."""
    _check_own(upload, by)
    audit.record("spreadsheet.discarded", by=by, about=upload, scope=upload.prison)
    upload.delete()


@transaction.atomic
def export_listings(*, prison: Prison, ending: str, by: Any) -> bytes:
    """Return a prison's live listings as a file; contacts are in it only for those who see staff details."""
    table = export_table(prison, by=by)
    audit.record("spreadsheet.exported", by=by, about=prison, scope=prison, listings=len(table) - 1)
    return write_file(table, ending)


def _check_may_curate(user: Any, prison: Prison) -> None:
    if not guardian.can(user, CURATE_LISTINGS, prison):
        raise PermissionDenied("Only those who curate this prison's listings may import them.")


def _check_own(upload: SpreadsheetUpload, user: Any) -> None:
    if upload.uploader_id != user.pk:
        raise PermissionDenied("Somebody else uploaded this file.")
