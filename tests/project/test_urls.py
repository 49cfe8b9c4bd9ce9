"""Every address has an expected answer for every role, and nothing of one prison shows in another.

This file looks at the tables; `test_urls_<app>.py` walks the addresses of each.
"""

from pathlib import Path
from typing import Any

from django.urls import NoReverseMatch, reverse

from accounts import guardian
from tests.project.url_rows.rows import NOT_FOUND
from tests.project.url_table import APPS, CLOSED_ROUTES, TABLE
from tests.project.walk import Walk, addresses, unlisted


def test_every_address_is_in_the_table():
    assert unlisted() == []


def test_the_table_has_no_address_that_is_gone():
    assert set(TABLE) - {address.name for address in addresses()} == set()


def test_an_unlisted_address_fails_with_a_sentence(monkeypatch):
    monkeypatch.delitem(TABLE, "core:notifications")
    assert unlisted() == ["core:notifications (notifications/) is not in tests/project/url_rows: say who may open it."]


def test_every_table_has_its_walk():
    """A table that nobody walks proves nothing: each has tests/project/test_urls_<app>.py."""
    here = Path(__file__).parent
    tables = {path.stem for path in (here / "url_rows").glob("*.py")} - {"__init__", "rows"}
    walked = {path.stem.removeprefix("test_urls_") for path in here.glob("test_urls_*.py")}
    assert walked == tables
    assert {app.__name__.rsplit(".", 1)[1] for app in APPS} == tables - {"editor"}


def test_no_address_stands_in_two_tables():
    assert sum(len(app.ROWS) for app in APPS) == len(TABLE)


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


def test_a_broken_scope_makes_the_walk_find_wrong_answers_and_what_leaks(world, monkeypatch):
    """Let every grant count for every prison: whoever works elsewhere is let in here, and reads names from here."""
    name, url = "accounts:people", reverse("accounts:people", kwargs={"kind": "prison", "key": world.prison.code})
    sound = Walk(world)
    sound.check("coordinator@elsewhere", url, TABLE[name], name)
    assert sound.problems == []
    monkeypatch.setattr(guardian, "allowed", lambda user, codename, scopes: scopes)
    broken = Walk(world)
    broken.check("coordinator@elsewhere", url, TABLE[name], name)
    assert f"{name} GET as coordinator@elsewhere: 200, expected 404" in broken.problems
    assert f"{name} shows “Planted staff here” to coordinator@elsewhere" in broken.problems
