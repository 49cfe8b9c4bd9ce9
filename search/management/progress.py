"""A bar that shows how far a long command is, where somebody is looking."""

from typing import Any

_WIDTH = 30


class Progress:
    """Draws itself again after each batch on a terminal, and only at the end elsewhere."""

    def __init__(self, out: Any, label: str, total: int) -> None:
        self.out, self.label, self.total, self.done = out, label, total, 0

    def add(self, number: int) -> None:
        """Note that so many more are done."""
        self.done += number
        if self.out.isatty():
            share = min(1.0, self.done / self.total) if self.total else 1.0
            bar = ("#" * round(share * _WIDTH)).ljust(_WIDTH, ".")
            self.out.write(f"\r{self.label} [{bar}] {self.done} of {self.total}", ending="")

    def end(self, sentence: str) -> None:
        """Leave the bar and say what came of it."""
        if self.out.isatty():
            self.out.write("")
        self.out.write(sentence)
