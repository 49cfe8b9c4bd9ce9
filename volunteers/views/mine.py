"""Somebody's own page: what is still missing, sessions, hours and training; seeing and correcting the own data."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import audit
from volunteers.actions.people import change_details
from volunteers.actions.sessions import record_coming, say_known
from volunteers.calendar_files import calendar_response
from volunteers.enums import Coming
from volunteers.forms.people import DetailsForm, details_of
from volunteers.gate.people import answers_at
from volunteers.models import Attendance
from volunteers.own import calendar_entries, hours_in_words, next_sessions
from volunteers.policies import NotPossible
from volunteers.views.common import FormPage, form_page, own_or_404


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show somebody their own record."""
    entrant = own_or_404(request)
    audit.record("entrant.viewed", by=request.user, about=entrant)
    approvals = entrant.approvals.select_related("prison")
    came = Attendance.objects.filter(entrant=entrant, coming=Coming.CAME)
    context = {
        "entrant": entrant,
        "places": [
            {"approval": row, "prison": row.prison, "answers": answers_at(row.prison, [entrant.pk])[entrant.pk]}
            for row in approvals
        ],
        "sessions": next_sessions(entrant),
        "works": entrant.engagements.exclude(ends_on__lte=timezone.localdate()).exists(),
        "hours": hours_in_words(came.aggregate(total=Sum("minutes"))["total"]),
        "times": came.count(),
        "training": entrant.training.select_related("module"),
        "clearances": entrant.clearances.select_related("level"),
    }
    return render(request, "volunteers/mine.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest) -> HttpResponse:
    """Let somebody correct their own name and contact details."""
    entrant = own_or_404(request)
    form = DetailsForm(request.POST or None, initial=details_of(entrant))

    def do(said: dict[str, Any]) -> str:
        change_details(entrant=entrant, by=request.user, **said)
        return "Your details are saved."

    page = FormPage(
        "Your name and contact details",
        "Save",
        reverse("volunteers:mine"),
        intro="When your name changes, each prison decides again whether you come in. Say so in good time.",
    )
    return form_page(request, form, page, do)


@require_POST
def i_know(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let somebody say that they know of a called-off session, so that nobody has to ring them."""
    row = get_object_or_404(Attendance, pk=pk, entrant=own_or_404(request))
    try:
        say_known(attendance=row, by=request.user)
    except NotPossible as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "Thank you for saying so. Nobody has to ring you about it.")
    return redirect("volunteers:mine")


@require_POST
def cannot_come(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let somebody say that they cannot come to a session."""
    row = get_object_or_404(Attendance, pk=pk, entrant=own_or_404(request))
    try:
        record_coming(attendance=row, coming=Coming.NOT_COMING, by=request.user)
    except NotPossible as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "Thank you for saying so. You are off the gate list for that session.")
    return redirect("volunteers:mine")


@never_cache
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Give the own sessions as a calendar file. Its titles name no person, prison or service."""
    entrant = own_or_404(request)
    audit.record("entrant.calendar", by=request.user, about=entrant)
    return calendar_response(calendar_entries(entrant), "sessions")
