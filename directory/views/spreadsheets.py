"""Screens for listings in a spreadsheet: upload, preview, import, and the way back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import CURATE_LISTINGS
from directory import permissions
from directory.actions.spreadsheets import (
    MOST_ROWS_ON_SCREEN,
    ImportOutcome,
    apply_upload,
    discard_upload,
    export_listings,
    preview_import,
    stage_upload,
)
from directory.models import Prison, SpreadsheetUpload
from directory.spreadsheets.check import BAD, CREATED, UNCHANGED, UPDATED, Plan
from directory.spreadsheets.export import CONTENT_TYPES, write_file
from directory.spreadsheets.preview import preview
from directory.spreadsheets.raw import BrokenFile
from directory.spreadsheets.template import lists_table, template_table
from directory.spreadsheets.upload import UploadForm

#: In the address of a preview after an import that failed: rows that only saving found bad are shown then.
TRIED = "tried"


def _curated_prison(request: HttpRequest, code: str) -> Prison:
    """Return a prison whose listings the user curates, open or not. Raises Http404 for any other."""
    prison = get_object_or_404(Prison.objects.where_allowed(request.user, CURATE_LISTINGS), code=code)
    request.scope_name = prison.name  # type: ignore[attr-defined]
    return prison


def _upload(request: HttpRequest, prison: Prison, key: UUID) -> SpreadsheetUpload:
    """Return the user's own file. Raises Http404 for another's and for one that has expired."""
    return get_object_or_404(SpreadsheetUpload.objects.visible_to(request.user), pk=key, prison=prison)


def _plan(request: HttpRequest, upload: SpreadsheetUpload, *, tried: bool) -> Plan:
    """Return what the file would do. Saving is `tried` only where it matters: it takes as long as the import."""
    most = MOST_ROWS_ON_SCREEN if tried else 0
    return preview_import(content=bytes(upload.content), filename=upload.filename, by=request.user, most=most)


def _download(content: bytes, ending: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=CONTENT_TYPES[ending])
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, *, code: str) -> HttpResponse:
    """Take a spreadsheet and lead to its preview."""
    prison = _curated_prison(request, code)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        try:
            staged = stage_upload(
                prison=prison, content=form.cleaned_data["file"].read(), filename=form.filename, by=request.user
            )
            return redirect("directory:spreadsheet_preview", code=prison.code, key=staged.pk)
        except BrokenFile as error:
            form.add_error("file", str(error))
    return render(request, "directory/spreadsheets/upload.html", {"prison": prison, "form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, *, code: str, key: UUID) -> HttpResponse:
    """Show what importing the file would do, and do it on confirmation."""
    prison = _curated_prison(request, code)
    staged = _upload(request, prison, key)
    if request.method == "POST":
        return _import(request, staged)
    context: dict[str, Any] = {
        "prison": prison,
        "upload": staged,
        "preview": preview(_plan(request, staged, tried=TRIED in request.GET)),
        "limit": MOST_ROWS_ON_SCREEN,
    }
    return render(request, "directory/spreadsheets/preview.html", context)


def _import(request: HttpRequest, staged: SpreadsheetUpload) -> HttpResponse:
    """Import, say what happened, and come back to the preview when bad rows stood in the way."""
    code, key = staged.prison_id, staged.pk
    try:
        outcome = apply_upload(upload=staged, by=request.user, valid_rows=request.POST.get("rows") == "valid")
    except BrokenFile as error:
        messages.error(request, str(error))
        return redirect("directory:spreadsheet_preview", code=code, key=key)
    if outcome.plan.counts[BAD] and not outcome.saved:
        messages.error(request, "Nothing was imported: there are rows to correct.")
        return redirect(f"{reverse('directory:spreadsheet_preview', kwargs={'code': code, 'key': key})}?{TRIED}=1")
    messages.success(request, _sentence(outcome))
    return redirect("directory:spreadsheet", code=code)


def _sentence(outcome: ImportOutcome) -> str:
    counts = outcome.counts
    left_out = f" {counts[BAD]} left out because they were bad." if counts[BAD] else ""
    return f"{counts[CREATED]} added, {counts[UPDATED]} changed, {counts[UNCHANGED]} as before.{left_out}"


@require_POST
def discard(request: HttpRequest, *, code: str, key: UUID) -> HttpResponse:
    """Forget the file."""
    discard_upload(upload=_upload(request, _curated_prison(request, code), key), by=request.user)
    messages.info(request, "The spreadsheet is deleted. Nothing was imported.")
    return redirect("directory:spreadsheet", code=code)


@never_cache
@require_safe
def errors(request: HttpRequest, *, code: str, key: UUID) -> HttpResponse:
    """Give the list of what is wrong as a CSV file, to work through beside the spreadsheet."""
    prison = _curated_prison(request, code)
    plan = _plan(request, _upload(request, prison, key), tried=True)
    rows = [[str(problem.row), problem.column, problem.reason] for problem in plan.problems]
    return _download(write_file([["row", "column", "reason"], *rows], "csv"), "csv", f"rows-to-correct-{code}")


@require_safe
def template(request: HttpRequest, *, code: str, ending: str) -> HttpResponse:
    """Give an empty spreadsheet with the columns, an example and what may be written."""
    prison = _curated_prison(request, code)
    _check_ending(ending)
    return _download(write_file(template_table(prison), ending, lists=lists_table()), ending, "services-template")


@never_cache
@require_safe
def export(request: HttpRequest, *, code: str) -> HttpResponse:
    """Say what a download of the prison's listings holds for this reader."""
    prison = get_object_or_404(Prison.objects.opened().visible_to(request.user), code=code)
    request.scope_name = prison.name  # type: ignore[attr-defined]
    sees_all = permissions.sees_staff_details(request.user, prison)
    return render(request, "directory/spreadsheets/export.html", {"prison": prison, "sees_all": sees_all})


@never_cache
@require_safe
def export_file(request: HttpRequest, *, code: str, ending: str) -> HttpResponse:
    """Give the prison's listings as a file with the importer's columns."""
    prison = get_object_or_404(Prison.objects.opened().visible_to(request.user), code=code)
    _check_ending(ending)
    content = export_listings(prison=prison, ending=ending, by=request.user)
    return _download(content, ending, f"services-{prison.code}-{timezone.localdate():%Y-%m-%d}")


def _check_ending(ending: str) -> None:
    if ending not in CONTENT_TYPES:
        raise Http404
