"""More of somebody's own page: calendar to subscribe to, hours, thanks, asking for a correction, stopping."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.db.models.functions import ExtractYear
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import audit
from core.throttle import client_address, is_allowed
from volunteers.actions.leaving import leave
from volunteers.actions.own_page import ask_correction, hash_of, make_feed, read_feed, revoke_feed
from volunteers.calendar_files import calendar_response
from volunteers.enums import Coming
from volunteers.forms.own_page import CorrectionForm, LeaveForm
from volunteers.models import Attendance, CalendarFeed, Correction, Entrant, SessionDay
from volunteers.own import calendar_entries, hours_in_words
from volunteers.permissions import is_own
from volunteers.policies import NotPossible
from volunteers.views.common import FormPage, form_page, kept_or_404, own_or_404
from volunteers.views.papers import Paper, give_paper

#: Reads of one calendar, and from one computer, in an hour: calendars ask every few minutes at most.
READS_AN_HOUR, READS_FROM_ONE = 60, 600
PER_PAGE = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """Make and take back the secret address of one's calendar. It is shown once, when it is made."""
    entrant = own_or_404(request)
    address = ""
    if request.method == "POST":
        if request.POST.get("do") == "revoke":
            revoke_feed(entrant=entrant, by=request.user)
            return redirect("volunteers:my_feed")
        token = make_feed(entrant=entrant, by=request.user)
        address = request.build_absolute_uri(reverse("volunteers:feed", kwargs={"token": token}))
    feed = CalendarFeed.objects.filter(entrant=entrant).first()
    return render(request, "volunteers/own/calendar.html", {"feed": feed, "address": address})


@login_not_required
@never_cache
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Give a calendar the days and hours of somebody's sessions: nothing else, to whoever has the secret."""
    computer = salted_hmac("volunteers.feed", client_address(request)).hexdigest()[:16]
    within = is_allowed("calendar-from", computer, limit=READS_FROM_ONE, seconds=3600)
    if not within or not is_allowed("calendar", hash_of(token)[:16], limit=READS_AN_HOUR, seconds=3600):
        return render(request, "429.html", status=429)
    entrant = read_feed(token=token)
    if entrant is None:
        raise Http404
    response = calendar_response(calendar_entries(entrant), "sessions")
    response["X-Robots-Tag"] = "noindex"
    return response


def _came(entrant: Entrant) -> Any:
    return Attendance.objects.filter(entrant=entrant, coming=Coming.CAME)


def _came_as_seen_by(user: Any, entrant: Entrant) -> Any:
    """Return the times somebody came: all of them for themselves, for others those at their prison or organisation."""
    rows = _came(entrant)
    return rows if is_own(user, entrant) else rows.filter(day__in=SessionDay.objects.visible_to(user))


def _years(entrant: Entrant) -> list[dict[str, Any]]:
    """Return hours and times by year, the latest first."""
    rows = _came(entrant).annotate(year=ExtractYear("day__on")).values("year").order_by("-year")
    return list(rows.annotate(minutes=Sum("minutes"), times=Count("pk")))


@never_cache
@require_safe
def hours(request: HttpRequest) -> HttpResponse:
    """Show somebody each time they came and how long, with the sum of every year."""
    entrant = own_or_404(request)
    audit.record("entrant.hours", by=request.user, about=entrant)
    rows = _came(entrant).select_related("day__prison", "day__organisation").order_by("-day__on", "-day__starts", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "years": [row | {"hours": hours_in_words(row["minutes"])} for row in _years(entrant)]}
    return render(request, "volunteers/own/hours.html", context)


@never_cache
@require_safe
def my_thanks(request: HttpRequest, ending: str = "") -> HttpResponse:
    """Give somebody their letter of thanks, to print or as PDF."""
    entrant = own_or_404(request)
    return _thanks(request, entrant, reverse("volunteers:my_thanks"), reverse("volunteers:mine"), bool(ending))


@never_cache
@require_safe
def thanks(request: HttpRequest, pk: UUID, ending: str = "") -> HttpResponse:
    """Give who keeps a record the person's letter of thanks, to print or as PDF."""
    entrant = kept_or_404(request, pk)
    on_screen = reverse("volunteers:thanks", kwargs={"pk": pk})
    return _thanks(request, entrant, on_screen, reverse("volunteers:person", kwargs={"pk": pk}), bool(ending))


def _thanks(request: HttpRequest, entrant: Entrant, on_screen: str, back: str, as_pdf: bool) -> HttpResponse:
    audit.record("entrant.thanks", by=request.user, about=entrant)
    totals = _came_as_seen_by(request.user, entrant).aggregate(minutes=Sum("minutes"), times=Count("pk"))
    seen = entrant.engagements.visible_to(request.user)
    works = list(seen.select_related("organisation", "position__prison").order_by("starts_on", "pk"))
    running = any(work.ends_on is None or work.ends_on >= timezone.localdate() for work in works)
    context = {
        "entrant": entrant,
        "works": works,
        "first_day": works[0].starts_on if works else None,
        "last_day": None if running else max((work.ends_on for work in works if work.ends_on), default=None),
        "times": totals["times"],
        "hours": hours_in_words(totals["minutes"]),
    }
    paper = Paper("volunteers/own/thanks.html", "Letter of thanks", "thanks", on_screen, back)
    return give_paper(request, paper, context, as_pdf=as_pdf)


@never_cache
@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """Show somebody what they asked to be corrected and what was answered."""
    entrant = own_or_404(request)
    audit.record("correction.viewed", by=request.user, about=entrant)
    return render(
        request, "volunteers/own/corrections.html", {"corrections": Correction.objects.filter(entrant=entrant)}
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Let somebody say that something in their record is wrong which they cannot change themselves."""
    entrant = own_or_404(request)
    form = CorrectionForm(request.POST or None)

    def do(said: dict[str, Any]) -> str:
        ask_correction(entrant=entrant, by=request.user, **said)
        return "Thank you. Who keeps your record is told and answers you here."

    intro = "Your name and contact details you can change yourself, on your page. For the rest, say here what is wrong."
    page = FormPage("Ask for a correction", "Send", reverse("volunteers:my_corrections"), intro=intro)
    return form_page(request, form, page, do)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest) -> HttpResponse:
    """Let somebody say that they stop, and say what happens next."""
    entrant = own_or_404(request)
    today = timezone.localdate()
    running = entrant.engagements.exclude(ends_on__lte=today).select_related("organisation", "position__prison")
    if not running.exists():
        raise Http404
    form = LeaveForm(
        request.POST or None,
        engagements=running,
        initial={"ends_on": today, "engagements": [row.pk for row in running]},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        answer = _stopped(request, entrant, form, said)
        if answer is not None:
            return answer
    return render(request, "volunteers/own/leave.html", {"form": form})


def _stopped(request: HttpRequest, entrant: Entrant, form: LeaveForm, said: dict[str, Any]) -> HttpResponse | None:
    try:
        leave(entrant=entrant, engagements=said["engagements"], ends_on=said["ends_on"], by=request.user)
    except NotPossible as problem:
        form.add_error(None, str(problem))
        return None
    return redirect("volunteers:left")


@never_cache
@require_safe
def stopped(request: HttpRequest) -> HttpResponse:
    """Thank somebody who stops and say what happens next."""
    entrant = own_or_404(request)
    last = entrant.engagements.exclude(ends_on=None).order_by("-ends_on").first()
    return render(request, "volunteers/own/left.html", {"last_day": last.ends_on if last else None})
