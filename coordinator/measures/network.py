"""How a prison works with others, counted from its own registers."""

from typing import Any

from coordinator.measures.collaboration import share
from coordinator.measures.registry import Period, measure
from coordinator.models import ForumAction, ForumMeeting, Funding, Involvement, MeetingInvitation, Recommendation
from directory.models import Prison


@measure(
    code="people-asked",
    label="Times people in prison were asked",
    definition="How often people in prison were asked about help from voluntary organisations.",
    counted="Entries of the involvement log by the day of asking.",
    unit="times",
)
def people_asked(prison: Prison, period: Period) -> float | None:
    """Count the entries."""
    return float(_asked(prison, period).count())


@measure(
    code="told-back",
    label="Told what came of it",
    definition="The share of the times people were asked after which they were told what changed.",
    counted="Entries of the involvement log asked in the period and told back by its end, over all asked in it.",
    unit="%",
)
def told_back(prison: Prison, period: Period) -> float | None:
    """Return the share."""
    asked = _asked(prison, period)
    return share(asked.filter(told_back_on__lte=period.last).count(), asked.count())


def _asked(prison: Prison, period: Period) -> Any:
    return Involvement.objects.filter(prison=prison, on__range=(period.first, period.last))


@measure(
    code="forum-meetings",
    label="Meetings of the forum",
    definition="How many meetings of the prison's forum of voluntary organisations were held in the period.",
    counted="Meetings by their day, without those that were called off.",
    unit="meetings",
)
def forum_meetings(prison: Prison, period: Period) -> float | None:
    """Count the meetings that have been."""
    days = (period.first, period.last)
    return float(ForumMeeting.objects.filter(prison=prison, on__range=days).held().count())


@measure(
    code="forum-organisations",
    label="Organisations at the forum",
    definition="How many different organisations came to at least one meeting of the forum in the period.",
    counted="Organisations with at least one person who came, each once.",
    unit="organisations",
)
def forum_organisations(prison: Prison, period: Period) -> float | None:
    """Count each organisation once."""
    came = MeetingInvitation.objects.filter(
        meeting__prison=prison, meeting__on__range=(period.first, period.last), came__gt=0
    )
    return float(came.values("organisation").distinct().count())


@measure(
    code="forum-actions-done",
    label="Actions of the forum done",
    definition="The share of the forum's actions due in the period that were done by its end.",
    counted="Actions by the day they were due; done when noted as done no later than the period's last day.",
    unit="%",
)
def forum_actions_done(prison: Prison, period: Period) -> float | None:
    """Return the share."""
    due = ForumAction.objects.filter(prison=prison, due_on__range=(period.first, period.last))
    return share(due.filter(done_on__lte=period.last).count(), due.count())


@measure(
    code="recommendations-settled",
    label="Recommendations settled",
    definition="The share of scrutiny bodies' recommendations due in the period that were settled by its end.",
    counted="Recommendations by the day they were due; settled when done or not accepted, with evidence.",
    unit="%",
)
def recommendations_settled(prison: Prison, period: Period) -> float | None:
    """Return the share."""
    due = Recommendation.objects.filter(prison=prison, due_on__range=(period.first, period.last))
    return share(due.filter(done_on__lte=period.last).count(), due.count())


@measure(
    code="funding-running",
    label="Grants and contracts at work",
    definition="How many grants and contracts paid for the work of organisations on the last day of the period.",
    counted="Entries of the funding register whose first day has come and whose last day has not passed.",
    unit="grants and contracts",
)
def funding_running(prison: Prison, period: Period) -> float | None:
    """Count what runs."""
    return float(Funding.objects.filter(prison=prison).running(period.last).count())
