"""What of organisations waits for a prison's coordinator: offers, checklists, reviews, the charity register."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from coordinator.actions.charity_register import note_alert
from coordinator.actions.engagements import move_engagement, remind_of_item
from coordinator.actions.offers import keep_talking
from coordinator.enums import EngagementState, OfferState, Owner
from coordinator.models import CharityAlert, DeskSettings, Engagement, OnboardingItem, ServiceOffer
from coordinator.workflow import MOVES
from core.worklist import Item, OneClick, Source, Urgency, register
from directory.models import Prison


def offers(*, user: Any, scope: Prison, most: int) -> Iterator[Item]:
    """Yield the offers on which nobody has decided, the oldest first."""
    for offer in ServiceOffer.objects.visible_to(user).open().filter(prison=scope)[:most]:
        yield Item(
            key=str(offer.pk),
            title=offer.organisation_name,
            urgency=Urgency.THIS_WEEK,
            url=reverse("coordinator:offer", args=[scope.code, offer.pk]),
            detail=f"Offers a service. {offer.get_state_display()}.",
            since=timezone.localdate(offer.created_at),
            actions=("talk",) if offer.state == OfferState.NEW else (),
        )


def note_talks(*, by: Any, scope: Prison, key: str) -> str:
    """Write down that the coordinator is in touch about an offer."""
    offer = ServiceOffer.objects.visible_to(by).open().get(prison=scope, pk=key)
    keep_talking(offer=offer, by=by, note=offer.note)
    return f"{offer.organisation_name}: that you are talking is noted."


def agreements(*, user: Any, scope: Prison, most: int) -> Iterator[Item]:
    """Yield what of organisations' checklists is late or runs out soon: agreements, insurance, training."""
    days, today = DeskSettings.load().expiry_warning_days, timezone.localdate()
    due = OnboardingItem.objects.visible_to(user).filter(engagement__prison=scope).due(days)
    for item in due.select_related("requirement", "engagement__organisation").order_by("due_on", "pk")[:most]:
        ends = item.expires_on if item.done_on else item.due_on
        whose = "" if item.owner == Owner.PRISON else " The organisation sees to it: remind them."
        yield Item(
            key=str(item.pk),
            title=f"{item.requirement.label}, {item.engagement.organisation.name}",
            urgency=Urgency.THIS_WEEK if ends and ends < today else Urgency.WHEN_POSSIBLE,
            url=reverse("coordinator:engagement", args=[scope.code, item.engagement_id]),
            detail=("Runs out." if item.done_on else "Not in place yet.") + whose,
            due_on=ends,
            actions=("remind",) if item.owner == Owner.ORGANISATION else (),
        )


def remind(*, by: Any, scope: Prison, key: str) -> str:
    """Remind the organisation of something on its checklist."""
    item = OnboardingItem.objects.visible_to(by).due(DeskSettings.load().expiry_warning_days)
    found = item.select_related("requirement", "engagement__organisation").get(engagement__prison=scope, pk=key)
    remind_of_item(item=found, by=by)
    return f"{found.engagement.organisation.name} is reminded: {found.requirement.label.lower()}."


def reviews(*, user: Any, scope: Prison, most: int) -> Iterator[Item]:
    """Yield the organisations whose yearly review is due."""
    active = Engagement.objects.visible_to(user).filter(prison=scope, state=EngagementState.ACTIVE)
    due = active.filter(review_due_on__lte=timezone.localdate()).select_related("organisation")
    for each in due.order_by("review_due_on", "pk")[:most]:
        yield Item(
            key=str(each.pk),
            title=each.organisation.name,
            urgency=Urgency.WHEN_POSSIBLE,
            url=reverse("coordinator:engagement", args=[scope.code, each.pk]),
            detail="The yearly review is due.",
            due_on=each.review_due_on,
        )


def start_review(*, by: Any, scope: Prison, key: str) -> str:
    """Start the yearly review of an organisation."""
    active = Engagement.objects.visible_to(by).filter(prison=scope, state=EngagementState.ACTIVE)
    found = active.select_related("organisation").get(pk=key)
    move_engagement(engagement=found, move="review", by=by)
    return f"The review of {found.organisation.name} has started."


def under_way(*, user: Any, scope: Prison, most: int) -> Iterator[Item]:
    """Yield the organisations that stand between two states: ready to start, in review, leaving. None is forgotten."""
    mine = Engagement.objects.visible_to(user).filter(prison=scope).select_related("organisation")
    lacking = OnboardingItem.objects.missing().filter(engagement=OuterRef("pk"))
    ready = Q(Exists(OnboardingItem.objects.filter(engagement=OuterRef("pk")))) & ~Q(Exists(lacking))
    found = mine.filter(Q(state__in=_BETWEEN) | Q(ready, state=EngagementState.ONBOARDING))
    for each in found.annotate(is_ready=ready).order_by("updated_at", "pk")[:most]:
        move, detail = _NEXT[each.state]
        yield Item(
            key=str(each.pk),
            title=each.organisation.name,
            urgency=Urgency.WHEN_POSSIBLE,
            url=reverse("coordinator:engagement", args=[scope.code, each.pk]),
            detail=detail,
            since=timezone.localdate(each.updated_at),
            actions=(move,) if each.is_ready or move == "left" else (),
        )


_BETWEEN = (EngagementState.REVIEW, EngagementState.LEAVING)
#: What comes next from a state, by the code of the move.
_NEXT: dict[str, tuple[str, str]] = {
    EngagementState.ONBOARDING: ("start", "Everything on their checklist is in place. They can start work."),
    EngagementState.REVIEW: ("carry-on", "Their review has begun. Say that they carry on, or that they leave."),
    EngagementState.LEAVING: ("left", "They are leaving. Say so when they have left."),
}


def _move(code: str, said: str) -> Any:
    """Return the action that makes a move of the workflow."""

    def move(*, by: Any, scope: Prison, key: str) -> str:
        sources = MOVES[code].sources
        waiting = Engagement.objects.visible_to(by).filter(prison=scope, state__in=sources)
        found = waiting.select_related("organisation").get(pk=key)
        move_engagement(engagement=found, move=code, by=by)
        return f"{found.organisation.name}: {said}"

    return move


def charity_alerts(*, user: Any, scope: Prison, most: int) -> Iterator[Item]:
    """Yield changes in the charity register about organisations that work here."""
    alerts = CharityAlert.objects.visible_to(user).open().filter(prison=scope).select_related("organisation")
    here = Engagement.objects.current().filter(prison=scope, organisation=OuterRef("organisation"))
    for alert in alerts.annotate(engagement=Subquery(here.values("pk")[:1])).order_by("created_at", "pk")[:most]:
        yield Item(
            key=str(alert.pk),
            title=alert.organisation.name,
            urgency=Urgency.TODAY,
            url=_organisation(scope, alert.engagement),
            detail=f"{alert.words} {alert.ask}",
            since=timezone.localdate(alert.created_at),
        )


def _organisation(scope: Prison, engagement: Any) -> str:
    """Return the organisation's own page where it has one, else the list."""
    if engagement is None:
        return reverse("coordinator:organisations", args=[scope.code])
    return reverse("coordinator:engagement", args=[scope.code, engagement])


def note_charity_alert(*, by: Any, scope: Prison, key: str) -> str:
    """Write down that the coordinator has seen an alert."""
    alert = CharityAlert.objects.visible_to(by).open().get(prison=scope, pk=key)
    note_alert(alert=alert, by=by)
    return "That is noted."


register(
    Source(
        code="charity-register",
        label="Charity register",
        find=charity_alerts,
        minutes=5,
        one_click=(OneClick("note", "Noted", note_charity_alert),),
        order=45,
    )
)
register(
    Source(
        code="offers",
        label="New offers",
        find=offers,
        minutes=8,
        one_click=(OneClick("talk", "We are talking with them", note_talks),),
        order=70,
    )
)
register(
    Source(
        code="agreements",
        label="Agreements and checks",
        find=agreements,
        minutes=4,
        one_click=(OneClick("remind", "Remind the organisation", remind),),
        order=80,
    )
)
register(
    Source(
        code="organisation-reviews",
        label="Organisations to review",
        find=reviews,
        minutes=10,
        one_click=(OneClick("review", "Start the review", start_review),),
        order=90,
    )
)
register(
    Source(
        code="organisations-under-way",
        label="Organisations under way",
        find=under_way,
        minutes=5,
        one_click=(
            OneClick("start", "They start work", _move("start", "they have started work.")),
            OneClick("carry-on", "Reviewed: carry on", _move("carry-on", "the review is done, they carry on.")),
            OneClick("left", "They have left", _move("left", "that they have left is noted.")),
        ),
        order=92,
    )
)
