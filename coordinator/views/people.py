"""A prison's posts, its contact page, and the national list of who is missing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import guardian
from accounts.roles import COORDINATE, MANAGE_PEOPLE
from coordinator.actions.appointments import (
    appoint,
    correct_appointment,
    end_appointment,
    vacant_since,
    withdraw_appointment,
)
from coordinator.enums import Post
from coordinator.forms.appointments import AppointmentForm, EndForm, PersonInPostForm
from coordinator.models import Appointment
from coordinator.permissions import sees_contact_page, sees_staff_contacts
from coordinator.views.base import desk_page
from core.refusals import refusals_in
from directory.models import Prison
from directory.page_facts import contact_rows


def _prison(request: HttpRequest, code: str) -> Prison:
    prisons = Prison.objects.opened().where_allowed(request.user, MANAGE_PEOPLE)
    return get_object_or_404(prisons, code=code.upper())


@never_cache
@require_safe
def people(request: HttpRequest, *, code: str) -> HttpResponse:
    """Show who holds which post today, who is to come and who was."""
    prison, today = _prison(request, code), timezone.localdate()
    everybody = list(Appointment.objects.filter(prison=prison).select_related("user"))
    now = [each for each in everybody if each.starts_on <= today and (each.ends_on is None or each.ends_on >= today)]
    posts = [(post, [each for each in now if each.post == post]) for post in Post]
    context = {
        "posts": posts,
        "to_come": [each for each in everybody if each.starts_on > today],
        "before": [each for each in everybody if each.ends_on is not None and each.ends_on < today],
        "vacant_since": vacant_since(prison, today),
        "hands_over": guardian.can(request.user, COORDINATE, prison),
    }
    return desk_page(request, "coordinator/people/people.html", prison, tab="people", **context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def appoint_somebody(request: HttpRequest, *, code: str) -> HttpResponse:
    """Appoint somebody to a post."""
    prison = _prison(request, code)
    form = AppointmentForm(request.POST or None, prison=prison, initial={"post": request.GET.get("post", "")})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            appoint(prison=prison, by=request.user, **form.cleaned_data)
            messages.success(request, "The appointment is recorded.")
            return redirect("coordinator:people", code=prison.code)
    return desk_page(request, "coordinator/people/appoint.html", prison, tab="people", form=form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, *, code: str, key: UUID) -> HttpResponse:
    """Set the last day of an appointment."""
    prison = _prison(request, code)
    held = get_object_or_404(Appointment, prison=prison, pk=key)
    form = EndForm(request.POST or None, initial={"ends_on": held.ends_on or timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            end_appointment(appointment=held, by=request.user, **form.cleaned_data)
            messages.success(request, "The last day is recorded.")
            return redirect("coordinator:people", code=prison.code)
    return desk_page(request, "coordinator/people/end.html", prison, tab="people", form=form, held=held)


_PERSON = ("name", "user", "phone", "hours", "employer")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, *, code: str, key: UUID) -> HttpResponse:
    """Correct how somebody in a post is called or reached."""
    prison = _prison(request, code)
    held = get_object_or_404(Appointment, prison=prison, pk=key)
    initial = {name: getattr(held, name) for name in _PERSON}
    form = PersonInPostForm(request.POST or None, prison=prison, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            correct_appointment(appointment=held, by=request.user, **form.cleaned_data)
            messages.success(request, "That is corrected.")
            return redirect("coordinator:people", code=prison.code)
    return desk_page(request, "coordinator/people/correct.html", prison, tab="people", form=form, held=held)


@never_cache
@require_POST
def withdraw(request: HttpRequest, *, code: str, key: UUID) -> HttpResponse:
    """Take back an appointment that has not begun."""
    prison = _prison(request, code)
    held = get_object_or_404(Appointment, prison=prison, pk=key)
    try:
        withdraw_appointment(appointment=held, by=request.user)
        messages.success(request, "The appointment is taken back.")
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("coordinator:people", code=prison.code)


@never_cache
@require_safe
def contact(request: HttpRequest, *, code: str) -> HttpResponse:
    """Show staff, and organisations that work in the prison, who runs its voluntary sector and how to reach them."""
    prison = get_object_or_404(Prison.objects.opened(), code=code.upper())
    held = Appointment.objects.visible_to(request.user).filter(prison=prison).on()
    if not sees_contact_page(request.user, prison):
        raise Http404
    request.scope_name = prison.name  # type: ignore[attr-defined]
    posts = [(post, [each for each in held if each.post == post]) for post in Post]
    staff = contact_rows(prison) if sees_staff_contacts(request.user, prison) else []
    return render(request, "coordinator/people/contact.html", {"prison": prison, "posts": posts, "contacts": staff})


@never_cache
@require_safe
def prisons(request: HttpRequest) -> HttpResponse:
    """Show the national administrator every open prison with its posts, those without a coordinator first."""
    if not guardian.nationally_allowed(request.user, MANAGE_PEOPLE):
        raise Http404
    today = timezone.localdate()
    held = Prefetch("appointments", Appointment.objects.on(today), to_attr="held")
    rows = [_row(prison) for prison in Prison.objects.opened().prefetch_related(held)]
    missing = [row for row in rows if not row["coordinator"]]
    rows.sort(key=lambda row: (bool(row["coordinator"]), row["prison"].name))
    return render(request, "coordinator/people/prisons.html", {"rows": rows, "missing": len(missing)})


def _row(prison: Any) -> dict[str, Any]:
    by_post: dict[str, list[str]] = {post.value: [] for post in Post}
    for each in prison.held:
        by_post[each.post].append(each.name)
    return {"prison": prison, **{post: ", ".join(names) for post, names in by_post.items()}}
