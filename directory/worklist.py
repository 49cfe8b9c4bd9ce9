"""What of the directory waits for a prison's coordinator: listings to confirm, closed ones, proposed changes."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone

from core.worklist import Item, OneClick, Source, Urgency, register
from directory.actions.review import confirm_listing
from directory.enums import AttemptMethod, Availability, Freshness
from directory.models import ListingProposal, Prison, ReviewSettings, ServicePage


def listings_due(*, user: Any, scope: Prison, most: int) -> Iterator[Item]:
    """Yield the listings that nobody confirmed in time and those that have closed, the longest due first."""
    rules, today = ReviewSettings.load(), timezone.localdate()
    mine = ServicePage.objects.visible_to(user).in_prison(scope)
    found = (mine.review_due(today) | mine.closed()).select_related("organisation", "status").distinct()
    for page in found.order_by("status__review_due_on", "pk")[:most]:
        yield _listing(page, rules, scope)


def _listing(page: ServicePage, rules: ReviewSettings, prison: Prison) -> Item:
    closed = page.status.availability == Availability.CLOSED
    late = page.status.freshness(rules) in (Freshness.NOT_CONFIRMED, Freshness.LEFT_INSERT)
    detail = "Closed: take the listing down." if closed else f"{page.organisation.name}. Ring or visit, and confirm."
    return Item(
        key=str(page.translation_key),
        title=page.title,
        urgency=Urgency.THIS_WEEK if late and not closed else Urgency.WHEN_POSSIBLE,
        url=reverse("directory:review_listing", kwargs={"code": prison.code, "key": page.translation_key}),
        detail=detail,
        due_on=None if closed else page.status.review_due_on,
        actions=() if closed else None,
    )


def _confirm(method: AttemptMethod) -> Any:
    """Return the action that confirms a listing as asked about in this way."""

    def confirm(*, by: Any, scope: Prison, key: str) -> str:
        mine = ServicePage.objects.visible_to(by).in_prison(scope).review_due(timezone.localdate())
        page = mine.live().get(translation_key=key)
        confirm_listing(page=page, by=by, method=method)
        return f"“{page.title}” is confirmed."

    return confirm


def proposals(*, user: Any, scope: Prison, most: int) -> Iterator[Item]:
    """Yield the changes that organisations propose, the oldest first."""
    waiting = ListingProposal.objects.to_decide_by(user).waiting().filter(page__prison=scope)
    for proposal in waiting.select_related("page__organisation").order_by("created_at")[:most]:
        yield Item(
            key=str(proposal.pk),
            title=proposal.page.title,
            urgency=Urgency.THIS_WEEK,
            url=reverse("directory:proposal", kwargs={"key": proposal.pk}),
            detail=f"{proposal.page.organisation.name} proposes a change. The listing stays as it is until you decide.",
            since=timezone.localdate(proposal.created_at),
        )


register(
    Source(
        code="proposals",
        label="Changes to decide on",
        find=proposals,
        minutes=4,
        order=50,
    )
)
register(
    Source(
        code="listings-due",
        label="Listings to confirm",
        find=listings_due,
        minutes=3,
        one_click=(
            OneClick("phone", "Confirmed by phone", _confirm(AttemptMethod.PHONE)),
            OneClick("visit", "Confirmed on a visit", _confirm(AttemptMethod.VISIT)),
        ),
        order=60,
    )
)
