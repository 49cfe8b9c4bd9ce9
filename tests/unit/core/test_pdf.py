"""PDF files: tagged, with a language and a title, and made of nothing but our own files."""

import builtins
import gc
import io

import pypdf
import pytest
from django.core.checks import run_checks

from core import pdf

PAGE = (
    "<!doctype html><html><head><title>Old</title>{head}</head><body><h1>Support</h1><p>Text.</p>{body}</body></html>"
)


def render(head: str = "", body: str = "") -> bytes:
    return pdf.render_pdf(PAGE.format(head=head, body=body), base_url=None, title="Support at Larkmoor", lang="en-GB")


def test_a_pdf_is_tagged_and_says_its_title_and_language() -> None:
    read = pypdf.PdfReader(io.BytesIO(render()))
    root = read.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == "en-GB"
    assert read.metadata.title == "Support at Larkmoor"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()


def test_fonts_are_embedded() -> None:
    read = pypdf.PdfReader(io.BytesIO(render()))

    fonts = [font.get_object() for font in read.pages[0]["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)


def test_our_own_static_files_and_data_addresses_are_read(settings, tmp_path) -> None:
    (tmp_path / "sheet.css").write_text("@page { size: 100mm 50mm; margin: 5mm }")
    settings.STATICFILES_DIRS = [("ours", tmp_path)]
    dot = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw=="

    made = render('<link rel="stylesheet" href="/static/ours/sheet.css">', f'<img src="{dot}" alt="A dot">')

    assert round(pypdf.PdfReader(io.BytesIO(made)).pages[0].mediabox.width) == round(100 / 25.4 * 72)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/tracker.png",
        "http://127.0.0.1:9/x.png",
        "file:///etc/hostname",
        "/etc/hostname",
        "/static/../manage.py",
        "/static/%2e%2e/manage.py",
        "/static/no-such-file.png",
        "/media/secret.png",
    ],
)
def test_nothing_else_is_read(address: str) -> None:
    with pytest.raises(pdf.PdfAssetRefused):
        render(body=f'<img src="{address}" alt="x">')


def test_a_stylesheet_from_elsewhere_is_refused_too() -> None:
    with pytest.raises(pdf.PdfAssetRefused):
        render(head='<link rel="stylesheet" href="file:///etc/hostname">')


@pytest.fixture
def without_pango(monkeypatch) -> None:
    """Make this process behave as one on a machine where pango is not installed."""
    real_import = builtins.__import__

    def refuse(name: str, *args: object, **kwargs: object) -> object:
        if name.split(".")[0] == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real_import(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse)
    monkeypatch.setattr(pdf, "_PANGO", (("no-such-library.so",),))


def test_without_pango_the_message_says_what_to_install(without_pango) -> None:
    with pytest.raises(pdf.PdfUnavailable, match=r"apt install libpango-1\.0-0 libpangoft2-1\.0-0 libharfbuzz-subset0"):
        render()


def test_without_pango_the_system_check_says_the_same(without_pango) -> None:
    assert [found.msg for found in run_checks() if found.id == "core.W001"] == [pdf.WHAT_TO_INSTALL]


def test_with_pango_the_system_check_is_silent() -> None:
    assert not [found for found in run_checks() if found.id == "core.W001"]


@pytest.mark.parametrize(("pages", "fillers"), [(1, 3), (4, 0), (5, 3), (7, 1)])
def test_missing_pages_are_added_to_fill_whole_sheets(pages: int, fillers: int) -> None:
    sheet = '<div style="break-after: page">Text</div>'
    asked: list[tuple[int, int]] = []

    def fill(first: int, last: int) -> str:
        asked.append((first, last))
        return "".join(f'<p style="break-before: page">Filler {number}</p>' for number in range(first, last + 1))

    made = pdf.render_padded_pdf(
        f"<!doctype html><title>x</title><body>{sheet * (pages - 1)}<p>Text</p>",
        multiple=4,
        make_filler=fill,
        base_url=None,
        title="Booklet",
        lang="en-GB",
    )

    read = pypdf.PdfReader(io.BytesIO(made))
    assert len(read.pages) == pages + fillers
    assert asked == ([(pages + 1, pages + fillers)] if fillers else [])
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_garbage_collection_is_on_again_afterwards() -> None:
    assert gc.isenabled()
    render()
    assert gc.isenabled()
    with pytest.raises(pdf.PdfAssetRefused):
        render(body='<img src="https://example.org/x.png" alt="x">')
    assert gc.isenabled()
