"""People who come in: roles, clearance, training, the gate."""

from typing import Any

from django.utils import timezone

from tests.project.personas import CURATORS_HERE, World
from tests.project.planted_volunteers import (
    KEEPS_HERE,
    SEES_PEOPLE_HERE,
    clearance_here,
    engagement_here,
    entrant_here,
    position_here,
)
from tests.project.url_rows.rows import Arguments, Row, here, row
from volunteers.models import GateOverride

_HERE = here()
_SECURITY_HERE = {"security@here"}
_HOME = {
    f"{role}@{place}"
    for role in ("coordinator", "deputy", "security", "safer-custody", "gate", "lead")
    for place in ("here", "elsewhere")
}


def _person(world: World) -> Arguments:
    return {"pk": entrant_here(world).pk}


def _engagement(world: World) -> Arguments:
    return {"pk": entrant_here(world).pk, "engagement": engagement_here(world).pk}


def _clearance(world: World) -> Arguments:
    return {"pk": entrant_here(world).pk, "clearance": clearance_here(world).pk}


def _at_prison(world: World) -> dict[str, Any]:
    return {"pk": entrant_here(world).pk, "code": world.prison.code}


def _override(world: World) -> Arguments:
    today = timezone.localdate()
    given = GateOverride.objects.create(
        entrant=entrant_here(world),
        prison=world.prison,
        covers=["approval"],
        starts_on=today,
        ends_on=today,
        reason="One meeting",
        approver=world.people["security@here"],
    )
    return _at_prison(world) | {"override": given.pk}


def _organisation(world: World) -> Arguments:
    return {"key": world.organisation.pk}


ROWS: dict[str, Row] = {
    "volunteers:home": row(_HOME),
    "volunteers:people": row(CURATORS_HERE, **_HERE),
    "volunteers:add": row(CURATORS_HERE, **_HERE),
    "volunteers:organisation": row({"lead@here"}, arguments=_organisation),
    "volunteers:organisation_add": row({"lead@here"}, arguments=_organisation),
    "volunteers:positions": row(CURATORS_HERE, **_HERE),
    "volunteers:position_add": row(CURATORS_HERE, **_HERE),
    "volunteers:organisation_positions": row({"lead@here"}, arguments=_organisation),
    "volunteers:position": row(KEEPS_HERE, arguments=lambda world: {"pk": position_here(world).pk}),
    "volunteers:person": row(SEES_PEOPLE_HERE, arguments=_person),
    "volunteers:details": row(KEEPS_HERE, arguments=_person),
    "volunteers:add_role": row(KEEPS_HERE, arguments=_person),
    "volunteers:end_role": row(KEEPS_HERE, arguments=_engagement),
    "volunteers:add_clearance": row(KEEPS_HERE, arguments=_person),
    "volunteers:clearance": row(KEEPS_HERE | _SECURITY_HERE, arguments=_clearance),
    "volunteers:ask_where": row(KEEPS_HERE, arguments=_person),
    "volunteers:ask": row(KEEPS_HERE, arguments=_at_prison),
    "volunteers:add_training": row(CURATORS_HERE | {"safer-custody@here"}, arguments=_at_prison),
    # Security
    "volunteers:approvals": row(_SECURITY_HERE, **_HERE),
    "volunteers:decide": row(_SECURITY_HERE, arguments=_at_prison),
    "volunteers:override": row(_SECURITY_HERE, arguments=_at_prison),
    "volunteers:take_back": row(_SECURITY_HERE, arguments=_override),
    "volunteers:add_item": row(_SECURITY_HERE, arguments=_at_prison),
}
