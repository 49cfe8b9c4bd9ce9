"""What an organisation's form was opened on, so that nobody's change in the meantime is undone by sending it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from directory.listing_content import Content, content_of, differs, prepared
from directory.models import ListingProposal, ServicePage


@dataclass(frozen=True)
class Base:
    """The version on which a form stands: its content, and the token that the form carries."""

    content: Content
    version: str


def current_base(page: ServicePage, proposal: ListingProposal | None) -> Base:
    """Return what the organisation edits now: its waiting proposal, or else what is live."""
    live = content_of(page)
    if proposal is None:
        return Base(live, str(page.live_revision_id or ""))
    return Base({**live, **proposal.after}, f"{page.live_revision_id or ''}-{proposal.revision_id or ''}")


def base_of_form(page: ServicePage, version: str, now: Base) -> Base:
    """Return what the form was opened on. An unknown version counts as the current one."""
    if version == now.version:
        return now
    live_id, _, proposal_id = version.partition("-")
    wanted = [pk for pk in (live_id, proposal_id) if pk.isdigit()]
    revisions = {str(revision.pk): revision for revision in page.revisions.filter(pk__in=wanted)}
    known = [revisions[pk].content for pk in wanted if pk in revisions]
    return Base({**now.content, **known[-1]}, version) if known else now


@dataclass(frozen=True)
class Merged:
    """What the form really changes, and where somebody else changed the same since it was opened."""

    changes: dict[str, Any]
    clashes: list[str]


def merge(page: ServicePage, submitted: Mapping[str, Any], base: Base, now: Base) -> Merged:
    """Keep the fields that differ from what the form was opened on."""
    values = prepared(page, submitted)
    changed = [field for field, value in values.items() if differs(field, value, base.content.get(field))]
    clashes = [
        field
        for field in changed
        if differs(field, base.content.get(field), now.content.get(field))
        and differs(field, values[field], now.content.get(field))
    ]
    return Merged({field: values[field] for field in changed}, clashes)
