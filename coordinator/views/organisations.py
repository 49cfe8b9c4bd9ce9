"""Organisations in a prison: the public offer form, triage, the checklist, and their way through."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordinator.actions.charity_register import register_says
from coordinator.actions.engagements import move_engagement, set_item, start_engagement
from coordinator.actions.offers import accept_offer, decline_offer, keep_talking, submit_offer
from coordinator.enums import OPEN_OFFERS, EngagementState
from coordinator.forms.organisations import (
    ACCEPT,
    DECLINE,
    AddOrganisationForm,
    DecisionForm,
    ItemForm,
    OfferForm,
)
from coordinator.models import CharityAlert, DeskSettings, Engagement, OnboardingItem, ServiceOffer
from coordinator.permissions import prison_coordinated_by
from coordinator.views.base import desk_page
from coordinator.workflow import moves_from
from core import audit
from core.refusals import refusals_in
from core.throttle import client_address, is_allowed
from directory.models import Organisation, Prison

_OFFERS_FROM_ONE_PLACE = 5
_TOO_MANY = (
    "Many offers have come in within the last hour, so this one is not sent yet. "
    "Keep this page open and press the button again in an hour."
)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def make_offer(request: HttpRequest, *, code: str) -> HttpResponse:
    """Take an offer from anybody, without an account. So many an hour, for one prison and from one place."""
    prison = get_object_or_404(Prison.objects.opened(), code=code.upper())
    form = OfferForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        by = request.user if request.user.is_authenticated else None
        with refusals_in(form):
            if not _may_offer(request, prison):
                status = 429
                raise ValidationError(_TOO_MANY)
            submit_offer(prison=prison, by=by, **form.cleaned_data)
            return redirect("coordinator:offer_thanks", code=prison.code)
    context = {"prison": prison, "form": form, "keep_days": DeskSettings.load().keep_decided_days}
    return render(request, "coordinator/organisations/make_offer.html", context, status=status)


def _may_offer(request: HttpRequest, prison: Prison) -> bool:
    """Count an offer. Where it came from is hashed with the installation's secret: the cache gives nobody's address."""
    place = f"{client_address(request)} {timezone.localdate()}"
    key = salted_hmac("coordinator.offer-from", place, algorithm="sha256").hexdigest()[:32]
    from_place = is_allowed("offer-from", key, limit=_OFFERS_FROM_ONE_PLACE, seconds=3600)
    return from_place and is_allowed("offer-to", prison.code, limit=DeskSettings.load().offers_an_hour, seconds=3600)


@login_not_required
@require_safe
def offer_thanks(request: HttpRequest, *, code: str) -> HttpResponse:
    """Say what happens next with an offer."""
    prison = get_object_or_404(Prison.objects.opened(), code=code.upper())
    return render(request, "coordinator/organisations/thanks.html", {"prison": prison})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def organisations(request: HttpRequest, *, code: str) -> HttpResponse:
    """Show who works in the prison and how complete each checklist is, and the offers; a POST adds one to the list."""
    prison = prison_coordinated_by(request.user, code)
    form = AddOrganisationForm(request.POST or None, without=_without_checklist(prison))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            made = start_engagement(prison=prison, organisation=form.cleaned_data["organisation"], by=request.user)
            return redirect("coordinator:engagement", code=prison.code, key=made.pk)
    today = timezone.localdate()
    in_place = Count("items", filter=Q(items__done_on__isnull=False) & ~Q(items__expires_on__lt=today), distinct=True)
    mine = Engagement.objects.visible_to(request.user).filter(prison=prison).select_related("organisation")
    counted = mine.select_related("organisation__charity_check").annotate(
        in_place=in_place, wanted=Count("items", distinct=True)
    )
    context = {
        "current": [each for each in counted if each.state != EngagementState.LEFT],
        "left": [each for each in counted if each.state == EngagementState.LEFT],
        "offers": ServiceOffer.objects.visible_to(request.user).filter(prison=prison).order_by("-created_at")[:50],
        "form": form,
    }
    return desk_page(request, "coordinator/organisations/list.html", prison, tab="organisations", **context)


def _without_checklist(prison: Prison) -> Any:
    """Return the organisations with a live listing here that are not on the list."""
    listed = Engagement.objects.current().filter(prison=prison).values("organisation")
    return Organisation.objects.listed_in(prison).exclude(pk__in=listed).order_by("name")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, *, code: str, key: UUID) -> HttpResponse:
    """Show an offer with what the charity register says, and decide about it."""
    prison = prison_coordinated_by(request.user, code)
    shown = get_object_or_404(ServiceOffer.objects.visible_to(request.user).filter(prison=prison), pk=key)
    alike = _alike(shown)
    form = DecisionForm(request.POST or None, alike=alike) if shown.state in OPEN_OFFERS else None
    if request.method == "POST" and form is not None and form.is_valid():
        went = _decide(request, prison, shown, form)
        if went is not None:
            return went
    context = {"offer": shown, "form": form, "alike": alike, "standing": register_says(shown.charity_number)}
    audit.record("offer.read", by=request.user, about=shown, scope=prison)
    return desk_page(request, "coordinator/organisations/offer.html", prison, tab="organisations", **context)


def _alike(offer: ServiceOffer) -> Any:
    """Return at most ten organisations that may be the one that offers: the form lets choose among them."""
    found = Organisation.objects.alike(offer.organisation_name, offer.charity_number).order_by("name")
    return found.filter(pk__in=list(found.values_list("pk", flat=True)[:10]))


def _decide(request: HttpRequest, prison: Prison, shown: ServiceOffer, form: DecisionForm) -> HttpResponse | None:
    decision, note = form.cleaned_data["decision"], form.cleaned_data["note"]
    with refusals_in(form):
        if decision == ACCEPT:
            which = form.cleaned_data["organisation"]
            started = accept_offer(offer=shown, by=request.user, organisation=which, note=note)
            messages.success(request, "The offer is accepted. Here is the checklist.")
            return redirect("coordinator:engagement", code=prison.code, key=started.pk)
        if decision == DECLINE:
            decline_offer(offer=shown, by=request.user, note=note)
            messages.success(request, "The offer is declined. Please tell them why, by phone or e-mail.")
        else:
            keep_talking(offer=shown, by=request.user, note=note)
            messages.success(request, "That is noted.")
        return redirect("coordinator:organisations", code=prison.code)
    return None


def _engagement(request: HttpRequest, prison: Prison, key: UUID) -> Engagement:
    mine = Engagement.objects.visible_to(request.user).filter(prison=prison).select_related("organisation")
    return get_object_or_404(mine, pk=key)


@never_cache
@require_safe
def engagement(request: HttpRequest, *, code: str, key: UUID) -> HttpResponse:
    """Show one organisation's checklist and what can be done next."""
    prison = prison_coordinated_by(request.user, code)
    shown = _engagement(request, prison, key)
    today = timezone.localdate()
    items = [(item, item.is_in_place(today)) for item in shown.items.select_related("requirement")]
    context = {
        "engagement": shown,
        "items": items,
        "today": today,
        "missing": sum(1 for _, done in items if not done),
        "moves": moves_from(shown.state),
        "standing": register_says(shown.organisation.charity_number),
        "alerts": _alerts(request, prison, shown),
    }
    return desk_page(request, "coordinator/organisations/engagement.html", prison, tab="organisations", **context)


def _alerts(request: HttpRequest, prison: Prison, shown: Engagement) -> Any:
    mine = CharityAlert.objects.visible_to(request.user).filter(prison=prison)
    return mine.filter(organisation=shown.organisation_id)[:_ALERTS]


#: How many changes in the charity register an organisation's page shows, the newest first.
_ALERTS = 5


@require_POST
def move(request: HttpRequest, *, code: str, key: UUID) -> HttpResponse:
    """Make the move whose button was pressed."""
    prison = prison_coordinated_by(request.user, code)
    shown = _engagement(request, prison, key)
    try:
        moved = move_engagement(
            engagement=shown, move=request.POST.get("move", ""), reason=request.POST.get("reason", ""), by=request.user
        )
        messages.success(request, f"Now: {moved.get_state_display().lower()}.")
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("coordinator:engagement", code=prison.code, key=key)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, *, code: str, key: UUID) -> HttpResponse:
    """Write down the state of one item of a checklist."""
    prison = prison_coordinated_by(request.user, code)
    mine = OnboardingItem.objects.visible_to(request.user).filter(engagement__prison=prison)
    shown = get_object_or_404(mine.select_related("requirement", "engagement__organisation"), pk=key)
    form = ItemForm(request.POST or None, item=shown)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            set_item(item=shown, by=request.user, **form.cleaned_data)
            messages.success(request, f"{shown.requirement.label} is saved.")
            return redirect("coordinator:engagement", code=prison.code, key=shown.engagement_id)
    return desk_page(request, "coordinator/organisations/item.html", prison, tab="organisations", item=shown, form=form)
