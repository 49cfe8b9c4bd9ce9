"""Training on somebody's own page and an organisation's: what is held, what can be booked, certificates."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import audit
from core.refusals import refusals_in
from directory.models import Organisation
from volunteers.actions.training_sessions import book, give_up
from volunteers.calendar_files import calendar_response
from volunteers.coverage import coverage
from volunteers.enums import BookingStatus
from volunteers.forms.training import TeamBookForm
from volunteers.models import Entrant, TrainingBooking, TrainingRecord, TrainingSession
from volunteers.own import next_training, training_entry
from volunteers.policies import NotPossible
from volunteers.views.common import organisation_or_404, own_or_404
from volunteers.views.papers import Paper, give_paper


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show somebody their training: places they have, what they can book and what is recorded."""
    entrant = own_or_404(request)
    audit.record("entrant.viewed", by=request.user, about=entrant)
    booked = list(next_training(entrant))
    context = {
        "entrant": entrant,
        "booked": booked,
        "sessions": _bookable(entrant).exclude(pk__in=[row.session_id for row in booked]),
        "records": entrant.training.select_related("module"),
        "today": timezone.localdate(),
    }
    return render(request, "volunteers/training/mine.html", context)


def _bookable(entrant: Entrant) -> Any:
    """Return the training to come at the prisons where the person has an entry."""
    prisons = entrant.approvals.values("prison")
    sessions = TrainingSession.objects.open_from(timezone.localdate()).filter(prison__in=prisons)
    return sessions.select_related("module", "prison").prefetch_related("module__prerequisites").with_counts()


@require_POST
def book_mine(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a place for oneself."""
    entrant = own_or_404(request)
    session = get_object_or_404(_bookable(entrant), pk=pk)
    try:
        made = book(session=session, entrant=entrant, by=request.user)
    except NotPossible as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _words(made))
    return redirect("volunteers:my_training")


def _words(booking: TrainingBooking) -> str:
    if booking.status == BookingStatus.WAITING:
        return "It is full: you are on the waiting list. When a place comes free, we tell you."
    return "You have a place. If you cannot come, give it up here so that somebody else can have it."


def _own_booking(request: HttpRequest, pk: UUID) -> TrainingBooking:
    bookings = TrainingBooking.objects.select_related("session__prison", "entrant")
    return get_object_or_404(bookings, pk=pk, entrant=own_or_404(request))


@require_POST
def give_up_mine(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give up the own place."""
    booking = _own_booking(request, pk)
    try:
        give_up(booking=booking, by=request.user)
    except NotPossible as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "Thank you for saying so. The place is free for somebody else.")
    return redirect("volunteers:my_training")


@never_cache
@require_safe
def my_calendar(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the own place as a calendar file."""
    booking = _own_booking(request, pk)
    audit.record("entrant.calendar", by=request.user, about=booking.entrant)
    return calendar_response([training_entry(booking)], "training")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def of_organisation(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show an organisation how its people are trained and what is to come, and book them."""
    organisation = organisation_or_404(request, key)
    people = Entrant.objects.of_organisation(organisation).order_by("last_name", "first_name", "pk")
    sessions = _for_organisation(organisation)
    form = TeamBookForm(request.POST or None, people=people, sessions=sessions)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, NotPossible):
            made = book(by=request.user, **form.cleaned_data)
            messages.success(request, f"{made.entrant.name}: {made.get_status_display().lower()}.")
            return redirect("volunteers:organisation_training", key=key)
    rows, booked = coverage(None, organisation), list(_booked_of(organisation))
    shown = [booking.entrant for booking in booked]
    audit.record("training.coverage", by=request.user, scope=organisation, organisations=len(rows), shown=shown)
    context = {
        "organisation": organisation,
        "rows": rows,
        "sessions": sessions,
        "booked": booked,
        "form": form,
    }
    return render(request, "volunteers/training/organisation.html", context)


def _for_organisation(organisation: Organisation) -> Any:
    """Return the training to come at every prison where somebody of the organisation has an entry."""
    people = Entrant.objects.of_organisation(organisation)
    sessions = TrainingSession.objects.open_from(timezone.localdate())
    theirs = sessions.filter(prison__people_who_come_in__entrant__in=people).distinct()
    found = TrainingSession.objects.filter(pk__in=theirs.order_by().values("pk")).order_by("on", "starts", "pk")
    return found.select_related("module", "prison").with_counts()


def _booked_of(organisation: Organisation) -> Any:
    rows = TrainingBooking.objects.filter(
        session__on__gte=timezone.localdate(),
        session__cancelled_at=None,
        status__in=[BookingStatus.BOOKED, BookingStatus.WAITING],
        entrant__in=Entrant.objects.of_organisation(organisation),
    )
    return rows.select_related("entrant", "session__module", "session__prison").order_by("session__on", "pk")


@never_cache
@require_safe
def certificate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a certificate of completed training as a page to print."""
    return _certificate(request, pk, as_pdf=False)


@never_cache
@require_safe
def certificate_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a certificate of completed training as PDF."""
    return _certificate(request, pk, as_pdf=True)


def _certificate(request: HttpRequest, pk: UUID, *, as_pdf: bool) -> HttpResponse:
    people = Entrant.objects.visible_to(request.user)
    records = TrainingRecord.objects.filter(entrant__in=people).select_related("entrant", "module", "prison")
    record = get_object_or_404(records, pk=pk)
    audit.record("training.certificate", by=request.user, about=record.entrant, scope=record.prison)
    back = reverse("volunteers:person", kwargs={"pk": record.entrant_id})
    if record.entrant.user_id == request.user.pk:
        back = reverse("volunteers:my_training")
    on_screen = reverse("volunteers:certificate", kwargs={"pk": pk})
    paper = Paper("volunteers/training/certificate.html", "Certificate of training", "certificate", on_screen, back)
    return give_paper(request, paper, {"record": record}, as_pdf=as_pdf)
