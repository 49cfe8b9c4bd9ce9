"""Taking a gate list away: on paper, as PDF or as a file. What left the screen is kept as it was, for a while."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core import audit
from directory.models import Prison
from volunteers.gate.listing import Listing, people_on
from volunteers.models import EntrySettings, GateList
from volunteers.permissions import runs_gate


@transaction.atomic
def take_gate_list(*, prison: Prison, listing: Listing, copy: str, by: Any) -> GateList:
    """Freeze a gate list that is about to be printed or downloaded. Raises PermissionDenied."""
    if not runs_gate(by, prison):
        raise PermissionDenied("You do not see this prison’s gate list.")
    destroy_after = listing.on + timedelta(days=EntrySettings.load().destroy_after_days)
    taken = GateList.objects.create(
        prison=prison, on=listing.on, copy=copy, taken_by=by, destroy_after=destroy_after, content=listing.as_json()
    )
    counts: dict[str, Any] = {"entering": len(listing.entering), "left_out": len(listing.left_out)}
    shown = people_on(listing.entering)
    audit.record("gate-list.taken", by=by, about=taken, scope=prison, shown=shown, on=listing.on, copy=copy, **counts)
    return taken
