"""Writes listings back with the importer's columns, so that importing them again changes nothing."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from core.cells import neutralise
from directory import permissions
from directory.models import Prison, ServicePage
from directory.spreadsheets.cells import one_line, plain
from directory.spreadsheets.columns import LISTING_COLUMNS
from directory.spreadsheets.read import REQUIRED
from directory.spreadsheets.vocabulary import Vocabulary

ENDINGS = ("csv", "xlsx")
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

Cells = Sequence[str]

_WIDTHS = {"prison": 8, "summary": 45, "description": 60, "sessions": 40, "how_to_refer": 40}
_WIDTH = 22


def export_table(prison: Prison, *, by: Any) -> list[Cells]:
    """Return the heading and one row for each live listing of a prison.

    `by` is the reader, or None for the system. Session times and contacts are left out for those who may not
    see staff details, and so are groups that are restricted to staff.
    """
    sees_all = by is None or permissions.sees_staff_details(by, prison)
    names = [*REQUIRED, *(column.name for column in LISTING_COLUMNS if sees_all or not column.staff_only)]
    vocabulary = Vocabulary()
    pages = ServicePage.objects.live().in_prison(prison).with_listing_facts().order_by("title", "pk")
    return [names, *(_row(page, names, vocabulary, sees_all=sees_all) for page in pages)]


def _row(page: ServicePage, names: list[str], vocabulary: Vocabulary, *, sees_all: bool) -> Cells:
    if not sees_all:
        page.groups = [group for group in page.groups.all() if not group.is_restricted]
        page.exclusions = [row for row in page.exclusions.all() if not row.staff_only and not row.group.is_restricted]
    cells = {
        "prison": page.prison_id,
        "organisation": one_line(plain(page.organisation.name)),
        "title": one_line(plain(page.title)),
    }
    for column in LISTING_COLUMNS:
        if column.name in names:
            value = column.read(page.status if column.on_status else page)
            cells[column.name] = column.show(value, vocabulary)
    return [cells[name] for name in names]


def write_file(table: Iterable[Cells], ending: str, *, lists: Iterable[Cells] = (), title: str = "Services") -> bytes:
    """Return the rows as a file of this kind; `lists` become a second sheet where there can be one.

    Cells that a spreadsheet program would run as a formula are neutralised; the importer undoes exactly that.
    """
    safe = [[neutralise(cell) for cell in row] for row in table]
    return (
        _csv(safe) if ending == "csv" else _workbook(safe, [[neutralise(cell) for cell in row] for row in lists], title)
    )


def _csv(rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")  # with its mark Excel reads accents rightly


def _workbook(rows: list[list[str]], lists: list[list[str]], title: str) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    _fill(book.create_sheet(title), rows)
    if lists:
        _fill(book.create_sheet("Lists"), lists)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Worksheet, rows: list[list[str]]) -> None:
    """Write rows with a heading that stays in sight and cells that show all their lines."""
    for row in rows:
        sheet.append(row)
    for line in sheet.iter_rows():
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for place, name in enumerate(rows[0], start=1):
        sheet.cell(1, place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(name, _WIDTH)
    sheet.freeze_panes = "A2"
