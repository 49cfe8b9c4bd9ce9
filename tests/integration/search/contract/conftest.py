"""Both backends, each as it is: the database always, Elasticsearch where ELASTICSEARCH_URL_TEST names a server."""

import os
from collections.abc import Callable
from uuid import uuid4

import pytest

from search import finder, sync
from search.backends.database import DatabaseBackend
from search.finder import Answer, Query, find

SERVER = os.environ.get("ELASTICSEARCH_URL_TEST", "")
# Without a server these are left out, and tests/run.py says so.
collect_ignore = [] if SERVER else ["test_cluster.py", "test_keeping_in_step.py", "test_outage.py"]
BACKENDS = ["database", *(["elasticsearch"] if SERVER else [])]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test of the contract once for each backend at hand."""
    if "backend" in metafunc.fixturenames:
        metafunc.parametrize("backend", BACKENDS, indirect=True)


@pytest.fixture(scope="session")
def index_name() -> str:
    """Return a name for the run's own index."""
    return f"contract-{uuid4().hex[:8]}"


@pytest.fixture
def elastic(settings, index_name, db):
    """Name the server and make an index of the run's own; tests fill it."""
    from search.elastic import indices

    settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_INDEX, settings.ELASTICSEARCH_TIMEOUT = SERVER, index_name, 20
    indices.create()
    indices.switch()
    return indices.names()


def in_step() -> None:
    """Bring the index in step with the database as the test sees it, and make it show at once."""
    from search.elastic import index, indices
    from search.elastic.client import execute

    sync.flush()
    alias = indices.names().read
    list(index.compare(alias, repair=True))
    execute("refresh", lambda asked: asked.indices.refresh(index=alias), timeout=30)


@pytest.fixture
def backend(request, monkeypatch):
    """Let the finder use one backend and no other: a failure of it fails the test."""
    if request.param == "database":
        chosen = DatabaseBackend()
    else:
        from search.backends.elasticsearch import ElasticsearchBackend

        request.getfixturevalue("elastic")
        chosen = ElasticsearchBackend()
    monkeypatch.setattr(finder, "backend", lambda: chosen)
    return chosen


@pytest.fixture
def ask(backend) -> Callable[..., Answer]:
    """Ask a question when the index has caught up."""
    from django.contrib.auth.models import AnonymousUser

    def asking(prison, text="", *, user=None, **fields) -> Answer:
        if backend.name == "elasticsearch":
            in_step()
        return find(Query(prison, text, **fields), user=user or AnonymousUser())

    return asking
