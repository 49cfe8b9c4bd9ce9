"""What an organisation answers through its signed link. Nobody has signed in: the link is the permission.

Every function takes the organisation that the link named, and touches that organisation's listings only.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core import audit
from core.models import OutboxMessage
from core.notifications import Facts, Mailbox, notify
from core.people import in_charge
from directory.actions.review import confirm_listing, log_attempt, record_outcome, set_availability
from directory.enums import AttemptMethod, Disposition
from directory.models import ConfirmationAttempt, ListingStatus, Organisation, Prison, ServicePage
from directory.notifications import LISTING_ANSWERED, REVIEW_LINK
from directory.permissions import check_can_keep_true
from directory.review_link import make_link

#: A new link is sent to the same mailbox at most this often.
NEW_LINK_EVERY = timedelta(minutes=15)
#: How many reports of one listing are taken in a day: a link in wrong hands must not flood a coordinator.
REPORTS_A_DAY = 5


class TooMany(Exception):
    """The same was said so often today that it is not written down again."""


@transaction.atomic
def confirm_from_link(*, organisation: Organisation, pages: Iterable[ServicePage]) -> int:
    """Confirm that nothing in these listings has changed; return how many. Confirmed today already: left alone."""
    confirmed = 0
    today = timezone.localdate()
    for page in pages:
        _check_own(organisation, page)
        status = ListingStatus.objects.select_for_update().get(page=page)
        if status.reviewed_on != today:
            confirm_listing(page=page, by=None, by_label=organisation.name, method=AttemptMethod.EMAIL)
            confirmed += 1
    return confirmed


@transaction.atomic
def set_availability_from_link(
    *,
    organisation: Organisation,
    page: ServicePage,
    availability: str,
    wait_weeks: int | None = None,
    places: int | None = None,
    resumes_on: date | None = None,
) -> None:
    """Set whether the service takes people; it goes live at once (domain reference, risk tiers of edits)."""
    _check_own(organisation, page)
    set_availability(
        page=page,
        availability=availability,
        by=None,
        by_label=organisation.name,
        wait_weeks=wait_weeks,
        places=places,
        resumes_on=resumes_on,
    )


@transaction.atomic
def report_change(*, organisation: Organisation, page: ServicePage, text: str) -> None:
    """Tell the coordinator what has changed; the listing stays as it is until they have looked.

    Raises TooMany.
    """
    _report(organisation, page, Disposition.CHANGED, text)


@transaction.atomic
def report_closed(*, organisation: Organisation, page: ServicePage) -> None:
    """Show the service as closed at once and tell the coordinator, who takes the listing down. Raises TooMany."""
    _report(organisation, page, Disposition.CLOSED, "")


@transaction.atomic
def report_wrong_mailbox(*, organisation: Organisation) -> None:
    """Stop writing to this mailbox, and tell the coordinators of every prison with a listing under review."""
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    locked.email_reported_wrong = locked.email
    locked.save(update_fields=["email_reported_wrong", "updated_at"])
    audit.record("organisation.mailbox_wrong", about=locked, scope=locked, actor_label="review link")
    pages = ServicePage.objects.under_review().filter(organisation=locked).select_related("prison", "organisation")
    counts: dict[Prison, int] = {}
    for page in pages:
        log_attempt(
            page=page,
            by=None,
            by_label=organisation.name,
            method=AttemptMethod.EMAIL,
            disposition=Disposition.WRONG_CONTACT,
        )
        counts[page.prison] = counts.get(page.prison, 0) + 1
    for prison, count in counts.items():
        link = reverse("directory:review", kwargs={"code": prison.code})
        notify(LISTING_ANSWERED, to=in_charge(prison), scope=prison, facts=Facts(link=link, count=count))


@transaction.atomic
def send_new_link(*, organisation: Organisation) -> bool:
    """Send a new link to the organisation's mailbox; return False when one went there just before.

    It can be asked for by anybody with an old link, so it goes to the same mailbox only, and not often.
    """
    return _send_link(organisation, by=None)


@transaction.atomic
def send_link_again(*, page: ServicePage, by: Any) -> bool:
    """Send the listing's organisation a new link because a coordinator asks; as `send_new_link`.

    Raises PermissionDenied.
    """
    check_can_keep_true(by, page)
    sent = _send_link(page.organisation, by=by)
    if sent:
        log_attempt(page=page, by=by, method=AttemptMethod.EMAIL, disposition=Disposition.SENT)
    return sent


def _send_link(organisation: Organisation, *, by: Any) -> bool:
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not locked.mailbox:
        return False
    since = timezone.now() - NEW_LINK_EVERY
    if OutboxMessage.objects.filter(kind=REVIEW_LINK.code, to=locked.mailbox, created_at__gte=since).exists():
        return False
    link, until = make_link(locked)
    notify(REVIEW_LINK, to=[Mailbox(locked.mailbox)], facts=Facts(link=link, on=until))
    audit.record("organisation.review_link", by=by, about=locked, scope=locked, actor_label="" if by else "review link")
    return True


def _report(organisation: Organisation, page: ServicePage, disposition: str, text: str) -> None:
    _check_own(organisation, page)
    ListingStatus.objects.select_for_update().get(page=page)
    since = timezone.now() - timedelta(days=1)
    said = (Disposition.CHANGED, Disposition.CLOSED)
    recent = ConfirmationAttempt.objects.filter(page=page, by=None, disposition__in=said, at__gte=since)
    if recent.count() >= REPORTS_A_DAY:
        raise TooMany
    record_outcome(
        page=page,
        by=None,
        by_label=organisation.name,
        method=AttemptMethod.EMAIL,
        disposition=disposition,
        note=text,
    )
    key = {"code": page.prison_id, "key": page.translation_key}
    facts = Facts(link=reverse("directory:review_listing", kwargs=key))
    notify(LISTING_ANSWERED, to=in_charge(page.prison), scope=page.prison, facts=facts)


def _check_own(organisation: Organisation, page: ServicePage) -> None:
    """Raise ValidationError for another organisation's listing."""
    if page.organisation_id != organisation.pk:
        raise ValidationError("This listing is another organisation's.")
