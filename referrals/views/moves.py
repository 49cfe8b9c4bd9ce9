"""Each move on a page of its own, and what somebody else did meanwhile."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from core import audit
from core.refusals import refusals_in
from referrals.actions.moves import LINK_LABEL, make_move
from referrals.actions.outcomes import Outcome, finish
from referrals.actions.work import assign as assign_to
from referrals.due import status_tag
from referrals.enums import OPEN
from referrals.forms.moves import FinishForm, MoveForm
from referrals.forms.work import AssignForm
from referrals.models import Referral, ReplyTemplate
from referrals.permissions import actors_of, colleagues
from referrals.policies import NotPossible, Overtaken, open_moves
from referrals.views.base import received_referral, visible_referral
from referrals.workflow import MOVES, Move

_BY_HAND = frozenset(MOVES) - {"send", "discard", "return", "resend"}
_ENDS = frozenset({"complete", "end-early"})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: UUID, code: str) -> HttpResponse:
    """Ask for what a move needs, and make it."""
    referral = visible_referral(request, pk)
    if code not in _BY_HAND or not MOVES[code].actors & actors_of(request.user, referral):
        raise Http404
    named = MOVES[code]
    if request.method != "POST":
        if named not in open_moves(referral, actors_of(request.user, referral)):
            return overtaken(request, Overtaken(referral))
        return _page(request, referral, named, _form(referral, named, initial={"seen": referral.status}))
    form = _form(referral, named, data=request.POST)
    if "fill" in request.POST:
        return _page(request, referral, named, form.filled_from_template())
    if not form.is_valid():
        return _page(request, referral, named, form)
    try:
        _make(request, referral, named, form)
    except Overtaken as error:
        return overtaken(request, error, typed=form.cleaned_data)
    except NotPossible as error:
        form.add_error(None, str(error))
        return _page(request, referral, named, form)
    messages.success(request, _done(named))
    return redirect("referrals:case", pk=referral.pk)


def _form(referral: Referral, named: Move, **how: Any) -> MoveForm:
    if named.code in _ENDS:
        referral = Referral.objects.prefetch_related("needs__parent").get(pk=referral.pk)
        return FinishForm(move=named, referral=referral, **how)
    templates = ReplyTemplate.objects.filter(organisation=referral.organisation_id, used_for=named.code)
    return MoveForm(move=named, templates=templates, **how)


def _make(request: HttpRequest, referral: Referral, named: Move, form: MoveForm) -> None:
    seen = form.cleaned_data["seen"]
    if not isinstance(form, FinishForm):
        make_move(referral=referral, move=named.code, by=request.user, why=form.why(), seen_status=seen)
        return
    outcomes = {key: Outcome(met, distance) for key, (met, distance) in form.outcomes().items()}
    finish(
        referral=referral,
        move=named.code,
        by=request.user,
        why=form.why(),
        seen_status=seen,
        outcomes=outcomes,
        first_night=form.cleaned_data.get("first_night", ""),
    )


def _page(request: HttpRequest, referral: Referral, named: Move, form: MoveForm) -> HttpResponse:
    audit.record("referral.viewed", by=request.user, about=referral, scope=referral.prison)
    context = {"referral": referral, "move": named, "form": form, "status": status_tag(referral)}
    return render(request, "referrals/move.html", context)


def overtaken(request: HttpRequest, error: Overtaken, *, typed: dict[str, Any] | None = None) -> HttpResponse:
    """Say who did what meanwhile, and give back what was typed, so that it can be copied."""
    referral = error.referral
    by = request.user if request.user.is_authenticated else None  # nobody has signed in behind the link of an e-mail
    label = "" if by else LINK_LABEL
    audit.record("referral.viewed", by=by, about=referral, scope=referral.prison, actor_label=label)
    latest = referral.events.select_related("by").order_by("-number").first()
    words = [str(typed[name]) for name in ("note", "sentence") if typed and typed.get(name)]
    context = {"referral": referral, "latest": latest, "status": status_tag(referral), "words": "\n\n".join(words)}
    return render(request, "referrals/overtaken.html", context, status=409)


def _done(named: Move) -> str:
    return {
        "accept": _("Accepted. The referrer has been told."),
        "ask": _("Your question is sent. The referrer answers it here."),
        "queue": _("On the waiting list. The referrer has been told."),
        "decline": _("Declined. The referrer has the reason and can look for somebody else."),
        "reply": _("Your answer is sent."),
        "withdraw": _("Withdrawn. The organisation has been told."),
    }.get(named.code, _("Saved. The referrer has been told."))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the referral to a colleague, seeing how much each has."""
    referral = received_referral(request, pk)
    people = _with_load(referral)
    first = {"to": str(referral.assigned_to_id or "")}
    form = AssignForm(request.POST or None, people=people, initial=first)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, NotPossible):
            assign_to(referral=referral, to=form.chosen(), by=request.user, why=form.cleaned_data["why"])
            messages.success(request, _("Saved."))
            return redirect("referrals:case", pk=referral.pk)
    return render(request, "referrals/assign.html", {"referral": referral, "form": form})


def _with_load(referral: Referral) -> list[tuple[User, int]]:
    """Return the colleagues with how many open referrals of the organisation each has, in one query."""
    people = colleagues(referral)
    mine = Q(referrals_assigned__status__in=OPEN, referrals_assigned__organisation=referral.organisation_id)
    loads = User.objects.filter(pk__in=[user.pk for user in people]).annotate(
        load=Count("referrals_assigned", filter=mine)
    )
    found = dict(loads.values_list("pk", "load"))
    return [(user, found.get(user.pk, 0)) for user in people]
