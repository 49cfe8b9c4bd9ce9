"""Messages to organisations: the log, writing, the look before sending, and what an organisation reads."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import guardian
from accounts.roles import COORDINATE
from coordinator.actions.broadcasts import discard_broadcast, draft_broadcast, send_broadcast
from coordinator.broadcasting import audience_of, delivery_of
from coordinator.forms.broadcasts import MessageForm, RegimeForm
from coordinator.models import Broadcast, BroadcastRecipient, BroadcastTemplate
from coordinator.permissions import coordinates_in, prison_coordinated_by, prison_with_evidence_for
from coordinator.reach import BrokenLink, read_token
from coordinator.views.base import desk_page
from core.refusals import refusals_in
from directory.models import Prison

PER_PAGE = 30
_MESSAGE = ("subject", "body", "need", "weekday", "also")
_NOTICE = ("notice", "on", "starts", "ends", "subject", "body", "calls_off")


def _mine(request: HttpRequest, prison: Prison) -> Any:
    return Broadcast.objects.visible_to(request.user).of_prison(prison).select_related("need", "prison")


@never_cache
@require_safe
def broadcasts(request: HttpRequest, *, code: str) -> HttpResponse:
    """Show what was sent to how many, and the drafts, the newest first."""
    prison = prison_with_evidence_for(request.user, code)
    counted = _mine(request, prison).annotate(
        written_to=Count("recipients"), silent=Count("recipients", filter=Q(recipients__told=0))
    )
    may_write = guardian.can(request.user, COORDINATE, prison)
    context = {
        "page": Paginator(counted.sent().order_by("-sent_at"), PER_PAGE).get_page(request.GET.get("page")),
        "drafts": counted.drafts().order_by("-created_at")[:10] if may_write else [],
        "templates": BroadcastTemplate.objects.filter(is_active=True) if may_write else [],
        "may_write": may_write,
    }
    return desk_page(request, "coordinator/network/broadcasts.html", prison, tab="network", **context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, *, code: str, kind: str) -> HttpResponse:
    """Write a message, or a notice about the regime; `template` in the address fills in words to start from."""
    prison = prison_coordinated_by(request.user, code)
    initial: dict[str, Any] = {"on": timezone.localdate(), "calls_off": True} if kind == "notice" else {}
    chosen = BroadcastTemplate.objects.filter(is_active=True, slug=request.GET.get("template", "")).first()
    if chosen is not None:
        initial |= {"subject": chosen.subject, "body": chosen.body, "notice": chosen.notice}
    return _edit(request, prison, None, is_notice=kind == "notice", initial=initial)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, *, code: str, key: UUID) -> HttpResponse:
    """Change a draft."""
    prison = prison_coordinated_by(request.user, code)
    draft = get_object_or_404(_mine(request, prison).drafts(), pk=key)
    names = _NOTICE if draft.notice else _MESSAGE
    initial = {name: getattr(draft, name) for name in names}
    if "also" in initial:
        initial["also"] = list(draft.also.all())
    return _edit(request, prison, draft, is_notice=bool(draft.notice), initial=initial)


def _form(request: HttpRequest, prison: Prison, is_notice: bool, initial: dict[str, Any]) -> forms.Form:
    if is_notice:
        return RegimeForm(request.POST or None, initial=initial)
    others = coordinates_in(request.user).exclude(pk=prison.pk).order_by("name")
    return MessageForm(request.POST or None, initial=initial, others=others)


def _edit(
    request: HttpRequest, prison: Prison, draft: Broadcast | None, *, is_notice: bool, initial: dict[str, Any]
) -> HttpResponse:
    form = _form(request, prison, is_notice, initial)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            kept = draft_broadcast(prison=prison, by=request.user, draft=draft, **form.cleaned_data)
            return redirect("coordinator:broadcast", code=prison.code, key=kept.pk)
    context = {"form": form, "is_notice": is_notice}
    return desk_page(request, "coordinator/network/broadcast_form.html", prison, tab="network", **context)


@never_cache
@require_safe
def broadcast(request: HttpRequest, *, code: str, key: UUID) -> HttpResponse:
    """Show a draft with whom it would go to, or what was sent with how far each e-mail is."""
    prison = prison_with_evidence_for(request.user, code)
    shown = get_object_or_404(_mine(request, prison), pk=key)
    context: dict[str, Any] = {"broadcast": shown, "may_write": guardian.can(request.user, COORDINATE, prison)}
    if shown.sent_at is None:
        prison_coordinated_by(request.user, code)  # a draft is for those who may send it
        context["audience"] = list(audience_of(shown, request.user))
        return desk_page(request, "coordinator/network/broadcast_preview.html", prison, tab="network", **context)
    recipients = list(shown.recipients.select_related("organisation"))
    delivery = delivery_of(recipients)
    context["recipients"] = [(each, *delivery[each.pk]) for each in recipients]
    return desk_page(request, "coordinator/network/broadcast.html", prison, tab="network", **context)


@never_cache
@require_POST
def send(request: HttpRequest, *, code: str, key: UUID) -> HttpResponse:
    """Send a draft, or throw it away, whichever button was pressed."""
    prison = prison_coordinated_by(request.user, code)
    shown = get_object_or_404(_mine(request, prison), pk=key)
    try:
        if "discard" in request.POST:
            discard_broadcast(broadcast=shown, by=request.user)
            messages.success(request, "The draft is thrown away.")
            return redirect("coordinator:broadcasts", code=prison.code)
        sent = send_broadcast(broadcast=shown, by=request.user)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        told = f"People told: {sent.people_told}. The worklist says who does not know yet."
        off = f" Sessions called off: {sent.sessions_off}. {told}" if sent.calls_off else ""
        messages.success(request, f"Sent to organisations: {sent.recipients.count()}.{off}")
    return redirect("coordinator:broadcast", code=prison.code, key=key)


@login_not_required
@never_cache
@require_safe
def read(request: HttpRequest, *, token: str) -> HttpResponse:
    """Show an organisation what a prison wrote to it, without an account."""
    try:
        key = read_token("broadcast", token)
    except BrokenLink:
        key = None
    found = BroadcastRecipient.objects.select_related("broadcast__prison", "organisation")
    recipient = found.filter(pk=key).first() if key else None
    status, template = (200, "coordinator/network/read_broadcast.html")
    if recipient is None:
        status, template = (404, "coordinator/network/link_broken.html")
    response = render(request, template, {"recipient": recipient}, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
