"""Every address has an expected answer for every role, and nothing of one prison shows in another.

This file looks at the tables; `test_urls_<app>.py` walks the addresses of each.
"""

from pathlib import Path

import pytest
from django.urls import resolve, reverse

from accounts import guardian
from accounts.role_groups import repair
from tests.project.personas import EVERYBODY
from tests.project.url_rows.rows import MOVED, NO_KEY, NOT_FOUND
from tests.project.url_table import APPS, TABLE
from tests.project.walk import Walk, addresses, check_addresses, parts, posted, row_for, unlisted, url_of


def test_every_address_is_in_the_table():
    assert unlisted() == []


def test_the_table_has_no_address_that_is_gone():
    assert set(TABLE) - {address.key for address in addresses()} == set()


@pytest.mark.parametrize(("key", "route"), [("core:notifications", "notifications/"), ("cms/login/", "cms/login/")])
def test_an_unlisted_address_fails_with_a_sentence(monkeypatch, key, route):
    monkeypatch.delitem(TABLE, key)
    assert unlisted() == [f"{key} ({route}) is not in tests/project/url_rows: say who may open it."]


def test_every_table_has_its_walk():
    """A table that nobody walks proves nothing: each has tests/project/test_urls_<app>.py."""
    here = Path(__file__).parent
    tables = {path.stem for path in (here / "url_rows").glob("*.py")} - {"__init__", "rows"}
    walked = {path.stem.removeprefix("test_urls_") for path in here.glob("test_urls_*.py")}
    assert walked == tables
    assert {app.__name__.rsplit(".", 1)[1] for app in APPS} == tables - {"editor"}


def test_no_address_stands_in_two_tables():
    assert sum(len(app.ROWS) for app in APPS) == len(TABLE)


def test_every_address_can_be_asked_for_and_is_served_where_its_row_says(world):
    """What cannot be asked for would be left out without a word; what another view answers proves nothing.

    What is closed may be closed by an address that stands before it.
    """
    repair()
    missing, elsewhere = [], []
    for address in addresses():
        row = row_for(address)
        for one in (row, *row.also):
            url = url_of(address, one, world)
            if url is None:
                missing.append(address.key)
            elif one.answers != (NOT_FOUND,) and _served_at(url) != address.route.replace("^", ""):
                elsewhere.append((address.key, url, _served_at(url)))
    assert missing == []
    assert elsewhere == []


def _served_at(url: str) -> str:
    """Return the route that answers, without the sign for a beginning, which Django leaves out within."""
    return resolve(url.split("?")[0]).route.replace("^", "")


def test_the_walks_leave_nobody_out():
    assert {persona for part in parts(5) for persona in part} == EVERYBODY
    assert sum(len(part) for part in parts(5)) == len(EVERYBODY)


def test_every_persona_is_in_the_world(world):
    assert set(world.people) == EVERYBODY


@pytest.mark.parametrize("personas", parts(2))
def test_closed_addresses_are_closed_to_everybody(world, personas):
    shadowed = [address for address in addresses() if address.is_shadowed]
    assert len(shadowed) >= 20
    check_addresses(world, shadowed, personas)


def test_the_page_of_what_is_not_found_names_nobody(world):
    """The walks are answered with the status alone: here is the page."""
    walk = Walk(world)
    for persona in sorted(world.people):
        answer = walk.clients[persona].get(f"/referrals/{NO_KEY}/")
        assert answer.status_code in (NOT_FOUND, MOVED), persona
        for secret in world.secrets:
            own = world.people[persona] and world.people[persona].name
            assert secret.words == own or secret.words not in answer.content.decode(), (persona, secret.words)


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


def test_a_broken_permission_is_noticed_in_what_a_form_is_answered_too(world, monkeypatch):
    name = "accounts:people"
    url, row = reverse(name, kwargs={"kind": "prison", "key": world.prison.code}), posted(TABLE[name])
    monkeypatch.setattr(guardian, "allowed", lambda user, codename, scopes: scopes)
    walk = Walk(world)
    walk.check("coordinator@elsewhere", url, row, name)
    assert walk.problems
    assert walk.problems[0].startswith(f"{name} POST as coordinator@elsewhere: ")
