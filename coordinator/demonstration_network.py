"""Made-up work with others at the made-up prison: what its `demonstration.py` loads after the desk's own."""

from datetime import time, timedelta
from typing import Any

from django.utils import timezone

from coordinator.actions.briefings import save_briefing
from coordinator.actions.broadcasts import draft_broadcast, send_broadcast
from coordinator.actions.forum import invite, save_meeting, write_up
from coordinator.actions.funding import save_funding
from coordinator.actions.involvement import save_involvement
from coordinator.actions.owned import save_action, save_recommendation
from coordinator.models import (
    Briefing,
    Broadcast,
    ForumMeeting,
    Funding,
    Involvement,
    Recommendation,
    Route,
    ScrutinyBody,
)
from coordinator.reach import organisations_in
from directory.models import Prison

ASKED = (
    (
        70,
        Route.WING_REP,
        "What would make it easier to ask for a service?",
        "Eight wing representatives",
        "The poster was too high up and the words too long. A slip under the door would do.",
        "A slip in plain words now stands in the wing office, and the poster hangs beside the servery.",
        50,
    ),
    (
        40,
        Route.SURVEY,
        "Which times suit you for groups?",
        "62 people on three wings",
        "Not on Friday afternoons: that is when families ring.",
        "Two groups moved from Friday to Tuesday.",
        None,
    ),
    (
        12,
        Route.GROUP,
        "What is missing for people who leave soon?",
        "A discussion group on the resettlement wing",
        "Somebody who explains how to open a bank account.",
        "",
        None,
    ),
)


def load_network(prison: Prison, by: Any) -> None:
    """Add what a prison and its organisations do together. Safe to run again."""
    if not Involvement.objects.filter(prison=prison).exists():
        _involvement(prison, by)
    if not ForumMeeting.objects.filter(prison=prison).exists():
        _forum(prison, by)
    body = ScrutinyBody.objects.filter(slug="imb").first()
    if body is not None and not Recommendation.objects.filter(prison=prison).exists():
        _recommendation(prison, by, body)
    if not Funding.objects.filter(prison=prison).exists():
        _funding(prison, by)
    if not Broadcast.objects.filter(prison=prison).exists():
        _broadcasts(prison, by)
    if not Briefing.objects.filter(prison=prison).exists():
        for days, place, staff in ((60, "B wing", 9), (25, "Induction", 4), (6, "Night staff", 7)):
            on, about = timezone.localdate() - timedelta(days=days), "The insert, the finder and how to refer"
            save_briefing(prison=prison, by=by, on=on, place=place, staff=staff, about=about)


def _involvement(prison: Prison, by: Any) -> None:
    today = timezone.localdate()
    for days, route, asked, said_by, said, changed, told in ASKED:
        save_involvement(
            prison=prison,
            by=by,
            on=today - timedelta(days=days),
            route=route,
            asked=asked,
            said_by=said_by,
            said=said,
            changed=changed,
            told_back_on=today - timedelta(days=told) if told else None,
        )


def _forum(prison: Prison, by: Any) -> None:
    """Hold one meeting and plan the next. A meeting cannot be planned in the past, so the first is moved there."""
    today = timezone.localdate()
    hours: dict[str, Any] = {
        "starts": time(10),
        "ends": time(11, 30),
        "place": "Multi-faith room; report to the gate at 9:30am",
    }
    agenda = "Welcome and news\nRooms and times\nWhat people in prison asked for\nActions from last time"
    held = save_meeting(prison=prison, by=by, on=today, agenda=agenda, **hours)
    invited = invite(meeting=held, organisations=[each.pk for each in organisations_in(prison)[:5]], by=by)
    ForumMeeting.objects.filter(pk=held.pk).update(on=today - timedelta(days=35))
    minutes = "Groups want one more evening room. The prison offers the library on Thursdays, if an officer is free."
    came = {each.pk: number for number, each in enumerate(invited)}
    write_up(meeting=held, came=came, minutes=minutes, by=by)
    due = today + timedelta(days=5)
    save_action(prison=prison, by=by, meeting=held, text="Ask for the library on Thursdays", role="Regimes", due_on=due)
    save_meeting(prison=prison, by=by, on=today + timedelta(days=21), agenda=agenda, **hours)


def _recommendation(prison: Prison, by: Any, body: ScrutinyBody) -> None:
    today = timezone.localdate()
    save_recommendation(
        prison=prison,
        by=by,
        body=body,
        report="Yearly report (made up), paragraph 4.2",
        published_on=today - timedelta(days=90),
        text="Tell people on the induction wing which organisations work here.",
        owner="Head of residence",
        due_on=today + timedelta(days=10),
        status="under-way",
        evidence="The poster hangs on the induction wing; the talk is to follow.",
    )


def _funding(prison: Prison, by: Any) -> None:
    """Add a grant that ends soon and a contract that runs on."""
    today = timezone.localdate()
    organisations = list(organisations_in(prison)[:2])
    if len(organisations) < 2:
        return
    for number, (kind, title, amount, days_left) in enumerate(
        (("grant", "Grief groups on two wings", 18500, 60), ("contract", "Family visits hall", 46000, 400))
    ):
        save_funding(
            prison=prison,
            by=by,
            kind=kind,
            funder="Demonstration Foundation (made up)",
            organisation=organisations[number],
            title=title,
            buys="One worker for two days a week, and rooms.",
            amount=amount,
            awarded_on=today - timedelta(days=400),
            starts_on=today - timedelta(days=365),
            ends_on=today + timedelta(days=days_left),
        )


def _broadcasts(prison: Prison, by: Any) -> None:
    """Send one message and leave one as a draft."""
    words = "The chapel is being painted next week. Groups that meet there meet in the library instead."
    made = draft_broadcast(prison=prison, by=by, subject="The chapel is closed next week", body=words)
    send_broadcast(broadcast=made, by=by)
    draft_broadcast(
        prison=prison,
        by=by,
        subject="Staff training in the afternoon",
        body="There is no movement from midday. Please do not travel for an afternoon session.",
        notice="staff-training",
        on=timezone.localdate() + timedelta(days=3),
        starts=time(12),
    )
