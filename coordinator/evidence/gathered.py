"""Evidence that the desk's own registers hold in words: each register gives what happened in a period.

A register stands beside a measure and is quoted under every indicator that the measure is evidence of.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from django.db.models import Count, Q

from coordinator.measures.registry import Period
from coordinator.models import Briefing, ForumAction, ForumMeeting, Involvement, Recommendation
from directory.insert.wording import day
from directory.models import Prison

#: The day, what happened, and where it is written down.
Told = tuple[date, str, str]
Gather = Callable[[Prison, Period], Iterable[Told]]


def gathered(prison: Prison, measures: Iterable[str], period: Period) -> list[list[str]]:
    """Return what the registers beside these measures say of a period, oldest first, as rows of a pack."""
    told = [one for code in measures if code in REGISTERS for one in REGISTERS[code](prison, period)]
    return [[day(on), text, source] for on, text, source in sorted(told)]


def _involvement(prison: Prison, period: Period) -> Iterator[Told]:
    for each in Involvement.objects.filter(prison=prison, on__range=(period.first, period.last)):
        heard = f" They were told {day(each.told_back_on)}." if each.told_back_on else " They are still to be told."
        changed = f" What changed: {each.changed}" if each.changed else ""
        text = f"Asked: {each.asked} Answered by {each.said_by}: {each.said}{changed}{heard}"
        yield each.on, text, f"Involvement log ({each.get_route_display().lower()})"


def _forum(prison: Prison, period: Period) -> Iterator[Told]:
    held = ForumMeeting.objects.filter(prison=prison, on__range=(period.first, period.last)).held()
    counted = held.annotate(organisations=Count("invitations", filter=Q(invitations__came__gt=0), distinct=True))
    for each in counted:
        yield each.on, f"{each.title}. Organisations that came: {each.organisations}.", "Minutes of the forum"


def _actions(prison: Prison, period: Period) -> Iterator[Told]:
    done = ForumAction.objects.filter(prison=prison, done_on__range=(period.first, period.last))
    for each in done.select_related("organisation"):
        outcome = f" {each.outcome}" if each.outcome else ""
        yield each.done_on, f"Done: {each.text} ({each.owner}).{outcome}", "Actions of the forum"


def _recommendations(prison: Prison, period: Period) -> Iterator[Told]:
    settled = Recommendation.objects.filter(prison=prison, done_on__range=(period.first, period.last))
    for each in settled.select_related("body"):
        text = f"{each.body.name} recommended: {each.text} {each.get_status_display()}. {each.evidence}"
        yield each.done_on, text, each.report


def _briefings(prison: Prison, period: Period) -> Iterator[Told]:
    for each in Briefing.objects.filter(prison=prison, on__range=(period.first, period.last)):
        yield each.on, f"{each.about} ({each.place}, {each.staff} staff).", "Awareness sessions"


REGISTERS: dict[str, Gather] = {
    "people-asked": _involvement,
    "forum-meetings": _forum,
    "forum-actions-done": _actions,
    "recommendations-settled": _recommendations,
    "briefings": _briefings,
}
