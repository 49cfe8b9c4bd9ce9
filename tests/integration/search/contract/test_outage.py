"""A real server that is killed while people search the served site, comes back, moves to another mapping, is emptied
and loses its index: no page fails meanwhile.
"""

import http.cookiejar
import io
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.urls import reverse

from search import backends
from search.elastic import documents, index, indices
from search.elastic.client import execute
from tests.elasticsearch_server import Server, server
from tests.factories.directory import service

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.elasticsearch, pytest.mark.slow]
CLIENTS = 8
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
        cookies = http.cookiejar.CookieJar()
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
        browser.open(self.url, timeout=PATIENCE).read()
        token = next(cookie.value for cookie in cookies if "csrf" in cookie.name)
        question = urllib.parse.urlencode({"text": "just lost his mum", "csrfmiddlewaretoken": token}).encode()
        while not self._stop.is_set():
            try:
                page = browser.open(self.url, question, timeout=PATIENCE).read().decode()
                problem = "" if self.wanted in page else "the service is not on the page"
            except OSError as error:
                problem = repr(error)
            with self._lock:
                self.asked += 1
                if problem:
                    self.failed.append(problem)

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


def test_no_page_fails_while_the_server_is_killed_moves_and_loses_its_index(
    node, prison, needs, live_server, monkeypatch
):
    service(prison, title="Grief group", needs=[needs["recent-death"]])
    call_command("search_migrate", stdout=io.StringIO())
    guarded = backends.backend()
    with Load(live_server.url + reverse("search:find", args=[prison.code]), "Grief group") as load:
        load.some_more()
        assert not guarded.breaker.is_open
        node.kill()
        until("the breaker opens", lambda: guarded.breaker.is_open)
        load.some_more()
        node.start()
        until("Elasticsearch answers again", lambda: not guarded.breaker.is_open)
        load.some_more()
        _move(monkeypatch)
        load.some_more()
        assert not guarded.breaker.is_open
        for spoil in (_empty, _wipe):
            spoil()
            load.some_more()
            with pytest.raises(SystemExit):
                call_command("search_check", stdout=io.StringIO())
            call_command("search_sync", stdout=io.StringIO())
            load.some_more()
            until("Elasticsearch answers again", lambda: not guarded.breaker.is_open)
            load.some_more()
    assert load.failed == []
    call_command("search_check", stdout=io.StringIO())


def _move(monkeypatch) -> None:
    """Migrate to a mapping with another field, as a release would."""
    before = indices.names().index
    real = documents.mapping()
    properties = real["properties"] | {"colour": {"type": "keyword"}}
    monkeypatch.setattr(documents, "mapping", lambda: real | {"properties": properties})
    call_command("search_migrate", stdout=io.StringIO())
    assert indices.holding(indices.names().read) == [indices.names().index] != [before]


def _empty() -> None:
    stored = index._stored(indices.names().read)
    index.write(indices.names().write, index._out(indices.names().write, stored))


def _wipe() -> None:
    execute("wipe", lambda asked: asked.indices.delete(index=indices.names().index), timeout=30)
