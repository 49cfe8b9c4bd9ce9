"""Lists of people who come in: for a prison, for an organisation, and the way in."""

from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.roles import APPROVE_PEOPLE, MANAGE_VOLUNTEERS, RUN_GATE, RUN_TRAINING
from core import audit
from directory.models import Organisation, Prison
from volunteers.actions.people import Work, add_person
from volunteers.filters import PeopleFilter
from volunteers.forms.people import NewPersonForm
from volunteers.gate.people import answers_at
from volunteers.models import Approval, Clearance, Engagement, Entrant, Position
from volunteers.searched import look_for, with_words, words_for
from volunteers.views.common import FormPage, form_page, organisation_or_404, prison_or_404

PER_PAGE = 25
_PERMISSIONS = (MANAGE_VOLUNTEERS, APPROVE_PEOPLE, RUN_GATE, RUN_TRAINING)


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the user's prisons and organisations, with what they may do in each."""
    held = {name: set(Prison.objects.where_allowed(request.user, name)) for name in _PERMISSIONS}
    prisons = sorted(set().union(*held.values()), key=lambda prison: prison.name)
    organisations = list(Organisation.objects.where_allowed(request.user, MANAGE_VOLUNTEERS))
    if not prisons and not organisations:
        return _own_page(request.user)
    places = [{"prison": prison, "may": {name for name in _PERMISSIONS if prison in held[name]}} for prison in prisons]
    return render(request, "volunteers/home.html", {"places": places, "organisations": organisations})


def _own_page(user: Any) -> HttpResponse:
    """Lead somebody who looks after nobody to the own record. Raises Http404 where there is none."""
    if not Entrant.objects.filter(user=user, merged_into=None).exists():
        raise Http404
    return redirect("volunteers:mine")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def of_prison(request: HttpRequest, code: str) -> HttpResponse:
    """Show the people who come in to a prison, or are to, and what each still needs; look for a name."""
    prison = prison_or_404(request, code)
    people = Entrant.objects.at_prison(prison)
    if request.method == "POST":
        return _looked_for(request, people, prison)
    words = words_for(request, prison)
    chosen = PeopleFilter(request.GET, queryset=with_words(people, words), prison=prison)
    engagements = Engagement.objects.reaching(prison)
    page = _page(request, chosen.qs, engagements, Approval.objects.filter(prison=prison))
    answers = answers_at(prison, [entrant.pk for entrant in page])
    rows = [_row(entrant, answers[entrant.pk]) for entrant in page]
    audit.record("entrants.listed", by=request.user, scope=prison, shown=page)
    context = {"prison": prison, "filter": chosen, "page": page, "rows": rows, "section": "people", "words": words}
    return render(request, "volunteers/people.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def of_organisation(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show an organisation its people with their clearance and what each prison has decided; look for a name."""
    organisation = organisation_or_404(request, key)
    people = Entrant.objects.of_organisation(organisation)
    if request.method == "POST":
        return _looked_for(request, people, organisation)
    words = words_for(request, organisation)
    approvals = Approval.objects.visible_to(request.user)
    chosen = PeopleFilter(request.GET, queryset=with_words(people, words), approvals=approvals)
    page = _page(request, chosen.qs, Engagement.objects.filter(organisation=organisation), approvals)
    rows = [_row(entrant, []) for entrant in page]
    audit.record("entrants.listed", by=request.user, scope=organisation, shown=page)
    context = {"organisation": organisation, "filter": chosen, "page": page, "rows": rows, "words": words}
    return render(request, "volunteers/people.html", context)


def _looked_for(request: HttpRequest, people: Any, scope: Prison | Organisation) -> HttpResponse:
    """Keep the words and go back to the list: its first page, with the other choices as they were."""
    look_for(request, people, scope)
    query = request.GET.copy()
    query.pop("page", None)
    return redirect(f"{request.path}?{query.urlencode()}" if query else request.path)


def _page(request: HttpRequest, people: Any, engagements: Any, approvals: Any) -> "Page[Entrant]":
    """Return one page of the list with all that its rows show, in a constant number of queries."""
    clearances = Clearance.objects.select_related("level").order_by("-expires_on", "-created_at")
    found = people.order_by("last_name", "first_name", "pk").prefetch_related(
        Prefetch("clearances", clearances),
        Prefetch("engagements", engagements.select_related("organisation", "position")),
        Prefetch("approvals", approvals.select_related("prison")),
    )
    return Paginator(found, PER_PAGE).get_page(request.GET.get("page"))


def _row(entrant: Entrant, answers: list[Any]) -> dict[str, Any]:
    """Return what a list shows of somebody; everything was fetched along."""
    today = timezone.localdate()
    working = [engagement for engagement in entrant.engagements.all() if engagement.is_active(today)]
    missing = {lack.words: lack for row in answers for lack in row.answer.missing}
    return {
        "entrant": entrant,
        "engagements": working or list(entrant.engagements.all())[:1],
        "clearance": next(iter(entrant.clearances.all()), None),
        "approvals": list(entrant.approvals.all()),
        "missing": list(missing.values()),
        "may_enter": bool(answers) and not missing,
        "overridden": any(row.answer.overridden for row in answers),
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_at_prison(request: HttpRequest, code: str) -> HttpResponse:
    """Add somebody who is to come in to a prison."""
    prison = prison_or_404(request, code)
    form = NewPersonForm(
        request.POST or None,
        organisations=Organisation.objects.order_by("name"),
        positions=Position.objects.filter(prison=prison).select_related("organisation"),
    )
    page = FormPage(
        heading="Add somebody who comes in",
        caption=prison.name,
        button="Add this person",
        back=reverse("volunteers:people", kwargs={"code": prison.code}),
        intro="Volunteers and charity workers alike. Look for them in the list first: one person has one record.",
    )
    return form_page(request, form, page, lambda said: _add(request.user, said, prison))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_at_organisation(request: HttpRequest, key: UUID) -> HttpResponse:
    """Add somebody whom an organisation engages."""
    organisation = organisation_or_404(request, key)
    form = NewPersonForm(
        request.POST or None,
        initial={"organisation": organisation.pk},
        organisations=Organisation.objects.filter(pk=organisation.pk),
        positions=Position.objects.filter(organisation=organisation).select_related("prison"),
        prisons=Prison.objects.opened(),
    )
    page = FormPage(
        heading="Add somebody",
        caption=organisation.name,
        button="Add this person",
        back=reverse("volunteers:organisation", kwargs={"key": organisation.pk}),
        intro="Volunteers and workers alike. Look for them in the list first: one person has one record.",
    )
    return form_page(request, form, page, lambda said: _add(request.user, said, said["prison"]))


def _add(by: User | Any, said: dict[str, Any], prison: Prison | None) -> str:
    details = {name: said[name] for name in ("first_name", "last_name", "email", "phone", "welsh_preferred")}
    work = Work(said["kind"], said["organisation"], said["position"], said["starts_on"])
    entrant = add_person(work=work, prison=prison, agreed_on=said["agreed_on"], by=by, **details)
    return f"{entrant.name} is added, with the reference {entrant.reference}."
