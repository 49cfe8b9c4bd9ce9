"""Stops asking a server that keeps failing, and finds out by itself when it is back."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

log = structlog.get_logger("alongside.search")


@dataclass
class Breaker:
    """Closed at first. After `failures` in a row it opens: for `rest` seconds nobody asks, then one caller tries.

    If that one succeeds everybody asks again; if not, the rest begins anew. One for each process, shared by its
    threads: a process that cannot reach the server learns so after a few answers of the database.
    """

    failures: int = 3
    rest: float = 5.0
    clock: Callable[[], float] = time.monotonic
    _failed: int = 0
    _try_at: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def is_open(self) -> bool:
        """Say whether the server is being left alone."""
        return self._failed >= self.failures

    def may_ask(self) -> bool:
        """Say whether the caller may ask the server now. While open, one caller in each rest may."""
        with self._lock:
            if not self.is_open:
                return True
            now = self.clock()
            if now < self._try_at:
                return False
            self._try_at = now + self.rest
            return True

    def succeeded(self) -> None:
        """Note that the server answered."""
        with self._lock:
            was_open, self._failed = self.is_open, 0
        if was_open:
            log.warning("search.elasticsearch_back")

    def failed(self, reason: str) -> None:
        """Note that it did not. `reason` is for the log and holds nothing that was typed."""
        with self._lock:
            was_open = self.is_open
            self._failed += 1
            self._try_at = self.clock() + self.rest
            opened = self.is_open and not was_open
        if opened:
            log.error("search.elasticsearch_left_alone", kind=reason, seconds=self.rest)
        elif not was_open:
            log.warning("search.elasticsearch_failed", kind=reason)
