"""The coordinator's desk and the evidence."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from coordinator.actions.engagements import start_engagement
from coordinator.actions.evidence import build_pack, request_pack
from coordinator.models import (
    Appointment,
    DeskHandover,
    Engagement,
    ExpectationFramework,
    Indicator,
    InspectionPack,
    ServiceOffer,
    WorklistSnooze,
)
from directory.models import ListingStatus
from tests.project.personas import (
    CURATORS_ELSEWHERE,
    CURATORS_HERE,
    ORGANISATION_ELSEWHERE,
    ORGANISATION_HERE,
    PRISON_HERE,
    World,
)
from tests.project.url_rows.rows import MOVED, OK, Arguments, Row, everybody, here, row


def _waiting_listing(world: World) -> Arguments:
    ListingStatus.objects.filter(page=world.listing).update(review_due_on=timezone.localdate())
    return {"code": world.prison.code, "source": "listings-due", "key": str(world.listing.translation_key)}


def _put_off(world: World) -> Arguments:
    until = timezone.localdate() + timedelta(days=3)
    found, _made = WorklistSnooze.objects.get_or_create(
        prison=world.prison, source="listings-due", key="x", defaults={"until": until, "reason": "Away"}
    )
    return {"code": world.prison.code, "key": found.pk}


_EVIDENCE = CURATORS_HERE | {"sponsor@here"}
_DESKS = CURATORS_HERE | CURATORS_ELSEWHERE | {"sponsor@here", "sponsor@elsewhere"}
_APPOINTS = CURATORS_HERE | {"administrator"}


def _appointment(world: World) -> Arguments:
    held = Appointment.objects.filter(prison=world.prison).first()
    held = held or Appointment.objects.create(prison=world.prison, post="sponsor", name="Planted Sponsor Post")
    return {"code": world.prison.code, "key": held.pk}


def _to_come(world: World) -> Arguments:
    day = timezone.localdate() + timedelta(days=9)
    fields = {"name": "Planted Deputy Post", "starts_on": day}
    held, _made = Appointment.objects.get_or_create(prison=world.prison, post="deputy", defaults=fields)
    return {"code": world.prison.code, "key": held.pk}


def _handover(world: World) -> Arguments:
    found = DeskHandover.objects.filter(prison=world.prison).first()
    found = found or DeskHandover.objects.create(prison=world.prison, started_on=timezone.localdate())
    return {"code": world.prison.code, "key": found.pk}


def _offer(world: World) -> Arguments:
    fields = {"organisation_name": "Planted offer here", "what": "Help"}
    found, _made = ServiceOffer.objects.get_or_create(prison=world.prison, defaults=fields)
    return {"code": world.prison.code, "key": found.pk}


def _started(world: World) -> Engagement:
    found = Engagement.objects.filter(prison=world.prison).first()
    by = world.people["coordinator@here"]
    return found or start_engagement(prison=world.prison, organisation=world.organisation, by=by)


def _engagement(world: World) -> Arguments:
    return {"code": world.prison.code, "key": _started(world).pk}


def _item(world: World) -> Arguments:
    return {"code": world.prison.code, "key": _started(world).items.first().pk}


def _indicator(world: World) -> Arguments:
    return {"code": world.prison.code, "indicator": Indicator.objects.first().pk}


def _pack(world: World) -> dict[str, Any]:
    found = InspectionPack.objects.filter(prison=world.prison).first()
    if found is None:
        framework, today = ExpectationFramework.objects.first(), timezone.localdate()
        by = world.people["coordinator@here"]
        found = request_pack(prison=world.prison, framework=framework, first=today, last=today, by=by)
        build_pack(key=found.pk)
    return {"code": world.prison.code, "key": found.pk}


ROWS: dict[str, Row] = {
    # The worklist
    "coordinator:home": row(_DESKS, OK, MOVED),
    "coordinator:evidence_home": row(
        CURATORS_HERE | CURATORS_ELSEWHERE | {"sponsor@here", "sponsor@elsewhere"}, OK, MOVED
    ),
    "coordinator:worklist": row(CURATORS_HERE, **here()),
    "coordinator:settle": row(CURATORS_HERE, MOVED, method="post", **here()),
    "coordinator:snooze": row(CURATORS_HERE, arguments=_waiting_listing),
    "coordinator:wake": row(CURATORS_HERE, MOVED, method="post", arguments=_put_off),
    # Organisations; the offer is open to everybody
    "coordinator:make_offer": everybody(**here()),
    "coordinator:offer_thanks": everybody(**here()),
    "coordinator:organisations": row(CURATORS_HERE, **here()),
    "coordinator:offer": row(CURATORS_HERE, arguments=_offer),
    "coordinator:engagement": row(CURATORS_HERE, arguments=_engagement),
    "coordinator:engagement_move": row(CURATORS_HERE, MOVED, method="post", arguments=_engagement),
    "coordinator:onboarding_item": row(CURATORS_HERE, arguments=_item),
    "coordinator:own_checklists": row(ORGANISATION_HERE | ORGANISATION_ELSEWHERE),
    # Mapping and gaps
    "coordinator:gaps": row(_EVIDENCE, **here()),
    "coordinator:gaps_file": row(_EVIDENCE, **here(ending="xlsx")),
    "coordinator:fill": row(_EVIDENCE, **here(slug="planted-need")),
    # Evidence and measures
    "coordinator:evidence": row(_EVIDENCE, **here()),
    "coordinator:add_evidence": row(CURATORS_HERE, arguments=_indicator),
    "coordinator:pack": row(_EVIDENCE, arguments=_pack),
    "coordinator:pack_file": row(_EVIDENCE, arguments=lambda world: _pack(world) | {"ending": "xlsx"}),
    "coordinator:measures": row(_EVIDENCE, **here()),
    "coordinator:measures_file": row(_EVIDENCE, **here(ending="json")),
    "coordinator:national_measures": row({"administrator", "analyst"}),
    "coordinator:national_measures_file": row({"administrator", "analyst"}, arguments=lambda world: {"ending": "csv"}),
    # Posts and handover
    "coordinator:prisons": row({"administrator"}),
    "coordinator:people": row(_APPOINTS, **here()),
    "coordinator:appoint": row(_APPOINTS, **here()),
    "coordinator:end_appointment": row(_APPOINTS, arguments=_appointment),
    "coordinator:correct_appointment": row(_APPOINTS, arguments=_appointment),
    "coordinator:withdraw_appointment": row(_APPOINTS, MOVED, method="post", arguments=_to_come),
    "coordinator:contact": row(PRISON_HERE | ORGANISATION_HERE | {"administrator"}, **here()),
    "coordinator:handover": row(CURATORS_HERE, **here()),
    "coordinator:handover_pack": row(CURATORS_HERE, **here()),
    "coordinator:handover_pdf": row(CURATORS_HERE, **here()),
    "coordinator:handover_steps": row(CURATORS_HERE, MOVED, method="post", arguments=_handover),
}
