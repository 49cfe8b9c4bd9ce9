"""The coordinator's work with others: involvement, forum, funding, messages, briefings."""

from coordinator.models import Involvement
from tests.project.personas import CURATORS_HERE, World
from tests.project.url_rows.rows import Arguments, Row, here, row

_EVIDENCE = CURATORS_HERE | {"sponsor@here"}


def _entry(world: World) -> Arguments:
    facts = {"asked": "What helps?", "route": "survey", "said_by": "Wing representatives", "said": "Quiet rooms"}
    found, _made = Involvement.objects.get_or_create(prison=world.prison, defaults=facts)
    return {"code": world.prison.code, "key": found.pk}


ROWS: dict[str, Row] = {
    "coordinator:network": row(_EVIDENCE, **here()),
    # Involvement
    "coordinator:involvement": row(_EVIDENCE, **here()),
    "coordinator:add_involvement": row(CURATORS_HERE, **here()),
    "coordinator:change_involvement": row(CURATORS_HERE, arguments=_entry),
    "coordinator:said_did": row(_EVIDENCE, **here()),
}
