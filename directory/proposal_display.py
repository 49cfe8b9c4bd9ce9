"""Proposed changes side by side with what is live, in words."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst

from directory.listing_content import NEEDS_APPROVAL, ROWS, comparable, content_of
from directory.models import Group, ListingProposal, ServicePage
from directory.proposal_forms import LABELS
from directory.wording import CHECKED, Finding, check_texts

_ROW_LABELS = {"exclusions": "Groups it is not for", "sessions": "Sessions"}


@dataclass(frozen=True)
class Line:
    """One field: what is live, what is proposed, and whether the live value moved since."""

    label: str
    now: list[str]
    proposed: list[str]
    moved: bool


def lines(proposal: ListingProposal, moved: list[str]) -> list[Line]:
    """Return the proposal's fields in the order of the form. A decided one compares with what was live then."""
    live = ServicePage.objects.get(pk=proposal.page_id)
    before = _live_values(live, proposal) if proposal.is_waiting else proposal.before
    return [
        Line(label_of(field), in_words(field, before.get(field)), in_words(field, value), field in moved)
        for field, value in sorted(proposal.after.items(), key=lambda item: _place(item[0]))
    ]


def _live_values(live: ServicePage, proposal: ListingProposal) -> dict[str, Any]:
    content = content_of(live)
    return {field: content.get(field) for field in proposal.after}


def _place(field: str) -> int:
    return NEEDS_APPROVAL.index(field) if field in NEEDS_APPROVAL else len(NEEDS_APPROVAL)


def label_of(field: str) -> str:
    """Return how the screens call a field."""
    if field in _ROW_LABELS:
        return _ROW_LABELS[field]
    return LABELS.get(field) or capfirst(str(ServicePage._meta.get_field(field).verbose_name))


def in_words(field: str, value: Any) -> list[str]:
    """Return a kept value as lines that a reader understands; one empty line for nothing."""
    if field == "exclusions":
        return _exclusions(comparable(field, value)) or [""]
    if field in ROWS:
        return [str(row) for row in value or []] or [""]
    model_field = ServicePage._meta.get_field(field)
    if model_field.many_to_many:
        table = model_field.related_model
        return [str(term) for term in table._default_manager.filter(pk__in=value or [])] or [""]
    if isinstance(value, bool):
        return ["Yes" if value else "No"]
    return ["" if value is None else str(value)]


def _exclusions(rows: list[dict[str, Any]]) -> list[str]:
    labels = dict(Group.objects.filter(pk__in=[row["group"] for row in rows]).values_list("pk", "label"))
    return [f"{labels.get(row['group'], '')}: {row['reason']}".rstrip(": ") for row in rows]


def words_to_mind(proposal: ListingProposal) -> list[Finding]:
    """Return what the wording check finds in the proposed words."""
    texts = {field: value for field, value in proposal.after.items() if field in CHECKED}
    return check_texts(texts, {field: label_of(field) for field in texts})
