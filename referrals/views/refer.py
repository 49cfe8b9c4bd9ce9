"""Referring somebody: the check before the form, the form, the last look, and what was sent.

A form lives in drafts on the server. Addresses name services and drafts by keys; who it is about is only ever typed.
"""

from hashlib import sha256
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import guardian
from accounts.labels import role_label
from accounts.roles import SEE_RELEASE_WINDOW
from core import audit
from directory.models import Prison
from referrals.actions.expect import tell_to_expect_instead
from referrals.actions.people import know_person, look_up
from referrals.actions.refer import Blocked, discard_bundle, drafts_of, save_bundle, send_bundle
from referrals.enums import Agreement, Source, Status
from referrals.models import Person, Referral
from referrals.policies import NotPossible, is_complete, must_be_asked_again, what_stops
from referrals.presenters import shared_sections
from referrals.refer_forms import AGREEMENT_FIELDS, NO_AGREEMENT, NOT_ASKED, DraftForm, FullDraftForm
from referrals.views.refer_services import count_once, others_than

#: The code of a name that does not fit the number: what the referrer is asked to confirm.
ASK_ABOUT_NAME = "another-name"
#: Where the session keeps why a service was left out.
_BLOCKED = "referrals_blocked"


def _drafts(request: HttpRequest, bundle: UUID) -> list[Referral]:
    """Return the user's drafts of one form. Raises Http404 when there are none, or they are somebody else's."""
    drafts = drafts_of(request.user, bundle)
    if not drafts:
        raise Http404
    request.scope_name = drafts[0].prison.name  # type: ignore[attr-defined]
    return drafts


def _note_look(request: HttpRequest, shown: list[Referral]) -> None:
    """Record each referral that a page shows."""
    for referral in shown:
        audit.record("referral.viewed", by=request.user, about=referral, scope=referral.prison)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, bundle: UUID) -> HttpResponse:
    """Ask what has to be known, and keep it on the server whether it is complete or not."""
    if _is_sent(request, bundle):
        return redirect("referrals:sent", bundle=bundle)
    drafts = _drafts(request, bundle)
    if thrown_away := _throw_away(request, drafts):
        return thrown_away
    form = _form(request, drafts)
    problem = None
    if request.method == "POST" and form.is_valid():
        is_changed = form.agreed_to_something_else()
        problem = _save(request, form, ask_again=is_changed)
        if problem is None:
            return _ask_again(request) if is_changed else after_saving(request, form, bundle)
    _note_look(request, drafts)
    stopped = _stopped(request, drafts)
    context = {
        "form": form,
        "drafts": drafts,
        "first": drafts[0],
        "is_short": not isinstance(form, FullDraftForm),
        "agreed_before": drafts[0].agreed_on if must_be_asked_again(drafts[0]) else None,
        "stopped": stopped,
        "blocked": _left_out_before(request, bundle, stopped),
        "is_slip": drafts[0].source == Source.SELF_REFERRAL,
        "asks_about_name": problem is not None and problem.code == ASK_ABOUT_NAME,
    }
    return render(request, "referrals/refer/draft.html", context)


def _throw_away(request: HttpRequest, drafts: list[Referral]) -> HttpResponse | None:
    """Throw away what a button asks to, and say where to go; None where none was pressed."""
    if "discard" in request.POST:
        discard_bundle(drafts=drafts, by=request.user)
        messages.success(request, _("The draft is gone. Nothing was sent."))
        return redirect("referrals:mine")
    if chosen := [each for each in drafts if str(each.pk) == request.POST.get("leave-out")]:
        discard_bundle(drafts=chosen, by=request.user)
        return redirect(request.get_full_path() if len(drafts) > 1 else "referrals:mine")
    return None


def _stopped(request: HttpRequest, drafts: list[Referral]) -> list[dict[str, Any]]:
    """Return which drafts could not be sent now, why, and what else there is; each counts as an attempt in vain.

    A draft that is taken up again is checked before its form too: the service may be full since.
    """
    found = []
    for each in drafts:
        problem = what_stops(each)
        if problem is not None:
            count_once(request, each.service, each.needs.all(), problem.code)
            why = Blocked(each.service, str(problem), problem.code)
            found.append({"problem": why, "draft": each, "others": others_than(each, user=request.user)})
    return found


def _ask_again(request: HttpRequest) -> HttpResponse:
    """Lead back to the form, which is saved but for what they agreed to: it was something else."""
    if "later" in request.POST:
        messages.success(request, _("The draft is saved. Nothing was sent."))
        return redirect("referrals:mine")
    messages.info(request, _("What is passed on was changed since they agreed. Ask them again."))
    return redirect(request.get_full_path())


def _form(request: HttpRequest, drafts: list[Referral]) -> DraftForm:
    """Return the short form on the ACCT route, unless the full one was asked for or said what only it can say."""
    first = drafts[0]
    half = "later" in request.POST or "full" in request.POST
    how: dict[str, Any] = {"drafts": drafts, "later": half, "known": first.person is not None}
    data = request.POST if request.method == "POST" else None
    is_short = _is_short(first) and "full" not in request.GET
    initial = _initial(first) | (_agreed(first) if is_short else {}) | (NOT_ASKED if must_be_asked_again(first) else {})
    if is_short:
        return DraftForm(data, initial=initial, **how)
    sees_release = guardian.can(request.user, SEE_RELEASE_WINDOW, first.prison)
    return FullDraftForm(data, initial=initial, sees_release=sees_release, **how)


def _is_short(first: Referral) -> bool:
    """Say whether the ACCT route's form can say again how they agreed; what it cannot say it would write over.

    It knows no day but that on which it was saved, nobody who explained but the referrer, and no request of their own.
    """
    if first.source != Source.ACCT_REVIEW or first.agreement == Agreement.OWN_REQUEST:
        return False
    saved_on = timezone.localdate(first.saved_at) if first.saved_at else first.agreed_on
    is_own = first.agreement_explained_by in ("", role_label(first.referrer, first.prison))
    return is_own and first.agreed_on in (None, saved_on)


def _initial(first: Referral) -> dict[str, Any]:
    """Return what the form starts with. A name that somebody else entered is not shown: it is typed again."""
    fields = {name: getattr(first, name) for name in (*FullDraftForm.PLAIN, *AGREEMENT_FIELDS)}
    fields |= {"needs": [need.slug for need in first.needs.all()]}
    if first.agreed_on and first.agreed_on != timezone.localdate():
        fields["agreed_on"] = first.agreed_on
    else:
        del fields["agreed_on"]
    return fields | {"full_name": first.typed_name, "location": first.typed_location}


def _agreed(first: Referral) -> dict[str, str]:
    """Return the answers of the ACCT route's two questions about agreement."""
    language = first.agreement_language
    if first.agreement_interpreter:
        language = _("%(language)s, with an interpreter") % {"language": language}
    return {"agreement": f"{first.agreement}:{first.may_share}", "agreement_language": language}


def explained_by(request: HttpRequest, form: DraftForm, prison: Prison) -> dict[str, str]:
    """Return who explained it, where the form does not ask: its question says "you"."""
    if isinstance(form, FullDraftForm):
        return {}
    return {"agreement_explained_by": role_label(request.user, prison) if form.agrees else ""}


def _save(request: HttpRequest, form: DraftForm, *, ask_again: bool) -> NotPossible | None:
    """Save the form; return what was wrong, which is on the form, when the number or the name cannot be.

    `ask_again` leaves out what they agreed to, because it was something else.
    """
    agreed = NOT_ASKED if ask_again else explained_by(request, form, form.drafts[0].prison)
    try:
        save_bundle(
            drafts=form.drafts,
            by=request.user,
            person=form.person,
            fields=form.referral_fields() | _numbered(request, form) | agreed,
            needs=form.chosen_needs(),
            name_is_right="name_is_right" in request.POST,
        )
    except NotPossible as problem:
        form.add_error("full_name" if problem.code == ASK_ABOUT_NAME else None, str(problem))
        return problem
    return None


def _numbered(request: HttpRequest, form: DraftForm) -> dict[str, Person]:
    """Return the person whose number was typed into a draft that had none."""
    prison = form.drafts[0].prison
    if not form.number:
        return {}
    known = look_up(prison=prison, by=request.user, prison_number=form.number)
    return {"person": known or know_person(prison=prison, by=request.user, prison_number=form.number)}


def after_saving(request: HttpRequest, form: DraftForm, bundle: UUID) -> HttpResponse:
    """Go where the button leads that saved the form."""
    if "later" in request.POST:
        messages.success(request, _("The draft is saved. Nothing was sent."))
        return redirect("referrals:mine")
    if "full" in request.POST:
        return redirect(reverse("referrals:draft", args=[bundle]) + "?full=1")
    if form.cleaned_data["agreement"] == NO_AGREEMENT:
        return redirect("referrals:no-agreement", bundle=bundle)
    return redirect("referrals:check", bundle=bundle)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def no_agreement(request: HttpRequest, bundle: UUID) -> HttpResponse:
    """Say that nothing is sent without agreement, and let the services be told to expect somebody unnamed."""
    drafts = _drafts(request, bundle)
    if request.method == "POST":
        try:
            tell_to_expect_instead(drafts=drafts, by=request.user)
        except NotPossible as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, _("The service is asked to expect somebody. It was not told who."))
            return redirect("referrals:mine")
    return render(request, "referrals/refer/no_agreement.html", {"drafts": drafts, "first": drafts[0]})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, bundle: UUID) -> HttpResponse:
    """Show exactly what each organisation will see, and send that and nothing else."""
    if _is_sent(request, bundle):
        return redirect("referrals:sent", bundle=bundle)
    drafts = _drafts(request, bundle)
    if not is_complete(drafts[0]) or must_be_asked_again(drafts[0]):
        return redirect("referrals:draft", bundle=bundle)
    stopped = _stopped(request, drafts)
    previews = [(each, shared_sections(each, with_release=True)) for each in drafts]
    seen = sha256(repr(previews).encode()).hexdigest()
    if request.method == "POST" and request.POST.get("seen") == seen:
        _send(request, bundle, drafts, stopped)
        return redirect("referrals:sent", bundle=bundle)
    if request.method == "POST":
        messages.info(request, _("Something was changed since you looked. Below is what would be sent now."))
        return redirect("referrals:check", bundle=bundle)
    _note_look(request, drafts)
    context = {
        "previews": previews,
        "first": drafts[0],
        "seen": seen,
        "blocked": _left_out_before(request, bundle, stopped),
        "stopped": stopped,
        "sendable": len(drafts) - len(stopped),
    }
    return render(request, "referrals/refer/check.html", context)


def _send(request: HttpRequest, bundle: UUID, drafts: list[Referral], stopped: list[dict[str, Any]]) -> None:
    """Send the drafts in whose way nothing stands, and keep why others were left out."""
    known = [stop["problem"] for stop in stopped]
    held = {problem.service.pk for problem in known}
    free = [each for each in drafts if each.service_id not in held]
    remember_blocked(request, bundle, [*known, *send_bundle(drafts=free, by=request.user)])


def _is_sent(request: HttpRequest, bundle: UUID) -> bool:
    """Say whether everything on the form has been sent, as after a second press or the browser's back button."""
    own = Referral.objects.followed_by(request.user).filter(bundle=bundle)
    return own.exclude(sent_at=None).exists() and not own.filter(status=Status.DRAFT).exists()


def remember_blocked(request: HttpRequest, bundle: UUID, blocked: list[Any]) -> None:
    """Keep in the session why a service was left out, for the pages that follow. Nothing about the person."""
    kept = request.session.get(_BLOCKED, {})
    told = [[problem.service.title, problem.reason] for problem in blocked]
    before = [each for each in kept.pop(str(bundle), []) if each not in told]
    request.session[_BLOCKED] = {**dict(list(kept.items())[-5:]), str(bundle): before + told}


def left_out(request: HttpRequest, bundle: UUID) -> list[list[str]]:
    """Return what was kept of the services that were left out, as (service, reason)."""
    kept: list[list[str]] = request.session.get(_BLOCKED, {}).get(str(bundle), [])
    return kept


def _left_out_before(request: HttpRequest, bundle: UUID, stopped: list[dict[str, Any]]) -> list[list[str]]:
    """Return what was left out besides what stands on the page as stopped."""
    named = {stop["problem"].service.title for stop in stopped}
    return [each for each in left_out(request, bundle) if each[0] not in named]


@never_cache
@require_safe
def sent(request: HttpRequest, bundle: UUID) -> HttpResponse:
    """Say plainly what was sent and what was not, and what to do next."""
    own = Referral.objects.followed_by(request.user).filter(bundle=bundle).exclude(sent_at=None)
    found = list(own.select_related("service", "organisation", "prison", "person").order_by("service__title"))
    left = Referral.objects.followed_by(request.user).filter(bundle=bundle, status=Status.DRAFT).exists()
    if not found and left:
        return redirect("referrals:draft", bundle=bundle)  # Nothing could be sent: the form says why.
    if not found:
        raise Http404
    blocked = left_out(request, bundle)
    _note_look(request, found)
    context = {"sent": found, "blocked": blocked, "left": left, "bundle": bundle, "first": found[0]}
    return render(request, "referrals/refer/sent.html", context)
