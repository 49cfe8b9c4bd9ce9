"""The directory: listings, their review, spreadsheets, proposals, the insert."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from directory.actions.insert import publish_edition
from directory.actions.proposals import propose_change
from directory.models import ListingStatus
from directory.review_link import make_token
from tests.project.personas import (
    CURATORS_ELSEWHERE,
    CURATORS_HERE,
    ORGANISATION_ELSEWHERE,
    ORGANISATION_HERE,
    PRISON_ELSEWHERE,
    PRISON_HERE,
    World,
)
from tests.project.url_rows.rows import (
    MOVED,
    NO_KEY,
    NOT_FOUND,
    OK,
    Arguments,
    Row,
    everybody,
    here,
    prison_here,
    row,
    signed_in,
)

_HERE = here()
_CHECKS_HERE = CURATORS_HERE | {"administrator"}


def _listing_to_check(world: World) -> Arguments:
    return {"code": world.prison.code, "key": world.listing.translation_key}


def _signed_link(world: World) -> dict[str, Any]:
    return {"token": make_token(world.organisation, timezone.localdate())}


def _signed_link_to_listing(world: World) -> Arguments:
    ListingStatus.objects.filter(page=world.listing).update(review_due_on=timezone.localdate())
    return _signed_link(world) | {"key": world.listing.translation_key}


_ORGANISATIONS = ORGANISATION_HERE | ORGANISATION_ELSEWHERE


def _listing_key(world: World) -> Arguments:
    return {"key": world.listing.translation_key}


def _waiting_proposal(world: World) -> Arguments:
    by = world.people["worker@here"]
    return {"key": propose_change(page=world.listing, changes={"summary": "New words"}, by=by).proposal.pk}


_READS_INSERT = PRISON_HERE | {"administrator"}


def _edition_here(**more: Any) -> Callable[[World], Arguments]:
    """Return how to ask for an address of an edition of the prison here, published on first use."""

    def arguments(world: World) -> Arguments:
        edition = world.prison.insert_editions.first()
        edition = edition or publish_edition(prison=world.prison, by=world.people["coordinator@here"])
        return {"code": world.prison.code, "number": edition.number, **more}

    return arguments


def _prison_with_edition(world: World) -> Arguments:
    _edition_here()(world)
    return prison_here(world)


#: An empty form chooses nothing that there is; some of those who read a page may not change it.
_NOTHING_CHOSEN = _READS_ONLY = (NOT_FOUND,)

ROWS: dict[str, Row] = {
    # Checking listings: the coordinator's list, and the link that an organisation answers with
    "directory:review": row(_CHECKS_HERE, arguments=lambda world: {"code": world.prison.code}),
    "directory:review_listing": row(_CHECKS_HERE, arguments=_listing_to_check),
    "directory:review_send_link": row(_CHECKS_HERE, MOVED, method="post", arguments=_listing_to_check),
    "directory:review_link": everybody(arguments=_signed_link),
    "directory:review_link_all": everybody(MOVED, method="post", arguments=_signed_link),
    "directory:review_link_wrong_mailbox": everybody(arguments=_signed_link),
    "directory:review_link_new": everybody(MOVED, method="post", arguments=_signed_link),
    "directory:review_link_listing": everybody(arguments=_signed_link_to_listing),
    "directory:review_link_unchanged": everybody(MOVED, method="post", arguments=_signed_link_to_listing),
    "directory:review_thanks": everybody(),
    "directory:review_link_sent": everybody(),
    # Listings in a spreadsheet: uploads are their uploader's alone, so nobody opens one of somebody else
    "directory:spreadsheet": row(_CHECKS_HERE, **_HERE),
    "directory:spreadsheet_template": row(_CHECKS_HERE, **here(ending="xlsx")),
    "directory:spreadsheet_preview": row((), **here(key=NO_KEY)),
    "directory:spreadsheet_errors": row((), **here(key=NO_KEY)),
    "directory:spreadsheet_discard": row((), method="post", **here(key=NO_KEY)),
    "directory:spreadsheet_export": signed_in(**_HERE),
    "directory:spreadsheet_export_file": signed_in(**here(ending="csv")),
    # The ACCT insert: for the prison's staff; only its curators publish, only whoever made a record deletes it
    "directory:my_insert": row(PRISON_HERE | PRISON_ELSEWHERE | {"administrator"}, OK, MOVED),
    "directory:insert": row(_READS_INSERT, **_HERE),
    "directory:insert_draft": row(_READS_INSERT, **_HERE),
    "directory:insert_draft_pdf": row(_READS_INSERT, **here(variant="standard")),
    "directory:insert_publish": row(CURATORS_HERE, **_HERE),
    "directory:insert_distribution": row(_READS_INSERT, arguments=_prison_with_edition, posted=_READS_ONLY),
    "directory:insert_take_back": row((), **here(pk=NO_KEY)),
    "directory:insert_edition": row(_READS_INSERT, arguments=_edition_here()),
    "directory:insert_pdf": row(_READS_INSERT, arguments=_edition_here(variant="standard")),
    # An organisation's own listings, and the changes it proposes
    "directory:adopt": row(_CHECKS_HERE, arguments=prison_here, posted=_NOTHING_CHOSEN),
    "directory:copy_listing": row(_CHECKS_HERE, arguments=prison_here, posted=_NOTHING_CHOSEN),
    "directory:contacts": row(_CHECKS_HERE, **_HERE),
    "directory:new_organisation": row(_CHECKS_HERE, arguments=prison_here),
    "directory:my_listings": row(_ORGANISATIONS),
    "directory:change_availability": row(ORGANISATION_HERE, arguments=_listing_key),
    "directory:change_times": row(ORGANISATION_HERE, arguments=_listing_key),
    "directory:change_details": row(ORGANISATION_HERE, arguments=_listing_key),
    "directory:proposals": row(CURATORS_HERE | CURATORS_ELSEWHERE | {"administrator"}),
    "directory:proposal": row(_CHECKS_HERE | ORGANISATION_HERE, arguments=_waiting_proposal, posted=_READS_ONLY),
    "directory:proposal_withdraw": row(ORGANISATION_HERE, MOVED, method="post", arguments=_waiting_proposal),
}
