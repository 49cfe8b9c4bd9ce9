"""The register of roles of a prison and of an organisation."""

from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.roles import MANAGE_VOLUNTEERS
from directory.models import Organisation, Prison
from volunteers.actions.positions import save_position
from volunteers.forms.positions import PositionForm
from volunteers.models import Position
from volunteers.notifications import holders
from volunteers.permissions import coordinates
from volunteers.views.common import FormPage, form_page, organisation_or_404, prison_or_404


def _with_counts(positions: Any) -> Any:
    today = timezone.localdate()
    active = Q(engagements__ends_on=None) | Q(engagements__ends_on__gte=today)
    return (
        positions.select_related("prison", "organisation", "required_level")
        .prefetch_related("access_types", "modules")
        .annotate(people=Count("engagements", filter=active))
        .order_by("prison__name", "title", "pk")
    )


@never_cache
@require_safe
def of_prison(request: HttpRequest, code: str) -> HttpResponse:
    """Show the roles in a prison."""
    prison = prison_or_404(request, code)
    rows = _with_counts(Position.objects.filter(prison=prison))
    context = {"prison": prison, "positions": rows, "section": "roles"}
    return render(request, "volunteers/positions.html", context)


@never_cache
@require_safe
def of_organisation(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show an organisation its roles."""
    organisation = organisation_or_404(request, key)
    rows = _with_counts(Position.objects.filter(organisation=organisation))
    return render(request, "volunteers/positions.html", {"organisation": organisation, "positions": rows})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Add a role in a prison."""
    prison = prison_or_404(request, code)
    back = reverse("volunteers:positions", kwargs={"code": prison.code})
    return _edit(request, Position(prison=prison), back, "Add a role")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change a role."""
    position = get_object_or_404(Position.objects.visible_to(request.user).select_related("prison"), pk=pk)
    if coordinates(request.user, position.prison):
        back = reverse("volunteers:positions", kwargs={"code": position.prison_id})
    else:
        back = reverse("volunteers:organisation_positions", kwargs={"key": position.organisation_id})
    return _edit(request, position, back, position.title)


def _edit(request: HttpRequest, position: Position, back: str, heading: str) -> HttpResponse:
    prison: Prison = position.prison
    may_advertise = coordinates(request.user, prison)
    organisations = Organisation.objects.order_by("name")
    if not may_advertise:
        organisations = Organisation.objects.where_allowed(request.user, MANAGE_VOLUNTEERS)
    form = PositionForm(
        request.POST or None,
        instance=position,
        initial={}
        if position._state.adding
        else {"access_types": position.access_types.all(), "modules": position.modules.all()},
        organisations=organisations,
        supervisors=_supervisors(prison, position.organisation),
        may_advertise=may_advertise,
    )

    def do(said: dict[str, Any]) -> str:
        needs = {name: said.get(name, getattr(position, name).all()) for name in ("access_types", "modules")}
        save_position(position=form.instance, by=request.user, **needs)
        return "The role is saved."

    return form_page(request, form, FormPage(heading, "Save the role", back, caption=prison.name, title="Role"), do)


def _supervisors(prison: Prison, organisation: Organisation | None) -> Any:
    """Return who may supervise: those who look after people at the prison or in the organisation."""
    found = holders(MANAGE_VOLUNTEERS, prison) + (holders(MANAGE_VOLUNTEERS, organisation) if organisation else [])
    return User.objects.filter(pk__in=[user.pk for user in found]).order_by("name")
