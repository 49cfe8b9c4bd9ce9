"""What an organisation sees behind the signed link of a referral: a reference, then, with a code, the referral.

Opening the link changes and sends nothing, because mail scanners open links too.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import audit
from core.throttle import is_allowed
from referrals.actions.link import Tried, send_code, try_code
from referrals.actions.moves import LINK_LABEL, make_move
from referrals.answer_link import AnswerLink, BrokenLink, read_notice_token, read_token
from referrals.change_log import lines
from referrals.due import due_tag, status_tag
from referrals.enums import OPEN
from referrals.forms.link import CodeForm
from referrals.forms.moves import MoveForm
from referrals.models import Referral, ReferralSettings
from referrals.permissions import LINK_MOVES, LinkHolder
from referrals.policies import NotPossible, Overtaken
from referrals.presenters import shared_sections
from referrals.views.moves import overtaken
from referrals.workflow import MOVES

LinkView = Callable[..., HttpResponse]

#: Forms taken from one link in an hour.
POSTS_AN_HOUR = 60
_SESSION = "answer_links"


def behind_link(view: LinkView) -> LinkView:
    """Give the view the link that the token stands for, or say why the link does not work."""

    @login_not_required
    @never_cache
    @wraps(view)
    def wrapped(request: HttpRequest, *, token: str, **kwargs: Any) -> HttpResponse:
        try:
            link = read_token(token)
        except BrokenLink:
            return _noindex(render(request, "referrals/link/broken.html", status=404))
        if link.has_ended:
            return _noindex(render(request, "referrals/link/ended.html", {"link": link}, status=410))
        key = str(link.referral.pk)
        if request.method == "POST" and not is_allowed("answer-link", key, limit=POSTS_AN_HOUR, seconds=3600):
            return _noindex(render(request, "referrals/link/too_many.html", {"token": token}, status=429))
        return _noindex(view(request, link=link, token=token, **kwargs))

    return wrapped


def behind_code(view: LinkView) -> LinkView:
    """Give the view the referral, once a code has opened it in this browser and for as long as that holds."""

    @behind_link
    @wraps(view)
    def wrapped(request: HttpRequest, *, link: AnswerLink, token: str, **kwargs: Any) -> HttpResponse:
        if not _is_open(request, link.referral):
            return redirect("referrals:answer", token=token)
        rows = Referral.objects.select_related("person", "service", "organisation", "prison", "referrer")
        return view(request, referral=rows.get(pk=link.referral.pk), token=token, **kwargs)

    return wrapped


def _noindex(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response


def _is_open(request: HttpRequest, referral: Referral) -> bool:
    until = request.session.get(_SESSION, {}).get(str(referral.pk))
    return bool(until) and timezone.now() < datetime.fromisoformat(until)


def _open(request: HttpRequest, referral: Referral) -> None:
    """Remember in the session that a code opened this referral, for some minutes."""
    until = timezone.now() + timedelta(minutes=ReferralSettings.load().link_session_minutes)
    opened = request.session.get(_SESSION, {}) | {str(referral.pk): until.isoformat()}
    request.session.cycle_key()
    request.session[_SESSION] = opened


@login_not_required
@never_cache
@require_safe
def expected(request: HttpRequest, token: str) -> HttpResponse:
    """Show a notice to expect somebody. It is about nobody, so no code is asked; who told of it stands behind one."""
    try:
        link = read_notice_token(token)
    except BrokenLink:
        return _noindex(render(request, "referrals/link/broken.html", status=404))
    if link.has_ended:
        return _noindex(render(request, "referrals/link/ended.html", {"link": link}, status=410))
    _note_link_seen(link.notice)
    return _noindex(render(request, "referrals/refer/expected.html", {"notice": link.notice, "by_link": True}))


def _note_link_seen(row: Any) -> None:
    """Record that a link was opened, once an hour: scanners of mail open links too, and must not fill the trail."""
    if is_allowed("link-seen", str(row.pk), limit=1, seconds=3600):
        audit.record("referral.link_seen", about=row, scope=row.prison, actor_label=LINK_LABEL)


@behind_link
@require_safe
def answer(request: HttpRequest, *, link: AnswerLink, token: str) -> HttpResponse:
    """Show the reference and nothing else, and offer to send the code; go on when a code opened it before."""
    if _is_open(request, link.referral):
        return redirect("referrals:answer_case", token=token)
    _note_link_seen(link.referral)
    return render(request, "referrals/link/ask.html", {"link": link, "token": token, **_about(link.referral)})


@behind_link
@require_POST
def code(request: HttpRequest, *, link: AnswerLink, token: str) -> HttpResponse:
    """Send a code to the organisation's mailbox."""
    try:
        send_code(referral=link.referral, token=token)
    except NotPossible as error:
        context = {"link": link, "token": token, "problem": str(error), **_about(link.referral)}
        return render(request, "referrals/link/ask.html", context, status=409)
    return redirect("referrals:answer_enter", token=token)


@behind_link
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, *, link: AnswerLink, token: str) -> HttpResponse:
    """Take the code; the right one opens the referral in this browser for a while."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        tried = try_code(referral=link.referral, entered=form.cleaned_data["code"])
        if tried == Tried.RIGHT:
            _open(request, link.referral)
            return redirect("referrals:answer_case", token=token)
        form.add_error("code", _WORDS[tried])
    minutes = ReferralSettings.load().code_minutes
    context = {"link": link, "token": token, "form": form, "minutes": minutes, **_about(link.referral)}
    return render(request, "referrals/link/enter.html", context)


_WORDS = {
    Tried.WRONG: "This is not the code. Look at the newest e-mail and type it again",
    Tried.ENDED: "This code has ended. Ask for a new one below",
}


def _about(referral: Referral) -> dict[str, Any]:
    return {"reference": referral.reference, "is_open": referral.status in OPEN}


@behind_code
@require_safe
def case(request: HttpRequest, *, referral: Referral, token: str) -> HttpResponse:
    """Show what the organisation may know, and the answers it can give; every look is recorded."""
    _looked(referral)
    moves = [MOVES[name] for name in LINK_MOVES if referral.status in MOVES[name].sources]
    context = {
        "referral": referral,
        "token": token,
        "status": status_tag(referral),
        "due": due_tag(referral, timezone.localdate()),
        "sections": shared_sections(referral, with_release=True),
        "moves": moves,
        "events": lines(referral),
    }
    return render(request, "referrals/link/case.html", context)


@behind_code
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, *, referral: Referral, token: str, code: str) -> HttpResponse:
    """Take one of the first answers: accept, ask, waiting list, decline."""
    if code not in LINK_MOVES:
        raise Http404
    named = MOVES[code]
    if referral.status not in named.sources:
        return overtaken(request, Overtaken(referral))
    form = MoveForm(request.POST or None, move=named, initial={"seen": referral.status})
    if request.method == "POST" and form.is_valid():
        holder = LinkHolder(referral.pk)
        try:
            make_move(referral=referral, move=code, by=holder, why=form.why(), seen_status=form.cleaned_data["seen"])
            return redirect("referrals:answer_case", token=token)
        except Overtaken as error:
            return overtaken(request, error, typed=form.cleaned_data)
        except NotPossible as error:
            form.add_error(None, str(error))
    _looked(referral)
    context = {"referral": referral, "token": token, "move": named, "form": form, "status": status_tag(referral)}
    return render(request, "referrals/link/move.html", context)


def _looked(referral: Referral) -> None:
    audit.record("referral.viewed", about=referral, scope=referral.prison, actor_label=LINK_LABEL)
