"""Says what differs between two editions, or between an edition and what would be printed today."""

from dataclasses import asdict, dataclass, field
from typing import Any

from directory.insert.content import Content, Entry, listeners_of
from directory.insert.wording import counted, joined

# What a reader is told of a changed service. Keys that are left out follow from others, or say only when.
FIELDS = {
    "name": "name",
    "name_cy": "name in Welsh",
    "organisation": "organisation",
    "summary": "summary",
    "summary_cy": "summary in Welsh",
    "does": "what it does",
    "does_not": "what it does not do",
    "helps_with": "what it helps with",
    "for": "who it is for",
    "not_for": "who it is not for",
    "remand": "people on remand",
    "modes": "how help comes",
    "group_size": "group size",
    "who_refers": "who refers",
    "how_to_refer": "how to refer",
    "answer_days": "how soon it answers",
    "next": "what happens next",
    "sessions": "when and where",
    "practical": "unlocking and escort",
    "languages": "languages",
    "access": "access",
    "contact": "contact",
    "never_by_name": "whether contacts are recorded",
    "availability": "availability",
}
CONTACTS = ("urgent", "coordinators", "contacts", "helplines")


@dataclass
class Changes:
    """What is new, gone and different. Kept with an edition, so that it can be read years later."""

    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    rechecked: list[str] = field(default_factory=list)
    newly_met: list[str] = field(default_factory=list)
    no_longer_met: list[str] = field(default_factory=list)
    contacts: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return what is kept with the edition."""
        return asdict(self)

    @property
    def matter(self) -> bool:
        """Say whether a reader of the older edition would be misled: a later check alone misleads nobody."""
        return bool(self.services or self.contacts or self.newly_met or self.no_longer_met)

    @property
    def nothing_to_tell(self) -> bool:
        """Say whether the difference is one that no reader would notice, such as an order."""
        return not self.matter and not self.rechecked

    @property
    def services(self) -> int:
        """Return how many services are new, gone or different."""
        return len(self.added) + len(self.removed) + len(self.changed)

    def sentence(self) -> str:
        """Return "3 services and the contacts have changed", or nothing when nothing that matters has."""
        what = [counted(self.services, "service")] if self.services else []
        if self.contacts:
            what.append("the contacts")
        if not what and self.matter:
            what = ["the index by trigger"]
        if not what:
            return ""
        verb = "has" if what in (["1 service"], ["the index by trigger"]) else "have"
        return f"{joined(what)} {verb} changed"


def compare(old: Content, new: Content) -> Changes:
    """Return what a reader who knows `old` needs to be told of `new`."""
    before, after = _by_id(old), _by_id(new)
    changes = Changes(
        added=[entry["name"] for key, entry in after.items() if key not in before],
        removed=[entry["name"] for key, entry in before.items() if key not in after],
        contacts=any(old.get(key) != new.get(key) for key in CONTACTS) or listeners_of(old) != listeners_of(new),
    )
    for key in after.keys() & before.keys():
        fields = [label for name, label in FIELDS.items() if before[key].get(name) != after[key].get(name)]
        if fields:
            changes.changed.append({"name": after[key]["name"], "fields": fields})
        elif before[key].get("checked_on") != after[key].get("checked_on"):
            changes.rechecked.append(after[key]["name"])
    changes.changed.sort(key=lambda change: change["name"].casefold())
    changes.rechecked.sort(key=str.casefold)
    _compare_triggers(old, new, changes)
    return changes


def _by_id(content: Content) -> dict[int, Entry]:
    return {entry["id"]: entry for entry in content["services"]}


def _compare_triggers(old: Content, new: Content, changes: Changes) -> None:
    """Say which triggers of both editions gained their first service or lost their last."""
    met = {trigger["slug"]: bool(trigger["services"]) for trigger in old["triggers"]}
    for trigger in new["triggers"]:
        was, now = met.get(trigger["slug"], False), bool(trigger["services"])
        if now and not was:
            changes.newly_met.append(trigger["label"])
        elif was and not now:
            changes.no_longer_met.append(trigger["label"])
