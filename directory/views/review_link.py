"""What an organisation sees behind its signed link: no account, public facts only.

Opening the link changes nothing, because mail scanners open links too; every answer is a form.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.throttle import is_allowed
from directory.actions import answers
from directory.actions.answers import TooMany
from directory.enums import Disposition
from directory.models import ConfirmationAttempt, Organisation, ReviewSettings, ServicePage
from directory.review_forms import AvailabilityForm, ChangeForm, ClosedForm
from directory.review_link import BrokenLink, ReviewLink, read_token

LinkView = Callable[..., HttpResponse]

#: Answers taken from one organisation's links in an hour.
ANSWERS_AN_HOUR = 120
#: What may be different about a listing, and the form that says so.
ANSWERS: dict[str, type[Form]] = {"availability": AvailabilityForm, "change": ChangeForm, "closed": ClosedForm}


def behind_link(view: LinkView) -> LinkView:
    """Give the view the link that the token stands for, or say why the link does not work."""

    @login_not_required
    @never_cache
    @wraps(view)
    def wrapped(request: HttpRequest, *, token: str, **kwargs: Any) -> HttpResponse:
        try:
            link = read_token(token)
        except BrokenLink:
            return _noindex(render(request, "directory/review/link_broken.html", status=404))
        if link.has_ended:
            return _noindex(render(request, "directory/review/link_ended.html", {"token": token}, status=410))
        if request.method == "POST" and not _may_answer(link.organisation):
            return _noindex(render(request, "directory/review/link_too_many.html", {"token": token}, status=429))
        return _noindex(view(request, link=link, token=token, **kwargs))

    return wrapped


def _may_answer(organisation: Organisation) -> bool:
    return is_allowed("review-link", str(organisation.pk), limit=ANSWERS_AN_HOUR, seconds=3600)


def _noindex(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response


def _listings(organisation: Organisation) -> Any:
    """Return the organisation's public listings that are under review, in the order of the page."""
    return (
        ServicePage.objects.under_review()
        .filter(organisation=organisation)
        .with_listing_facts()
        .order_by("prison__name", "title", "pk")
    )


def _one(organisation: Organisation, key: UUID) -> ServicePage:
    """Return one listing under review by the key that stands in addresses. Raises Http404."""
    return get_object_or_404(_listings(organisation), translation_key=key)


@behind_link
@require_safe
def show(request: HttpRequest, *, link: ReviewLink, token: str) -> HttpResponse:
    """Show what is under review, and what was answered today."""
    said = (Disposition.CONFIRMED, Disposition.CHANGED, Disposition.CLOSED)
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    answered = ConfirmationAttempt.objects.filter(
        page__organisation=link.organisation, page__live=True, by=None, at__gte=today, disposition__in=said
    ).select_related("page__prison")
    context = {
        "link": link,
        "token": token,
        "listings": list(_listings(link.organisation)),
        "answered": answered,
        "rules": ReviewSettings.load(),
    }
    return render(request, "directory/review/link.html", context)


@behind_link
@require_POST
def unchanged(request: HttpRequest, *, link: ReviewLink, token: str, key: UUID | None = None) -> HttpResponse:
    """Confirm one listing, or all of them."""
    pages = _listings(link.organisation)
    if key is not None:
        pages = pages.filter(translation_key=key)
    count = answers.confirm_from_link(organisation=link.organisation, pages=list(pages.order_by("pk")))
    if count:
        text = ngettext(
            "Thank you. %(count)d listing is confirmed.", "Thank you. %(count)d listings are confirmed.", count
        )
        messages.success(request, text % {"count": count})
    else:
        messages.info(request, _("That was confirmed already. There is nothing more to do."))
    return redirect("directory:review_link", token=token)


@behind_link
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest, *, link: ReviewLink, token: str, key: UUID) -> HttpResponse:
    """Show one listing, and take what is different: availability, a change, or that it has closed."""
    page = _one(link.organisation, key)
    answer = request.POST.get("answer", "")
    forms = {name: form(request.POST if answer == name else None) for name, form in ANSWERS.items()}
    if answer in forms and forms[answer].is_valid():
        _take(request, link.organisation, page, answer, forms[answer])
        return redirect("directory:review_link", token=token)
    context = {"link": link, "token": token, "page": page, **forms}
    return render(request, "directory/review/link_listing.html", context)


def _take(request: HttpRequest, organisation: Organisation, page: ServicePage, answer: str, form: Any) -> None:
    """Write down what a form without errors says, and thank for it."""
    try:
        if answer == "availability":
            answers.set_availability_from_link(organisation=organisation, page=page, **form.facts())
            messages.success(request, _("Thank you. Staff see this at once."))
        elif answer == "change":
            answers.report_change(organisation=organisation, page=page, text=form.cleaned_data["text"])
            messages.success(request, _("Thank you. The coordinator has been told and will change the listing."))
        else:
            answers.report_closed(organisation=organisation, page=page)
            messages.success(request, _("Thank you. The service is shown as closed."))
    except TooMany:
        messages.info(request, _("The coordinator has been told already today."))


@behind_link
@require_http_methods(["GET", "HEAD", "POST"])
def wrong_mailbox(request: HttpRequest, *, link: ReviewLink, token: str) -> HttpResponse:
    """Ask, then stop writing to this mailbox."""
    if request.method == "POST":
        answers.report_wrong_mailbox(organisation=link.organisation)
        return redirect("directory:review_thanks")
    return render(request, "directory/review/link_wrong_mailbox.html", {"link": link, "token": token})


@login_not_required
@never_cache
@require_POST
def new_link(request: HttpRequest, *, token: str) -> HttpResponse:
    """Send a new link to the mailbox that an ended one went to. Says the same whether or not one was just sent."""
    try:
        link = read_token(token)
    except BrokenLink:
        return _noindex(render(request, "directory/review/link_broken.html", status=404))
    answers.send_new_link(organisation=link.organisation)
    return redirect("directory:review_link_sent")


@login_not_required
@require_safe
def said(request: HttpRequest, *, template: str) -> HttpResponse:
    """Show what happens next, after an answer that ends the link."""
    return _noindex(render(request, template))
