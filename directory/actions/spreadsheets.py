"""Importing listings from a spreadsheet."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from core import audit
from directory.models import Prison
from directory.spreadsheets.check import BAD, CREATED, UNCHANGED, UPDATED, Plan, check
from directory.spreadsheets.read import read_table
from directory.spreadsheets.save import Writer

COMMAND_LABEL = "command:import_services"


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


def preview_import(*, content: bytes, filename: str, by: Any) -> Plan:
    """Say what importing the file would do. Changes nothing.

    `by` is None for the system. Raises BrokenFile with one sentence for a file that cannot be read.
    """
    return check(read_table(content, filename), by=by)


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
    return ImportOutcome(plan, saved=bool(plan.counts[CREATED] + plan.counts[UPDATED]))


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
