"""The one way to Elasticsearch: a client for each server, and one function that asks it.

Whatever goes wrong comes out as `SearchUnavailable`, which the finder answers by asking the database instead. What was
asked never reaches a log: only what kind of question it was, how long it took, and how it failed.
"""

import logging
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

import structlog
from django.conf import settings
from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError
from elasticsearch.helpers import ScanError

log = structlog.get_logger("alongside.search")
# Its own log would have a line for every request.
logging.getLogger("elastic_transport").setLevel(logging.WARNING)

T = TypeVar("T")


class SearchUnavailable(Exception):
    """Elasticsearch did not answer, or not with what can be trusted."""


class IndexMissing(SearchUnavailable):
    """The index, or an alias of it, is not there: `manage.py search_migrate` makes it."""


class IndexIncomplete(SearchUnavailable):
    """The index answers but lacks many of a prison's listings: `manage.py search_sync` repairs it."""


class SearchRefused(SearchUnavailable):
    """Elasticsearch understood the request and would not do it: a mistake of ours, or rights that are missing."""


def is_configured() -> bool:
    """Say whether this deployment has an Elasticsearch."""
    return bool(settings.ELASTICSEARCH_URL)


def client() -> Elasticsearch:
    """Return the client of the servers in `ELASTICSEARCH_URL`; safe to share between threads."""
    return _client(settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_API_KEY, settings.ELASTICSEARCH_TIMEOUT)


@lru_cache(maxsize=4)
def _client(urls: str, api_key: str, timeout: float) -> Elasticsearch:
    """Make a client. Another node is tried once when one cannot be reached; a slow one is not waited for twice."""
    return Elasticsearch(
        [url.strip() for url in urls.split(",")],
        api_key=api_key or None,
        request_timeout=timeout,
        max_retries=1,
        retry_on_timeout=False,
    )


def execute(what: str, ask: Callable[[Elasticsearch], T], *, timeout: float | None = None) -> T:
    """Ask Elasticsearch and return its answer. `what` names the kind of question for the log, such as "search".

    `timeout` in seconds stands in for the setting, for work that may take longer. Raises SearchUnavailable.
    """
    started = time.perf_counter()
    try:
        answer = ask(_patient(timeout))
    except NotFoundError as error:
        raise IndexMissing(_described(what, error)) from error
    except ApiError as error:
        kind = SearchUnavailable if error.meta.status in (429, 502, 503, 504) else SearchRefused
        raise kind(_described(what, error)) from error
    except (TransportError, ScanError) as error:
        raise SearchUnavailable(f"{what}: {type(error).__name__}") from error
    took = (time.perf_counter() - started) * 1000
    if timeout is None and took >= settings.ELASTICSEARCH_SLOW_MS:
        log.warning("search.slow", kind=what, duration_ms=round(took))
    _check_whole(what, answer)
    return answer


def _patient(timeout: float | None) -> Elasticsearch:
    """Return a client that waits so many seconds; raises SearchUnavailable when the addresses make no sense."""
    try:
        asked = client()
    except ValueError as error:
        raise SearchUnavailable("ELASTICSEARCH_URL holds something that is no address") from error
    return asked if timeout is None else asked.options(request_timeout=timeout)


def _described(what: str, error: ApiError) -> str:
    """Return the kind of failure. Its message may quote what was asked, so that it is left out."""
    return f"{what}: {error.meta.status} {error.error}"


def _check_whole(what: str, answer: Any) -> None:
    """Refuse the answer of some shards only, or of a search that ran out of time on the server."""
    if getattr(answer, "timed_out", False):
        raise SearchUnavailable(f"{what}: out of time on the server")
    shards = getattr(answer, "_shards", None)
    failed = getattr(shards, "failed", None)
    if failed:
        raise SearchUnavailable(f"{what}: {failed} shards failed")
