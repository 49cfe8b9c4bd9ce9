"""Send words through the real forms, errors and links of the project, and look for them where nothing may be left.

`test_nothing_personal_stays.py` writes past the forms into every table; here the words come as people send them.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import RoleAssignment
from core.models import Notification, OutboxMessage
from core.retention import run
from tests.project.form_filler import filled, forms_of
from tests.project.personas import World
from tests.project.planted import MARK
from tests.project.planted.lived import end_everything
from tests.project.planted.planting import word
from tests.project.test_nothing_personal_stays import (
    LONG_AFTER,
    declared_to_stay,
    fields_that_still_hold,
    found_in_the_cache,
    found_in_the_database,
)
from tests.project.url_table import TABLE
from tests.project.walk import Walk, addresses, papers_as_words, url_of

pytestmark = pytest.mark.slow
#: Ends the session of whoever asks, or takes away what others still need.
LAST = ("account_logout", "usersessions_list", "accounts:leaver", "volunteers:leave")
#: How much has to get through, or the proof is about little.
LEAST_SAVED, LEAST_REFUSED = 25, 30
#: Tables that keep no work: sessions, counters, mail on its way, what somebody last chose, the trail itself.
_NO_WORK = re.compile(
    r"^(django_session|django_cache|usersessions_|core_audit|core_outbox|core_notification|core_cache|.*preference)"
)
_WRITES = re.compile(r'^(?:INSERT (?:OR IGNORE )?INTO|UPDATE|DELETE FROM) "(\w+)"')
#: Forms that change something and leave no row of it, and why.
WITHOUT_A_ROW: dict[str, str] = {
    "search:acct": "what nobody could help with is counted, without who asked",
    "search:find": "what nobody could help with is counted, without who asked",
    "search:ranking": "what nobody could help with is counted, without who asked",
}
#: What the published directory says of an organisation beside its name: the name in an address, its public number.
PUBLISHED = {"directory.Organisation.slug", "directory.Organisation.charity_number"}
#: The index that is searched, which repeats listings and organisations; how SQLite packs it is its own affair.
_INDEX, _PACKED = "wagtailsearch_", "wagtailsearch_indexentry_fts_data"


@dataclass
class Sent:
    """One form that was sent: how it was answered, which tables it wrote to."""

    key: str
    answer: HttpResponse
    tables: set[str] = field(default_factory=set)

    @property
    def lacks_row(self) -> bool:
        work = {table for table in self.tables if not _NO_WORK.match(table)}
        return bool(work) and "core_auditevent" not in self.tables


def send_through_every_form(world: World) -> Iterator[Sent]:
    """Fill and send each form of each page, once cut short and once whole."""
    walk = Walk(world)
    ours = [address for address in addresses() if address.key in TABLE and not address.is_in_editor]
    rows = [(address, TABLE[address.key]) for address in sorted(ours, key=lambda each: each.name in LAST)]
    # Every address is made before the first form is sent: what a form ends could no longer be asked for.
    pages = [(address, row, url_of(address, row, world)) for address, row in rows if row.method == "get"]
    for address, row, url in pages:
        if not row.lets_in or not url:
            continue
        client = walk.clients[min(row.lets_in - {"anonymous"}, default="anonymous")]
        page = client.get(url)
        if page.status_code == 200 and "html" in page.get("Content-Type", ""):
            for action, controls in forms_of(page.content.decode()):
                yield from _send(address.key, client, action or url, filled(controls))


def _send(key: str, client: Client, url: str, data: dict[str, list[str]]) -> Iterator[Sent]:
    typed = any(MARK.search(text) for texts in data.values() for text in texts)
    for sent in (dict(list(data.items())[: len(data) // 2 + 1]), data) if typed and url.startswith("/") else ():
        cache.clear()
        tables: set[str] = set()

        def note(execute: Any, sql: str, *rest: Any, tables: set[str] = tables) -> Any:
            if found := _WRITES.match(sql):
                tables.add(found[1])
            return execute(sql, *rest)

        with connection.execute_wrapper(note):
            yield Sent(key, client.post(url, sent), tables)


def send_what_goes_wrong(world: World, monkeypatch: pytest.MonkeyPatch) -> list[HttpResponse]:
    """Return the answers to addresses that are none, forged and refused forms, and a view that breaks on words."""

    def breaks(*args: object, **kwargs: object) -> None:
        secret = word()
        raise RuntimeError(f"{secret} {args} {kwargs}")

    staff, anonymous = Walk(world).clients["staff@here"], Client(raise_request_exception=False)
    forged = Client(enforce_csrf_checks=True, raise_request_exception=False)
    sign_in = {"login": f"{word()}@example.org", "password": word()}
    answers = [
        client.get(address)
        for client in (staff, anonymous)
        for address in (f"/{word()}/", f"/referrals/{word()}/", f"/?q={word()}", f"/referrals/?page={word()}")
    ]
    answers += [anonymous.post(reverse("account_login"), sign_in) for _ in range(12)]
    answers += [forged.post(reverse("account_login"), sign_in), anonymous.get("/", headers={"host": word()})]
    answers.append(staff.post(reverse("referrals:mine"), {"prison_number": word()}))
    monkeypatch.setattr("referrals.views.follow.look_up_own", breaks)
    with transaction.atomic():
        answers.append(staff.post(reverse("referrals:mine"), {"prison_number": "A1234BC", "more": word()}))
        transaction.set_rollback(True)
    assert answers[-1].status_code == 500
    return answers


def shown_by(answer: HttpResponse) -> str:
    """Return the page of an error; a form that is shown again has what was typed."""
    return answer.content.decode() if answer.status_code >= 400 else ""


def leaves_no_trace(sent: list[Sent], said: str) -> None:
    """Check that no address, log, message or session has a word."""
    assert [each.key for each in sent if MARK.search(each.answer.get("Location", ""))] == []
    assert MARK.findall(said) == []
    assert [message.subject for message in mail.outbox if MARK.search(message.subject + message.body)] == []
    assert MARK.findall(str([*OutboxMessage.objects.values_list("subject", "body")])) == []
    assert MARK.findall(str([*Notification.objects.values_list("reference", "link")])) == []
    assert [key for key in Session.objects.all() if MARK.search(str(key.get_decoded()))] == []


def words_in(found: dict[str, set[str]], wanted: Callable[[str], bool]) -> set[str]:
    """Return the planted words of these columns, whatever their capitals."""
    return {each.upper() for column, words in found.items() if wanted(column) for each in words}


def nothing_stays() -> None:
    """Check that what people typed is nowhere once all time has passed."""
    end_everything()
    RoleAssignment.objects.update(ends_on=timezone.localdate())
    assert [one for one in run(at=timezone.now() + LONG_AFTER) if one.error] == []
    tables = apps.get_models()
    every = {f"{table._meta.label}.{known.name}": "" for table in tables for known in table._meta.local_fields}
    found = found_in_the_database()
    in_index = words_in(found, lambda column: column.startswith(_INDEX) and not column.startswith(_PACKED))
    assert in_index <= words_in(found, lambda column: column.startswith("directory_")), "the index keeps what has left"
    elsewhere = {column: words for column, words in found.items() if not column.startswith(_INDEX)}
    stays = fields_that_still_hold(every, elsewhere) - declared_to_stay() - PUBLISHED
    assert stays == set(), f"empty these: {sorted(stays)}"
    assert found_in_the_cache() == []
    assert Session.objects.count() == 0
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []


def test_what_people_type_leaves_a_row_and_stays_nowhere_it_must_not_be(
    world, monkeypatch, capfd, django_capture_on_commit_callbacks
):
    with papers_as_words(), django_capture_on_commit_callbacks(execute=True):
        sent = list(send_through_every_form(world))
    assert [each.key for each in sent if each.answer.status_code >= 500] == []
    assert len({each.key for each in sent if each.answer.status_code in (302, 303)}) > LEAST_SAVED
    assert len({each.key for each in sent if each.answer.status_code == 200}) > LEAST_REFUSED
    lacking = {each.key for each in sent if each.lacks_row}
    assert sorted(lacking - WITHOUT_A_ROW.keys()) == [], "record these, or say in WITHOUT_A_ROW why they need no row"
    assert sorted(WITHOUT_A_ROW.keys() - lacking) == []
    wrong = send_what_goes_wrong(world, monkeypatch)
    assert [answer.request["PATH_INFO"] for answer in wrong if MARK.search(shown_by(answer))] == []
    said = capfd.readouterr()
    leaves_no_trace(sent, said.out + said.err)
    assert len(found_in_the_database()) > 20, "the words did not arrive"
    nothing_stays()
