"""How a prison works with others, counted from its own registers."""

from typing import Any

from django.db.models import Sum

from coordinator.measures.collaboration import Prisons, Tallies, number_of, share_of
from coordinator.measures.registry import Kind, Period, Tally, measure
from coordinator.models import (
    Briefing,
    ForumAction,
    ForumMeeting,
    Funding,
    Involvement,
    MeetingInvitation,
    Recommendation,
)


@measure(
    Kind.COUNT,
    "people-asked",
    "Times people in prison were asked",
    definition="How often people in prison were asked about help from voluntary organisations.",
    counted="Entries of the involvement log by the day of asking.",
    unit="times",
    one="time",
)
def people_asked(prisons: Prisons, period: Period) -> Tallies:
    """Count the entries."""
    return number_of(_in(Involvement, prisons, "on", period))


@measure(
    Kind.SHARE,
    "told-back",
    "Told what came of it",
    definition="The share of the times people were asked after which they were told what changed.",
    counted="Entries of the involvement log asked in the period and told back by its end, over all asked in it.",
    unit="%",
)
def told_back(prisons: Prisons, period: Period) -> Tallies:
    """Count those told back beside all."""
    asked = _in(Involvement, prisons, "on", period)
    return share_of(asked.filter(told_back_on__lte=period.last), asked)


@measure(
    Kind.COUNT,
    "forum-meetings",
    "Meetings of the forum",
    definition="How many meetings of the prison's forum of voluntary organisations were held in the period.",
    counted="Meetings by their day, without those that were called off.",
    unit="meetings",
    one="meeting",
)
def forum_meetings(prisons: Prisons, period: Period) -> Tallies:
    """Count the meetings that have been."""
    return number_of(_in(ForumMeeting, prisons, "on", period).held())


@measure(
    Kind.COUNT,
    "forum-organisations",
    "Organisations at the forum",
    definition="How many different organisations came to at least one meeting of the forum in the period.",
    counted="Organisations with at least one person who came, each once.",
    unit="organisations",
    one="organisation",
)
def forum_organisations(prisons: Prisons, period: Period) -> Tallies:
    """Count each organisation once."""
    came = MeetingInvitation.objects.filter(meeting__in=_in(ForumMeeting, prisons, "on", period), came__gt=0)
    return number_of(came, by="meeting__prison", of="organisation")


@measure(
    Kind.SHARE,
    "forum-actions-done",
    "Actions of the forum done",
    definition="The share of the forum's actions due in the period that were done by its end.",
    counted="Actions by the day they were due; done when noted as done no later than the period's last day.",
    unit="%",
)
def forum_actions_done(prisons: Prisons, period: Period) -> Tallies:
    """Count those done beside all."""
    due = _in(ForumAction, prisons, "due_on", period)
    return share_of(due.filter(done_on__lte=period.last), due)


@measure(
    Kind.SHARE,
    "recommendations-settled",
    "Recommendations settled",
    definition="The share of scrutiny bodies' recommendations due in the period that were settled by its end.",
    counted="Recommendations by the day they were due; settled when done or not accepted, with evidence.",
    unit="%",
)
def recommendations_settled(prisons: Prisons, period: Period) -> Tallies:
    """Count those settled beside all."""
    due = _in(Recommendation, prisons, "due_on", period)
    return share_of(due.filter(done_on__lte=period.last), due)


@measure(
    Kind.COUNT,
    "funding-running",
    "Grants and contracts at work",
    definition="How many grants and contracts paid for the work of organisations on the last day of the period.",
    counted="Entries of the funding register whose first day has come and whose last day has not passed.",
    unit="grants and contracts",
    one="grant or contract",
)
def funding_running(prisons: Prisons, period: Period) -> Tallies:
    """Count what runs."""
    return number_of(Funding.objects.filter(prison__in=prisons).running(period.last))


@measure(
    Kind.COUNT,
    "briefings",
    "Awareness sessions for staff",
    definition="How many sessions were held in which staff heard what help there is and how to ask for it.",
    counted="Sessions as written down, by their day.",
    unit="sessions",
    one="session",
)
def briefings(prisons: Prisons, period: Period) -> Tallies:
    """Count the sessions."""
    return number_of(_in(Briefing, prisons, "on", period))


@measure(
    Kind.COUNT,
    "staff-briefed",
    "Staff at awareness sessions",
    definition="How many members of staff came to awareness sessions in the period.",
    counted="The numbers written down with each session; somebody who came to two counts twice.",
    unit="members of staff",
    one="member of staff",
)
def staff_briefed(prisons: Prisons, period: Period) -> Tallies:
    """Add up those who came."""
    held = _in(Briefing, prisons, "on", period).order_by().values_list("prison")
    return {prison: Tally(hits=number, of=number) for prison, number in held.annotate(number=Sum("staff"))}


def _in(table: Any, prisons: Prisons, column: str, period: Period) -> Any:
    """Return what a register holds of these prisons and days."""
    return table.objects.filter(prison__in=prisons, **{f"{column}__range": (period.first, period.last)})
