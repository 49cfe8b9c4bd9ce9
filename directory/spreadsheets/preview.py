"""What the preview shows of a plan: which rows would change, and what in them."""

from dataclasses import dataclass

from directory.models import ServicePage
from directory.spreadsheets.cells import short
from directory.spreadsheets.check import BAD, CREATED, UPDATED, Plan, Problem, RowPlan
from directory.spreadsheets.columns import BY_NAME
from directory.spreadsheets.vocabulary import Vocabulary

MOST_SHOWN = 100
_LABELS = {"not_for": "not for"}


@dataclass(frozen=True)
class Change:
    """What one column of a listing would become."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class ShownRow:
    """One row that would be saved."""

    number: int
    prison: str
    organisation: str
    title: str
    is_new: bool
    #: A listing that is not live would be published.
    is_published: bool
    changes: list[Change]


@dataclass(frozen=True)
class Preview:
    """A plan as the screen shows it: the first rows of each kind, and how many there are in all."""

    counts: dict[str, int]
    rows: list[ShownRow]
    more_rows: int
    problems: list[Problem]
    more_problems: int
    ignored: list[str]

    @property
    def to_save(self) -> int:
        """Return how many listings would be made or changed."""
        return self.counts[CREATED] + self.counts[UPDATED]

    @property
    def bad(self) -> int:
        """Return how many rows are bad."""
        return self.counts[BAD]


def preview(plan: Plan) -> Preview:
    """Return what the screen shows of a plan."""
    vocabulary = Vocabulary()
    rows = [row for row in plan.rows if row.kind in (CREATED, UPDATED)]
    return Preview(
        counts=plan.counts,
        rows=[_row(row, vocabulary) for row in rows[:MOST_SHOWN]],
        more_rows=max(0, len(rows) - MOST_SHOWN),
        problems=plan.problems[:MOST_SHOWN],
        more_problems=max(0, len(plan.problems) - MOST_SHOWN),
        ignored=plan.ignored,
    )


def _row(row: RowPlan, vocabulary: Vocabulary) -> ShownRow:
    return ShownRow(
        number=row.number,
        prison=row.prison.name if row.prison else "",
        organisation=row.organisation,
        title=row.title,
        is_new=row.page is None,
        is_published=row.page is not None and not row.page.live,
        changes=[] if row.page is None else [_change(row.page, name, row, vocabulary) for name in row.changes],
    )


def _change(page: ServicePage, name: str, row: RowPlan, vocabulary: Vocabulary) -> Change:
    column = BY_NAME[name]
    present = column.read(page.status if column.on_status else page)
    return Change(
        column=_LABELS.get(name, name.replace("_", " ")),
        before=short(column.show(present, vocabulary)),
        after=short(column.show(row.changes[name], vocabulary)),
    )
