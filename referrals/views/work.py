"""Pages of the work on one referral: contacts, moving prison, handing over, housing, saved replies."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core import audit
from core.refusals import refusals_in
from directory.models import Prison
from referrals.actions.handover import (
    agree_to_handover,
    complete_handover,
    note_handover,
    offer_handover,
    take_back_handover,
)
from referrals.actions.outcomes import record_housing
from referrals.actions.transfer import close_for_move, closing_move, continue_there, equivalents, services_there
from referrals.actions.work import record_contact
from referrals.enums import OPEN, WORKING, Status
from referrals.forms.moves import HousingForm
from referrals.forms.work import ContactForm, ContinueForm, HandoverForm, HandoverNoteForm, TransferForm
from referrals.models import Handover, Referral
from referrals.permissions import actors_of
from referrals.policies import NotPossible, Overtaken, Why
from referrals.presenters import known_needs
from referrals.views.base import received_referral, visible_referral
from referrals.views.moves import overtaken


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record a contact; where there is a concern, lead to writing it down."""
    referral = received_referral(request, pk)
    can_start = referral.status in (Status.ACCEPTED, Status.WAITING_LIST)
    form = ContactForm(request.POST or None, can_start=can_start)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, NotPossible):
            record = record_contact(referral=referral, by=request.user, contact=form.contact(), start=form.starts())
            if record.any_concern:
                said = _("The contact and a concern are recorded. Tell staff by voice, then write down what it is.")
                messages.success(request, said)
                return redirect("referrals:concern_about", pk=referral.pk)
            messages.success(request, _("The contact is recorded."))
            return redirect("referrals:case", pk=referral.pk)
    return render(request, "referrals/contact.html", {"referral": referral, "form": form})


def _acted_on(request: HttpRequest, pk: UUID) -> Referral:
    """Return a referral that is the user's own to move. Raises Http404 in an emergency view, which only shows."""
    referral = visible_referral(request, pk)
    if not actors_of(request.user, referral):
        raise Http404
    return referral


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def transfer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask where the person moves to, then show what can go on there and what there is instead."""
    referral = _acted_on(request, pk)
    if referral.status not in OPEN or referral.sent_at is None:
        return overtaken(request, Overtaken(referral))
    form = TransferForm(request.POST or None, leaving=referral.prison)
    if request.method == "POST" and form.is_valid():
        return redirect("referrals:transfer_to", pk=referral.pk, code=form.cleaned_data["prison"].code)
    return render(request, "referrals/transfer.html", {"referral": referral, "form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def transfer_to(request: HttpRequest, pk: UUID, code: str) -> HttpResponse:
    """Continue in the other prison where the organisation works there, or close with what there is instead."""
    referral = _acted_on(request, pk)
    prison = get_object_or_404(Prison.objects.exclude(pk=referral.prison_id), code=code)
    if referral.status not in OPEN or referral.sent_at is None:
        return overtaken(request, Overtaken(referral))
    is_working = referral.status in WORKING
    answers = is_working and Referral.objects.received_by(request.user).filter(pk=referral.pk).exists()
    services = services_there(referral, prison) if answers else services_there(referral, prison).none()
    going_on = request.method == "POST" and request.POST.get("answer") == "continue"
    form = ContinueForm(request.POST if going_on else None, services=services)
    if request.method == "POST":
        done = _move_prison(request, referral, prison, form if going_on else None)
        if done is not None:
            return done
    context = {
        "referral": referral,
        "prison": prison,
        "form": form,
        "services": services,
        "can_close": bool(closing_move(referral, request.user)),
        "equivalents": equivalents(referral, prison, needs=known_needs(referral, actors_of(request.user, referral))),
    }
    return render(request, "referrals/transfer_to.html", context)


def _move_prison(
    request: HttpRequest, referral: Referral, prison: Prison, form: ContinueForm | None
) -> HttpResponse | None:
    """Do what was chosen; return None when the form has errors."""
    try:
        if form is None:
            seen = request.POST.get("seen") or None
            close_for_move(referral=referral, to=prison, by=request.user, why=Why(), seen_status=seen)
            messages.success(request, _("Closed, because the person moves. The other side has been told."))
        elif form.is_valid():
            continue_there(referral=referral, by=request.user, **form.cleaned_data)
            messages.success(request, _("Work goes on there. The coordinator of that prison has been told."))
        else:
            return None
    except Overtaken as error:
        return overtaken(request, error)
    except NotPossible as error:
        if form is None:
            messages.error(request, str(error))
        else:
            form.add_error(None, str(error))
        return None
    return redirect("referrals:case", pk=referral.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Offer to hand work over to another worker with a referral of the same person."""
    referral = received_referral(request, pk)
    form = HandoverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            offer_handover(
                referral=referral,
                to_reference=form.cleaned_data["reference"],
                person_agreed_on=form.cleaned_data["person_agreed_on"],
                by=request.user,
            )
        except NotPossible as error:
            form.add_error("reference", str(error))
        else:
            messages.success(request, _("Offered. The other worker has been told and agrees on their page."))
            return redirect("referrals:case", pk=referral.pk)
    return render(request, "referrals/handover.html", {"referral": referral, "form": form})


def _handover(request: HttpRequest, pk: UUID, key: UUID) -> tuple[Referral, Handover]:
    """Return a handover with the side of it that the user works for. Raises Http404."""
    referral = received_referral(request, pk)
    both = Handover.objects.filter(referral=referral) | Handover.objects.filter(to=referral)
    return referral, get_object_or_404(both, pk=key)


@require_POST
def handover_agree(request: HttpRequest, pk: UUID, key: UUID) -> HttpResponse:
    """Agree, as the worker who receives."""
    said = _("You agreed to the handover. The other worker has been told.")
    return _decide(request, pk, key, agree_to_handover, said)


@require_POST
def handover_complete(request: HttpRequest, pk: UUID, key: UUID) -> HttpResponse:
    """Complete a handover to which all three agreed."""
    return _decide(request, pk, key, complete_handover, _("Handed over. The other worker has been told."))


@require_POST
def handover_take_back(request: HttpRequest, pk: UUID, key: UUID) -> HttpResponse:
    """Take the offer of a handover back, as the side that gives."""
    return _decide(request, pk, key, take_back_handover, _("Taken back. The other worker has been told."))


def _decide(request: HttpRequest, pk: UUID, key: UUID, action: Any, said: str) -> HttpResponse:
    referral, found = _handover(request, pk, key)
    try:
        action(handover=found, by=request.user)
        messages.success(request, said)
    except PermissionDenied as error:
        raise Http404 from error
    except NotPossible as error:
        messages.error(request, str(error))
    return redirect("referrals:case", pk=referral.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def handover_note(request: HttpRequest, pk: UUID, key: UUID) -> HttpResponse:
    """Write down that the person agrees or that all three met."""
    referral, found = _handover(request, pk, key)
    first = {"person_agreed_on": found.person_agreed_on, "met_together_on": found.met_together_on}
    form = HandoverNoteForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, NotPossible):
            note_handover(handover=found, by=request.user, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("referrals:case", pk=referral.pk)
    return render(request, "referrals/handover_note.html", {"referral": referral, "form": form, "handover": found})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def housing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record where the person lived, at first night and after three months."""
    referral = received_referral(request, pk)
    audit.record("referral.viewed", by=request.user, about=referral, scope=referral.prison)
    kept = getattr(referral, "housing", None)
    first: dict[str, Any] = {}
    if kept is not None:
        said = {True: "yes", False: "no", None: ""}[kept.suitable]
        first = {"first_night": kept.first_night, "three_months": kept.three_months, "suitable": said}
    form = HousingForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, NotPossible):
            record_housing(referral=referral, by=request.user, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("referrals:case", pk=referral.pk)
    return render(request, "referrals/housing.html", {"referral": referral, "form": form})
