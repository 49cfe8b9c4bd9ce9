"""Papers about one person or one session: a page to print, or the same as PDF."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from core.pdf import PdfUnavailable, is_available, render_pdf


@dataclass(frozen=True)
class Paper:
    """What a paper is drawn with, what it is called and where its page on screen stands."""

    template: str
    title: str
    filename: str
    on_screen: str
    back: str


def give_paper(request: HttpRequest, paper: Paper, context: dict[str, Any], *, as_pdf: bool) -> HttpResponse:
    """Return the paper; a PDF says what to install where none can be made, and leads to the page on screen."""
    if as_pdf and not is_available():
        reason = {"reason": str(PdfUnavailable()), "on_screen": paper.on_screen}
        return render(request, "volunteers/pdf_unavailable.html", reason)
    shared = {"for_pdf": as_pdf, "back_url": paper.back, "printed_at": timezone.now()}
    html = render_to_string(paper.template, shared | context, request=request)
    if not as_pdf:
        return HttpResponse(html)
    made = render_pdf(html, base_url=None, title=paper.title, lang="en-GB")
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{paper.filename}.pdf"'
    return response
