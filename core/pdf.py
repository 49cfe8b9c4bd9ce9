"""Turns our own HTML into tagged PDF that a screen reader can read (PDF/UA-1, ISO 14289-1).

WeasyPrint needs the pango library of the operating system. Where it is missing everything else works, and
whoever asks for a PDF is told what to install.
"""

import ctypes
import gc
import mimetypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

WHAT_TO_INSTALL = (
    "PDF files cannot be made on this server, because the pango library is missing. On Debian or Ubuntu, install "
    "it with: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation. "
    "The same pages can still be printed from the browser."
)

PDF_VARIANT = "pdf/ua-1"

# What each system calls the two libraries; the first pair that loads is enough.
_PANGO = (
    ("libpango-1.0.so.0", "libpangoft2-1.0.so.0"),
    ("libpango-1.0.dylib", "libpangoft2-1.0.dylib"),
    ("libpango-1.0-0.dll", "libpangoft2-1.0-0.dll"),
)


class PdfUnavailable(Exception):
    """PDF files cannot be made here; the message says what to install, and may be shown to anybody."""

    def __init__(self, message: str = WHAT_TO_INSTALL) -> None:
        super().__init__(message)


class PdfAssetRefused(Exception):
    """A document asked for something other than our own static files. That is a fault in its template."""


def render_pdf(html: str, *, base_url: str | None, title: str, lang: str) -> bytes:
    """Return a tagged PDF/UA-1 document of `html`.

    `base_url` is where relative addresses start (None: the site's own address), `title` becomes the document's
    title and `lang` its language, as in "en-GB". Only our static files and data: addresses are read.
    Raises PdfUnavailable without pango, and PdfAssetRefused when the document asks for anything else.
    """
    return render_padded_pdf(html, multiple=1, make_filler=None, base_url=base_url, title=title, lang=lang)


def render_padded_pdf(
    html: str,
    *,
    multiple: int,
    make_filler: Callable[[int, int], str] | None,
    base_url: str | None,
    title: str,
    lang: str,
) -> bytes:
    """Return a document whose number of pages divides by `multiple`, as a folded booklet needs.

    `make_filler(first, last)` returns the HTML of the missing pages, given the numbers they will have. The
    document itself is laid out once. Otherwise the same as `render_pdf`.
    """
    weasyprint = _weasyprint()
    try:
        with _garbage_left_lying():
            document = _laid_out(html, base_url, lang)
            printed = len(document.pages)
            total = printed + -printed % multiple
            if make_filler and total > printed:
                filler = _laid_out(make_filler(printed + 1, total), base_url, lang)
                document = document.copy([*document.pages, *filler.pages])
            document.metadata.title = title
            document.metadata.lang = lang
            return document.write_pdf(pdf_variant=PDF_VARIANT)
    except weasyprint.urls.FatalURLFetchingError as error:
        raise PdfAssetRefused(str(error)) from error


def _laid_out(html: str, base_url: str | None, lang: str) -> Any:
    base = base_url or settings.BASE_URL
    source = _weasyprint().HTML(string=html, base_url=base, url_fetcher=_fetcher_class()(base))
    source.etree_element.set("lang", lang)
    return source.render(pdf_variant=PDF_VARIANT, pdf_tags=True)


@contextmanager
def _garbage_left_lying() -> Iterator[None]:
    """Keep Python from looking for garbage while a document is made.

    Layout makes hundreds of thousands of objects that all live until its end; walking them again and again took
    a quarter of the time and freed nothing.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def is_available() -> bool:
    """Say whether PDF files can be made here. Cheap where pango is installed: it loads two libraries."""
    for names in _PANGO:
        try:
            for name in names:
                ctypes.CDLL(name)
        except OSError:
            continue
        return True
    try:
        _weasyprint()
    except PdfUnavailable:
        return False
    return True


def _weasyprint() -> Any:
    """Import WeasyPrint on first use: it takes most of a second, and fails where pango is missing."""
    try:
        import weasyprint
        import weasyprint.urls
    except OSError as error:
        raise PdfUnavailable from error
    return weasyprint


def read_static(address: str) -> bytes:
    """Return the bytes of a static file by its address, as in "/static/dist/print.css".

    Raises FileNotFoundError when there is none, and SuspiciousFileOperation for a path that climbs out.
    """
    name = unquote(urlsplit(address).path).removeprefix(settings.STATIC_URL)
    found = finders.find(name)
    if found:
        with open(str(found), "rb") as source:
            return source.read()
    with staticfiles_storage.open(name) as stored:  # in production the names carry a hash of the content
        return stored.read()


@cache
def _fetcher_class() -> Any:
    """Return the fetcher, made once: its base class can only be imported where pango is installed."""
    urls = _weasyprint().urls

    class OwnFilesOnly(urls.URLFetcher):  # type: ignore[name-defined]
        """Reads our static files from disk and data: addresses, and refuses all else: no network, no other file."""

        def __init__(self, base: str) -> None:
            super().__init__(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)
            self._static = urljoin(base, settings.STATIC_URL)

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            """Return the response for an address; raises ValueError for one that is not allowed."""
            if url.startswith("data:"):
                return super().fetch(url, headers)
            if not url.startswith(self._static):
                raise ValueError("Only static files of this site may be used in a PDF.")
            content_type = mimetypes.guess_type(urlsplit(url).path)[0] or "application/octet-stream"
            return urls.URLFetcherResponse(url, read_static(url), {"Content-Type": content_type})

    return OwnFilesOnly
