"""A real server that is killed while people search, comes back, and loses its index: no page fails meanwhile."""

import io
import threading
import time
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.urls import reverse

from search import backends
from tests.elasticsearch_server import Server, server
from tests.factories.directory import service

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.elasticsearch, pytest.mark.slow]
CLIENTS = 4
PATIENCE = 60


class Load:
    """Some people who search without pause, and how their pages came out."""

    def __init__(self, url: str, wanted: str) -> None:
        self.url, self.wanted = url, wanted
        self.asked, self.failed = 0, []
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._search) for _ in range(CLIENTS)]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=PATIENCE)

    def _search(self) -> None:
        browser = Client()
        while not self._stop.is_set():
            try:
                page = browser.post(self.url, {"text": "just lost his mum"})
                right = page.status_code == 200 and self.wanted in page.content.decode()
                problem = "" if right else f"status {page.status_code}"
            except Exception as error:
                problem = repr(error)
            with self._lock:
                self.asked += 1
                if problem:
                    self.failed.append(problem)
        connections.close_all()

    def some_more(self, number: int = 12) -> None:
        """Wait until so many more pages were asked for."""
        until, deadline = self.asked + number, time.monotonic() + PATIENCE
        while self.asked < until and time.monotonic() < deadline:
            time.sleep(0.05)
        assert self.asked >= until, "the searches stopped"


@pytest.fixture
def node(settings) -> Iterator[Server]:
    with server() as started:
        settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_INDEX = started.url, "outage"
        settings.ELASTICSEARCH_TIMEOUT = 3
        backends._guarded.cache_clear()
        yield started


def until(said: str, is_so) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, f"not in time: {said}"
        time.sleep(0.2)


def test_no_page_fails_while_the_server_is_killed_comes_back_and_loses_its_index(node, prison, needs):
    service(prison, title="Grief group", needs=[needs["recent-death"]])
    call_command("search_migrate", stdout=io.StringIO())
    guarded = backends.backend()
    with Load(reverse("search:find", args=[prison.code]), "Grief group") as load:
        load.some_more()
        assert not guarded.breaker.is_open
        node.kill()
        until("the breaker opens", lambda: guarded.breaker.is_open)
        load.some_more()
        node.start()
        until("Elasticsearch answers again", lambda: not guarded.breaker.is_open)
        load.some_more()
        assert not guarded.breaker.is_open
        _wipe()
        load.some_more()
        found = io.StringIO()
        with pytest.raises(SystemExit):
            call_command("search_check", stdout=found)
        assert "is missing" in found.getvalue()
        call_command("search_sync", stdout=io.StringIO())
        load.some_more()
        until("Elasticsearch answers again", lambda: not guarded.breaker.is_open)
        load.some_more()
    assert load.failed == []
    call_command("search_check", stdout=io.StringIO())


def _wipe() -> None:
    from search.elastic import indices
    from search.elastic.client import execute

    execute("wipe", lambda asked: asked.indices.delete(index=indices.names().index), timeout=30)
