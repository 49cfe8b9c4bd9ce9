"""The insert on paper: tagged, black and white, whole sheets for a booklet, and honest about its age."""

import datetime
import html
import io
import re
import urllib.parse
from typing import Any

import pypdf
import pytest
import segno

from directory import models as m
from directory.enums import InsertVariant
from directory.insert.content import build_content
from directory.insert.render import Insert, insert_html, insert_pdf
from tests.factories.directory import PrisonFactory, service
from tests.factories.insert import printable_prison
from tests.paper import assert_black_and_white

pytestmark = pytest.mark.django_db
ON = datetime.date(2026, 11, 21)


@pytest.fixture
def insert() -> Insert:
    """Return the third edition of a small prison."""
    return Insert(content=build_content(printable_prison(name="Larkmoor (HMP)")), on=ON, number=3)


def read(made: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(made))


def text_of(made: bytes) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in read(made).pages))


@pytest.mark.parametrize("variant", InsertVariant.values)
def test_every_variant_is_a_tagged_document_with_its_fonts(insert: Insert, variant: str) -> None:
    pages = read(insert_pdf(insert, variant=variant))
    root: Any = pages.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == "en-GB"
    assert pages.metadata.title == "ACCT insert: Larkmoor (HMP). Edition 3, 21 November 2026"
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    assert {round(page.mediabox.width) for page in pages.pages} == {595}, "A4"
    for font in pages.pages[0]["/Resources"]["/Font"].values():
        assert "Liberation" in font.get_object()["/BaseFont"]
        assert "/FontFile2" in font.get_object()["/DescendantFonts"][0]["/FontDescriptor"]


def tags_of(made: bytes) -> list[tuple[str, Any]]:
    """Return the kind of every element of the structure tree, with its alternative text."""
    found: list[tuple[str, Any]] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append((node["/S"], node.get("/Alt")))
            walk(node.get("/K"))

    walk(read(made).trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found


def test_headings_tables_and_the_code_are_tagged_for_a_screen_reader(insert: Insert) -> None:
    tags = tags_of(insert_pdf(insert))
    kinds = [kind for kind, _ in tags]

    assert kinds.count("/H1") == 1
    assert kinds.count("/Table") == 2
    assert {"/H2", "/H3", "/TH", "/TD", "/L", "/LI", "/P"} <= set(kinds)
    assert [alt for kind, alt in tags if kind == "/Figure"] == [f"QR code for {insert.content['prison']['live_url']}"]


def test_an_officer_finds_what_is_needed(insert: Insert) -> None:
    text = text_of(insert_pdf(insert))

    for words in (
        "Who can help at Larkmoor (HMP)",
        "This does not replace opening an ACCT or telling Safer Custody.",
        "Safer Custody office",
        "ext 5101",
        "A Listener contact is never recorded against a person",
        "Sam Coordinator, ext 5170",
        "After 21 February 2027 (3 months), ask for a new edition.",
        "By trigger: what is troubling the person",
        "Someone close has died",
        "No service here for this yet. Ask the chaplaincy (ext 5120)",
        "By need",
        "Services from A to Z",
        "Any member of staff, the person themselves.",
        "Mon 09:00 to 11:30, Chapel",
        "On remand: yes",
        "Checked on",
        "Larkmoor (HMP). ACCT insert, for staff. Edition 3, 21 November 2026",
        "Page 1 of ",
    ):
        assert words in text, words


def test_urgent_contacts_are_on_the_first_page_and_triggers_on_the_second(insert: Insert) -> None:
    pages = read(insert_pdf(insert)).pages

    assert "Urgent contacts" in pages[0].extract_text()
    assert "By trigger" not in pages[0].extract_text().replace("By trigger.", "")
    assert pages[1].extract_text().startswith("By trigger")


def test_a_booklet_fills_whole_sheets_with_pages_for_notes(insert: Insert) -> None:
    five = Insert(content=insert.content, on=ON, number=3, changes={"added": ["New help"]})
    standard, booklet = read(insert_pdf(five)), read(insert_pdf(five, variant=InsertVariant.BOOKLET))

    assert (len(standard.pages), len(booklet.pages)) == (5, 8)
    assert booklet.pages[-1].extract_text().startswith("Notes")
    assert f"Page {len(booklet.pages)} of {len(booklet.pages)}" in booklet.pages[-1].extract_text()
    assert "Notes" not in standard.pages[-1].extract_text()


def test_large_print_is_at_least_18_points(insert: Insert) -> None:
    sizes: set[float] = set()

    def note(text: str, cm: Any, tm: Any, font: Any, size: float) -> None:
        if text.strip():
            sizes.add(round(abs(size * tm[3] * cm[3]), 1))

    for page in read(insert_pdf(insert, variant=InsertVariant.LARGE_PRINT)).pages:
        page.extract_text(visitor_text=note)

    assert sizes
    assert min(sizes) >= 18


def test_a_draft_is_stamped_on_every_page_and_never_claims_to_be_an_edition(insert: Insert) -> None:
    draft = Insert(content=insert.content, on=ON)
    pages = read(insert_pdf(draft)).pages

    assert all("DRAFT. Not an edition: do not put it in an ACCT document." in p.extract_text() for p in pages)
    assert not re.search(r"\bEdition \d", text_of(insert_pdf(draft)))


def test_a_replaced_edition_is_stamped_on_every_page(insert: Insert) -> None:
    old = Insert(content=insert.content, on=ON, number=3, replaced_by=5, replaced_on=datetime.date(2027, 1, 4))

    pages = read(insert_pdf(old)).pages
    assert all("Replaced by edition 5 on 4 January 2027. Do not use." in page.extract_text() for page in pages)


def test_a_later_edition_has_a_page_of_changes(insert: Insert) -> None:
    changes = {"added": ["New help"], "changed": [{"name": "Grief group", "fields": ["contact"]}]}
    text = text_of(insert_pdf(Insert(content=insert.content, on=ON, number=3, changes=changes)))

    assert "Changes since edition 2" in text
    assert "New help" in text
    assert "Grief group: contact" in text
    assert "Changes since" not in text_of(insert_pdf(insert))


def test_how_soon_a_copy_is_old_is_a_setting() -> None:
    prison = printable_prison()
    rules = m.ReviewSettings.load()
    rules.insert_old_after_months = 1
    rules.save()

    html = insert_html(Insert(content=build_content(prison), on=ON, number=1))
    assert "After 21 December 2026 (1 month), ask for a new edition." in html


def test_both_languages_stand_together_in_wales() -> None:
    prison = PrisonFactory(code="CFI", name="Cardiff (HMP)", name_cy="Caerdydd (CEM)", country="Wales")
    service(prison, title="Help", title_cy="Cymorth")
    html = insert_html(Insert(content=build_content(prison), on=ON, number=1))

    assert '<span class="cy" lang="cy">Pwy all helpu yn Caerdydd (CEM)</span>' in html
    assert '<span class="cy" lang="cy">Cymorth</span>' in html
    assert "Cysylltiadau brys" in html


def test_a_demonstration_prison_says_so(insert: Insert) -> None:
    content = {**insert.content, "prison": {**insert.content["prison"], "is_demonstration": True}}

    assert "Demonstration." in insert_html(Insert(content=content, on=ON, number=1))
    assert "Demonstration." not in insert_html(insert)


def test_what_was_typed_into_a_listing_is_shown_and_not_run() -> None:
    prison = PrisonFactory()
    service(prison, title="<script>alert(1)</script>", description='<img src="https://example.org/x.png">')

    insert = Insert(content=build_content(prison), on=ON, number=1)
    assert "<script>alert" not in insert_html(insert)
    assert "<script>alert(1)</script>" in text_of(insert_pdf(insert))


@pytest.mark.parametrize("variant", InsertVariant.values)
def test_nothing_is_in_colour_and_no_page_is_empty(insert: Insert, variant: str) -> None:
    assert_black_and_white(insert_pdf(insert, variant=variant))


def modules_of(page: str) -> list[list[int]]:
    """Return the dark squares of the code that a page shows, read from the lines that are drawn."""
    image = re.search(r'<img src="data:image/svg\+xml;charset=utf-8,([^"]+)"[^>]*class="qr"', page)
    assert image
    drawing = urllib.parse.unquote(html.unescape(image[1]))
    (path,) = re.findall(r"stroke='#000' d='([^']+)'", drawing)
    dark, x, y = set(), 0.0, 0.0
    for command, numbers in re.findall(r"([Mmh])([^Mmhz]*)", path):
        values = [float(number) for number in re.findall(r"-?\d*\.?\d+", numbers)]
        if command == "h":
            dark |= {(round(x) + step, int(y)) for step in range(int(values[0]))}
            x += values[0]
        else:
            x, y = (values[0], values[1]) if command == "M" else (x + values[0], y + values[1])
    left, top = min(column for column, _ in dark), min(row for _, row in dark)
    size = max(column for column, _ in dark) - left + 1
    return [[int((left + column, top + row) in dark) for column in range(size)] for row in range(size)]


def test_the_code_leads_to_the_live_page(insert: Insert, client: Any, settings: Any) -> None:
    address = insert.content["prison"]["live_url"]
    assert address.startswith(settings.BASE_URL)

    drawn = modules_of(insert_html(insert))
    assert drawn == [list(row) for row in segno.make(address, error="m", micro=False).matrix]
    assert drawn != [list(row) for row in segno.make(f"{address}x", error="m", micro=False).matrix]
    page = client.get(address.removeprefix(settings.BASE_URL))
    assert page.status_code == 200
    assert "Larkmoor (HMP)" in page.text
