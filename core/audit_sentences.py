"""Each audit event as a plain sentence: apps register theirs in `audit_events.py`, picked up by autodiscovery.

describe("request.viewed", "Opened a request", looks=True)
describe("role.granted", "Gave somebody the role “{role}”", role=lambda code: ROLES[code].label)
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from core.models import AuditEvent

Label = Callable[[Any], str]


@dataclass(frozen=True)
class Sentence:
    """How an event reads.

    `looks` says that somebody saw personal data, `takes` that something was saved as a file or printed; `labels` put
    codes of details into words.
    """

    words: str
    looks: bool = False
    takes: bool = False
    labels: dict[str, Label] = field(default_factory=dict)


_sentences: dict[str, Sentence] = {}


def describe(event: str, words: str, *, looks: bool = False, takes: bool = False, **labels: Label) -> None:
    """Say how an event reads; one that ends with "*" speaks for all that begin like it."""
    _sentences[event] = Sentence(words, looks, takes, labels)


def sentence_for(event: str) -> Sentence | None:
    """Return the event's own sentence, else the one of the longest beginning; None when nobody described it."""
    if event in _sentences:
        return _sentences[event]
    found = [name for name in _sentences if name.endswith("*") and event.startswith(name[:-1])]
    return _sentences[max(found, key=len)] if found else None


def read_out(row: AuditEvent) -> str:
    """Return the sentence of a row. What nobody described reads as its code, without punctuation."""
    sentence = sentence_for(row.event)
    if sentence is None:
        return row.event.replace(".", ": ").replace("_", " ").replace("-", " ").capitalize()
    facts: dict[str, str] = defaultdict(str, {"event": row.event.partition(".")[2].replace("_", " ")})
    for name, value in row.details.items():
        label = sentence.labels.get(name)
        facts[name] = label(value) if label else _plain(value)
    return sentence.words.format_map(facts)


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(one) for one in value)
    return str(value).replace("_", " ")


def looks() -> list[str]:
    """Return the events in which somebody saw personal data."""
    return sorted(event for event, sentence in _sentences.items() if sentence.looks)


def takes() -> list[str]:
    """Return the events in which something was saved as a file or printed."""
    return sorted(event for event, sentence in _sentences.items() if sentence.takes)


def described() -> dict[str, str]:
    """Return every described event with its words, for the list of choices and the generated document."""
    return {event: sentence.words for event, sentence in sorted(_sentences.items())}
