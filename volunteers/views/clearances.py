"""Clearance in bulk: spreadsheets in and out, and how long clearances take."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.spreadsheets.export import CONTENT_TYPES, write_file
from directory.spreadsheets.raw import BrokenFile
from directory.spreadsheets.upload import UploadForm
from volunteers.actions.merge_undo import undo_merge
from volunteers.actions.merges import merge
from volunteers.actions.spreadsheets import export_people, import_people
from volunteers.forms.people import MergeForm
from volunteers.models import Entrant, Merge
from volunteers.policies import NotPossible
from volunteers.spreadsheet import COLUMNS
from volunteers.times import clearance_times
from volunteers.views.common import FormPage, form_page, kept_or_404, prison_or_404

MOST_PROBLEMS = 100


@never_cache
@require_safe
def times(request: HttpRequest, code: str) -> HttpResponse:
    """Show how long clearances take at a prison, as bars and as a table."""
    prison = prison_or_404(request, code)
    context = {"prison": prison, "rows": clearance_times([prison]), "section": "times"}
    return render(request, "volunteers/times.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def spreadsheet(request: HttpRequest, code: str) -> HttpResponse:
    """Take people and their clearance from a file: all of it, or nothing with what is wrong in each row."""
    prison = prison_or_404(request, code)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    problems: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            outcome = import_people(
                prison=prison, content=form.cleaned_data["file"].read(), filename=form.filename, by=request.user
            )
        except BrokenFile as error:
            form.add_error("file", str(error))
        else:
            problems = outcome.problems
            if not problems:
                said = f"Added: {outcome.added}. Changed: {outcome.changed}. Clearances written: {outcome.clearances}."
                messages.success(request, f"{said} Of the people in the file, {outcome.entering} may come in today.")
                return redirect("volunteers:people", code=prison.code)
    context = {
        "prison": prison,
        "form": form,
        "problems": problems[:MOST_PROBLEMS],
        "more": max(0, len(problems) - MOST_PROBLEMS),
        "columns": COLUMNS,
    }
    return render(request, "volunteers/spreadsheet.html", context)


@never_cache
@require_safe
def export(request: HttpRequest, code: str, ending: str) -> HttpResponse:
    """Give the prison's people as a file with the importer's columns."""
    prison = prison_or_404(request, code)
    if ending not in CONTENT_TYPES:
        raise Http404
    content = export_people(prison=prison, ending=ending, by=request.user)
    return _file(content, ending, f"people-{prison.code}-{timezone.localdate():%Y-%m-%d}")


@require_safe
def template(request: HttpRequest, code: str, ending: str) -> HttpResponse:
    """Give an empty file with the columns."""
    prison_or_404(request, code)
    if ending not in CONTENT_TYPES:
        raise Http404
    return _file(write_file([list(COLUMNS)], ending), ending, "people-template")


def _file(content: bytes, ending: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=CONTENT_TYPES[ending])
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def merge_records(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take another record of the same person into this one."""
    entrant = kept_or_404(request, pk)
    others = Entrant.objects.managed_by(request.user).exclude(pk=entrant.pk)
    form = MergeForm(request.POST or None, others=others)

    def do(said: dict[str, Any]) -> str:
        made = merge(kept=entrant, taken_in=said["other"], by=request.user)
        return f"The records are one. That can be undone up to and including {made.undo_until:%-d %B %Y}."

    page = FormPage(
        "Take another record into this one",
        "Make them one",
        reverse("volunteers:person", kwargs={"pk": pk}),
        caption=f"{entrant.name}, {entrant.reference}",
        about=entrant,
        title="Merge",
        intro="Everything of the other record moves here and nothing is deleted. A prison that approved the other "
        "record is asked again. For some days all of it can be undone, and then what it had decided stands again.",
    )
    return form_page(request, form, page, do)


@require_POST
def undo(request: HttpRequest, pk: UUID, merge: UUID) -> HttpResponse:
    """Take a merge back."""
    entrant = kept_or_404(request, pk)
    made = get_object_or_404(Merge, kept=entrant, pk=merge)
    try:
        undo_merge(made=made, by=request.user)
    except NotPossible as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "They are two records again.")
    return redirect("volunteers:person", pk=pk)
