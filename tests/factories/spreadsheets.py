"""Spreadsheet files for tests."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from openpyxl import Workbook

from directory import models as m
from directory.spreadsheets.read import COLUMNS

Row = dict[str, object]


def row(**cells: object) -> Row:
    """Return a good row for a new listing in Exeter, with these cells instead."""
    return {
        "prison": "EXI",
        "organisation": "Blue Door",
        "title": "Time to talk",
        "summary": "Somebody to talk to each week.",
        "needs": "someone-to-talk-to",
        "groups": "anyone",
        "availability": "open",
        **cells,
    }


def few_lists() -> None:
    """Make two closed prisons and a few entries of each list, as the shipped reference data has them."""
    m.Prison.objects.create(code="EXI", name="Exeter (HMP & YOI)", holds_men=True)
    m.Prison.objects.create(code="PFI", name="Peterborough (HMP & YOI)", holds_men=True, holds_women=True)
    arrival = m.Need.objects.create(slug="loss", label="Loss and grief")
    for slug, label in (
        ("recent-death", "Someone close has died"),
        ("funeral", "Funeral"),
        ("someone-to-talk-to", "Someone to talk to"),
    ):
        m.Need.objects.create(slug=slug, label=label, parent=arrival)
    m.NeedSynonym.objects.create(need=m.Need.objects.get(slug="recent-death"), words="bereaved")
    for slug, label in (
        ("anyone", "Anyone in the prison"),
        ("men", "Men"),
        ("women", "Women"),
        ("remand", "People on remand"),
        ("vulnerable-persons-unit", "People in the vulnerable persons unit"),
    ):
        m.Group.objects.create(slug=slug, label=label)
    m.Group.objects.create(slug="convicted-of-sexual-offences", label="Restricted", is_restricted=True)
    m.DeliveryMode.objects.create(slug="one-to-one", label="One-to-one", synonyms="1:1;individual", order=1)
    m.DeliveryMode.objects.create(slug="through-the-gate", label="Through the gate", order=2)
    for slug in ("english", "welsh"):
        m.Language.objects.create(slug=slug, label=slug.capitalize())


def csv_bytes(rows: Iterable[Row], columns: Iterable[str] = COLUMNS, encoding: str = "utf-8") -> bytes:
    """Return the rows as a CSV file."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(columns), restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def xlsx_bytes(rows: Iterable[Row], columns: Iterable[str] = COLUMNS) -> bytes:
    """Return the rows as an Excel workbook with their types kept."""
    book = Workbook()
    sheet = book.active
    columns = list(columns)
    sheet.append(columns)
    for cells in rows:
        sheet.append([cells.get(name) for name in columns])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def write(path: Path, content: bytes) -> str:
    """Write the file and return its path as a command takes it."""
    path.write_bytes(content)
    return str(path)
