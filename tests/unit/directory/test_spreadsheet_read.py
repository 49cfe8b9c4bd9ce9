"""A file that cannot be read gets one clear sentence, never a traceback."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from directory.spreadsheets.raw import BrokenFile
from directory.spreadsheets.read import read_table
from tests.factories.spreadsheets import csv_bytes, row, xlsx_bytes

HEADING = b"prison,organisation,title\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def repacked(content: bytes, change=lambda name, part: part, extra: dict[str, bytes] | None = None) -> bytes:
    """Return a workbook with its parts changed and others added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in package.namelist():
            target.writestr(name, change(name, package.read(name)))
        for name, part in (extra or {}).items():
            target.writestr(name, part)
    return out.getvalue()


def sheet_with(xml: bytes) -> bytes:
    """Return a workbook whose sheet holds this XML."""
    start = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    whole = start + xml + b"</sheetData></worksheet>"
    return repacked(GOOD, lambda name, part: whole if name == "xl/worksheets/sheet1.xml" else part)


GOOD = xlsx_bytes([row()])
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
MACRO_TYPE = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
SHEET_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def encrypted(content: bytes) -> bytes:
    """Return the package with the mark of encryption on its parts."""
    marked = bytearray(content)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = marked.find(signature)
        while place >= 0:
            marked[place + offset] |= 1
            place = marked.find(signature, place + 4)
    return bytes(marked)


EMPTY_PACKAGE = b"PK\x05\x06" + b"\0" * 18
FAR_DOWN = b'<row r="99999999999"><c t="inlineStr"><is><t>x</t></is></c></row>'
FAR_RIGHT = b'<row r="1"><c r="XFD1" t="inlineStr"><is><t>prison</t></is></c></row>'
NO_SUCH_STRING = b'<row r="1"><c r="A1" t="s"><v>9999</v></c></row>'

BROKEN = {
    "empty": (b"", "a.csv", "is empty"),
    "blank": (b" \n\n", "a.csv", "is empty"),
    "only separators": (b",,\n,,\n", "a.csv", "has no rows"),
    "too large": (HEADING + b"x" * (50 * 1024 * 1024), "a.csv", "larger than 20 MB"),
    "missing column": (b"prison,title\nEXI,Talk\n", "a.csv", "no column “organisation”"),
    "no heading": (b"EXI,Blue Door,Talk\n", "a.csv", "no column “prison”"),
    "column twice": (b"prison,organisation,title,Title \n", "a.csv", "“title” is there twice"),
    "too many columns": (HEADING.strip() + b"".join(b",x%d" % n for n in range(70)), "a.csv", "more than 60 columns"),
    "too many rows": (HEADING + b"a,b,c\n" * 20_001, "a.csv", "more than 20,000 rows"),
    "binary": (bytes(range(256)) * 20, "a.csv", "letters of the file cannot be read"),
    "half UTF-16": (b"\xff\xfep\x00r", "a.csv", "letters of the file cannot be read"),
    "UTF-16 without its mark": ("prison,organisation,title".encode("utf-16-le"), "a.csv", "letters of the file"),
    "huge field": (HEADING + b"a,b," + b"c" * 200_000, "a.csv", "not a CSV file that can be read"),
    "picture": (b"\x89PNG\r\n", "a.png", "save it as .csv or .xlsx"),
    "text without ending": (HEADING, "services", "save it as .csv or .xlsx"),
    "not really a workbook": (HEADING, "a.xlsx", "not a spreadsheet that can be read"),
    "old Excel": (OLE + b"\0" * 512, "a.xls", "protected by a password or in the old .xls format"),
    "password": (OLE + b"\0" * 512, "a.xlsx", "protected by a password"),
    "encrypted package": (encrypted(GOOD), "a.xlsx", "protected by a password"),
    "macro workbook": (GOOD, "a.xlsm", "may hold macros"),
    "macros under another name": (repacked(GOOD, extra={"xl/vbaProject.bin": b"x"}), "a.xlsx", "holds macros"),
    "macro type": (
        repacked(GOOD, lambda name, part: part.replace(SHEET_TYPE, MACRO_TYPE)),
        "a.xlsx",
        "holds macros",
    ),
    "cut off": (GOOD[: len(GOOD) // 2], "a.xlsx", "not an Excel workbook that can be read"),
    "another package": (repacked(EMPTY_PACKAGE, extra={"mimetype": b"x"}), "a.xlsx", "not an Excel workbook"),
    "bomb": (repacked(GOOD, extra={"xl/big.xml": b"\0" * (61 * 1024 * 1024)}), "a.xlsx", "far larger than it looks"),
    "entities": (
        repacked(GOOD, lambda name, part: part.replace(b"<worksheet", ENTITIES + b"<worksheet", 1)),
        "a.xlsx",
        "not an Excel workbook",
    ),
    "row far below": (sheet_with(FAR_DOWN), "a.xlsx", "rows"),
    "cell far right": (sheet_with(FAR_RIGHT), "a.xlsx", "no rows"),
    "damaged XML": (sheet_with(b"<row><c>"), "a.xlsx", "not an Excel workbook"),
    "no such string": (sheet_with(NO_SUCH_STRING), "a.xlsx", "not an Excel workbook"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_gets_one_sentence(case):
    content, name, words = BROKEN[case]
    with pytest.raises(BrokenFile, match=words) as caught:
        read_table(content, name)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_a_workbook_is_known_by_its_content():
    assert read_table(GOOD, "a.csv").rows[0].cells["title"] == "Time to talk"


def test_the_sheet_with_our_columns_is_read_wherever_it_stands():
    book = Workbook()
    book.active.append(["Read me"])
    sheet = book.create_sheet("Services")
    sheet.append([])
    sheet.append(["prison", "organisation", "title"])
    sheet.append(["EXI", "Blue Door", "Talk"])
    out = io.BytesIO()
    book.save(out)
    [found] = read_table(out.getvalue(), "a.xlsx").rows
    assert (found.number, found.cells["title"]) == (3, "Talk")


def test_formatted_but_empty_rows_are_no_rows():
    rows = b"".join(b'<row r="%d"><c r="A%d"/></row>' % (n, n) for n in range(2, 20_002))
    heading = b"".join(
        b'<c r="%s1" t="inlineStr"><is><t>%s</t></is></c>' % (letter, name)
        for letter, name in ((b"A", b"prison"), (b"B", b"organisation"), (b"C", b"title"))
    )
    assert read_table(sheet_with(b'<row r="1">' + heading + b"</row>" + rows), "a.xlsx").rows == []


def test_an_error_value_refuses_its_cell_only():
    book = Workbook()
    book.active.append(["prison", "organisation", "title"])
    book.active.append(["EXI", "Blue Door", "#N/A"])
    out = io.BytesIO()
    book.save(out)
    [found] = read_table(out.getvalue(), "a.xlsx").rows
    assert "error of the spreadsheet" in found.refused["title"]


CELLS = st.one_of(
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.none(),
    st.datetimes(),
    st.dates(),
    st.times(),
)


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)), st.sampled_from(["a.csv", "a.xlsx"]))
def test_any_bytes_are_read_or_refused(content, name):
    for start in (b"", HEADING, b"PK\x03\x04", b"\xff\xfe"):
        try:
            read_table(start + content, name)
        except BrokenFile:
            continue


@settings(max_examples=40)
@given(st.data())
def test_a_damaged_workbook_is_read_or_refused(data):
    damaged = bytearray(GOOD)
    for place in data.draw(st.lists(st.integers(0, len(GOOD) - 1), max_size=8)):
        damaged[place] = data.draw(st.integers(0, 255))
    try:
        read_table(bytes(damaged), "a.xlsx")
    except BrokenFile:
        return


@settings(max_examples=40)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=4))
def test_any_cells_are_read_as_text(rows):
    names = ("prison", "organisation", "title")
    content = xlsx_bytes([dict(zip(names, cells, strict=True)) for cells in rows], names)
    for found in read_table(content, "a.xlsx").rows:
        assert all(isinstance(cell, str) for cell in found.cells.values())


def test_csv_and_workbook_read_alike():
    cells = row(description="Two\nlines; “quoted”", sessions="Tue 14:00-16:00 Chapel")
    assert (
        read_table(csv_bytes([cells]), "a.csv").rows[0].cells == read_table(xlsx_bytes([cells]), "a.xlsx").rows[0].cells
    )
