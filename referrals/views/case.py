"""One referral as a page."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import audit
from referrals.actions.transfer import equivalents
from referrals.actions.work import mark_messages_read, send_message
from referrals.change_log import lines
from referrals.due import due_tag, place_in_queue, status_tag
from referrals.enums import CLOSED, OPEN, WORKING, Actor
from referrals.forms.work import MODES, MessageForm
from referrals.models import Handover, Referral
from referrals.permissions import actors_of
from referrals.policies import NotPossible, open_moves
from referrals.presenters import known_needs, sees_release, shared_sections
from referrals.views.base import visible_referral

#: Moves that have a page of their own elsewhere, or that nobody makes by hand.
_NOT_HERE = frozenset({"send", "discard", "return", "resend"})
#: Which of them the page leads with.
_WAY_ON = frozenset({"accept", "start", "resume", "complete", "reply"})


@never_cache
@require_safe
def case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one referral to those who may see its person; every look is recorded."""
    return render_case(request, visible_referral(request, pk), MessageForm())


def render_case(request: HttpRequest, referral: Referral, form: MessageForm, *, status: int = 200) -> HttpResponse:
    """Draw the page of a referral, with the form of a message that may hold errors."""
    audit.record("referral.viewed", by=request.user, about=referral, scope=referral.prison)
    actors = actors_of(request.user, referral)
    if actors & {Actor.ORGANISATION, Actor.REFERRER}:
        mark_messages_read(referral=referral, by=request.user)
    context = {
        "referral": referral,
        "service": referral.service,
        "person": referral.person,
        "status": status_tag(referral),
        "due": due_tag(referral, timezone.localdate()),
        "place": place_in_queue(referral),
        "steps": _steps(referral),
        "sections": shared_sections(referral, with_release=sees_release(request.user, referral)),
        "form": form,
        **_work(referral, actors, request.user),
    }
    return render(request, "referrals/case.html", context, status=status)


def _work(referral: Referral, actors: frozenset[Actor], user: Any) -> dict[str, Any]:
    """Return what was done on the referral, and what the reader may do now."""
    is_organisation = Actor.ORGANISATION in actors
    contacts = list(referral.contacts.select_related("by", "concern"))
    return {
        "is_organisation": is_organisation,
        "is_open": referral.status in OPEN,
        "is_working": referral.status in WORKING,
        "moves": _moves(referral, actors),
        "can_write": bool(actors & {Actor.ORGANISATION, Actor.REFERRER}) and referral.status in OPEN,
        "messages_sent": list(referral.messages.select_related("by")),
        "contacts": contacts,
        "modes": dict(MODES),
        "unrecorded": [
            each for each in contacts if each.by_id == user.pk and each.concern and each.concern.is_unwritten
        ],
        "concerns": list(referral.concerns.filter(raised_by=user)),
        "handovers": _handovers(referral) if is_organisation else [],
        "outcomes": list(referral.outcomes.select_related("need")),
        "housing": getattr(referral, "housing", None) if referral.status in (*WORKING, *CLOSED) else None,
        "events": lines(referral),
        "moved_without": _moved_without(referral),
        "equivalents": _equivalents(referral, actors),
    }


def _moves(referral: Referral, actors: frozenset[Actor]) -> list[dict[str, str]]:
    """Return the moves that the reader may make from here, each with its page; the way on first, where there is one."""
    found = [
        {"label": move.label, "url": reverse("referrals:move", args=[referral.pk, move.code]), "code": move.code}
        for move in open_moves(referral, actors)
        if move.code not in _NOT_HERE
    ]
    return sorted(found, key=lambda each: each["code"] not in _WAY_ON)


def _handovers(referral: Referral) -> list[Handover]:
    given = referral.handovers.select_related("referral", "to", "giving_worker", "receiving_worker", "person_asked_by")
    received = Handover.objects.filter(to=referral).select_related(
        "referral", "to", "giving_worker", "receiving_worker", "person_asked_by"
    )
    return [*given, *received]


def _moved_without(referral: Referral) -> bool:
    """Say whether it was closed because the person moved to where it does not go on."""
    to = referral.transferred_to_id
    return to is not None and to != referral.prison_id and referral.status in CLOSED


def _equivalents(referral: Referral, actors: frozenset[Actor]) -> list[Any]:
    """Return what there is in the prison that the person moved to, where work did not go on."""
    to = referral.transferred_to
    if to is None or not _moved_without(referral):
        return []
    return equivalents(referral, to, needs=known_needs(referral, actors))


def _steps(referral: Referral) -> list[dict[str, str]]:
    """Return how far the referral has come, as rows of a summary list."""

    def day(value: Any) -> str:
        return date_format(timezone.localtime(value) if hasattr(value, "hour") else value, "j F Y") if value else ""

    due = _("due by %(day)s") % {"day": day(referral.answer_due_on)} if referral.answer_due_on else ""
    waits = referral.status in (*OPEN,)
    rows = [
        (_("Sent"), day(referral.sent_at) or _("not yet")),
        (_("First answer"), day(referral.answered_at) or due or _("not yet")),
        (_("First contact"), day(referral.first_contact_on) or (_("not yet") if waits else _("none"))),
        (_("Ended"), day(referral.closed_at) or _("not yet")),
    ]
    return [{"key": key, "value": value} for key, value in rows]


@never_cache
@require_POST
def message(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send a message to the other side and come back to the case."""
    referral = visible_referral(request, pk)
    form = MessageForm(request.POST)
    if form.is_valid():
        try:
            send_message(referral=referral, text=form.cleaned_data["text"], by=request.user)
        except NotPossible as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, _("Your message is sent."))
            return redirect("referrals:case", pk=referral.pk)
    return render_case(request, referral, form)
