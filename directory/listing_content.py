"""A listing's content as plain values that can be compared and kept, and which of it an organisation may change."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

if TYPE_CHECKING:
    from directory.models import ServicePage

Content = dict[str, Any]

# Source of the two tiers: domain reference, "Keeping listings true" — times, contacts and availability go live at
# once; eligibility, needs and description wait for the coordinator.
LIVE_AT_ONCE = ("sessions", "contact_name", "contact_phone", "contact_email")
NEEDS_APPROVAL = (
    "title",
    "title_cy",
    "summary",
    "summary_cy",
    "description",
    "does_not",
    "needs",
    "delivery_modes",
    "for_men",
    "for_women",
    "age_from",
    "age_to",
    "legal_statuses",
    "groups",
    "exclusions",
    "weeks_left_min",
    "weeks_left_max",
    "languages",
    "access_needs",
    "locations",
    "group_size",
    "needs_unlock",
    "needs_escort",
    "who_can_refer",
    "self_referral",
    "how_to_refer",
    "what_happens_next",
    "response_days",
    "asks_release_window",
    "asks_key_dates",
)
ROWS = {
    "sessions": ("weekday", "starts", "ends", "place", "frequency", "note"),
    "exclusions": ("group", "reason", "staff_only"),
}
_LISTS = ("needs", "delivery_modes", "legal_statuses", "groups", "languages", "locations")


def content_of(page: "ServicePage") -> Content:
    """Return the page's content as a revision keeps it."""
    return plain(page.serializable_data())


def plain(value: Any) -> Any:
    """Return a value as JSON gives it back: tables by their key, times as text."""
    return json.loads(json.dumps(value, cls=_Encoder))


class _Encoder(DjangoJSONEncoder):
    def default(self, value: Any) -> Any:
        if isinstance(value, Model):
            return value.pk
        return super().default(value) if not hasattr(value, "__iter__") else list(value)


def comparable(field: str, value: Any) -> Any:
    """Return a value of the content without what does not matter: keys and order of rows that were not told apart."""
    if field in ROWS:
        rows = [{name: row.get(name) for name in ROWS[field]} for row in value or []]
        return sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))
    if field in _LISTS:
        return sorted(value or [])
    return value


def differs(field: str, one: Any, other: Any) -> bool:
    """Say whether two values of a field say different things."""
    return bool(comparable(field, one) != comparable(field, other))


def prepared(page: "ServicePage", changes: Mapping[str, Any]) -> Content:
    """Return changes as content: rows are completed, so that a page can be made from them.

    Raises ValueError for a field that no organisation may change.
    """
    if unknown := set(changes) - {*LIVE_AT_ONCE, *NEEDS_APPROVAL}:
        raise ValueError(f"An organisation cannot change {', '.join(sorted(unknown))}.")
    return {field: _complete(page, field, plain(value)) for field, value in changes.items()}


def _complete(page: "ServicePage", field: str, value: Any) -> Any:
    if field not in ROWS:
        return value
    defaults = {"place": "", "frequency": "weekly", "note": ""} if field == "sessions" else {"reason": ""}
    return [
        {"pk": None, "page": page.pk, "sort_order": order, "staff_only": False, **defaults, **row}
        if field == "exclusions"
        else {"pk": None, "page": page.pk, "sort_order": order, **defaults, **row}
        for order, row in enumerate(value)
    ]
