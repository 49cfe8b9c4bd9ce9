"""The way into the work with others: what each part holds and what waits in it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from coordinator.models import (
    Briefing,
    Broadcast,
    ForumAction,
    ForumMeeting,
    Funding,
    Involvement,
    NetworkSettings,
    Recommendation,
)
from coordinator.permissions import prison_with_evidence_for
from coordinator.views.base import desk_page
from directory.insert.wording import day
from directory.models import Prison


@dataclass(frozen=True)
class Room:
    """One part of the work with others."""

    name: str
    label: str
    about: str
    stands: Callable[[Any, Prison], str]


def _involvement(user: Any, prison: Prison) -> str:
    mine = Involvement.objects.visible_to(user).filter(prison=prison)
    return _waits(mine.not_told_back().count(), "waits", "wait", "to be told back") or "Everybody was told back"


def _forum(user: Any, prison: Prison) -> str:
    mine = ForumMeeting.objects.visible_to(user).filter(prison=prison, called_off_on=None, on__gte=timezone.localdate())
    following = mine.order_by("on").first()
    when = f"Next meeting {day(following.on)}" if following else "No meeting is planned"
    todo = ForumAction.objects.visible_to(user).filter(prison=prison).open().count()
    return f"{when}. {_waits(todo, 'action is', 'actions are', 'open') or 'No action is open'}"


def _recommendations(user: Any, prison: Prison) -> str:
    todo = Recommendation.objects.visible_to(user).filter(prison=prison).open().count()
    return _waits(todo, "is", "are", "open") or "None is open"


def _funding(user: Any, prison: Prison) -> str:
    mine = Funding.objects.visible_to(user).filter(prison=prison)
    running = _waits(mine.running().count(), "runs", "run", "today") or "Nothing runs today"
    ending = _waits(
        mine.ending(NetworkSettings.load().funding_warning_days).count(), "ends", "end", "soon or ended unnoticed"
    )
    return f"{running}. {ending}".strip()


def _broadcasts(user: Any, prison: Prison) -> str:
    mine = Broadcast.objects.visible_to(user).filter(prison=prison)
    last = mine.sent().order_by("-sent_at").first()
    sent = f"Last sent {day(timezone.localdate(last.sent_at))}" if last else "Nothing has been sent"
    drafts = mine.drafts().count()
    return f"{sent}. {_waits(drafts, 'draft is', 'drafts are', 'not sent')}".strip(" .")


def _briefings(user: Any, prison: Prison) -> str:
    last = Briefing.objects.visible_to(user).filter(prison=prison).order_by("-on").first()
    return f"Last session {day(last.on)}" if last else "No session is written down"


def _waits(number: int, one: str, several: str, rest: str) -> str:
    return f"{number} {one if number == 1 else several} {rest}" if number else ""


ROOMS = (
    Room("involvement", "Involvement log", "What people in prison were asked, said and heard back.", _involvement),
    Room("forum", "Forum", "Meetings with organisations: invitations, minutes and actions.", _forum),
    Room("funding", "Funding", "Grants and contracts that pay for the work here.", _funding),
    Room("broadcasts", "Messages to organisations", "Write to those who work here, and about the regime.", _broadcasts),
    Room("briefings", "Briefings", "Sessions for staff, the poster and the wing representatives' sheet.", _briefings),
    Room("recommendations", "Recommendations", "What inspectors and monitors ask for.", _recommendations),
)


@never_cache
@require_safe
def network(request: HttpRequest, *, code: str) -> HttpResponse:
    """Show the parts of the work with others, each with where it stands."""
    prison = prison_with_evidence_for(request.user, code)
    rooms = [
        (room, room.stands(request.user, prison), reverse(f"coordinator:{room.name}", args=[prison.code]))
        for room in ROOMS
    ]
    return desk_page(request, "coordinator/network/network.html", prison, tab="network", rooms=rooms)
