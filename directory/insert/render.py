"""Draws the insert, for the screen and as PDF, from its content alone: nothing else is looked up."""

import datetime
from dataclasses import dataclass, field
from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from core.pdf import render_padded_pdf
from directory.enums import InsertVariant
from directory.insert.content import Content, Entry, build_content, listeners_of
from directory.insert.wording import day
from directory.models import InsertEdition, Prison
from directory.review import add_months

TEMPLATE = "directory/insert/document.html"
NOTES_TEMPLATE = "directory/insert/notes.html"
PAGES_ON_A_BOOKLET_SHEET = 4


@dataclass(frozen=True)
class Insert:
    """What is drawn: an edition, or a draft when it has no number."""

    content: Content
    on: datetime.date
    number: int | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    replaced_by: int | None = None
    replaced_on: datetime.date | None = None

    @property
    def name(self) -> str:
        """Return "Edition 3, 21 November 2026", or that it is a draft."""
        if self.number is None:
            return f"DRAFT of {day(self.on)}"
        return f"Edition {self.number}, {day(self.on)}"

    @property
    def title(self) -> str:
        """Return the title of the document."""
        return f"ACCT insert: {self.content['prison']['name']}. {self.name}"

    @property
    def stamp(self) -> str:
        """Return what stands at the top of every page of a draft or of a replaced edition; else nothing."""
        if self.number is None:
            return "DRAFT. Not an edition: do not put it in an ACCT document."
        if self.replaced_by is not None:
            return f"Replaced by edition {self.replaced_by} on {day(self.replaced_on)}. Do not use."
        return ""

    @property
    def previous(self) -> int:
        """Return the number of the edition before."""
        return (self.number or 1) - 1

    @property
    def old_after(self) -> datetime.date:
        """Return the day after which a reader should ask for a new edition."""
        return add_months(self.on, self.content["old_after_months"])

    @property
    def is_old(self) -> bool:
        """Say whether that day is over."""
        return timezone.localdate() > self.old_after


def of_draft(prison: Prison) -> Insert:
    """Return what an edition published today would hold."""
    return Insert(content=build_content(prison), on=timezone.localdate())


def of_edition(edition: InsertEdition) -> Insert:
    """Return a published edition as it was frozen, with word of the one that replaced it."""
    replacement = edition.replacement()
    return Insert(
        content=edition.content,
        on=timezone.localdate(edition.published_at),
        number=edition.number,
        changes=edition.changes,
        replaced_by=replacement.number if replacement else None,
        replaced_on=timezone.localdate(replacement.published_at) if replacement else None,
    )


def insert_html(
    insert: Insert,
    *,
    variant: str = InsertVariant.STANDARD,
    for_pdf: bool = False,
    request: Any = None,
    **links: Any,
) -> str:
    """Return the document as HTML; `links` are what only the screen shows."""
    context = {
        **_frame(insert, variant, for_pdf=for_pdf),
        **_resolved(insert.content),
        "listeners": listeners_of(insert.content),
        "old_after": day(insert.old_after),
        "qr": qr_image(insert.content["prison"]["live_url"]),
        "demonstration": settings.DEMONSTRATION or insert.content["prison"]["is_demonstration"],
        **links,
    }
    return render_to_string(TEMPLATE, context, request=request)


def insert_pdf(insert: Insert, *, variant: str = InsertVariant.STANDARD) -> bytes:
    """Return the document as tagged PDF; a booklet's pages fill whole sheets. Raises core.pdf.PdfUnavailable."""

    def notes(first: int, last: int) -> str:
        frame = _frame(insert, variant, for_pdf=True)
        return render_to_string(NOTES_TEMPLATE, {**frame, "numbers": range(first, last + 1), "last": last})

    return render_padded_pdf(
        insert_html(insert, variant=variant, for_pdf=True),
        multiple=PAGES_ON_A_BOOKLET_SHEET if variant == InsertVariant.BOOKLET else 1,
        make_filler=notes,
        base_url=None,
        title=insert.title,
        lang="en-GB",
    )


def _frame(insert: Insert, variant: str, *, for_pdf: bool) -> dict[str, Any]:
    """Return what every page of the document needs."""
    return {
        "insert": insert,
        "content": insert.content,
        "large_print": variant == InsertVariant.LARGE_PRINT,
        "booklet": variant == InsertVariant.BOOKLET,
        "for_pdf": for_pdf,
    }


def _resolved(content: Content) -> dict[str, Any]:
    """Put the services themselves where the content has their ids, and say how wide the index becomes."""
    by_id = {entry["id"]: entry for entry in content["services"]}

    def entries(ids: list[int]) -> list[Entry]:
        return [by_id[number] for number in ids]

    return {
        "triggers": [
            {
                **row,
                **{key: entries(row[key]) for key in ("services", "more", "paused")},
                "rows": len(row["services"]) + _has_rest(row),
                "rest": _has_rest(row),
            }
            for row in content["triggers"]
        ],
        "headings": [
            {
                **heading,
                "services": entries(heading["services"]),
                "needs": [{**need, "services": entries(need["services"])} for need in heading["needs"]],
            }
            for heading in content["headings"]
        ],
    }


def _has_rest(trigger: Entry) -> bool:
    """Say whether a line is needed under the chosen services of a trigger."""
    return bool(not trigger["services"] or trigger["more"] or trigger["paused"])


def qr_image(address: str) -> str:
    """Return the QR code of an address as an image in a data: address, or nothing without one."""
    if not address:
        return ""
    return segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=4, dark="#000", light="#fff")
