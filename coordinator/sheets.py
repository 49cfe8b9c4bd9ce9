"""Tables as files: CSV, or a workbook with one sheet per table. Cells that would run as a formula are neutralised."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from core.cells import neutralise
from directory.spreadsheets.cells import plain
from directory.spreadsheets.export import CONTENT_TYPES

_WIDEST = 60


@dataclass(frozen=True)
class Table:
    """A table with a title: how it is shown, spoken and written to a file."""

    title: str
    headers: tuple[str, ...]
    rows: Sequence[Sequence[Any]]


def csv_file(tables: Iterable[Table]) -> bytes:
    """Return the tables below one another, each under its title where there are several."""
    tables = list(tables)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for table in tables:
        if len(tables) > 1:
            writer.writerow([table.title])
        writer.writerow([_safe(header) for header in table.headers])
        writer.writerows([_safe(cell) for cell in row] for row in table.rows)
        if len(tables) > 1:
            writer.writerow([])
    return out.getvalue().encode("utf-8-sig")  # with its mark Excel reads accents rightly


def workbook_file(tables: Iterable[Table]) -> bytes:
    """Return a workbook with one sheet per table."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, table in enumerate(tables, start=1):
        name = "".join(sign for sign in table.title if sign not in "[]:*?/\\")[:26]
        sheet = book.create_sheet(f"{number} {name}"[:31])
        for row in (table.headers, *table.rows):
            sheet.append([_safe(cell) for cell in row])
        for line in sheet.iter_rows():
            for cell in line:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
        for place, header in enumerate(table.headers, start=1):
            sheet.cell(1, place).font = Font(bold=True)
            longest = max([len(str(header)), *(len(str(row[place - 1])) for row in table.rows)])
            sheet.column_dimensions[get_column_letter(place)].width = min(_WIDEST, longest + 2)
        sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def download(tables: Iterable[Table], *, name: str, ending: str) -> HttpResponse:
    """Return the tables as a download. Raises KeyError for an ending that is not csv or xlsx."""
    content_type = CONTENT_TYPES[ending]
    made = csv_file(tables) if ending == "csv" else workbook_file(tables)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
    return HttpResponse(made, content_type=content_type, headers=headers)


def _safe(cell: Any) -> Any:
    return neutralise(plain(cell)) if isinstance(cell, str) else cell
