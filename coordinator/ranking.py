"""What stands first on a worklist, and how much of it makes a morning. Pure Python.

Order: how urgent, then what is due the longest, then what has waited the longest, then by name.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.worklist import Item, Source

#: The button with which it is noted that somebody was asked. The desk's own, whichever app the item is of.
ASKED = "asked"


@dataclass(frozen=True)
class Line:
    """One item with the source it comes from."""

    source: Source
    item: Item

    @property
    def buttons(self) -> list[tuple[str, str]]:
        """The one-click actions that fit, as (code, label)."""
        wanted = self.item.actions
        own = [(each.code, each.label) for each in self.source.one_click if wanted is None or each.code in wanted]
        return [*own, (ASKED, "I have asked: let it come back in a week")] if self.source.asks else own


def rank(lines: Iterable[Line]) -> list[Line]:
    """Return the lines in the order in which they should be worked through."""
    return sorted(lines, key=_place)


def _place(line: Line) -> tuple[int, date, date, int, str]:
    item = line.item
    return (item.urgency, item.due_on or date.max, item.since or date.max, line.source.order, item.title.casefold())


def split_morning(ranked: list[Line], minutes: int) -> tuple[list[Line], list[Line]]:
    """Return what fits into a morning of so many minutes, from the top, and what comes after that.

    Nothing is skipped to fit in something smaller below it: what is first is done first. One always fits.
    """
    spent = 0
    for position, line in enumerate(ranked):
        spent += line.source.minutes
        if spent > minutes and position:
            return ranked[:position], ranked[position:]
    return ranked, []
