"""Screens of the ACCT insert: overview, draft, publishing, editions and where their copies are."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import guardian
from accounts.roles import PUBLISH_INSERT, RECORD_DISTRIBUTION, SEE_STAFF_DETAILS
from core import audit
from core.pdf import PdfUnavailable
from directory.actions import insert as actions
from directory.enums import InsertVariant
from directory.forms.insert import DistributionForm
from directory.insert.changes import Changes, compare
from directory.insert.content import Content, build_content, left_out
from directory.insert.distribution import places_with_older_copies, totals
from directory.insert.policies import can_take_back, why_not_publish
from directory.insert.render import Insert, insert_html, insert_pdf, of_draft, of_edition
from directory.insert.wording import day
from directory.models import InsertDistribution, InsertEdition, Prison


def _prison_or_404(request: HttpRequest, code: str, permission: str = SEE_STAFF_DETAILS) -> Prison:
    """Return the prison in which the user may do this; another one does not exist for them."""
    prison = get_object_or_404(Prison.objects.opened().where_allowed(request.user, permission), pk=code)
    request.scope_name = prison.name  # type: ignore[attr-defined]
    return prison


def _edition_or_404(request: HttpRequest, prison: Prison, number: int) -> InsertEdition:
    return get_object_or_404(InsertEdition.objects.visible_to(request.user), prison=prison, number=number)


def _changes(edition: InsertEdition | None, content: Content) -> Changes | None:
    return compare(edition.content, content) if edition else None


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Lead to the insert of the prison the user works in now; whoever sees several without working in one chooses."""
    prisons = list(Prison.objects.opened().where_allowed(request.user, SEE_STAFF_DETAILS))
    if not prisons:
        raise Http404
    current = request.scope if request.scope in prisons else None  # type: ignore[attr-defined]
    if current or len(prisons) == 1:
        return redirect("directory:insert", code=(current or prisons[0]).pk)
    return render(request, "directory/insert/choose.html", {"prisons": prisons})


@never_cache
@require_safe
def overview(request: HttpRequest, code: str) -> HttpResponse:
    """Show the current edition and whether it still holds, the editions before it and where copies are."""
    prison = _prison_or_404(request, code)
    counted = prison.insert_editions.defer("content").annotate(copies=Sum("distributions__copies"))
    editions = list(counted.order_by("-number"))  # Django drops a table's own order where it adds up
    current = editions[0] if editions else None
    changes = _changes(current, build_content(prison)) if current else None
    return render(
        request,
        "directory/insert/overview.html",
        {
            "prison": prison,
            "current": current,
            "changes": changes,
            "is_old": current is not None and of_edition(current).is_old,
            "editions": editions,
            "totals": totals(current) if current else None,
            "older_places": places_with_older_copies(prison, current),
            "variants": InsertVariant.choices,
            "may_publish": guardian.can(request.user, PUBLISH_INSERT, prison),
            "may_distribute": guardian.can(request.user, RECORD_DISTRIBUTION, prison),
        },
    )


@never_cache
@require_safe
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """Show what an edition published now would hold."""
    prison = _prison_or_404(request, code)
    pdfs = [
        {"label": label, "url": reverse("directory:insert_draft_pdf", args=[prison.pk, value])}
        for value, label in InsertVariant.choices
    ]
    return HttpResponse(insert_html(of_draft(prison), request=request, back_url=_home(prison), pdfs=pdfs))


@never_cache
@require_safe
def draft_pdf(request: HttpRequest, code: str, variant: str) -> HttpResponse:
    """Give the draft as PDF, stamped on every page."""
    prison = _prison_or_404(request, code)
    response = _pdf(
        request,
        of_draft(prison),
        _known(variant),
        f"acct-insert-{prison.pk}-DRAFT",
        on_screen=reverse("directory:insert_draft", args=[prison.pk]),
    )
    if response.status_code == 200:
        audit.record("insert.draft-downloaded", by=request.user, scope=prison, form=variant)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """Show what publishing would freeze, and publish on POST."""
    prison = _prison_or_404(request, code, PUBLISH_INSERT)
    if request.method == "POST":
        try:
            edition = actions.publish_edition(prison=prison, by=request.user)
        except ValidationError as error:
            messages.error(request, error.message)
            return redirect("directory:insert", code=prison.pk)
        messages.success(request, f"Edition {edition.number} is published. Print it and record where copies go.")
        return redirect("directory:insert", code=prison.pk)
    content = build_content(prison)
    current = prison.insert_editions.first()
    return render(
        request,
        "directory/insert/publish.html",
        {
            "prison": prison,
            "refusal": why_not_publish(current, content),
            "content": content,
            "number": current.number + 1 if current else 1,
            "current": current,
            "changes": _changes(current, content),
            "gaps": [trigger for trigger in content["triggers"] if not trigger["services"]],
            "unconfirmed": [entry for entry in content["services"] if not entry["is_confirmed"]],
            "left_out": left_out(prison),
        },
    )


@never_cache
@require_safe
def edition(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show an edition as it was frozen, and say when it no longer holds."""
    prison = _prison_or_404(request, code)
    found = _edition_or_404(request, prison, number)
    actions.record_reading(edition=found, by=request.user, form="screen")
    insert = of_edition(found)
    changes = None if insert.replaced_by else _changes(found, build_content(prison))
    pdfs = [
        {"label": label, "url": reverse("directory:insert_pdf", args=[prison.pk, number, value])}
        for value, label in InsertVariant.choices
    ]
    return HttpResponse(
        insert_html(
            insert,
            request=request,
            back_url=_home(prison),
            pdfs=pdfs,
            out_of_date=_out_of_date(insert, changes),
        )
    )


@never_cache
@require_safe
def edition_pdf(request: HttpRequest, code: str, number: int, variant: str) -> HttpResponse:
    """Give an edition as PDF, drawn from its frozen content."""
    prison = _prison_or_404(request, code)
    found = _edition_or_404(request, prison, number)
    response = _pdf(
        request,
        of_edition(found),
        _known(variant),
        f"acct-insert-{prison.pk}-edition-{number}",
        on_screen=reverse("directory:insert_edition", args=[prison.pk, number]),
    )
    if response.status_code == 200:
        actions.record_reading(edition=found, by=request.user, form=variant)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def distribution(request: HttpRequest, code: str) -> HttpResponse:
    """List where copies of the current edition are, and record more of them."""
    posting = request.method == "POST"
    prison = _prison_or_404(request, code, RECORD_DISTRIBUTION if posting else SEE_STAFF_DETAILS)
    current = prison.insert_editions.first()
    if current is None:
        return redirect("directory:insert", code=prison.pk)
    may_record = posting or guardian.can(request.user, RECORD_DISTRIBUTION, prison)
    form = DistributionForm(request.POST if posting else None, initial={"on": timezone.localdate()})
    if posting and form.is_valid() and _recorded(request, form, current):
        return redirect("directory:insert_distribution", code=prison.pk)
    rows = list(current.distributions.select_related("by"))
    return render(
        request,
        "directory/insert/distribution.html",
        {
            "prison": prison,
            "current": current,
            "form": form if may_record else None,
            "rows": [{"record": row, "may_take_back": can_take_back(row, request.user)} for row in rows],
            "totals": totals(current),
            "older_places": places_with_older_copies(prison, current),
        },
    )


def _recorded(request: HttpRequest, form: DistributionForm, current: InsertEdition) -> bool:
    """Record what the form says; a refusal becomes an error of the form."""
    try:
        made = actions.record_distribution(edition=current, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error("on", error)
        return False
    messages.success(request, f"Recorded: {made.copies} × {made.place}.")
    return True


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, code: str, pk: UUID) -> HttpResponse:
    """Delete one's own record of today, after asking."""
    prison = _prison_or_404(request, code, RECORD_DISTRIBUTION)
    records = InsertDistribution.objects.visible_to(request.user).select_related("edition__prison")
    record = get_object_or_404(records, pk=pk, edition__prison=prison)
    if not can_take_back(record, request.user):
        raise Http404
    if request.method == "POST":
        actions.take_back_distribution(distribution=record, by=request.user)
        messages.success(request, "The record is deleted.")
        return redirect("directory:insert_distribution", code=prison.pk)
    return render(request, "directory/insert/take_back.html", {"prison": prison, "record": record})


def _out_of_date(insert: Insert, changes: Changes | None) -> list[str]:
    """Return why a reader should ask for a new edition; nothing when it holds or its stamp says that it is replaced."""
    if insert.replaced_by:
        return []
    said = [f"{changes.sentence()} since this edition."] if changes and changes.matter else []
    if insert.is_old:
        said.append(f"This edition is old: it was to be used until {day(insert.old_after)}.")
    return [*said, "Ask the voluntary sector coordinator for a new edition."] if said else []


def _home(prison: Prison) -> str:
    return reverse("directory:insert", args=[prison.pk])


def _known(variant: str) -> str:
    if variant not in InsertVariant.values:
        raise Http404
    return variant


def _pdf(request: HttpRequest, insert: Insert, variant: str, name: str, *, on_screen: str) -> HttpResponse:
    """Answer with the PDF or, where none can be made, with what to install and where to print from instead."""
    try:
        made = insert_pdf(insert, variant=variant)
    except PdfUnavailable as error:
        context: dict[str, Any] = {"reason": str(error), "on_screen": on_screen}
        return render(request, "directory/insert/pdf_unavailable.html", context, status=503)
    headers = {"Content-Disposition": f'inline; filename="{name}-{variant}.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)
