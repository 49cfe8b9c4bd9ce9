"""The one way to Elasticsearch turns every failure into one the finder can answer: a real socket, made to misbehave."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from structlog.testing import capture_logs

from search.checks import elasticsearch_addresses
from search.elastic import client
from search.elastic.client import IndexMissing, SearchRefused, SearchUnavailable, execute

WHOLE = {"took": 1, "timed_out": False, "_shards": {"total": 1, "failed": 0}, "hits": {"hits": []}}


class Misbehaving(ThreadingHTTPServer):
    """Answers every request with the same status and body, after a while."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status, self.body, self.waits = 200, WHOLE, 0.0
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server: Misbehaving = self.server  # type: ignore[assignment]
        server.asked.append(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())
        time.sleep(server.waits)
        body = json.dumps(server.body).encode()
        self.send_response(server.status)
        for name, value in (("Content-Type", "application/json"), ("X-Elastic-Product", "Elasticsearch")):
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server(settings) -> Iterator[Misbehaving]:
    started = Misbehaving()
    thread = threading.Thread(target=started.serve_forever, daemon=True)
    thread.start()
    settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_TIMEOUT, settings.ELASTICSEARCH_SLOW_MS = started.url, 5, 60_000
    client._client.cache_clear()
    yield started
    started.shutdown()
    started.server_close()
    thread.join(timeout=10)
    client._client.cache_clear()


def ask() -> object:
    """Search for something personal, which must never be repeated."""
    return execute("search", lambda asked: asked.search(index="listings", query={"match": {"title": "secret words"}}))


def test_a_whole_answer_comes_back(server):
    assert ask()["hits"]["hits"] == []


@pytest.mark.parametrize(
    ("status", "raised"),
    [
        (429, SearchUnavailable),
        (502, SearchUnavailable),
        (503, SearchUnavailable),
        (504, SearchUnavailable),
        (404, IndexMissing),
        (400, SearchRefused),
        (401, SearchRefused),
        (403, SearchRefused),
        (500, SearchRefused),
    ],
)
def test_a_refusal_is_told_apart_from_a_server_that_is_busy_and_quotes_nothing(server, status, raised):
    server.status, server.body = status, {"error": {"type": "some_kind", "reason": "secret words"}, "status": status}
    with pytest.raises(SearchUnavailable) as found:
        ask()
    assert type(found.value) is raised
    assert "secret" not in str(found.value)


@pytest.mark.parametrize(
    "part", [{"timed_out": True}, {"_shards": {"total": 2, "failed": 1}}], ids=["out of time", "some shards only"]
)
def test_part_of_an_answer_is_no_answer(server, part):
    server.body = WHOLE | part
    from search.elastic.documents import ListingDocument

    with pytest.raises(SearchUnavailable, match=r"out of time|shards failed"):
        execute("search", lambda asked: ListingDocument.search(index="listings").using(asked).execute())


def test_a_server_that_takes_the_question_and_never_answers_is_left_in_time(settings):
    settings.ELASTICSEARCH_TIMEOUT = 0.3
    client._client.cache_clear()
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings.ELASTICSEARCH_URL = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(SearchUnavailable, match="Timeout"):
            ask()


def test_what_is_slow_is_logged_by_its_kind_without_words(server, settings):
    settings.ELASTICSEARCH_SLOW_MS, server.waits = 1, 0.02
    with capture_logs() as logged:
        ask()
    [line] = [line for line in logged if line["event"] == "search.slow"]
    assert line["kind"] == "search"
    assert line["duration_ms"] >= 1
    assert "secret" not in str(logged)


def test_a_question_tells_the_server_when_to_give_up(server, settings):
    from search.backends.elasticsearch import ElasticsearchBackend

    settings.ELASTICSEARCH_TIMEOUT = 2.5
    server.status = 503
    with pytest.raises(SearchUnavailable):
        ElasticsearchBackend().offers("TST")
    assert json.loads(server.asked[0])["timeout"] == "2500ms"


@pytest.mark.parametrize(
    "url", ["elastic:9200", "https://es.example.org", "es.example.org", "ftp://x:1", "http://x:nine"]
)
def test_an_address_of_which_no_client_can_be_made_is_said_beforehand_and_fails_no_page(settings, url):
    settings.ELASTICSEARCH_URL = url
    assert [found.id for found in elasticsearch_addresses(None)] == ["search.E001"]
    with pytest.raises(SearchUnavailable, match=r"ELASTICSEARCH_URL|Connection"):
        ask()


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:9200", "https://one:9200, https://two:9200"])
def test_whole_addresses_pass(settings, url):
    settings.ELASTICSEARCH_URL = url
    assert elasticsearch_addresses(None) == []
