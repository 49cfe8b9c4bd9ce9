"""What waits for whoever runs a scope: each app says, in its `worklist.py`, which of its own things wait.

    register(
        Source(code="requests-due", label="Requests to answer", find=requests_due, minutes=3, one_click=(CONFIRM,))
    )

A source finds what waits through its own querysets, and its one-click actions call its own actions. So whoever
draws the list needs to know no table but its own.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

#: A source is asked for at most so many things: a longer list is not a morning's work, and is counted as "or more".
MOST = 200


class Urgency(IntEnum):
    """How soon something needs somebody; the lowest stands first."""

    NOW = 0
    TODAY = 1
    THIS_WEEK = 2
    WHEN_POSSIBLE = 3


@dataclass(frozen=True)
class Item:
    """One thing that waits. `key` tells it from the others of its source and may stand in an address.

    `actions` are the codes of the one-click actions that fit it; None means all of its source's.
    """

    key: str
    title: str
    urgency: Urgency
    url: str = ""
    detail: str = ""
    due_on: date | None = None
    since: date | None = None
    actions: tuple[str, ...] | None = None


@dataclass(frozen=True)
class OneClick:
    """Something that settles an item with one press: `run(by=, scope=, key=)` does it and returns what to say.

    It raises PermissionDenied, ValidationError, or ObjectDoesNotExist when the item no longer waits.
    """

    code: str
    label: str
    run: Callable[..., str]


@dataclass(frozen=True)
class Source:
    """One kind of thing that waits.

    `find(user=, scope=, most=)` yields at most `most` items in a constant number of queries, and only what the
    user may see. `minutes` is roughly what one takes. What `may_wait` is false for cannot be put off.
    What `asks` is true for waits for somebody else: with one press it is noted that they were asked, and it comes back.
    """

    code: str
    label: str
    find: Callable[..., Iterable[Item]]
    minutes: int
    one_click: tuple[OneClick, ...] = ()
    may_wait: bool = True
    order: int = 100
    asks: bool = False

    def action(self, code: str) -> OneClick | None:
        """Return the one-click action with this code."""
        return next((action for action in self.one_click if action.code == code), None)


_sources: dict[str, Source] = {}


def register(source: Source) -> Source:
    """Declare a source. Raises ValueError when another has its code."""
    if _sources.get(source.code, source) != source:
        raise ValueError(f"The worklist source {source.code} is declared twice.")
    _sources[source.code] = source
    return source


def all_sources() -> list[Source]:
    """Return every declared source, in the order in which their counters stand."""
    return sorted(_sources.values(), key=lambda source: (source.order, source.label))


def source_for(code: str) -> Source | None:
    """Return the source with this code."""
    return _sources.get(code)
