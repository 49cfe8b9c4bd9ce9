"""Sessions of a prison: what comes, who comes, what is called off and how it went."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import audit
from core.refusals import refusals_in
from directory.models import Prison, ServicePage
from volunteers.actions.notices import give_notice
from volunteers.actions.series import save_series
from volunteers.actions.sessions import cancel_day, expect, record_coming, save_day, say_known
from volunteers.enums import Barrier, Coming
from volunteers.forms.sessions import CancelForm, DayForm, ExpectForm, NoticeForm, SeriesForm
from volunteers.gate.rules import may_enter
from volunteers.gate.standing import load_standings, requirement_of_session
from volunteers.models import Attendance, Entrant, SessionDay, SessionSeries
from volunteers.policies import NotPossible
from volunteers.views.common import FormPage, form_page, organisation_or_404, prison_or_404

WEEKS = 2


def _coming_days(days: Any) -> Any:
    """Return the days of the next two weeks with how many are expected, in one query."""
    today = timezone.localdate()
    expected = Count("attendances", filter=~Q(attendances__coming=Coming.NOT_COMING))
    near = days.filter(on__range=(today, today + timedelta(weeks=WEEKS)))
    return near.select_related("organisation", "prison").annotate(people=expected).order_by("on", "starts", "pk")


@never_cache
@require_safe
def of_prison(request: HttpRequest, code: str) -> HttpResponse:
    """Show the sessions of the next two weeks, those that come round, and listings' sessions to set out."""
    prison = prison_or_404(request, code)
    context = {
        "prison": prison,
        "days": _coming_days(SessionDay.objects.filter(prison=prison)),
        "series": SessionSeries.objects.filter(prison=prison).select_related("organisation"),
        "listed": _listed(prison),
        "section": "sessions",
    }
    return render(request, "volunteers/sessions.html", context)


@never_cache
@require_safe
def of_organisation(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show an organisation its sessions of the next two weeks."""
    organisation = organisation_or_404(request, key)
    days = _coming_days(SessionDay.objects.filter(organisation=organisation))
    return render(request, "volunteers/sessions.html", {"organisation": organisation, "days": days})


def _listed(prison: Prison) -> list[dict[str, Any]]:
    """Return the sessions that listings name and that are not set out yet."""
    taken = set(SessionSeries.objects.filter(prison=prison).values_list("service", "weekday", "starts"))
    pages = ServicePage.objects.in_prison(prison).live().select_related("organisation").prefetch_related("sessions")
    return [
        {"page": page, "session": session}
        for page in pages.order_by("title")
        for session in page.sessions.all()
        if (page.pk, session.weekday, session.starts) not in taken
    ]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_series(request: HttpRequest, code: str) -> HttpResponse:
    """Set out a session that comes round, from a listing's session when the address names one."""
    prison = prison_or_404(request, code)
    series = SessionSeries(prison=prison, starts_on=timezone.localdate())
    _take_over(series, request.GET.get("from", ""))
    return _edit_series(request, prison, series, "Set out a session")


def _take_over(series: SessionSeries, number: str) -> None:
    """Fill a new series from the listing's session with this number, when it is one of the prison's."""
    pages = ServicePage.objects.in_prison(series.prison).live().prefetch_related("sessions")
    page = pages.filter(sessions__pk=number).first() if number.isascii() and number.isdigit() else None
    session = next((row for row in page.sessions.all() if str(row.pk) == number), None) if page else None
    if page is None or session is None:
        return
    series.service, series.organisation, series.title = page, page.organisation, page.title[:120]
    series.weekday, series.frequency = session.weekday, session.frequency
    series.starts, series.ends, series.destination = session.starts, session.ends, session.place


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change_series(request: HttpRequest, code: str, pk: UUID) -> HttpResponse:
    """Change a session that comes round, with the days that are set out already; those who are due are told."""
    prison = prison_or_404(request, code)
    series = get_object_or_404(SessionSeries, prison=prison, pk=pk)
    return _edit_series(request, prison, series, series.title)


def _edit_series(request: HttpRequest, prison: Prison, series: SessionSeries, heading: str) -> HttpResponse:
    form = SeriesForm(request.POST or None, instance=series, prison=prison)

    def do(said: dict[str, Any]) -> str:
        is_new = form.instance._state.adding
        save_series(series=form.instance, people=said["people"], by=request.user)
        if is_new:
            return "The session is set out for the weeks ahead."
        return "The session is changed, and so are its days to come. Whoever was due is told."

    back = reverse("volunteers:sessions", kwargs={"code": prison.code})
    return form_page(request, form, FormPage(heading, "Save", back, caption=prison.name, title="Session"), do)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_day(request: HttpRequest, code: str) -> HttpResponse:
    """Set out a single session."""
    prison = prison_or_404(request, code)
    form = DayForm(request.POST or None, instance=SessionDay(prison=prison), prison=prison)

    def do(said: dict[str, Any]) -> str:
        save_day(day=form.instance, by=request.user)
        return "The session is set out. Open it to say who comes."

    back = reverse("volunteers:sessions", kwargs={"code": prison.code})
    return form_page(request, form, FormPage("A single session", "Save", back, caption=prison.name), do)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest, code: str) -> HttpResponse:
    """Call off a day, or some hours of it, and tell everybody who is due."""
    prison = prison_or_404(request, code)
    form = NoticeForm(request.POST or None, initial={"on": timezone.localdate()})

    def do(said: dict[str, Any]) -> str:
        given = give_notice(prison=prison, by=request.user, **said)
        return f"Sessions called off: {given.sessions}. {_told(given.people, given.not_reached)}"

    page = FormPage(
        "Call off sessions",
        "Call off and tell everybody",
        reverse("volunteers:sessions", kwargs={"code": prison.code}),
        caption=prison.name,
        intro="Everybody who is due gets a message at once. Without hours, the whole day is called off. What is set "
        "out for that day later is called off too.",
    )
    return form_page(request, form, page, do)


def _told(people: int, not_reached: int) -> str:
    """Return how many were told, and that somebody has to ring the others."""
    said = f"People told: {people}."
    if not_reached:
        said += f" Without an e-mail address: {not_reached}. Ring them: the session says who does not know yet."
    return said


def _day_or_404(request: HttpRequest, pk: UUID) -> SessionDay:
    days = SessionDay.objects.visible_to(request.user).select_related("prison", "organisation", "position")
    return get_object_or_404(days.select_related("access_type__required_level"), pk=pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def day(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one session: who comes and what they still need; take somebody on."""
    session = _day_or_404(request, pk)
    people = Entrant.objects.at_prison(session.prison) & Entrant.objects.managed_by(request.user)
    form = ExpectForm(request.POST or None, people=people.exclude(pk__in=_on_it(session)))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, NotPossible):
            expect(day=session, entrant=form.cleaned_data["entrant"], by=request.user)
            messages.success(request, "They are on the session. What they still need is listed beside their name.")
            return redirect("volunteers:session", pk=pk)
    rows = _rows(request, session)
    shown = [each["row"].entrant for each in rows]
    audit.record("session.viewed", by=request.user, about=session, scope=session.prison, shown=shown)
    context = {
        "day": session,
        "rows": rows,
        "form": form,
        "barriers": Barrier.choices,
        "has_been": session.on <= timezone.localdate(),
        "is_over": session.on < timezone.localdate(),
    }
    return render(request, "volunteers/session.html", context)


def _on_it(session: SessionDay) -> Any:
    """Return who is on a session; who said that they cannot come may be put on it again."""
    return session.attendances.exclude(coming=Coming.NOT_COMING).values("entrant")


def _rows(request: HttpRequest, session: SessionDay) -> list[dict[str, Any]]:
    """Return who comes, with what they still need that day. Others' names are left out for an organisation."""
    visible = Entrant.objects.managed_by(request.user)
    rows = list(session.attendances.filter(entrant__in=visible).select_related("entrant"))
    standings = load_standings([row.entrant_id for row in rows], session.prison)
    requirement = requirement_of_session(session)
    found = [{"row": row, "answer": may_enter(standings[row.entrant_id], requirement, session.on)} for row in rows]
    return sorted(found, key=lambda each: (each["row"].entrant.last_name, each["row"].entrant.first_name))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Cancel one session."""
    session = _day_or_404(request, pk)
    form = CancelForm(request.POST or None)

    def do(said: dict[str, Any]) -> str:
        told = cancel_day(day=session, barrier=said["barrier"], by=request.user)
        return f"The session is cancelled. {_told(len(told.reached), len(told.not_reached))}"

    page = FormPage(
        "Cancel this session?",
        "Cancel it and tell everybody",
        reverse("volunteers:session", kwargs={"pk": pk}),
        caption=f"{session.title}, {_words(session.on)}",
        title="Cancel",
    )
    return form_page(request, form, page, do)


def _words(on: date) -> str:
    return f"{on:%A} {on.day} {on:%B %Y}"


@require_POST
def came(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record with one button whether somebody came, which barrier stood in the way, or that they know."""
    session = _day_or_404(request, pk)
    rows = Attendance.objects.filter(day=session, entrant__in=Entrant.objects.managed_by(request.user))
    try:
        row = get_object_or_404(rows, pk=UUID(request.POST.get("row", "")))
    except ValueError:
        messages.error(request, "That did not work. Choose the person again.")
        return redirect("volunteers:session", pk=pk)
    barrier = request.POST.get("barrier", "")
    coming = request.POST.get("coming", Coming.DID_NOT_COME if barrier else "")
    try:
        if "knows" in request.POST:
            say_known(attendance=row, by=request.user)
        elif coming not in Coming.values:
            raise NotPossible("Say whether they came.")
        else:
            record_coming(attendance=row, coming=coming, barrier=barrier, by=request.user)
    except NotPossible as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "That is written down.")
    return redirect("volunteers:session", pk=pk)
