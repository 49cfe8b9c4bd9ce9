"""Every address × every role has an expected answer, and nothing of one prison shows in another."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from accounts import guardian
from tests.project.personas import World, build_world
from tests.project.url_rows.rows import MOVED, NOT_FOUND, SIGN_IN, Row
from tests.project.url_table import (
    CLOSED_ROUTES,
    EDITOR,
    SHADOWED,
    SHADOWED_NAMESPACES,
    TABLE,
    editor_arguments,
)

EDITOR_ROUTE = "cms/"
SIGN_IN_PAGE = "/accounts/login/"


@dataclass(frozen=True)
class Address:
    """One pattern of the URL configuration."""

    route: str
    name: str
    parameters: tuple[str, ...]

    @property
    def is_in_editor(self) -> bool:
        return self.route.startswith(EDITOR_ROUTE)

    @property
    def is_shadowed(self) -> bool:
        return self.name in SHADOWED or self.name.startswith(SHADOWED_NAMESPACES)


def addresses(
    patterns: Any = None, prefix: str = "", namespace: str = "", outer: tuple[str, ...] = ()
) -> Iterator[Address]:
    """Yield every pattern of the project, included ones too."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        parameters = outer + tuple(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLPattern):
            name = f"{namespace}{pattern.name}" if pattern.name else ""
            yield Address(route, name, parameters)
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern.url_patterns, route, inner, parameters)


def row_for(address: Address) -> Row | None:
    """Return what the table says about an address: its own row, or the rule for the editor."""
    return TABLE.get(address.name) or (EDITOR if address.is_in_editor else None)


def unlisted() -> list[str]:
    """Return a sentence for every address that the table does not know."""
    return [
        f"{address.name or address.route} ({address.route}) is not in tests/project/url_table.py: say who may open it."
        for address in addresses()
        if address.name and not address.is_shadowed and row_for(address) is None
    ]


def url_of(address: Address, row: Row, world: World) -> str | None:
    """Return the address as a browser asks for it, or None when the editor's needs something we have not."""
    arguments = row.arguments(world)
    if address.is_in_editor and address.name not in TABLE:
        known = editor_arguments(world)
        arguments = {name: known.get(name, 1) for name in address.parameters}
    if isinstance(arguments, str):
        return arguments
    try:
        return reverse(address.name, kwargs=arguments)
    except NoReverseMatch:
        return None


class Walk:
    """Asks for addresses as each persona and remembers what was not as expected."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.clients = {}
        for name, user in world.people.items():
            self.clients[name] = Client(raise_request_exception=False)
            if user is not None:
                self.clients[name].force_login(user)
        self.problems: list[str] = []
        self.asked = 0

    def ask(self, persona: str, url: str, row: Row) -> HttpResponse:
        """Ask once; whatever the request changes is undone."""
        self.asked += 1
        with transaction.atomic():
            send = getattr(self.clients[persona], row.method)
            answer = send(url, row.data(self.world)) if row.method == "post" else send(url)
            transaction.set_rollback(True)
        return answer

    def check(self, persona: str, url: str, row: Row, name: str) -> None:
        """Ask, and compare the answer with the table and with what the persona may see."""
        answer = self.ask(persona, url, row)
        got = self._kind(answer)
        if persona in row.lets_in:
            expected = {str(code) for code in row.answers}
        else:
            expected = {SIGN_IN} if persona == "anonymous" else {str(NOT_FOUND)}
        if got not in expected:
            self.problems.append(
                f"{name} {row.method.upper()} as {persona}: {got}, expected {' or '.join(sorted(expected))}"
            )
        self._leaks(persona, name, answer)

    @staticmethod
    def _kind(answer: HttpResponse) -> str:
        if answer.status_code == MOVED and answer.url.split("?")[0] == SIGN_IN_PAGE:
            return SIGN_IN
        failed = getattr(answer, "exc_info", None)
        return (
            f"{answer.status_code} {failed[1]!r}" if failed and answer.status_code == 500 else str(answer.status_code)
        )

    def _leaks(self, persona: str, name: str, answer: HttpResponse) -> None:
        if getattr(answer, "streaming", False) or answer.status_code != 200:
            return
        own = self.world.people[persona].name if self.world.people[persona] else None
        text = answer.content.decode(errors="replace")
        for secret in self.world.secrets:
            if (
                persona not in secret.seen_by
                and secret.words != own
                and re.search(rf"\b{re.escape(secret.words)}\b", text)
            ):
                self.problems.append(f"{name} shows “{secret.words}” to {persona}")


@pytest.fixture
def world(db) -> World:
    return build_world()


def test_every_address_is_in_the_table():
    assert unlisted() == []


def test_the_table_has_no_address_that_is_gone():
    assert set(TABLE) - {address.name for address in addresses()} == set()


def test_an_unlisted_address_fails_with_a_sentence(monkeypatch):
    monkeypatch.delitem(TABLE, "core:notifications")
    assert unlisted() == [
        "core:notifications (notifications/) is not in tests/project/url_table.py: say who may open it."
    ]


def test_every_role_gets_the_expected_answer_at_every_address(world):
    walk = Walk(world)
    for address in addresses():
        if address.is_in_editor or address.is_shadowed or not address.name:
            continue
        row = TABLE[address.name]
        url = url_of(address, row, world)
        assert url, f"{address.name}: give its arguments in tests/project/url_table.py"
        for persona in world.people:
            walk.check(persona, url, row, address.name)
    assert not walk.problems, "\n".join(walk.problems)


@pytest.mark.slow
def test_the_editor_lets_in_editors_only_and_shows_each_the_own_prison(world):
    walk = Walk(world)
    personas = ["anonymous", "staff@here", "lead@here", "coordinator@here", "content-editor", "administrator"]
    for address in addresses():
        if not address.is_in_editor or address.is_shadowed or not address.name:
            continue
        row = TABLE.get(address.name, EDITOR)
        url = url_of(address, row, world)
        for persona in personas if url else ():
            walk.check(persona, url, row, address.name)
    assert walk.asked > 800
    assert not walk.problems, "\n".join(walk.problems)


def test_closed_addresses_are_closed_to_everybody(world):
    walk = Walk(world)
    shadowed = [address for address in addresses() if address.is_shadowed]
    urls = {f"/{route}" for route in CLOSED_ROUTES}
    for address in shadowed:
        arguments = dict.fromkeys(address.parameters, "1") | {"pk": world.people["nobody"].pk}
        urls |= {url for kwargs in ({}, arguments) if (url := _reverse(address.name, kwargs))}
    assert len(urls) >= len(CLOSED_ROUTES) + 20
    for url in urls:
        for persona in ("anonymous", "nobody", "coordinator@here", "administrator"):
            answer = walk.clients[persona].get(url)
            assert answer.status_code == NOT_FOUND, (url, persona, answer.status_code)


def _reverse(name: str, kwargs: dict[str, Any]) -> str | None:
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return None


def test_the_editor_s_own_sign_in_cannot_be_used_to_go_round_the_second_factor(client, world):
    coordinator = world.people["coordinator@here"]
    client.post("/cms/login/", {"username": coordinator.email, "password": "correct horse battery"})
    assert "_auth_user_id" not in client.session


def test_a_broken_permission_makes_the_walk_fail(world, monkeypatch):
    """The walk is worth something only if it notices: break the permission on purpose."""
    monkeypatch.setattr(guardian, "national_roles", lambda user: list(guardian.ROLES.values()))
    walk = Walk(world)
    row = TABLE["core:undelivered_mail"]
    walk.check("nobody", reverse("core:undelivered_mail"), row, "core:undelivered_mail")
    assert walk.problems == ["core:undelivered_mail GET as nobody: 200, expected 404"]
