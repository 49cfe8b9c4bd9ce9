"""What of the work with others waits for a prison's coordinator."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from coordinator.actions.funding import note_ending
from coordinator.actions.involvement import tell_back
from coordinator.actions.owned import finish_action
from coordinator.models import ForumAction, ForumMeeting, Funding, Involvement, NetworkSettings, Recommendation
from core.worklist import Item, OneClick, Source, Urgency, register
from directory.models import Prison


def to_tell_back(*, user: Any, scope: Prison, most: int) -> Iterator[Item]:
    """Yield what people in prison said and have not heard back about, the oldest first."""
    days, today = NetworkSettings.load().tell_back_days, timezone.localdate()
    owed = Involvement.objects.visible_to(user).not_told_back().filter(prison=scope)
    for entry in owed.order_by("on", "pk")[:most]:
        due = entry.on + timedelta(days=days)
        yield Item(
            key=str(entry.pk),
            title=entry.asked,
            urgency=Urgency.THIS_WEEK if due < today else Urgency.WHEN_POSSIBLE,
            url=reverse("coordinator:change_involvement", args=[scope.code, entry.pk]),
            detail="Tell them what changed." if entry.changed else "Write down what changed, then tell them.",
            due_on=due,
            actions=("told",) if entry.changed else (),
        )


def told_today(*, by: Any, scope: Prison, key: str) -> str:
    """Note that people were told today."""
    tell_back(entry=Involvement.objects.visible_to(by).not_told_back().get(prison=scope, pk=key), by=by)
    return "It is noted that they were told today."


register(
    Source(
        code="tell-back",
        label="To be told back",
        find=to_tell_back,
        minutes=5,
        one_click=(OneClick("told", "They were told today", told_today),),
        order=110,
    )
)


def actions(*, user: Any, scope: Prison, most: int) -> Iterator[Item]:
    """Yield the forum's actions that are due soon or late."""
    days, today = NetworkSettings.load().due_warning_days, timezone.localdate()
    due = ForumAction.objects.visible_to(user).filter(prison=scope).due(days).select_related("organisation")
    for each in due[:most]:
        yield Item(
            key=str(each.pk),
            title=each.text,
            urgency=Urgency.THIS_WEEK if each.due_on < today else Urgency.WHEN_POSSIBLE,
            url=reverse("coordinator:action", args=[scope.code, each.pk]),
            detail=f"{each.owner} sees to it.",
            due_on=each.due_on,
        )


def action_done(*, by: Any, scope: Prison, key: str) -> str:
    """Note that an action is done."""
    finish_action(action=ForumAction.objects.visible_to(by).open().get(prison=scope, pk=key), by=by)
    return "The action is done."


def minutes(*, user: Any, scope: Prison, most: int) -> Iterator[Item]:
    """Yield the meetings whose minutes nobody wrote."""
    for each in ForumMeeting.objects.visible_to(user).filter(prison=scope).without_minutes().order_by("on")[:most]:
        yield Item(
            key=str(each.pk),
            title=each.title,
            urgency=Urgency.WHEN_POSSIBLE,
            url=reverse("coordinator:meeting", args=[scope.code, each.pk]),
            detail="Write down who came, what was said and what was agreed.",
            since=each.on,
        )


def recommendations(*, user: Any, scope: Prison, most: int) -> Iterator[Item]:
    """Yield recommendations that are due soon or late."""
    days, today = NetworkSettings.load().due_warning_days, timezone.localdate()
    due = Recommendation.objects.visible_to(user).filter(prison=scope).due(days).select_related("body")
    for each in due[:most]:
        yield Item(
            key=str(each.pk),
            title=each.text[:120],
            urgency=Urgency.THIS_WEEK if each.due_on < today else Urgency.WHEN_POSSIBLE,
            url=reverse("coordinator:recommendation", args=[scope.code, each.pk]),
            detail=f"{each.body.name}. {each.owner} sees to it.",
            due_on=each.due_on,
        )


register(
    Source(
        code="forum-actions",
        label="Actions of the forum",
        find=actions,
        minutes=3,
        one_click=(OneClick("done", "It is done", action_done),),
        order=112,
        asks=True,
    )
)
register(Source(code="forum-minutes", label="Minutes to write", find=minutes, minutes=10, order=114))
register(Source(code="recommendations", label="Recommendations", find=recommendations, minutes=5, order=116, asks=True))


def funding(*, user: Any, scope: Prison, most: int) -> Iterator[Item]:
    """Yield grants and contracts that end soon or have ended, until somebody notes what follows."""
    days, today = NetworkSettings.load().funding_warning_days, timezone.localdate()
    ending = Funding.objects.visible_to(user).filter(prison=scope).ending(days).select_related("organisation")
    for each in ending[:most]:
        has_ended = each.ends_on is not None and each.ends_on < today
        yield Item(
            key=str(each.pk),
            title=f"{each.title}, {each.organisation.name}",
            urgency=Urgency.THIS_WEEK if has_ended else Urgency.WHEN_POSSIBLE,
            url=reverse("coordinator:change_funding", args=[scope.code, each.pk]),
            detail=f"{each.get_kind_display()} of {each.funder}. Ask what follows.",
            due_on=each.ends_on,
        )


def note_funding(*, by: Any, scope: Prison, key: str) -> str:
    """Note that somebody sees to what follows."""
    waiting = Funding.objects.visible_to(by).filter(prison=scope, ending_noted_on=None)
    note_ending(funding=waiting.get(pk=key), by=by)
    return "That is noted. With a new last day it comes up again."


register(
    Source(
        code="funding",
        label="Funding that ends",
        find=funding,
        minutes=6,
        one_click=(OneClick("note", "I know what follows", note_funding),),
        order=118,
    )
)
