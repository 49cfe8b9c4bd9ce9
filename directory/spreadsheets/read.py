"""Turns an uploaded file into rows of text, or says in one sentence why it cannot be read."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from core.cells import restore
from directory.spreadsheets.cells import plain, short
from directory.spreadsheets.raw import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, BrokenFile, Cell, RawRow, Refused
from directory.spreadsheets.read_workbook import read_sheets

COLUMNS = (
    *("prison", "organisation", "title", "summary", "description", "needs", "groups", "not_for"),
    *("delivery_modes", "sessions", "who_can_refer", "how_to_refer", "contact_name", "contact_phone"),
    *("contact_email", "response_days", "availability", "languages", "reviewed_on"),
)
REQUIRED = ("prison", "organisation", "title")

_ZIP = b"PK\x03\x04"
#: Password-protected and old .xls workbooks are both OLE compound files (Microsoft, MS-CFB 2.2).
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Wanted:
    """Which columns a file may have, and which it must."""

    columns: tuple[str, ...] = COLUMNS
    required: tuple[str, ...] = REQUIRED


LISTINGS = Wanted()


@dataclass
class TableRow:
    """One row as text: its number as a spreadsheet program shows it, and its cells by column."""

    number: int
    cells: dict[str, str]
    #: Cells that could not be taken over, with the reason.
    refused: dict[str, str] = field(default_factory=dict)


@dataclass
class Table:
    """The rows of a file, the columns it has of ours, and the headings that were passed over."""

    columns: list[str]
    rows: list[TableRow]
    ignored: list[str]


def read_table(content: bytes, filename: str, wanted: Wanted = LISTINGS) -> Table:
    """Return the rows of a .csv or .xlsx file, which has the columns of listings unless others are wanted.

    Raises BrokenFile with one sentence when it cannot be read.
    """
    ending = PurePath(filename).suffix.lower()
    if not content.strip():
        raise BrokenFile("The file is empty.")
    if len(content) > MOST_BYTES:
        raise BrokenFile(f"The file is larger than {MOST_BYTES // 1024 // 1024} MB: split it and import the parts.")
    if ending in (".xlsm", ".xltm", ".xlsb", ".xlam"):
        raise BrokenFile("The workbook may hold macros: save it as “Excel Workbook (.xlsx)” and try again.")
    if content.startswith(_OLE):
        raise BrokenFile(
            "The workbook is protected by a password or in the old .xls format: save it as .xlsx without a password."
        )
    if content.startswith(_ZIP):
        return _first_with_our_columns(read_sheets(content), wanted)
    if ending != ".csv":
        raise BrokenFile("The file is not a spreadsheet that can be read: save it as .csv or .xlsx.")
    return _table(_csv_rows(_decode(content)), wanted)


def _first_with_our_columns(sheets: Iterable[Iterable[RawRow]], wanted: Wanted) -> Table:
    """Return the first sheet that has the columns we need; what is wrong with the first one when none has."""
    first_problem: BrokenFile | None = None
    for rows in sheets:
        try:
            return _table(rows, wanted)
        except MissingColumns as problem:
            first_problem = first_problem or problem
    raise first_problem or BrokenFile("The workbook has no sheet with rows.")


class MissingColumns(BrokenFile):
    """The first row does not name the columns that every file needs."""


def _table(raw: Iterable[RawRow], wanted: Wanted) -> Table:
    """Return the rows below the heading, which is the first row that is not blank."""
    rows = iter(raw)
    heading = next((cells for _number, cells in rows if any(cells)), None)
    if heading is None:
        raise MissingColumns("The file has no rows.")
    places, ignored = _places(heading, wanted)
    found: list[TableRow] = []
    for number, cells in rows:
        row = _row(number, cells, places)
        if any(row.cells.values()) or row.refused:
            found.append(row)
        if len(found) > MOST_ROWS:
            raise BrokenFile(f"The file has more than {MOST_ROWS:,} rows: split it and import the parts.")
    return Table([name for name in wanted.columns if name in places], found, ignored)


def _places(heading: list[Cell], wanted: Wanted) -> tuple[dict[str, int], list[str]]:
    """Return where each of our columns stands, and the other headings."""
    places: dict[str, int] = {}
    ignored: list[str] = []
    for place, cell in enumerate(heading):
        shown = restore(cell).strip() if isinstance(cell, str) else ""
        name = re.sub(r"[\s_-]+", "_", shown.casefold()).strip("_")
        if name in places:
            raise BrokenFile(f"The column “{name}” is there twice: keep one of them.")
        if name in wanted.columns:
            places[name] = place
        elif shown:
            ignored.append(short(shown))
    if len(heading) > MOST_COLUMNS and len(ignored) + len(places) > MOST_COLUMNS:
        raise BrokenFile(f"The file has more than {MOST_COLUMNS} columns: keep those of the template.")
    if missing := [name for name in wanted.required if name not in places]:
        raise MissingColumns(
            f"The file has no column “{missing[0]}”: its first row must name the columns, "
            f"at least {', '.join(wanted.required[:-1])} and {wanted.required[-1]}."
        )
    return places, ignored


def _row(number: int, cells: list[Cell], places: dict[str, int]) -> TableRow:
    row = TableRow(number, {})
    for name, place in places.items():
        cell = cells[place] if place < len(cells) else ""
        if isinstance(cell, Refused):
            row.refused[name], row.cells[name] = cell.reason, ""
        else:
            row.cells[name] = plain(restore(cell.lstrip(" \n")))
    return row


def _decode(content: bytes) -> str:
    """Return the text of a CSV file: UTF-8, UTF-16 with its mark, or what Windows wrote before."""
    encodings = ["utf-16"] if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
        break
    raise BrokenFile("The letters of the file cannot be read: save it as “CSV UTF-8” or as .xlsx and try again.")


def _csv_rows(text: str) -> Iterator[RawRow]:
    """Yield the rows, numbered as a spreadsheet program numbers them: a cell with several lines is one row."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, list(cells)
    except csv.Error as error:
        raise BrokenFile(
            "The file is not a CSV file that can be read: save it as “CSV UTF-8” or as .xlsx and try again."
        ) from error


def _delimiter(text: str) -> str:
    """Return what separates the cells: the sign that the first line with words has most of."""
    heading = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=heading.count)
