"""The coordinator's desk and the evidence."""

from datetime import timedelta

from django.utils import timezone

from coordinator.models import Appointment, DeskHandover, WorklistSnooze
from directory.models import ListingStatus
from tests.project.personas import CURATORS_ELSEWHERE, CURATORS_HERE, ORGANISATION_HERE, PRISON_HERE, World
from tests.project.url_rows.rows import MOVED, OK, Arguments, Row, here, row


def _waiting_listing(world: World) -> Arguments:
    ListingStatus.objects.filter(page=world.listing).update(review_due_on=timezone.localdate())
    return {"code": world.prison.code, "source": "listings-due", "key": str(world.listing.translation_key)}


def _put_off(world: World) -> Arguments:
    until = timezone.localdate() + timedelta(days=3)
    found, _made = WorklistSnooze.objects.get_or_create(
        prison=world.prison, source="listings-due", key="x", defaults={"until": until, "reason": "Away"}
    )
    return {"code": world.prison.code, "key": found.pk}


_APPOINTS = CURATORS_HERE | {"administrator"}


def _appointment(world: World) -> Arguments:
    held = Appointment.objects.filter(prison=world.prison).first()
    held = held or Appointment.objects.create(prison=world.prison, post="sponsor", name="Planted Sponsor Post")
    return {"code": world.prison.code, "key": held.pk}


def _handover(world: World) -> Arguments:
    found = DeskHandover.objects.filter(prison=world.prison).first()
    found = found or DeskHandover.objects.create(prison=world.prison, started_on=timezone.localdate())
    return {"code": world.prison.code, "key": found.pk}


ROWS: dict[str, Row] = {
    # The worklist
    "coordinator:home": row(CURATORS_HERE | CURATORS_ELSEWHERE, OK, MOVED),
    "coordinator:worklist": row(CURATORS_HERE, **here()),
    "coordinator:settle": row(CURATORS_HERE, MOVED, method="post", **here()),
    "coordinator:snooze": row(CURATORS_HERE, arguments=_waiting_listing),
    "coordinator:wake": row(CURATORS_HERE, MOVED, method="post", arguments=_put_off),
    # Posts and handover
    "coordinator:prisons": row({"administrator"}),
    "coordinator:people": row(_APPOINTS, **here()),
    "coordinator:appoint": row(_APPOINTS, **here()),
    "coordinator:end_appointment": row(_APPOINTS, arguments=_appointment),
    "coordinator:contact": row(PRISON_HERE | ORGANISATION_HERE | {"administrator"}, **here()),
    "coordinator:handover": row(CURATORS_HERE, **here()),
    "coordinator:handover_pack": row(CURATORS_HERE, **here()),
    "coordinator:handover_pdf": row(CURATORS_HERE, **here()),
    "coordinator:handover_steps": row(CURATORS_HERE, MOVED, method="post", arguments=_handover),
}
