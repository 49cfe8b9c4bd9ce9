"""Adverts and applications: public pages without an account, and the pipeline."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import audit
from core.refusals import refusals_in
from core.throttle import client_address, is_allowed
from directory.models import Prison
from volunteers.actions.diversity import count_answers
from volunteers.actions.recruitment import apply, move_application
from volunteers.diversity import shown_counts
from volunteers.enums import PIPELINE, Stage
from volunteers.forms.recruitment import ApplyForm, DiversityForm, MoveForm
from volunteers.gate.people import RoleAnswer, answers_at
from volunteers.models import Application, EntrySettings, Position, StageRule
from volunteers.pipeline import ON_BOARD, as_board, with_clocks
from volunteers.policies import NotPossible
from volunteers.views.common import FormPage, form_page, organisation_or_404, prison_or_404

PER_PAGE, MOST_IN_COLUMN = 50, 20


def _advertised() -> Any:
    return Position.objects.advertised().select_related("prison", "organisation")


@login_not_required
@require_safe
def adverts(request: HttpRequest) -> HttpResponse:
    """Show every role that is advertised."""
    positions = _advertised().order_by("prison__name", "title")
    return render(request, "volunteers/adverts.html", {"positions": positions})


@login_not_required
@require_safe
def advert(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one advertised role."""
    found = _advertised().select_related("required_level").prefetch_related("access_types", "modules")
    return render(request, "volunteers/advert.html", {"position": get_object_or_404(found, pk=pk)})


def _is_no_flood(request: HttpRequest, name: str, key: str) -> bool:
    """Count one more from this computer, and then for this role or prison, so that one computer stops nobody else.

    A keyed hash stands for the computer: its address is personal.
    """
    rules = EntrySettings.load()
    computer = salted_hmac(f"volunteers.{name}", client_address(request)).hexdigest()[:16]
    if not is_allowed(f"{name}-from", computer, limit=rules.applications_from_one_place, seconds=3600):
        return False
    return is_allowed(name, key, limit=rules.applications_an_hour, seconds=3600)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply_for(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take an application from somebody without an account."""
    position = get_object_or_404(_advertised(), pk=pk)
    form = ApplyForm(request.POST or None)

    def do(said: dict[str, Any]) -> str:
        if not _is_no_flood(request, "apply", str(position.pk)):
            raise NotPossible("Too many applications come at once. Try again in an hour: nothing you typed is lost.")
        by = request.user if request.user.is_authenticated else None
        made = apply(position=position, by=by, **said)
        return f"Thank you. Your reference is {made.reference}."

    page = FormPage(
        "Apply",
        "Send the application",
        reverse("volunteers:applied", kwargs={"pk": pk}),
        caption=f"{position.title}, {position.prison}",
        intro="The organisation and the prison’s coordinator read this, and nobody else.",
    )
    return form_page(request, form, page, do)


@login_not_required
@require_safe
def applied(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what happens next, and lead to the questions that are counted apart."""
    position = get_object_or_404(_advertised(), pk=pk)
    return render(request, "volunteers/applied.html", {"position": position, "rules": _rules()})


def _rules() -> list[StageRule]:
    """Return what comes after applying; whoever has applied enquires no more."""
    rules = {rule.stage: rule for rule in StageRule.objects.all()}
    return [rules[stage] for stage in PIPELINE if stage in rules and stage != Stage.ENQUIRY]


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def diversity(request: HttpRequest, code: str) -> HttpResponse:
    """Count answers about who applies; nothing joins them to anybody."""
    prison = get_object_or_404(Prison.objects.opened(), pk=code)
    form = DiversityForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if _is_no_flood(request, "diversity", code):
            count_answers(prison=prison, answers=form.answers())
        return redirect("volunteers:diversity_thanks")
    return render(request, "volunteers/diversity.html", {"form": form, "prison": prison})


@login_not_required
@require_safe
def diversity_thanks(request: HttpRequest) -> HttpResponse:
    """Say thank you, the same to everybody."""
    return render(request, "volunteers/diversity_thanks.html")


@never_cache
@require_safe
def of_prison(request: HttpRequest, code: str) -> HttpResponse:
    """Show the applications for roles in a prison, as a table or a board."""
    prison = prison_or_404(request, code)
    listed = _listed(request, Application.objects.filter(position__prison=prison))
    audit.record("applications.listed", by=request.user, scope=prison, shown=listed["shown"])
    counts = shown_counts([prison.code])
    context = {"prison": prison, "section": "applications", "counts": counts}
    return render(request, "volunteers/applications.html", listed | context)


@never_cache
@require_safe
def of_organisation(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show an organisation the applications for its roles."""
    organisation = organisation_or_404(request, key)
    listed = _listed(request, Application.objects.filter(position__organisation=organisation))
    audit.record("applications.listed", by=request.user, scope=organisation, shown=listed["shown"])
    return render(request, "volunteers/applications.html", listed | {"organisation": organisation})


def _listed(request: HttpRequest, applications: Any) -> dict[str, Any]:
    """Return a page of the table, or the board, and whose applications it shows.

    Those that ended come the last first: from there one is opened again.
    """
    view, today = request.GET.get("view", ""), timezone.localdate()
    ended = view == "ended"
    stages = (Stage.ACTIVE, Stage.LEFT) if ended else ON_BOARD
    found = applications.filter(stage__in=stages).select_related("position__prison", "position__organisation")
    if view == "board":
        board = as_board(found, today, most=MOST_IN_COLUMN)
        shown = [row.application for column in board for row in column.waiting]
        return {"board": board, "ended": False, "shown": shown}
    page = Paginator(found.order_by("-stage_since", "pk") if ended else found, PER_PAGE).get_page(
        request.GET.get("page")
    )
    rows = with_clocks(page, today)
    return {"rows": rows, "page": page, "ended": ended, "shown": [row.application for row in rows]}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def application(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one application to those who deal with it, and move it on."""
    found = get_object_or_404(
        Application.objects.visible_to(request.user).select_related("position__prison", "entrant"), pk=pk
    )
    form = MoveForm(request.POST or None, application=found)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, NotPossible):
            move_application(application=found, by=request.user, **form.cleaned_data)
            return redirect("volunteers:application", pk=pk)
    audit.record("application.viewed", by=request.user, about=found, scope=found.position.prison)
    [waiting] = with_clocks([found], timezone.localdate())
    context = {
        "application": found,
        "waiting": waiting,
        "form": form,
        "references": found.references.all(),
        "answers": _still_needed(found),
    }
    return render(request, "volunteers/application.html", context)


def _still_needed(application: Application) -> list[RoleAnswer]:
    """Return what somebody who was taken on still needs for the role, so that nobody is called ready who is not."""
    if application.entrant is None or application.stage == Stage.LEFT:
        return []
    answers = answers_at(application.position.prison, [application.entrant.pk])[application.entrant.pk]
    return [row for row in answers if row.position == application.position]
