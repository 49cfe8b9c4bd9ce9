"""An organisation's listings and its proposed changes; the prison's decisions on them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import guardian
from accounts.roles import CURATE_LISTINGS, PROPOSE_CHANGES
from core.refusals import refusals_in
from directory.actions.proposals import (
    approve_proposal,
    changed_since,
    decline_proposal,
    propose_change,
    withdraw_proposal,
)
from directory.forms.rows import one_more
from directory.models import ListingProposal, Organisation, Prison, ReviewSettings, ServicePage
from directory.proposal_base import Base, base_of_form, current_base, merge
from directory.proposal_display import label_of, lines, words_to_mind
from directory.proposal_forms import (
    ContactForm,
    DecisionForm,
    DetailsForm,
    ExclusionFormSet,
    SessionFormSet,
    rows_of,
)
from directory.review_forms import AvailabilityForm
from directory.wording import CHECKED, check_texts


def _own_organisations(user: Any) -> Any:
    """Return the organisations for which the user proposes changes. Raises Http404 when there is none."""
    own = Organisation.objects.where_allowed(user, PROPOSE_CHANGES)
    if guardian.nationally_allowed(user, PROPOSE_CHANGES) or not own.exists():
        raise Http404
    return own


def _own_listing(request: HttpRequest, key: UUID) -> ServicePage:
    """Return a live listing of the user's organisations. Raises Http404."""
    own = ServicePage.objects.filter(organisation__in=_own_organisations(request.user))
    return get_object_or_404(own.live().select_related("organisation", "prison", "status"), translation_key=key)


@never_cache
@require_safe
def my_listings(request: HttpRequest) -> HttpResponse:
    """Show the listings of the user's organisations in all prisons, with their state."""
    own = _own_organisations(request.user)
    found = (
        ServicePage.objects.filter(organisation__in=own)
        .live()
        .select_related("organisation", "prison", "status")
        .prefetch_related(Prefetch("proposals", ListingProposal.objects.order_by("-created_at"), to_attr="changes"))
        .order_by("prison__name", "title")
    )
    rules = ReviewSettings.load()
    listings = [(page, page.status.freshness(rules), next(iter(page.changes), None)) for page in found]
    return render(request, "directory/proposals/my_listings.html", {"listings": listings, "organisations": own})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change_times(request: HttpRequest, *, key: UUID) -> HttpResponse:
    """Change session times and contacts, which are live at once."""
    page = _own_listing(request, key)
    now = current_base(page, None)
    form = ContactForm(request.POST or None, instance=page, initial={"version": now.version})
    rows = [_session_values(session) for session in page.sessions.all()]
    sessions = SessionFormSet(request.POST or None, initial=rows, prefix="sessions")
    context = {"page": page, "form": form, "sessions": sessions}
    if request.method == "POST" and "add" in request.POST:
        context["sessions"] = SessionFormSet(one_more(request, SessionFormSet, "sessions"), prefix="sessions")
    elif request.method == "POST" and form.is_valid() and sessions.is_valid():
        submitted = form.changes() | {"sessions": rows_of(sessions)}
        if _send(request, page, submitted, form, now):
            return redirect("directory:my_listings")
    return render(request, "directory/proposals/change_times.html", context)


def _session_values(session: Any) -> dict[str, Any]:
    return {name: getattr(session, name) for name in ("weekday", "starts", "ends", "place", "frequency", "note")}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change_availability(request: HttpRequest, *, key: UUID) -> HttpResponse:
    """Say whether the service takes people now, which is live at once."""
    page = _own_listing(request, key)
    form = AvailabilityForm(request.POST or None, initial={**vars(page.status)})
    if request.method == "POST" and form.is_valid():
        propose_change(page=page, changes={}, by=request.user, availability=form.facts())
        messages.success(request, "Your changes are live.")
        return redirect("directory:my_listings")
    return render(request, "directory/proposals/change_availability.html", {"page": page, "form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change_details(request: HttpRequest, *, key: UUID) -> HttpResponse:
    """Propose a change of what the service is and who it is for. The prison approves it."""
    page = _own_listing(request, key)
    proposal = page.proposals.waiting().first()
    now = current_base(page, proposal)
    shown = page.with_content_json(now.content)
    form = DetailsForm(request.POST or None, instance=shown, initial={"version": now.version})
    rows = [{"group": row.group, "reason": row.reason} for row in shown.exclusions.all()]
    exclusions = ExclusionFormSet(request.POST or None, initial=rows, prefix="exclusions")
    context = {"page": page, "form": form, "exclusions": exclusions, "proposal": proposal}
    if request.method == "POST" and "add" in request.POST:
        context["exclusions"] = ExclusionFormSet(one_more(request, ExclusionFormSet, "exclusions"), prefix="exclusions")
    elif request.method == "POST" and form.is_valid() and exclusions.is_valid():
        context["words"] = words = _new_words(request, form)
        submitted = form.changes() | {"exclusions": rows_of(exclusions)}
        if not words and _send(request, page, submitted, form, now):
            return redirect("directory:my_listings")
    return render(request, "directory/proposals/change_details.html", context)


def _new_words(request: HttpRequest, form: DetailsForm) -> list[Any]:
    """Return what the wording check finds, unless the sender has seen it once: it warns and never blocks."""
    if "words_seen" in request.POST:
        return []
    texts = {name: form.cleaned_data[name] for name in CHECKED if name in form.cleaned_data}
    return check_texts(texts, {name: label_of(name) for name in texts})


def _send(request: HttpRequest, page: ServicePage, submitted: dict[str, Any], form: Any, now: Base) -> bool:
    """Hand the changes to the action; say in the form what stops them, and return whether they were taken."""
    merged = merge(page, submitted, base_of_form(page, form.cleaned_data["version"], now), now)
    if merged.clashes:
        form.data = _with_version(form.data, now.version)
        names = ", ".join(label_of(field) for field in merged.clashes)
        form.add_error(None, f"Somebody changed this while you were writing: {names}. Look at it, then send again.")
        return False
    with refusals_in(form):
        outcome = propose_change(
            page=page, changes=merged.changes, by=request.user, note=form.cleaned_data.get("note", "")
        )
        _say(request, outcome.live_at_once, outcome.proposal)
        return True
    return False


def _with_version(data: Any, version: str) -> Any:
    changed = data.copy()
    changed["version"] = version
    return changed


def _say(request: HttpRequest, live_at_once: tuple[str, ...], proposal: ListingProposal | None) -> None:
    if live_at_once:
        messages.success(request, "Your changes are live.")
    if proposal is not None:
        messages.success(request, "Your changes wait for the prison. Until it decides, the listing stays as it is.")
    if not live_at_once and proposal is None:
        messages.info(request, "Nothing was changed.")


@never_cache
@require_safe
def proposal_list(request: HttpRequest) -> HttpResponse:
    """Show a curator what waits for a decision, and what was decided lately."""
    if not Prison.objects.where_allowed(request.user, CURATE_LISTINGS).exists():
        raise Http404
    mine = ListingProposal.objects.to_decide_by(request.user).select_related("page__organisation", "page__prison")
    context = {"waiting": mine.waiting().order_by("created_at"), "decided": mine.exclude(decided_at=None)[:20]}
    return render(request, "directory/proposals/list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, *, key: UUID) -> HttpResponse:
    """Show a proposed change side by side; a curator decides here, the organisation reads the result."""
    shown = get_object_or_404(
        ListingProposal.objects.visible_to(request.user).select_related("page__prison", "page__organisation"), pk=key
    )
    decides = guardian.can(request.user, CURATE_LISTINGS, shown.page.prison)
    form = DecisionForm(request.POST or None) if decides and shown.is_waiting else None
    if request.method == "POST" and form is None:
        raise Http404
    if form is not None and form.is_valid() and _decide(request, shown, form):
        return redirect("directory:proposals")
    moved = changed_since(shown) if shown.is_waiting else []
    context = {
        "proposal": shown,
        "lines": lines(shown, moved),
        "moved": moved,
        "form": form,
        "decides": decides,
        "words": words_to_mind(shown) if decides and shown.is_waiting else [],
        "may_withdraw": shown.is_waiting and guardian.can(request.user, PROPOSE_CHANGES, shown.page.organisation),
    }
    return render(request, "directory/proposals/proposal.html", context)


def _decide(request: HttpRequest, shown: ListingProposal, form: DecisionForm) -> bool:
    with refusals_in(form):
        if form.cleaned_data["decision"] == "approve":
            approve_proposal(proposal=shown, by=request.user)
            messages.success(request, "The change is live, and the organisation is told.")
        else:
            decline_proposal(proposal=shown, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, "The change is turned down, and the organisation can read why.")
        return True
    return False


@require_POST
def withdraw(request: HttpRequest, *, key: UUID) -> HttpResponse:
    """Take a proposed change back."""
    mine = get_object_or_404(ListingProposal.objects.made_for(request.user).waiting(), pk=key)
    withdraw_proposal(proposal=mine, by=request.user)
    messages.success(request, "Your change is withdrawn. The listing stays as it is.")
    return redirect("directory:my_listings")
