"""Charts drawn as SVG by the server: no script, no inline style, a text that says the same, and always a table.

Sizes are attributes of the drawing, which the content security policy allows. Patterns tell the parts of a bar
apart on a mono printer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

_LABEL_WIDTH = 250
_BAR_WIDTH = 420
_ROW = 28
_MOST_BARS = 20
#: Units of which a sum says nothing.
_NOT_ADDED = ("%", "working days", "days")


@dataclass(frozen=True)
class Bar:
    """One bar as the template draws it."""

    label: str
    value: int
    y: int
    width: int

    @property
    def text_y(self) -> int:
        """Where the words beside the bar stand."""
        return self.y + 15


@dataclass(frozen=True)
class Chart:
    """A chart of horizontal bars with the sentence that says what it shows."""

    key: str
    title: str
    summary: str
    bars: list[Bar]
    height: int
    width: int = _LABEL_WIDTH + _BAR_WIDTH + 60
    bar_x: int = _LABEL_WIDTH


def bar_chart(key: str, title: str, pairs: Sequence[tuple[str, int]], *, unit: str, in_order: bool = False) -> Chart:
    """Return a chart of the largest values, at most twenty, the largest first; `in_order` keeps them as they come."""
    shown = [pair for pair in pairs if pair[1]]
    largest = sorted(shown, key=lambda pair: (-pair[1], pair[0]))
    drawn = shown[:_MOST_BARS] if in_order else largest[:_MOST_BARS]
    most = max((value for _, value in drawn), default=1)
    bars = [
        Bar(_short(label), value, number * _ROW + 4, max(2, round(value / most * _BAR_WIDTH)))
        for number, (label, value) in enumerate(drawn)
    ]
    return Chart(key, title, _summary(largest[:_MOST_BARS], unit), bars, len(bars) * _ROW + 8)


def _short(label: str) -> str:
    return label if len(label) <= 34 else f"{label[:33]}…"


def _summary(shown: Sequence[tuple[str, int]], unit: str) -> str:
    if not shown:
        return "Nothing was counted."
    first = ", ".join(f"{label} ({value})" for label, value in shown[:3])
    # Shares and days are not added up: three halves are no whole.
    total = f"{sum(value for _, value in shown)} {unit}" if unit not in _NOT_ADDED else f"Given in {unit}"
    return f"{total} over {len(shown)} entr{'y' if len(shown) == 1 else 'ies'}. The most: {first}."
