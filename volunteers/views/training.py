"""Training sessions of a prison, for whoever holds training there: places, waiting list, attendance, coverage."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.roles import RUN_TRAINING
from core import audit
from core.refusals import refusals_in
from volunteers.actions.training_sessions import (
    book,
    cancel_training_session,
    give_up,
    mark_attendance,
    save_training_session,
)
from volunteers.calendar_files import TRAINING, Entry, calendar_response
from volunteers.coverage import coverage, totals
from volunteers.enums import BookingStatus
from volunteers.forms.training import AttendanceForm, BookForm, TrainingSessionForm
from volunteers.models import Entrant, EntrySettings, TrainingBooking, TrainingSession
from volunteers.notifications import holders
from volunteers.permissions import coordinates
from volunteers.policies import NotPossible
from volunteers.views.common import FormPage, confirm_page, form_page, prison_or_404
from volunteers.views.papers import Paper, give_paper

#: Sessions that have been stay on the list of what is to be marked for so many rows.
MOST_PAST = 50


def _url(session: TrainingSession) -> str:
    return reverse("volunteers:training_session", kwargs={"pk": session.pk})


@never_cache
@require_safe
def of_prison(request: HttpRequest, code: str) -> HttpResponse:
    """Show the training to come, and what has been with how many came."""
    prison = prison_or_404(request, code, RUN_TRAINING)
    sessions = TrainingSession.objects.filter(prison=prison).select_related("module", "trainer").with_counts()
    today = timezone.localdate()
    context = {
        "prison": prison,
        "sessions": sessions.filter(on__gte=today).order_by("on", "starts", "pk"),
        "past": sessions.filter(on__lt=today, cancelled_at=None).order_by("-on", "-starts", "pk")[:MOST_PAST],
        "keeps_people": coordinates(request.user, prison),
        "section": "training",
        "page": "sessions",
    }
    return render(request, "volunteers/training/sessions.html", context)


@never_cache
@require_safe
def covered(request: HttpRequest, code: str) -> HttpResponse:
    """Show who is trained, by organisation and module."""
    prison = prison_or_404(request, code, RUN_TRAINING)
    rows = coverage(prison)
    audit.record("training.coverage", by=request.user, scope=prison, organisations=len(rows))
    context = {
        "prison": prison,
        "rows": rows,
        "totals": totals(rows),
        "people": sum(row.people for row in rows),
        "keeps_people": coordinates(request.user, prison),
        "section": "training",
        "page": "coverage",
    }
    return render(request, "volunteers/training/coverage.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Set out a training session."""
    prison = prison_or_404(request, code, RUN_TRAINING)
    back = reverse("volunteers:training", kwargs={"code": prison.code})
    return _edit(request, TrainingSession(prison=prison), back, "Set out training")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change a training session; those booked are told of another time or place."""
    session = _session_or_404(request, pk)
    return _edit(request, session, _url(session), "Change this training")


def _edit(request: HttpRequest, session: TrainingSession, back: str, heading: str) -> HttpResponse:
    keys = [user.pk for user in holders(RUN_TRAINING, session.prison)]
    trainers = User.objects.filter(pk__in=keys).order_by("name")
    form = TrainingSessionForm(request.POST or None, instance=session, trainers=trainers)

    def do(said: dict[str, Any]) -> str:
        save_training_session(session=form.instance, by=request.user)
        return "The training is saved."

    intro = "People book places themselves, or you book for them. When it is full, others wait in line."
    page = FormPage(heading, "Save", back, caption=session.prison.name, title="Training", intro=intro)
    return form_page(request, form, page, do)


def _session_or_404(request: HttpRequest, pk: UUID) -> TrainingSession:
    sessions = TrainingSession.objects.visible_to(request.user).select_related("prison", "module", "trainer")
    return get_object_or_404(sessions, pk=pk)


def _bookings(session: TrainingSession, *statuses: str) -> list[TrainingBooking]:
    rows = session.bookings.filter(status__in=statuses).select_related("entrant", "record")
    return list(rows.order_by("entrant__last_name", "entrant__first_name", "pk"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show who has a place and who waits; take somebody on."""
    found = _session_or_404(request, pk)
    on_it = found.bookings.exclude(status=BookingStatus.GIVEN_UP).values("entrant")
    people = Entrant.objects.at_prison(found.prison).exclude(pk__in=on_it).order_by("last_name", "first_name", "pk")
    form = BookForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, NotPossible):
            made = book(session=found, entrant=form.cleaned_data["entrant"], by=request.user)
            messages.success(request, f"{made.entrant.name}: {made.get_status_display().lower()}.")
            return redirect(_url(found))
    waiting = _bookings(found, BookingStatus.WAITING)
    waiting.sort(key=lambda booking: (booking.asked_at, booking.pk))
    booked = _bookings(found, *BookingStatus.holding())
    shown = [booking.entrant for booking in (*booked, *waiting)]
    audit.record("training.listed", by=request.user, about=found, scope=found.prison, shown=shown)
    return render(request, "volunteers/training/session.html", _page(found, form, waiting, booked))


def _page(
    found: TrainingSession, form: BookForm, waiting: list[TrainingBooking], booked: list[TrainingBooking]
) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "session": found,
        "booked": booked,
        "waiting": waiting,
        "free": max(0, found.places - len(booked)),
        "form": form,
        "is_open": found.cancelled_at is None and found.on >= today,
        "may_mark": found.cancelled_at is None and found.on <= today and bool(booked),
    }


@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give up somebody's place; the first who waits moves up."""
    sessions = TrainingSession.objects.visible_to(request.user)
    booking = get_object_or_404(TrainingBooking.objects.select_related("session__prison", "entrant"), pk=pk,
                                session__in=sessions)  # fmt: skip
    try:
        give_up(booking=booking, by=request.user)
    except NotPossible as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "The place is given up. Whoever waited first moves up and is told.")
    return redirect(_url(booking.session))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Mark who came; their training is recorded with how long it holds."""
    found = _session_or_404(request, pk)
    bookings = _bookings(found, *BookingStatus.holding())
    form = AttendanceForm(request.POST or None, bookings=bookings)
    shown = [booking.entrant for booking in bookings]
    audit.record("training.listed", by=request.user, about=found, scope=found.prison, shown=shown)

    def do(said: dict[str, Any]) -> str:
        return _mark(request, form)

    intro = (
        "Whoever came has the training recorded at once, with the day up to which it holds. "
        "You can change a mark later; the record changes with it."
    )
    page = FormPage("Who came?", "Save", _url(found), caption=f"{found}, {found.prison}", title="Who came", intro=intro)
    return form_page(request, form, page, do)


def _mark(request: HttpRequest, form: AttendanceForm) -> str:
    """Mark each; what stands in the way of one does not keep the others from being marked."""
    done, problems = 0, []
    for booking, came in form.marks():
        try:
            mark_attendance(booking=booking, came=came, by=request.user)
            done += 1
        except (NotPossible, PermissionDenied) as problem:
            problems.append(f"{booking.entrant.name}: {problem}")
    for words in problems:
        messages.error(request, words)
    return f"Marked: {done}."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Call a training session off."""
    found = _session_or_404(request, pk)

    def do() -> str:
        return f"The training is called off. People told: {cancel_training_session(session=found, by=request.user)}."

    intro = "Everybody who has a place or waits for one is told at once."
    page = FormPage(
        "Call this training off?", "Call it off and tell everybody", _url(found), caption=str(found), intro=intro
    )
    return confirm_page(request, page, do)


@never_cache
@require_safe
def sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the attendance sheet: A4, to sign in the room."""
    return _sheet(request, pk, as_pdf=False)


@never_cache
@require_safe
def sheet_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the attendance sheet as PDF."""
    return _sheet(request, pk, as_pdf=True)


def _sheet(request: HttpRequest, pk: UUID, *, as_pdf: bool) -> HttpResponse:
    found = _session_or_404(request, pk)
    booked, waiting = _bookings(found, *BookingStatus.holding()), _bookings(found, BookingStatus.WAITING)
    shown = [booking.entrant for booking in (*booked, *waiting)]
    audit.record("training.sheet", by=request.user, about=found, scope=found.prison, shown=shown, on=found.on)
    context = {
        "session": found,
        "booked": booked,
        "waiting": waiting,
        "empty": range(min(5, max(0, found.places - len(booked)))),
        "handling_line": EntrySettings.load().handling_line,
        "printed_by": request.user,
    }
    name = f"attendance-{found.prison_id}-{found.on}"
    on_screen = reverse("volunteers:training_sheet", kwargs={"pk": pk})
    paper = Paper("volunteers/training/sheet.html", f"Attendance {found.on}", name, on_screen, _url(found))
    return give_paper(request, paper, context, as_pdf=as_pdf)


@never_cache
@require_safe
def calendar(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a session as a calendar file, for the trainer."""
    found = _session_or_404(request, pk)
    entry = Entry(str(found.pk), TRAINING, found.on, found.starts, found.ends, found.updated_at)
    return calendar_response([entry], "training")
