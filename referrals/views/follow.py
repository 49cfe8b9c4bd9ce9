"""What became of one's own referrals: the list, one referral, and answering or taking it back."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.roles import REFER
from core import audit
from directory.models import Prison, ServicePage
from referrals.actions.follow import note_person_told
from referrals.actions.moves import make_move
from referrals.actions.people import look_up_own
from referrals.case_note import case_note
from referrals.change_log import lines, question_in
from referrals.enums import CLOSED, WORKING, Actor, Status
from referrals.follow_forms import MineFilter, NumberForm, ReplyForm, WithdrawForm
from referrals.looks import note_listed
from referrals.models import UNTOLD, Referral
from referrals.permissions import actors_of
from referrals.policies import NotPossible, Why, open_moves
from referrals.slips import reason_for
from referrals.status_tags import colour_of
from referrals.views.refer_services import others_than

PER_PAGE = 25

NEEDS_ME = Q(status__in=[Status.ASKED, Status.RETURNED]) | UNTOLD | Q(has_unread=True) & ~Q(sent_at=None)
TABS = {
    "needs-me": (gettext_lazy("Needs something from me"), NEEDS_ME),
    "waiting": (gettext_lazy("Waiting for an answer"), Q(status=Status.SENT)),
    "answered": (gettext_lazy("Answered and going on"), Q(status__in=[*WORKING])),
    "closed": (gettext_lazy("Closed"), Q(status__in=[*CLOSED]) & ~NEEDS_ME & ~Q(sent_at=None)),
    "drafts": (gettext_lazy("Drafts"), Q(status=Status.DRAFT)),
}

#: Where this service does not help, or has not said so yet.
_LOOKS_ELSEWHERE = (Status.DECLINED, Status.ENDED_EARLY, Status.RETURNED, Status.WITHDRAWN)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Show one's own referrals by what they wait for. A number is looked for by a form, never by an address."""
    prisons = list(Prison.objects.opened().where_allowed(request.user, REFER))
    if not prisons:
        raise Http404
    own = Referral.objects.followed_by(request.user).with_unread()
    counts = own.aggregate(**{name: Count("pk", filter=which) for name, (_label, which) in _named()})
    number = NumberForm(request.POST if request.method == "POST" else None)
    tab = request.GET.get("tab", "")
    if tab not in TABS:
        tab = "needs-me" if counts["needs_me"] else "waiting"
    listed = _of_person(request, own, number) if number.is_bound else own.filter(TABS[tab][1])
    chosen = MineFilter(request.GET, queryset=listed)
    found = chosen.qs.select_related("service", "organisation", "person", "prison").order_by("answer_due_on", "pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    note_listed("referrals.listed", page, by=request.user)
    context = {
        "prisons": prisons,
        "tabs": _tabs(counts, tab),
        "tab": tab,
        "filter": chosen,
        "number": number,
        "form": number,
        "page": page,
        "rows": [(referral, colour_of(referral)) for referral in page],
        "searched": number.is_bound and number.is_valid(),
    }
    return render(request, "referrals/follow/mine.html", context)


def _named() -> list[tuple[str, Any]]:
    return [(name.replace("-", "_"), tab) for name, tab in TABS.items()]


def _tabs(counts: dict[str, int], current: str) -> list[dict[str, Any]]:
    return [
        {
            "label": f"{label} ({counts[name.replace('-', '_')]})",
            "url": f"{reverse('referrals:mine')}?{urlencode({'tab': name})}",
            "current": name == current,
        }
        for name, (label, _which) in TABS.items()
    ]


def _of_person(request: HttpRequest, own: Any, number: NumberForm) -> Any:
    """Return the user's own referrals of the person with a number; that it was looked up is recorded."""
    if not number.is_valid():
        return own.none()
    found = look_up_own(by=request.user, prison_number=number.cleaned_data["prison_number"])
    return own.filter(pk__in=found.values("pk"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the referrer where one referral stands, and let them answer a question or take it back."""
    referral = _own(request, pk)
    reply = ReplyForm(request.POST if "reply" in request.POST else None)
    withdraw = WithdrawForm(request.POST if "withdraw" in request.POST else None)
    if request.method == "POST" and _act(request, referral, reply, withdraw):
        return redirect("referrals:follow", pk=pk)
    audit.record("referral.viewed", by=request.user, about=referral, scope=referral.prison)
    return render(request, "referrals/follow/follow.html", _context(request, referral, reply, withdraw))


def _own(request: HttpRequest, pk: UUID) -> Referral:
    """Return one of the user's own referrals that was sent. Raises Http404."""
    found = (
        Referral.objects.followed_by(request.user)
        .with_unread()
        .exclude(sent_at=None)
        .select_related("service", "organisation", "person", "prison")
    )
    referral = get_object_or_404(found, pk=pk)
    request.scope_name = referral.prison.name  # type: ignore[attr-defined]
    return referral


def _act(request: HttpRequest, referral: Referral, reply: ReplyForm, withdraw: WithdrawForm) -> bool:
    """Do what a button asks; return False when the page has to be shown again with what is wrong."""
    form: Any = None
    try:
        if "told" in request.POST:
            note_person_told(referral=referral, by=request.user)
            messages.success(request, _("Written down: the person has been told."))
        elif "reply" in request.POST:
            form = reply
            if not form.is_valid():
                return False
            _move(request, referral, "reply", Why(note=form.cleaned_data["note"]))
            messages.success(request, _("Your answer is on its way."))
        elif "withdraw" in request.POST:
            form = withdraw
            if not form.is_valid():
                return False
            given = form.cleaned_data
            _move(request, referral, "withdraw", Why(reason=given["reason"], note=given["withdraw_note"]))
            messages.success(request, _("The referral is taken back. The organisation is told."))
    except NotPossible as problem:
        form.add_error(None, str(problem))
        referral.refresh_from_db()
        return False
    return True


def _move(request: HttpRequest, referral: Referral, move: str, why: Why) -> None:
    make_move(referral=referral, move=move, by=request.user, why=why, seen_status=request.POST.get("seen_status"))


def _context(request: HttpRequest, referral: Referral, reply: ReplyForm, withdraw: WithdrawForm) -> dict[str, Any]:
    moves = {move.code for move in open_moves(referral, actors_of(request.user, referral) & {Actor.REFERRER})}
    others = _others(request, referral)
    return {
        "referral": referral,
        "colour": colour_of(referral),
        "form": reply if reply.is_bound else withdraw,
        "reply": reply if "reply" in moves else None,
        "question": question_in(referral) if "reply" in moves else "",
        "withdraw": withdraw if "withdraw" in moves else None,
        "typed_in_vain": _typed_in_vain(moves, reply=reply, withdraw=withdraw),
        "is_closed": referral.status in CLOSED,
        "reason": reason_for(referral) if referral.status in CLOSED else "",
        "others": others,
        "finds_none": referral.status in _LOOKS_ELSEWHERE and not others,
        "alternatives_made": list(referral.alternatives.exclude(sent_at=None).select_related("service")),
        "events": lines(referral),
        "note": case_note(referral),
        "today": timezone.localdate(),
    }


def _typed_in_vain(moves: set[str], *, reply: ReplyForm, withdraw: WithdrawForm) -> str:
    """Return words whose form is gone because somebody else was first, so that they can be copied."""
    if reply.is_bound and "reply" not in moves:
        return str(reply["note"].value() or "")
    if withdraw.is_bound and "withdraw" not in moves:
        return str(withdraw["withdraw_note"].value() or "")
    return ""


def _others(request: HttpRequest, referral: Referral) -> list[tuple[ServicePage, str]]:
    """Return other services for the same needs where this one did not take the person or has not answered."""
    if referral.status not in _LOOKS_ELSEWHERE:
        return []
    return others_than(referral, user=request.user, instead=str(referral.pk))
