"""The coordinator's side: that no loop stays open, without seeing whose it is."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.roles import OVERSEE_REFERRALS
from core import audit
from directory.models import Prison
from referrals.actions.moves import make_move
from referrals.actions.oversee import chase, reassign, staff_who_refer
from referrals.change_log import lines_without_words
from referrals.enums import Actor, Status
from referrals.models import Referral
from referrals.oversee_forms import OverseeFilter, ReassignForm
from referrals.overseen import overseen
from referrals.permissions import may_still_follow
from referrals.policies import NotPossible, can_be_chased, open_moves

PER_PAGE = 25
_MOVES = ("return", "resend")
_DONE = {
    "chase": gettext_lazy("The organisation is reminded."),
    "return": gettext_lazy("The referral is with you. The referrer and the organisation are told."),
    "resend": gettext_lazy("The organisation is asked again, with a new day to answer by."),
}


@never_cache
@require_safe
def oversee(request: HttpRequest) -> HttpResponse:
    """List the referrals of one's prisons, the longest waiting first: no names, no words."""
    prisons = Prison.objects.opened().where_allowed(request.user, OVERSEE_REFERRALS)
    mine = list(prisons)
    if not mine:
        raise Http404
    chosen = OverseeFilter(request.GET, queryset=Referral.objects.overseen_by(request.user), prisons=prisons)
    found = chosen.qs.select_related("service", "organisation", "prison").prefetch_related("needs")
    page = Paginator(found.order_by("answer_due_on", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter_form": chosen.form,
        "page": Paginator(range(page.paginator.count), PER_PAGE).get_page(page.number),
        "rows": [overseen(referral) for referral in page],
        "prisons": mine,
    }
    return render(request, "referrals/oversee/list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show where one referral stands, and chase, return, ask again or give it to a colleague."""
    found = Referral.objects.overseen_by(request.user).select_related("service", "organisation", "prison", "referrer")
    referral = get_object_or_404(found.prefetch_related("needs"), pk=pk)
    request.scope_name = referral.prison.name  # type: ignore[attr-defined]
    colleagues = [user for user in staff_who_refer(referral) if user.pk != request.user.pk]
    form = ReassignForm(request.POST if "reassign" in request.POST else None, colleagues=colleagues)
    if request.method == "POST" and _act(request, referral, form):
        return redirect("referrals:overseen", pk=pk)
    audit.record("referral.overseen", by=request.user, about=referral, scope=referral.prison)
    moves = {move.code for move in open_moves(referral, {Actor.COORDINATOR})}
    context = {
        "row": overseen(referral),
        "events": lines_without_words(referral.pk),
        "form": form,
        "can_chase": can_be_chased(referral),
        "can_return": "return" in moves,
        "can_resend": "resend" in moves,
        "can_reassign": referral.is_open or referral.person_waits_to_be_told,
        "question_waits": referral.status == Status.RETURNED and referral.question_waits,
        "has_referrer": may_still_follow(referral),
    }
    return render(request, "referrals/oversee/one.html", context)


def _act(request: HttpRequest, referral: Referral, form: ReassignForm) -> bool:
    """Do what a button asks; return False when the page has to be shown again with what is wrong."""
    try:
        if "reassign" in request.POST:
            return _reassign(request, referral, form)
        for name in ("chase", *_MOVES):
            if name in request.POST:
                _do(name, referral, request)
                messages.success(request, _DONE[name])
                return True
    except NotPossible as problem:
        messages.error(request, str(problem))
    return True


def _do(name: str, referral: Referral, request: HttpRequest) -> None:
    if name == "chase":
        chase(referral=referral, by=request.user)
    else:
        make_move(referral=referral, move=name, by=request.user, seen_status=request.POST.get("seen_status"))


def _reassign(request: HttpRequest, referral: Referral, form: ReassignForm) -> bool:
    if not form.is_valid():
        return False
    colleague: Any = get_object_or_404(User, pk=form.cleaned_data["colleague"])
    reassign(referral=referral, to=colleague, by=request.user, reason=form.cleaned_data["why"])
    messages.success(request, _("Your colleague follows it from now on, and is told."))
    return True
