"""Asks for the addresses of the project as every role. The tests `test_urls_<app>.py` share it and nothing else,
so that they can run side by side.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import transaction
from django.db.models import Max, Model
from django.http import HttpResponse, HttpResponseNotFound
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from accounts.models import User
from core.models import AuditEvent, OneRowModel
from tests.project.personas import EVERYBODY, World
from tests.project.url_rows import editor
from tests.project.url_rows.rows import BAD, HOME, MOVED, NOT_ALLOWED, NOT_FOUND, OK, SEE_OTHER, SIGN_IN, Row, closed
from tests.project.url_table import SHADOWED, SHADOWED_NAMESPACES, TABLE, editor_arguments

EDITOR_ROUTE = "cms/"
SIGN_IN_PAGE = "/accounts/login/"
EDITOR_HOME = "/cms/"
#: Who asks, the first of them that is let in: those who see most, and whoever comes from outside.
READERS = ("administrator", "coordinator@here", "staff@here", "lead@here", "content-editor")


@dataclass(frozen=True)
class Address:
    """One pattern of the URL configuration."""

    route: str
    name: str
    parameters: tuple[str, ...]

    @property
    def key(self) -> str:
        """Return what the table calls it: its name, or its route where it has none."""
        return self.name or self.route

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
    """Return what the table says about an address: its own row, that it is closed, or the rules for the editor."""
    if address.is_shadowed:
        return closed()
    own = TABLE.get(address.key)
    return own or (editor.row_of(address.name, address.parameters) if address.name and address.is_in_editor else None)


def unlisted() -> list[str]:
    """Return a sentence for every address that the table does not know, with a name or without."""
    return [
        f"{address.key} ({address.route}) is not in tests/project/url_rows: say who may open it."
        for address in addresses()
        if row_for(address) is None
    ]


def url_of(address: Address, row: Row, world: World) -> str | None:
    """Return the address as a browser asks for it, or None where it cannot be made."""
    if not address.name:
        given = row.arguments(world)
        return given if isinstance(given, str) else f"/{address.route}"
    arguments = row.arguments(world)
    if address.key not in TABLE:
        known = editor_arguments(world)
        known = known | {"pk": known.get("pk") or _first_key(address.name)}
        arguments = {name: known.get(name, 1) for name in address.parameters}
    if isinstance(arguments, str):
        return arguments
    try:
        return reverse(address.name, kwargs=arguments)
    except NoReverseMatch:
        return None


def _first_key(name: str) -> Any:
    """Return the key of a row of the table that an address of the editor is about, by the name it has there."""
    wanted = re.sub(r"^wagtailsnippet(s|choosers)_", "", name.split(":")[0])
    for table in apps.get_models():
        if wanted in (table._meta.model_name, f"{table._meta.app_label}_{table._meta.model_name}"):
            if issubclass(table, OneRowModel):
                table.load()
            return getattr(table._base_manager.first(), "pk", 1)
    return User.objects.values_list("pk", flat=True).first() if name.startswith("wagtailusers_users:") else 1


@dataclass(frozen=True)
class Look:
    """What a persona was sent, and the audit rows that it left."""

    persona: str
    answer: HttpResponse
    body: bytes
    events: list[AuditEvent]
    was_read_of: bool


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

    def ask(self, persona: str, url: str, row: Row, *, undo: bool = True) -> HttpResponse:
        """Ask once; whatever the request changes is undone."""
        self.asked += 1
        client = self.clients[persona]
        if row.method == "post":
            cache.clear()  # the limit of forms from one computer is not what is asked about
        cookies = copy(client.cookies)
        with transaction.atomic():
            answer = client.post(url, row.data(self.world)) if row.method == "post" else client.get(url)
            transaction.set_rollback(undo)
        client.cookies = cookies  # the request may have ended the session
        return answer

    def takes_forms(self, url: str, row: Row) -> bool:
        """Say whether the view takes forms at all, asked as somebody who is let in."""
        if not row.lets_in or row.answers == (NOT_FOUND,):
            return True  # nobody gets as far as to be told
        inside = min(row.lets_in - {"anonymous"}, default="anonymous")
        return self.ask(inside, url, replace(row, method="post", data=lambda world: {})).status_code != NOT_ALLOWED

    def look(self, persona: str, url: str, row: Row, *, own: Sequence[Model] = ()) -> "Look":
        """Ask once and return what was sent with the audit rows that it left; whatever else it changed is undone.

        `own` are somebody's own records: it is said whether they find one of the rows.
        """
        with transaction.atomic():
            before = AuditEvent.objects.aggregate(last=Max("sequence"))["last"] or 0
            answer = self.ask(persona, url, row, undo=False)
            body = b"".join(answer) if getattr(answer, "streaming", False) else answer.content
            events = AuditEvent.objects.filter(sequence__gt=before).order_by("sequence")
            found, was_read_of = list(events), events.that_saw(own).exists()
            transaction.set_rollback(True)
        return Look(persona, answer, body, found, was_read_of)

    def check(self, persona: str, url: str, row: Row, name: str) -> None:
        """Ask, and compare the answer with the table and with what the persona may see."""
        answer = self.ask(persona, url, row)
        got = self._kind(answer)
        expected = self.expected(persona, row)
        if got not in expected:
            self.problems.append(
                f"{name} {row.method.upper()} as {persona}: {got}, expected {' or '.join(sorted(expected))}"
            )
        self._leaks(persona, name, answer)

    def expected(self, persona: str, row: Row) -> set[str]:
        """Return what the table lets a persona be answered."""
        if persona in row.lets_in:
            return {str(code) for code in row.answers}
        return {SIGN_IN} if persona == "anonymous" else {str(NOT_FOUND), *(str(code) for code in row.outside)}

    @staticmethod
    def _kind(answer: HttpResponse) -> str:
        if answer.status_code == MOVED and answer.url.split("?")[0] == SIGN_IN_PAGE:
            return SIGN_IN
        if answer.status_code == MOVED and answer.url.split("?")[0] == EDITOR_HOME:
            return HOME
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


def answers(world: World, wanted: Any = lambda address: True) -> Iterator[tuple[Address, str, HttpResponse]]:
    """Yield each address that answers 200, asked once by somebody whom it lets in."""
    walk = Walk(world)
    for address in addresses():
        row = row_for(address)
        if not address.name or address.is_shadowed or row is None or not row.lets_in or not wanted(address):
            continue
        url = url_of(address, row, world)
        reader = next((one for one in READERS if one in row.lets_in), min(row.lets_in))
        if url:
            answer = walk.ask(reader, url, row)
            if answer.status_code == 200 and not answer.streaming:
                yield address, url, answer


def parts(number: int) -> list[tuple[str, ...]]:
    """Return the personas in so many parts, so that workers share them. Every persona is in one."""
    names = sorted(EVERYBODY)
    return [tuple(names[start::number]) for start in range(number)]


def check_rows(world: World, keys: Iterable[str], personas: Iterable[str]) -> None:
    """Ask for each of these addresses as these personas; fail with a line for each answer that was not expected."""
    wanted = set(keys)
    check_addresses(world, [address for address in addresses() if address.key in wanted], personas)


def check_addresses(
    world: World, wanted: Iterable[Address], personas: Iterable[str], *, in_turns: Sequence[str] = ()
) -> None:
    """Ask for the addresses as their rows say, and send an empty form wherever one is taken.

    Of `in_turns` each address gets a form from one only: many who are all turned away before any view.
    """
    walk, personas = Walk(world), list(personas)
    with quick_answers():
        for number, address in enumerate(wanted):
            row = row_for(address)
            assert row is not None, f"{address.key} is not in tests/project/url_rows"
            turn = in_turns[number % len(in_turns)] if in_turns else ""
            senders = [persona for persona in personas if persona == turn or persona not in in_turns]
            for one in (row, *row.also):
                _check_row(walk, address, one, personas, senders)
    assert not walk.problems, "\n".join(walk.problems)


def _check_row(walk: Walk, address: Address, row: Row, personas: list[str], senders: list[str]) -> None:
    url = url_of(address, row, walk.world)
    assert url, f"{address.key}: give its arguments in tests/project/url_rows"
    for persona in personas:
        walk.check(persona, url, row, address.key)
    if row.method == "get" and walk.takes_forms(url, row):
        for persona in senders:
            walk.check(persona, url, posted(row), address.key)


def posted(row: Row) -> Row:
    """Return how an empty form is answered where the table only asks for the page: who is not let in is not heard."""
    heard = () if row.answers == (NOT_FOUND,) else (OK, MOVED, SEE_OTHER, BAD)
    answers = (*row.answers, *row.posted, *heard, NOT_ALLOWED)
    return replace(row, method="post", data=lambda world: {}, answers=answers, outside=(*row.outside, NOT_ALLOWED))


@contextmanager
def quick_answers() -> Iterator[None]:
    """Answer what is not found with its status alone, and a paper with its words; tests of their own look at both."""
    with papers_as_words(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("config.urls.handler404", lambda request, exception: HttpResponseNotFound(), raising=False)
        yield


@contextmanager
def papers_as_words() -> Iterator[None]:
    """Give a paper as the words it is made from: drawn, it takes a second, and nobody finds a name in the file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("core.pdf._laid_out", lambda html, base_url, lang: _Words(html))
        yield


class _Words:
    """A document of one page that is written out as the text it was made from."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.pages = [html]
        self.metadata = SimpleNamespace()

    def copy(self, pages: list[str]) -> "_Words":
        return _Words("".join(pages))

    def write_pdf(self, **how: Any) -> bytes:
        return self.html.encode()
