"""Compares the rows of a file with the listings that are there, and says what would happen. Changes nothing."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from accounts import guardian
from accounts.roles import CURATE_LISTINGS
from directory.models import Prison, ServicePage
from directory.spreadsheets.cells import fold, one_line, plain
from directory.spreadsheets.columns import BY_NAME, ON_STATUS, Column
from directory.spreadsheets.read import REQUIRED, Table, TableRow
from directory.spreadsheets.template import EXAMPLE_TITLE
from directory.spreadsheets.vocabulary import CellError, Vocabulary

CREATED, UPDATED, UNCHANGED, BAD = "created", "updated", "unchanged", "bad"

_LONGEST = {"organisation": 160, "title": 255}  # as long as the columns of the tables

#: Prison code, organisation and title, folded: what makes two rows the same listing.
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be taken over: its number, the column and a sentence with the cure."""

    row: int
    column: str
    reason: str

    @property
    def column_parts(self) -> list[str]:
        """Return the words of the column's name, between which a narrow screen may break it."""
        return self.column.split("_")


@dataclass
class RowPlan:
    """What would happen to one row."""

    number: int
    organisation: str = ""
    title: str = ""
    prison: Prison | None = None
    page: ServicePage | None = None
    #: New values by column name, only those that differ.
    changes: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """Return whether the row is bad, or its listing would be created, updated or left as it is."""
        if self.problems:
            return BAD
        if self.page is None:
            return CREATED
        return UPDATED if self.changes or not self.page.live else UNCHANGED

    @property
    def writes_page(self) -> bool:
        """Say whether the page itself would change, not only its daily facts beside it."""
        return self.page is None or not self.page.live or not set(self.changes) <= ON_STATUS

    @property
    def key(self) -> Key:
        """Return what makes two rows the same listing."""
        return self.prison.code if self.prison else "", fold(self.organisation), fold(self.title)

    def refuse(self, column: str, reason: str) -> None:
        """Note why the row cannot be taken over."""
        self.problems.append(Problem(self.number, column, reason))


@dataclass
class Plan:
    """What would happen to a file."""

    rows: list[RowPlan]
    ignored: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """Return the number of rows of each kind."""
        found = Counter(row.kind for row in self.rows)
        return {kind: found[kind] for kind in (CREATED, UPDATED, UNCHANGED, BAD)}

    @property
    def problems(self) -> list[Problem]:
        """Return every problem, in the order of the rows."""
        return [problem for row in self.rows for problem in row.problems]


def check(table: Table, *, by: Any) -> Plan:
    """Say what would happen to each row. `by` is the user whose rights count, or None for the system."""
    vocabulary = Vocabulary()
    rows = [_identify(row, vocabulary) for row in table.rows]
    _refuse_foreign_prisons(rows, by)
    _refuse_duplicates(rows)
    _find_pages(rows)
    for plan, row in zip(rows, table.rows, strict=True):
        _compare(plan, row, table.columns, vocabulary)
        _check_page_is_free(plan)
    return Plan(rows, table.ignored)


def _identify(row: TableRow, vocabulary: Vocabulary) -> RowPlan:
    """Read the three columns that say which listing the row is about."""
    plan = RowPlan(row.number, one_line(row.cells["organisation"]), one_line(row.cells["title"]))
    for column, reason in row.refused.items():
        plan.refuse(column, reason)
    for column in REQUIRED:
        if not row.cells[column] and column not in row.refused:
            plan.refuse(column, f"The {column} is missing: write it into the cell.")
    for column, longest in _LONGEST.items():
        if len(row.cells[column]) > longest:
            plan.refuse(column, f"The {column} is longer than {longest} letters. Shorten it.")
    if plan.title == EXAMPLE_TITLE:
        plan.refuse("title", "This is the template's example: delete the row.")
    if row.cells["prison"]:
        try:
            plan.prison = vocabulary.prisons.get(row.cells["prison"])
        except CellError as error:
            plan.refuse("prison", str(error))
    return plan


def _refuse_foreign_prisons(rows: list[RowPlan], by: Any) -> None:
    """Refuse rows of prisons whose listings the user may not write."""
    if by is None:
        return
    may_write = set(guardian.allowed(by, CURATE_LISTINGS, Prison.objects.all()).values_list("pk", flat=True))
    for plan in rows:
        if plan.prison is not None and plan.prison.pk not in may_write:
            plan.refuse("prison", f"You may not write listings of {plan.prison.name}: ask its coordinator.")


def _refuse_duplicates(rows: list[RowPlan]) -> None:
    """Refuse rows about a listing that an earlier row is about."""
    first: dict[Key, int] = {}
    for plan in rows:
        if all(plan.key) and (earlier := first.setdefault(plan.key, plan.number)) != plan.number:
            plan.refuse("title", f"Row {earlier} is about the same listing: keep one of the two rows.")


def _find_pages(rows: list[RowPlan]) -> None:
    """Find the listings that the rows are about."""
    prisons = {plan.prison.pk for plan in rows if plan.prison is not None}
    pages: dict[Key, list[ServicePage]] = {}
    for page in ServicePage.objects.filter(prison__in=prisons).with_listing_facts().order_by("pk"):
        key = (page.prison_id, fold(plain(page.organisation.name)), fold(plain(page.title)))
        pages.setdefault(key, []).append(page)
    for plan in rows:
        found = pages.get(plan.key, [])
        if len(found) > 1:
            plan.refuse("title", "The prison has two listings with this name: rename or remove one in the editor.")
        elif found and not plan.problems:
            plan.page = found[0] if found[0].live else found[0].get_latest_revision_as_object()


def _compare(plan: RowPlan, row: TableRow, columns: list[str], vocabulary: Vocabulary) -> None:
    """Read the other cells and keep the values that differ from the listing's."""
    for column in (BY_NAME[name] for name in columns if name in BY_NAME and name not in row.refused):
        text = row.cells[column.name]
        if not text and (column.kept_when_empty or plan.page is None):
            continue
        try:
            value, present = column.parse(text, vocabulary), _present(column, plan.page)
            if plan.page is None or column.differs(value, present):
                column.check(value, present)
                plan.changes[column.name] = value
        except CellError as error:
            plan.refuse(column.name, str(error))
    if plan.page is None and not plan.problems and "summary" not in plan.changes:
        _take_summary_from_description(plan)


def _present(column: Column, page: ServicePage | None) -> Any:
    """Return what the listing says now, or None for a new one."""
    if page is None:
        return None
    return column.read(page.status if column.on_status else page)


def _take_summary_from_description(plan: RowPlan) -> None:
    """A new listing needs a summary: its description's first sentence will do."""
    sentence = one_line(re.split(r"(?<=[.!?])\s|\n", plan.changes.get("description", ""))[0])
    if not sentence:
        plan.refuse("summary", "A new listing needs a summary: say in one or two sentences what it does.")
        return
    try:
        BY_NAME["summary"].check(sentence, None)
        plan.changes["summary"] = sentence
    except CellError as error:
        plan.refuse("summary", f"The summary is missing and the description's first sentence is no help. {error}")


def _check_page_is_free(plan: RowPlan) -> None:
    """Refuse to write over what somebody else has in hand."""
    page = plan.page
    if page is None or plan.problems or not plan.writes_page:
        return
    if page.locked:
        plan.refuse("title", "The listing is locked in the editor: unlock it first.")
    elif page.has_unpublished_changes if page.live else page.current_workflow_state is not None:
        plan.refuse("title", "A change to this listing waits in the editor: publish or discard it first.")
