"""The backends at hand for the scorer, each made the only one that the finder uses while it is scored."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from uuid import uuid4

from django.conf import settings
from django.test import override_settings

from search import finder, sync
from search.backends.base import Backend
from search.backends.database import DatabaseBackend
from tests import elasticsearch_server


@contextmanager
def at_hand() -> Iterator[tuple[dict[str, Callable[[], None]], str]]:
    """Yield for each backend what brings it in step, and a sentence on what was left out.

    Elasticsearch is the one that ELASTICSEARCH_URL names, under an index of its own; else one is run for the while.
    """
    ways: dict[str, Callable[[], None]] = {"database": sync.flush}
    with ExitStack() as stack:
        left_out = ""
        try:
            url = settings.ELASTICSEARCH_URL or stack.enter_context(elasticsearch_server.server()).url
        except elasticsearch_server.NotAtHand as problem:
            left_out = f"Elasticsearch was left out: {problem}"
        else:
            index = f"quality-{uuid4().hex[:8]}"
            names = {"ELASTICSEARCH_URL": url, "ELASTICSEARCH_INDEX": index, "ELASTICSEARCH_TIMEOUT": 20}
            stack.enter_context(override_settings(**names))
            stack.callback(_remove_index)
            ways["elasticsearch"] = _in_step
        yield ways, left_out


@contextmanager
def only(name: str) -> Iterator[None]:
    """Let the finder use this backend and no other: a failure of it is a failure."""
    kept = finder.backend
    chosen = _backend(name)
    finder.backend = lambda: chosen  # type: ignore[assignment]
    try:
        yield
    finally:
        finder.backend = kept  # type: ignore[assignment]


def _backend(name: str) -> Backend:
    if name == "database":
        return DatabaseBackend()
    from search.backends.elasticsearch import ElasticsearchBackend

    return ElasticsearchBackend()


def _in_step() -> None:
    from search.elastic import index, indices
    from search.elastic.client import execute

    sync.flush()
    indices.create()
    list(index.compare(indices.names().write, repair=True))
    indices.switch()
    execute("refresh", lambda asked: asked.indices.refresh(index=indices.names().read), timeout=30)


def _remove_index() -> None:
    from search.elastic import indices
    from search.elastic.client import SearchUnavailable, execute

    try:
        execute("remove", lambda asked: asked.indices.delete(index=indices.names().index), timeout=30)
    except SearchUnavailable:
        return
