"""The coordinator's work with others: involvement, forum, funding, messages, briefings."""

from datetime import time

from django.utils import timezone

from coordinator.models import (
    Briefing,
    Broadcast,
    BroadcastRecipient,
    ForumAction,
    ForumMeeting,
    Funding,
    Involvement,
    MeetingInvitation,
    Recommendation,
    ScrutinyBody,
)
from coordinator.reach import make_token
from tests.project.personas import CURATORS_HERE, World
from tests.project.url_rows.rows import MOVED, OK, Arguments, Row, everybody, here, row

_EVIDENCE = CURATORS_HERE | {"sponsor@here"}


def _entry(world: World) -> Arguments:
    facts = {"asked": "What helps?", "route": "survey", "said_by": "Wing representatives", "said": "Quiet rooms"}
    found, _made = Involvement.objects.get_or_create(prison=world.prison, defaults=facts)
    return {"code": world.prison.code, "key": found.pk}


def _planned(world: World) -> ForumMeeting:
    facts = {"on": timezone.localdate(), "starts": time(10), "ends": time(11), "place": "Planted chapel"}
    found, _made = ForumMeeting.objects.get_or_create(prison=world.prison, defaults=facts)
    return found


def _meeting(world: World) -> Arguments:
    return {"code": world.prison.code, "key": _planned(world).pk}


def _of_meeting(world: World) -> Arguments:
    return {"code": world.prison.code, "meeting": _planned(world).pk}


def _action(world: World) -> Arguments:
    facts = {"meeting": _planned(world), "text": "Find a room", "role": "Chaplaincy", "due_on": timezone.localdate()}
    found, _made = ForumAction.objects.get_or_create(prison=world.prison, defaults=facts)
    return {"code": world.prison.code, "key": found.pk}


def _invitation(world: World) -> Arguments:
    found, _made = MeetingInvitation.objects.get_or_create(meeting=_planned(world), organisation=world.organisation)
    return {"token": make_token("invitation", found.pk)}


def _recommendation(world: World) -> Arguments:
    body, _made = ScrutinyBody.objects.get_or_create(slug="planted", defaults={"name": "Planted body"})
    today = timezone.localdate()
    facts = {"body": body, "report": "x", "published_on": today, "text": "More", "owner": "Head", "due_on": today}
    found, _made = Recommendation.objects.get_or_create(prison=world.prison, defaults=facts)
    return {"code": world.prison.code, "key": found.pk}


def _funded(world: World) -> Funding:
    today = timezone.localdate()
    facts = {"funder": "Planted funder", "title": "Planted grant", "buys": "Groups", "amount": 5, "awarded_on": today}
    found, _made = Funding.objects.get_or_create(
        prison=world.prison, organisation=world.organisation, defaults=facts | {"starts_on": today}
    )
    return found


def _funding(world: World) -> Arguments:
    return {"code": world.prison.code, "key": _funded(world).pk}


def _grants(world: World) -> Arguments:
    return {"code": _funded(world).prison_id}


def _draft(world: World) -> Arguments:
    return {"code": world.prison.code, "key": Broadcast.objects.create(prison=world.prison, subject="x", body="x").pk}


def _sent(world: World) -> Broadcast:
    return Broadcast.objects.create(prison=world.prison, subject="x", body="x", sent_at=timezone.now())


def _broadcast(world: World) -> Arguments:
    return {"code": world.prison.code, "key": _sent(world).pk}


def _read(world: World) -> Arguments:
    made = BroadcastRecipient.objects.create(broadcast=_sent(world), organisation=world.organisation)
    return {"token": make_token("broadcast", made.pk)}


def _briefing(world: World) -> Arguments:
    found, _made = Briefing.objects.get_or_create(
        prison=world.prison, defaults={"place": "B", "staff": 3, "about": "x"}
    )
    return {"code": world.prison.code, "key": found.pk}


ROWS: dict[str, Row] = {
    "coordinator:network": row(_EVIDENCE, **here()),
    # Involvement
    "coordinator:involvement": row(_EVIDENCE, **here()),
    "coordinator:add_involvement": row(CURATORS_HERE, **here()),
    "coordinator:change_involvement": row(CURATORS_HERE, arguments=_entry),
    "coordinator:said_did": row(_EVIDENCE, **here()),
    # Forum; an invitation opens by its signed link
    "coordinator:forum": row(_EVIDENCE, **here()),
    "coordinator:plan_meeting": row(CURATORS_HERE, **here()),
    "coordinator:meeting": row(_EVIDENCE, arguments=_meeting),
    "coordinator:change_meeting": row(CURATORS_HERE, arguments=_meeting),
    "coordinator:invite": row(CURATORS_HERE, OK, MOVED, method="post", arguments=_meeting),
    "coordinator:write_up": row(CURATORS_HERE, OK, MOVED, method="post", arguments=_meeting),
    "coordinator:call_off_meeting": row(CURATORS_HERE, MOVED, method="post", arguments=_meeting),
    "coordinator:add_action": row(CURATORS_HERE, arguments=_of_meeting),
    "coordinator:action": row(CURATORS_HERE, arguments=_action),
    "coordinator:invitation": everybody(arguments=_invitation),
    "coordinator:invitation_file": everybody(arguments=_invitation),
    # Funding
    "coordinator:funding": row(_EVIDENCE, **here()),
    "coordinator:add_funding": row(CURATORS_HERE, **here()),
    "coordinator:change_funding": row(CURATORS_HERE, arguments=_funding),
    "coordinator:funding_file": row(_EVIDENCE, **here(ending="csv")),
    "coordinator:grants_file": row(_EVIDENCE, arguments=_grants),
    # Messages to organisations; one opens by its signed link
    "coordinator:broadcasts": row(_EVIDENCE, **here()),
    "coordinator:write_broadcast": row(CURATORS_HERE, **here(kind="notice")),
    "coordinator:broadcast": row(_EVIDENCE, arguments=_broadcast),
    "coordinator:change_broadcast": row(CURATORS_HERE, arguments=_draft),
    "coordinator:send_broadcast": row(CURATORS_HERE, MOVED, method="post", arguments=_draft),
    "coordinator:read_broadcast": everybody(arguments=_read),
    # Briefings and papers for the wings
    "coordinator:briefings": row(_EVIDENCE, **here()),
    "coordinator:add_briefing": row(CURATORS_HERE, **here()),
    "coordinator:change_briefing": row(CURATORS_HERE, arguments=_briefing),
    "coordinator:paper": row(_EVIDENCE, **here(name="poster")),
    "coordinator:paper_pdf": row(_EVIDENCE, **here(name="wing-sheet")),
    # Recommendations of scrutiny bodies
    "coordinator:recommendations": row(_EVIDENCE, **here()),
    "coordinator:add_recommendation": row(CURATORS_HERE, **here()),
    "coordinator:recommendation": row(CURATORS_HERE, arguments=_recommendation),
}
