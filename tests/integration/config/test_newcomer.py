"""What `make run` tells a newcomer: the addresses, one sign-in per role, and why it cannot start."""

import socket
import sys

import pytest

from accounts.roles import ROLES
from config import serve
from directory.demonstration.people import PASSWORD, demonstration_people


def test_one_sign_in_per_role_is_announced_with_the_addresses(
    settings: object, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DEMONSTRATION = True  # type: ignore[attr-defined]
    serve._announce(8123)
    said = capsys.readouterr().out
    for path in ("/", "/find/", "/acct/", "/cms/"):
        assert f"http://127.0.0.1:8123{path}" in said
    people = list(demonstration_people())
    assert [person.role for person in people] == list(ROLES.values())
    assert {person.email for person in people if said.count(f"  {person.email}\n") != 1} == set()
    assert said.count(PASSWORD) == 1


def test_outside_demonstration_no_password_is_announced(settings: object, capsys: pytest.CaptureFixture[str]) -> None:
    settings.DEMONSTRATION = False  # type: ignore[attr-defined]
    serve._announce(8123)
    assert PASSWORD not in capsys.readouterr().out


def test_a_port_in_use_is_said_with_the_cure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setattr(sys, "argv", ["config.serve", "--port", str(port)])
        assert serve.main() == 1
    assert f"Port {port} is in use" in capsys.readouterr().out
    assert serve._is_free(port)
