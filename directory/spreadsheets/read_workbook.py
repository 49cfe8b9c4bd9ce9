"""Reads an Excel workbook cell by cell, and refuses what could harm or has no value to read."""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook

from directory.spreadsheets.raw import MOST_COLUMNS, MOST_ROWS, BrokenFile, Cell, RawRow, Refused

MOST_UNPACKED_BYTES = 60 * 1024 * 1024
MOST_PARTS = 2_000
MOST_SHEETS = 10
#: Rows that hold only formatting count here, not as rows of data.
MOST_PHYSICAL_ROWS = MOST_ROWS + 20_000

_MACROS = "The workbook holds macros: save it as “Excel Workbook (.xlsx)” without them and try again."
_NO_VALUE = "The cell has a formula without a result: open the file, save it again, or type the value."
_ERROR = "The cell shows an error of the spreadsheet: correct it or empty it."


def read_sheets(content: bytes) -> Iterator[list[RawRow]]:
    """Yield the rows of each sheet. Raises BrokenFile with one sentence when the workbook cannot be read."""
    _check_package(content)
    workbook = _open(content, data_only=False)
    for place in range(len(workbook.worksheets[:MOST_SHEETS])):
        rows = _cells(workbook, place)
        if any(cell.data_type == "f" for row in rows for cell in row):
            results = _cells(_open(content, data_only=True), place)
            rows = [
                tuple(_result(cell, result) for cell, result in zip(row, shown, strict=True))
                for row, shown in zip(rows, results, strict=True)
            ]
        yield [(number, [_text(cell) for cell in row]) for number, row in enumerate(rows, start=1)]


def _check_package(content: bytes) -> None:
    """Look into the package before anything in it is parsed."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _check_parts(package.infolist())
            types = _content_types(package)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, KeyError, zlib.error, EOFError) as error:
        raise _unreadable() from error
    if "macroenabled" in types:
        raise BrokenFile(_MACROS)


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & 0x1 for part in parts):
        raise BrokenFile("The workbook is protected by a password: save it as .xlsx without one.")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
        raise BrokenFile("The workbook is far larger than it looks: copy its rows into a new workbook and try again.")
    names = [part.filename.lower() for part in parts]
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        raise BrokenFile(_MACROS)


def _content_types(package: zipfile.ZipFile) -> str:
    """Return the list of the package's kinds of content; a macro workbook is named so in it.

    Raises KeyError when there is none: then it is some other kind of package.
    """
    with package.open("[Content_Types].xml") as file:
        return file.read(200_000).decode("utf-8", "replace").lower()


def _unreadable() -> BrokenFile:
    return BrokenFile("The file is not an Excel workbook that can be read: save it as .xlsx or .csv and try again.")


def _open(content: bytes, *, data_only: bool) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of features it passes over, such as charts
        try:
            return load_workbook(io.BytesIO(content), read_only=True, data_only=data_only, keep_links=False)
        except Exception as error:  # whatever openpyxl or the XML parser makes of a damaged package
            raise _unreadable() from error


def _cells(workbook: Any, place: int) -> list[tuple[Any, ...]]:
    """Return the cells of a sheet, row by row; what the sheet says about its own size is not believed."""
    rows = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            sheet = workbook.worksheets[place]
            sheet.reset_dimensions()
            for row in sheet.iter_rows(max_col=MOST_COLUMNS + 1):
                rows.append(row)
                if len(rows) > MOST_PHYSICAL_ROWS:
                    break
        except Exception as error:  # as above: a damaged part shows only when it is read
            raise _unreadable() from error
    if len(rows) > MOST_PHYSICAL_ROWS:
        raise BrokenFile(f"The sheet has more than {MOST_ROWS:,} rows: delete the empty ones or split it.")
    return rows


def _result(cell: Any, shown: Any) -> Any:
    """Return what a formula shows: the result saved with it. A formula without one stays as it is."""
    return cell if cell.data_type != "f" or shown.value is None else shown


def _text(cell: Any) -> Cell:
    """Return a cell as text, as it would be typed into a CSV file."""
    value = cell.value
    if cell.data_type in ("f", "e"):
        return Refused(_NO_VALUE if cell.data_type == "f" else _ERROR)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat() if isinstance(value, date) else f"{value:%H:%M}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
