"""Log lines are read by people who must not learn about a person: facts stay, what was typed does not."""

import io
import json
import logging
import socket

import pytest
import structlog

from config.logs import logging_config

SECRETS = ("Jordan", "A1234BC", "jordan@example.org", "/people/A1234BC")


@pytest.fixture
def lines():
    """Return a function that gives what was logged since, line by line, through the project's own handler."""
    logging_config(level="INFO")
    [handler] = [each for each in logging.getLogger().handlers if type(each) is logging.StreamHandler]
    stream = handler.stream
    handler.setStream(io.StringIO())
    yield lambda: [json.loads(line) for line in handler.stream.getvalue().splitlines()]
    handler.setStream(stream)
    logging_config(level="WARNING")


def nothing_personal(line) -> bool:
    return not any(secret in json.dumps(line) for secret in SECRETS)


def test_what_other_libraries_say_is_readable_and_without_values(lines):
    logging.getLogger("somebody.else").warning("%s of %d sent to %s", "Jordan", 3, "jordan@example.org")
    logging.getLogger("somebody.else").warning("%(who)s came", {"who": "Jordan"})
    first, second = lines()
    assert first["event"] == "… of 3 sent to …"
    assert second["event"] == "… came"
    assert first["logger"] == "somebody.else"


def test_a_refused_request_says_its_status_and_route_and_not_its_address(lines, rf):
    request = rf.get("/people/A1234BC", {"text": "Jordan"})
    request.resolver_match = type("Match", (), {"view_name": "search:find", "route": "find/<code>/"})
    logging.getLogger("django.request").warning(
        "%s: %s", "Not Found", "/people/A1234BC", extra={"status_code": 404, "request": request}
    )
    [line] = lines()
    assert line["event"] == "Not Found: …"
    assert (line["status"], line["method"], line["route"]) == (404, "GET", "search:find")
    assert nothing_personal(line)


def test_the_server_of_development_logs_with_a_socket_for_a_request(lines):
    with socket.socket() as request:
        logging.getLogger("django.server").warning("%s %s", "Jordan", 404, extra={"request": request})
    [line] = lines()
    assert line["event"] == "… 404"
    assert "route" not in line


def test_a_page_that_is_not_there_is_logged_without_its_address(lines, client, db):
    assert client.get("/people/A1234BC/?name=Jordan").status_code == 404
    assert lines()
    assert all(nothing_personal(line) for line in lines())


def test_a_task_says_which_and_how_it_ended(lines):
    logging.getLogger("django_tasks").info("Task id=%s path=%s state=%s", "7f0e", "core.tasks.send", "FAILED")
    assert lines()[0]["event"] == "Task id=7f0e path=core.tasks.send state=FAILED"


def test_a_suspicious_request_says_its_kind_only(lines):
    logging.getLogger("django.security.DisallowedHost").error("Invalid HTTP_HOST header: 'Jordan'")
    assert lines()[0]["event"] == "refused: DisallowedHost"


def test_our_own_lines_keep_only_keys_that_are_safe(lines):
    structlog.get_logger("alongside.test").info("sent", count=2, name="Jordan", number="A1234BC")
    [line] = lines()
    assert line["event"] == "sent"
    assert line["count"] == 2
    assert nothing_personal(line)


def test_an_exception_says_where_and_not_what(lines):
    def fails() -> None:
        raise ValueError("Jordan A1234BC")

    try:
        fails()
    except ValueError:
        structlog.get_logger("alongside.test").exception("failed")
    [line] = lines()
    assert line["exception_type"] == "ValueError"
    assert any("fails" in place for place in line["exception"])
    assert nothing_personal(line)
