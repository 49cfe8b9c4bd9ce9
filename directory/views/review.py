"""The coordinator's review list: what is due, what was tried, and writing down what came of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import CURATE_LISTINGS
from directory.actions.answers import send_link_again
from directory.actions.review import confirm_listing, record_outcome, set_availability
from directory.enums import AttemptMethod
from directory.models import ConfirmationAttempt, Prison, ReviewSettings, ServicePage
from directory.review_filters import ReviewFilter
from directory.review_forms import AvailabilityForm, OutcomeForm

PER_PAGE = 25
#: What the quick buttons of the list may say.
QUICK = (AttemptMethod.PHONE, AttemptMethod.VISIT)


def _prison(request: HttpRequest, code: str) -> Prison:
    """Return a prison whose listings the user curates. Raises Http404 for any other."""
    prison = get_object_or_404(Prison.objects.where_allowed(request.user, CURATE_LISTINGS), code=code)
    request.scope_name = prison.name  # type: ignore[attr-defined]
    return prison


def _page(prison: Prison, key: UUID) -> ServicePage:
    """Return a live listing of the prison by the key that stands in addresses. Raises Http404."""
    listings = ServicePage.objects.in_prison(prison).live().with_listing_facts()
    return get_object_or_404(listings, translation_key=key)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def listings(request: HttpRequest, *, code: str) -> HttpResponse:
    """Show what needs a check, the longest due first; a quick button confirms one by phone or visit."""
    prison = _prison(request, code)
    if request.method == "POST":
        return _confirm_quickly(request, prison)
    chosen = ReviewFilter(request.GET, prison=prison)
    found = (
        chosen.qs.select_related("organisation", "status")
        .prefetch_related("confirmation_attempts")
        .order_by("status__review_due_on", "title", "pk")
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [_row(listing) for listing in page]
    context = {
        "prison": prison,
        "filter": chosen,
        "page": page,
        "rows": rows,
        "rules": ReviewSettings.load(),
        "methods": QUICK,
    }
    return render(request, "directory/review/list.html", context)


def _row(page: ServicePage) -> dict[str, Any]:
    """Return what the list shows of a listing; its attempts are fetched along, the newest first."""
    return {
        "page": page,
        "status": page.status,
        "attempt": next(iter(page.confirmation_attempts.all()), None),
    }


def _confirm_quickly(request: HttpRequest, prison: Prison) -> HttpResponse:
    """Confirm the listing whose button was pressed, and come back to the same list."""
    try:
        page, method = (
            _page(prison, UUID(request.POST.get("listing", ""))),
            AttemptMethod(request.POST.get("method", "")),
        )
    except ValueError:
        messages.error(request, _("That did not work. Choose the listing again."))
    else:
        confirm_listing(page=page, by=request.user, method=method)
        messages.success(request, _("“%(title)s” is confirmed.") % {"title": page.title})
    query = request.GET.urlencode()
    return redirect(request.path + (f"?{query}" if query else ""))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest, *, code: str, key: UUID) -> HttpResponse:
    """Show one listing with every attempt, and write down what came of ringing or visiting."""
    prison = _prison(request, code)
    page = _page(prison, key)
    answer = request.POST.get("answer", "")
    outcome = OutcomeForm(request.POST if answer == "outcome" else None)
    availability = AvailabilityForm(
        request.POST if answer == "availability" else None, initial={"availability": page.status.availability}
    )
    if request.method == "POST" and _write_down(request, page, outcome, availability):
        return redirect("directory:review_listing", code=prison.code, key=key)
    context = {
        "prison": prison,
        "page": page,
        "status": page.status,
        "rules": ReviewSettings.load(),
        "attempts": [_event(attempt) for attempt in page.confirmation_attempts.all()[:50]],
        "outcome": outcome,
        "availability": availability,
    }
    return render(request, "directory/review/listing.html", context)


def _event(attempt: ConfirmationAttempt) -> dict[str, Any]:
    """Return an attempt as the timeline shows it."""
    title = f"{attempt.get_disposition_display()} ({attempt.get_method_display().lower()})"
    return {"title": title, "by": attempt.by_label, "at": attempt.at, "text": attempt.note}


def _write_down(request: HttpRequest, page: ServicePage, outcome: OutcomeForm, availability: AvailabilityForm) -> bool:
    """Write down what a form says; return False when neither was sent without errors."""
    if outcome.is_bound and outcome.is_valid():
        record_outcome(page=page, by=request.user, **outcome.cleaned_data)
        messages.success(request, _("That is written down."))
        return True
    if availability.is_bound and availability.is_valid():
        set_availability(page=page, by=request.user, **availability.facts())
        messages.success(request, _("The availability is saved."))
        return True
    return False


@require_POST
def send_link(request: HttpRequest, *, code: str, key: UUID) -> HttpResponse:
    """Send the organisation its link again."""
    page = _page(_prison(request, code), key)
    if send_link_again(page=page, by=request.user):
        messages.success(request, _("The link is on its way to the organisation’s mailbox."))
    elif page.organisation.mailbox:
        messages.info(request, _("A link went to this mailbox a few minutes ago."))
    else:
        messages.error(request, _("We know no mailbox of this organisation that works."))
    return redirect("directory:review_listing", code=code, key=key)
