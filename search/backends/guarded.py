"""Elasticsearch with the database behind it, so that a page never fails because a server did."""

from collections.abc import Callable
from typing import TypeVar

import structlog

from search.backends.base import Backend, Candidate, Offers, Question
from search.elastic.breaker import Breaker
from search.elastic.client import IndexIncomplete, SearchUnavailable

log = structlog.get_logger("alongside.search")

T = TypeVar("T")


class GuardedBackend:
    """Asks the first backend while it answers, else the second. The reader is told nothing alarming."""

    name = "elasticsearch, or the database"

    def __init__(self, first: Backend, second: Backend, breaker: Breaker) -> None:
        self.first, self.second, self.breaker = first, second, breaker

    def search(self, question: Question) -> list[Candidate]:
        """Return candidates from whichever backend answers."""
        return self._ask(lambda backend: backend.search(question))

    def offers(self, prison: str) -> Offers:
        """Return counts from whichever backend answers."""
        return self._ask(lambda backend: backend.offers(prison))

    def _ask(self, ask: Callable[[Backend], T]) -> T:
        if self.breaker.may_ask():
            try:
                answer = ask(self.first)
            except IndexIncomplete as problem:
                # The server is well; one prison's listings are not all there yet.
                self.breaker.succeeded()
                log.warning("search.index_incomplete", kind=str(problem))
            except SearchUnavailable as problem:
                self.breaker.failed(str(problem))
            else:
                self.breaker.succeeded()
                return answer
        return ask(self.second)
