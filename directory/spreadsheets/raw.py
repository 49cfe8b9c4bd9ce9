"""What both kinds of file are turned into first, and how large they may be."""

from dataclasses import dataclass

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 60


class BrokenFile(ValueError):
    """A file that cannot be read at all; the message is one sentence that says what to do."""


@dataclass(frozen=True)
class Refused:
    """A cell that cannot be taken over."""

    reason: str


Cell = str | Refused

#: A row before its columns are known: its number as a spreadsheet program shows it, and its cells.
RawRow = tuple[int, list[Cell]]
