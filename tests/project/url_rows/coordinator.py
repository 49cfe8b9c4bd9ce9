"""The coordinator's desk and the evidence."""

from datetime import timedelta

from django.utils import timezone

from coordinator.models import WorklistSnooze
from directory.models import ListingStatus
from tests.project.personas import CURATORS_ELSEWHERE, CURATORS_HERE, World
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


ROWS: dict[str, Row] = {
    # The worklist
    "coordinator:home": row(CURATORS_HERE | CURATORS_ELSEWHERE, OK, MOVED),
    "coordinator:worklist": row(CURATORS_HERE, **here()),
    "coordinator:settle": row(CURATORS_HERE, MOVED, method="post", **here()),
    "coordinator:snooze": row(CURATORS_HERE, arguments=_waiting_listing),
    "coordinator:wake": row(CURATORS_HERE, MOVED, method="post", arguments=_put_off),
}
