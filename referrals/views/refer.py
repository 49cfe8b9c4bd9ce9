"""Referring somebody: the check before the form, the form, the last look, and what was sent.

A form lives in drafts on the server. Addresses name services and drafts by keys; who it is about is only ever typed.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import HiddenInput
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import guardian
from accounts.roles import SEE_RELEASE_WINDOW
from core import audit
from referrals.actions.expect import tell_to_expect_instead
from referrals.actions.refer import discard_bundle, drafts_of, save_bundle, send_bundle
from referrals.enums import Agreement, MayShare, Source, Status
from referrals.models import Referral
from referrals.policies import NotPossible
from referrals.presenters import shared_sections
from referrals.refer_forms import NO_AGREEMENT, DraftForm, FullDraftForm, LastLookForm


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
    if "discard" in request.POST:
        discard_bundle(drafts=drafts, by=request.user)
        messages.success(request, _("The draft is gone. Nothing was sent."))
        return redirect("referrals:mine")
    form = _form(request, drafts)
    if request.method == "POST" and form.is_valid() and _save(request, form):
        return _after_saving(request, form, bundle)
    _note_look(request, drafts)
    context = {
        "form": form,
        "drafts": drafts,
        "first": drafts[0],
        "is_short": not isinstance(form, FullDraftForm),
        "blocked": left_out(request, bundle),
    }
    return render(request, "referrals/refer/draft.html", context)


def _form(request: HttpRequest, drafts: list[Referral]) -> DraftForm:
    first = drafts[0]
    data, later = (request.POST, "later" in request.POST) if request.method == "POST" else (None, False)
    how: dict[str, Any] = {"initial": _initial(first), "drafts": drafts, "later": later}
    form: DraftForm
    if first.source == Source.ACCT_REVIEW and "full" not in request.GET:
        form = DraftForm(data, **how)
    else:
        form = FullDraftForm(data, sees_release=guardian.can(request.user, SEE_RELEASE_WINDOW, first.prison), **how)
    if "name_is_right" in request.POST:
        form.ask_about_name()
    return form


def _initial(first: Referral) -> dict[str, Any]:
    """Return what the form starts with. A name that somebody else entered is not shown: it is typed again."""
    fields = {name: getattr(first, name) for name in FullDraftForm.PLAIN}
    fields |= {"needs": [need.slug for need in first.needs.all()], "agreement": first.agreement}
    if first.source == Source.SELF_REFERRAL and not first.agreement:
        fields["agreement"] = Agreement.OWN_REQUEST
    if first.agreed_on and first.agreed_on != timezone.localdate():
        fields["agreed_on"] = first.agreed_on
    return fields | {"full_name": first.typed_name, "location": first.typed_location}


def _save(request: HttpRequest, form: DraftForm) -> bool:
    """Save the form; return False, with the error on the form, when the name does not fit the number."""
    try:
        save_bundle(
            drafts=form.drafts,
            by=request.user,
            person=form.person,
            fields=form.referral_fields(),
            needs=form.chosen_needs(),
            name_is_right="name_is_right" in request.POST,
        )
    except NotPossible as problem:
        if problem.code == "another-name":
            form.ask_about_name()
        form.add_error("full_name" if problem.code == "another-name" else None, str(problem))
        return False
    return True


def _after_saving(request: HttpRequest, form: DraftForm, bundle: UUID) -> HttpResponse:
    if "later" in request.POST:
        messages.success(request, _("The draft is saved. Nothing was sent."))
        return redirect("referrals:mine")
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
    """Show exactly what each organisation will see, let the own words be shortened, and send."""
    if _is_sent(request, bundle):
        return redirect("referrals:sent", bundle=bundle)
    drafts = _drafts(request, bundle)
    first = drafts[0]
    if not first.agreement or first.person is None or not first.person.last_name or not first.contact_safe:
        return redirect("referrals:draft", bundle=bundle)
    form = LastLookForm(request.POST or None, initial={"own_words": first.own_words})
    if first.may_share == MayShare.CONTACT_ONLY:
        form.fields["own_words"].widget = HiddenInput()  # They are not passed on, so there is nothing to look at.
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["own_words"]
        if words != first.own_words.replace("\r\n", "\n") and words != first.own_words:
            save_bundle(drafts=drafts, by=request.user, person={}, fields={"own_words": words})
            messages.info(request, _("You changed the words. Below is what would be sent now. Nothing was sent yet."))
            return redirect("referrals:check", bundle=bundle)
        if "send" in request.POST:
            remember_blocked(request, bundle, send_bundle(drafts=drafts, by=request.user))
            return redirect("referrals:sent", bundle=bundle)
    _note_look(request, drafts)
    previews = [(each, shared_sections(each, with_release=True)) for each in drafts]
    return render(request, "referrals/refer/check.html", {"form": form, "previews": previews, "first": first})


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


_BLOCKED = "referrals_blocked"


def left_out(request: HttpRequest, bundle: UUID) -> list[list[str]]:
    """Return what was kept of the services that were left out, as (service, reason)."""
    kept: list[list[str]] = request.session.get(_BLOCKED, {}).get(str(bundle), [])
    return kept


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
