"""The reminders of the review cycle: twice before a review is due, on the day, and once after.

One e-mail per owner bundles everything under review across prisons. The owner is the organisation's mailbox;
where none works, the prison's coordinator. A reminder's row and its mail are written in one transaction under
the owner's lock, so that running twice, or two at once, sends nothing twice.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import structlog
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core.notifications import Facts, Mailbox, notify
from core.people import in_charge
from directory.actions.review import log_attempt
from directory.enums import AttemptMethod, Disposition
from directory.models import Organisation, Prison, ReviewReminder, ReviewSettings, ServicePage
from directory.notifications import REVIEW_DUE, REVIEW_DUE_HERE
from directory.review import due_stage
from directory.review_link import make_link

log = structlog.get_logger("alongside.reviews")

BY = "Alongside"


@dataclass
class Totals:
    """What a run did: owners written to, reminders noted, owners that failed."""

    owners: int = 0
    reminders: int = 0
    failed: int = 0


def send_due_reminders(*, on: date | None = None) -> Totals:
    """Remind every owner of the listings that reached a new stage; return what was done.

    `on` is the day to work for, today when not given. After days without a run only the latest stage of each
    listing is sent. One owner's failure does not keep the others from being reminded.
    """
    day = on or timezone.localdate()
    totals = Totals()
    under_review = ServicePage.objects.under_review(day, ReviewSettings.load())
    for organisation in Organisation.objects.filter(services__in=under_review).distinct():
        _count(totals, _remind_organisation, organisation.pk, day)
    for prison in Prison.objects.filter(services__in=under_review).distinct():
        _count(totals, _remind_prison, prison.pk, day)
    return totals


def _count(totals: Totals, remind: Callable[[Any, date], int], owner: Any, day: date) -> None:
    """Remind one owner and add up; an error is logged and counted, so that the next owner has a turn."""
    try:
        reminders = remind(owner, day)
    except Exception:
        log.exception("review reminder failed", kind=remind.__name__)
        totals.failed += 1
        return
    totals.reminders += reminders
    totals.owners += bool(reminders)


@transaction.atomic
def _remind_organisation(key: Any, day: date) -> int:
    """Write to the organisation's mailbox, when it has one; return how many reminders were new."""
    organisation = Organisation.objects.select_for_update().get(pk=key)
    if not organisation.mailbox:
        return 0
    pages = list(_under_review(day).filter(organisation=organisation))
    new = _note_new(pages, day)
    if new:
        link, until = make_link(organisation, day)
        facts = Facts(link=link, count=len(pages), on=until)
        notify(REVIEW_DUE, to=[Mailbox(organisation.mailbox)], facts=facts)
        _log_sent(new, "")
    return len(new)


@transaction.atomic
def _remind_prison(key: Any, day: date) -> int:
    """Tell the prison's coordinators of listings whose organisation cannot be written to."""
    prison = Prison.objects.select_for_update().get(pk=key)
    pages = [page for page in _under_review(day).filter(prison=prison) if not page.organisation.mailbox]
    new = _note_new(pages, day)
    if new:
        link = reverse("directory:review", kwargs={"code": prison.code})
        notify(REVIEW_DUE_HERE, to=in_charge(prison), scope=prison, facts=Facts(link=link, count=len(pages)))
        _log_sent(new, "To the coordinator: no mailbox of the organisation works.")
    return len(new)


def _under_review(day: date) -> Any:
    return ServicePage.objects.under_review(day).select_related("status", "organisation", "prison")


def _note_new(pages: Iterable[ServicePage], day: date) -> list[ServicePage]:
    """Write the row of each page's latest stage that has none yet; return those pages. The owner is locked."""
    rules = ReviewSettings.load()
    stages = {page: (_due_on(page), due_stage(_due_on(page), day, rules)) for page in pages}
    known = set(ReviewReminder.objects.filter(page__in=stages).values_list("page_id", "due_on", "stage"))
    new = [(page, due, stage) for page, (due, stage) in stages.items() if stage is not None]
    new = [(page, due, stage) for page, due, stage in new if (page.pk, due, stage.value) not in known]
    ReviewReminder.objects.bulk_create(ReviewReminder(page=page, due_on=due, stage=stage) for page, due, stage in new)
    return [page for page, _, _ in new]


def _due_on(page: ServicePage) -> date:
    """Return the day the review is due. A listing that nobody ever confirmed is due from the day it was made."""
    status = page.status
    if status.review_due_on is None or status.reviewed_on is None:
        return timezone.localdate(status.created_at)
    return status.review_due_on


def _log_sent(pages: Iterable[ServicePage], note: str) -> None:
    for page in pages:
        log_attempt(
            page=page, by=None, by_label=BY, method=AttemptMethod.EMAIL, disposition=Disposition.SENT, note=note
        )
