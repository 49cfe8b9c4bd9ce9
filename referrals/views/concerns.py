"""Concerns on the screen: raising, reading, acknowledging, printing. What nobody has acknowledged says so."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import guardian
from accounts.roles import RECEIVE_CONCERNS
from core import audit
from directory.enums import ContactFunction
from referrals.actions.concerns import about_person, acknowledge_concern, prisons_for, raise_concern
from referrals.forms.concerns import AcknowledgeForm, ConcernForm
from referrals.models import Concern, Referral, ReferralSettings
from referrals.policies import NotPossible
from referrals.views.base import visible_referral

PER_PAGE = 25


@never_cache
@require_safe
def concerns(request: HttpRequest) -> HttpResponse:
    """List the concerns the user may read or, for coordinators, know of; the unacknowledged first."""
    can_raise = prisons_for(request.user).exists()
    found = (
        (Concern.objects.visible_to(request.user) | Concern.objects.overseen_by(request.user).all())
        .defer("text", "about", "told_to", "what_was_done")
        .distinct()
        .select_related("prison", "organisation", "acknowledged_by")
        .order_by(F("acknowledged_at").desc(nulls_first=True), "-raised_at", "pk")
    )
    if not can_raise and not found.exists():
        raise Http404
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "now": timezone.now(), "can_raise": can_raise}
    return render(request, "referrals/concerns/list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def concern_new(request: HttpRequest) -> HttpResponse:
    """Raise a concern that belongs to no referral."""
    prisons = prisons_for(request.user)
    if not prisons.exists():
        raise Http404
    return _raise(request, ConcernForm(request.POST or None, prisons=prisons), None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def concern_about(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Raise a concern about the person of a referral."""
    referral = visible_referral(request, pk)
    if referral.sent_at is None:
        raise Http404
    audit.record("referral.viewed", by=request.user, about=referral, scope=referral.prison)
    return _raise(request, ConcernForm(request.POST or None, initial={"about": about_person(referral)}), referral)


def _raise(request: HttpRequest, form: ConcernForm, referral: Referral | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        prison = referral.prison if referral is not None else form.cleaned_data["prison"]
        try:
            made = raise_concern(prison=prison, by=request.user, referral=referral, worry=form.worry())
        except NotPossible as error:
            form.add_error("told_to", str(error))
        else:
            said = _("Recorded. Nobody has acknowledged it yet. If you are worried, tell Safer Custody by voice now.")
            messages.success(request, said)
            return redirect("referrals:concern", pk=made.pk)
    context = {"form": form, "referral": referral, "minutes": ReferralSettings.load().concern_minutes}
    return render(request, "referrals/concerns/raise.html", context)


def _readable(request: HttpRequest, pk: UUID) -> tuple[Concern, bool]:
    """Return a concern and whether the user reads its words. Raises Http404 for one that is none of theirs."""
    rows = Concern.objects.select_related("prison", "organisation", "raised_by", "acknowledged_by", "referral")
    mine = rows.filter(pk__in=Concern.objects.visible_to(request.user).values("pk"), pk=pk).first()
    if mine is not None:
        return mine, True
    known = Concern.objects.overseen_by(request.user).select_related("prison", "organisation", "acknowledged_by")
    return get_object_or_404(known, pk=pk), False


@never_cache
@require_safe
def concern(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a concern: all of it to Safer Custody and the raiser, when and whether to the coordinator."""
    found, reads = _readable(request, pk)
    return _page(request, found, AcknowledgeForm(), reads=reads)


def _page(
    request: HttpRequest, found: Concern, form: AcknowledgeForm, *, reads: bool, in_vain: str = "", status: int = 200
) -> HttpResponse:
    """Draw a concern; `in_vain` is what somebody wrote who was not the first, so that they can copy it."""
    audit.record("concern.viewed", by=request.user, about=found, scope=found.prison, words=reads)
    waits = found.acknowledged_at is None
    receives = guardian.can(request.user, RECEIVE_CONCERNS, found.prison)
    context: dict[str, Any] = {
        "concern": found,
        "reads": reads,
        "rows": _rows(found) if reads else [],
        "waits": waits,
        "can_write": bool(found.raised_by_id == request.user.pk and found.referral_id and found.is_unwritten),
        "is_late": waits and found.acknowledge_by <= timezone.now(),
        "can_acknowledge": waits and receives and found.raised_by_id != request.user.pk,
        "ring": _ring(found) if waits else [],
        "form": form,
        "in_vain": in_vain,
    }
    return render(request, "referrals/concerns/concern.html", context, status=status)


def _rows(found: Concern) -> list[dict[str, str]]:
    return [
        {"key": _("About"), "value": found.about},
        {"key": _("What it is about"), "value": found.get_category_display()},
        {"key": _("What was seen or heard"), "value": found.text or _("Not written down yet: ask them")},
        {"key": _("Raised by"), "value": _who(found)},
    ]


def _who(found: Concern) -> str:
    where = found.organisation.name if found.organisation else found.prison.name
    return f"{found.raised_by.name}, {where}"


def _ring(found: Concern) -> list[dict[str, str]]:
    """Return whom to ring while nobody has acknowledged: Safer Custody and the duty contact, no names."""
    wanted = (ContactFunction.SAFER_CUSTODY, ContactFunction.DUTY_GOVERNOR)
    contacts = found.prison.contacts.filter(function__in=wanted).exclude(phone="")
    return [
        {"key": each.get_function_display(), "value": ", ".join(part for part in (each.phone, each.hours) if part)}
        for each in contacts
    ]


@never_cache
@require_POST
def concern_acknowledge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Acknowledge, as a named member of Safer Custody."""
    found, reads = _readable(request, pk)
    if not guardian.can(request.user, RECEIVE_CONCERNS, found.prison):
        raise Http404
    form = AcknowledgeForm(request.POST)
    if form.is_valid():
        try:
            acknowledge_concern(concern=found, by=request.user, what_was_done=form.cleaned_data["what_was_done"])
        except NotPossible as error:
            messages.error(request, str(error))
            found, reads = _readable(request, pk)
            return _page(request, found, form, reads=reads, in_vain=form.cleaned_data["what_was_done"], status=409)
        messages.success(request, _("Acknowledged. The person who raised it has been told."))
        return redirect("referrals:concern", pk=found.pk)
    return _page(request, found, form, reads=reads)


@never_cache
@require_safe
def concern_print(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the acknowledgement for paper: who acknowledged what when, without the words of the concern."""
    found, reads = _readable(request, pk)
    if not reads or found.acknowledged_at is None:
        raise Http404
    audit.record("concern.printed", by=request.user, about=found, scope=found.prison)
    rules, now = ReferralSettings.load(), timezone.now()
    context = {
        "concern": found,
        "raised_by": _who(found),
        "back_url": reverse("referrals:concern", args=[found.pk]),
        "printed_by": str(request.user),
        "printed_at": now,
        "handling_line": rules.handling_line,
        "destroy_after": timezone.localdate(now) + timedelta(days=rules.keep_days_closed),
    }
    return render(request, "referrals/concerns/print.html", context)
