"""The audit trail: one chain whoever writes, nothing personal in it, and any tampering shows."""

import threading
import uuid
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import audit
from core.audit_chain import ChainBroken, remove_from_beginning, row_hash, signature_of, verify
from core.models import AuditEvent, AuditHead, AuditPlace, LegalHold
from core.retention import run
from tests.factories.accounts import UserFactory, user_with_role
from tests.factories.directory import PrisonFactory

pytestmark = pytest.mark.django_db


def rows(count=5):
    return [audit.record("test.done", actor_label="test", number=number) for number in range(count)]


def test_each_row_holds_the_hash_of_the_one_before_and_the_head_the_last():
    first, second = rows(2)
    assert (second.sequence, second.previous_hash) == (first.sequence + 1, first.hash)
    assert str(AuditHead.objects.get()) == f"{second.sequence}:{second.hash}"
    assert verify().problems == []


def test_writing_a_row_takes_three_statements():
    rows(1)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        audit.record("test.done", actor_label="test")
    assert len([one for one in queries if "SAVEPOINT" not in one["sql"]]) == 3


def test_a_row_says_as_what_somebody_acted():
    prison = PrisonFactory()
    user = user_with_role("coordinator", prison)
    assert audit.record("test.done", by=user, scope=prison).actor_label == "coordinator"
    assert audit.record("test.done", by=user, scope=prison, actor_label="clock").actor_label == "clock"
    assert audit.record("test.done", by=UserFactory()).actor_label == ""


@pytest.mark.parametrize(
    "value",
    ["Jo Planted", "jo planted", "Kowalski", "A1234BC", "a1234bc", "jo@example.org", ["fine", "not fine"], {"Jo": 1}],
)
def test_words_and_names_are_refused(value):
    with pytest.raises(ValueError, match="detail"):
        audit.record("test.done", what=value)
    assert not AuditEvent.objects.filter(event="test.done").exists()


def test_a_document_is_refused():
    with pytest.raises(ValueError, match="not a document"):
        audit.record("test.done", what=["a" * 70] * 100)


def test_codes_numbers_and_days_are_kept():
    kept = {"a": "in-progress", "b": "EXI", "c": 3, "d": date(2026, 1, 2), "e": None, "f": True, "g": {"x", "b"}}
    kept["h"] = uuid.UUID(int=7)
    details = AuditEvent.objects.get(pk=audit.record("test.done", **kept).pk).details
    assert details == {
        "a": "in-progress", "b": "EXI", "c": 3, "d": "2026-01-02", "e": None, "f": True, "g": ["b", "x"],
        "h": "00000000-0000-0000-0000-000000000007",
    }  # fmt: skip
    assert verify().problems == []


def change(number, /, **fields):
    AuditEvent.objects.filter(sequence=number).update(**fields)


def remove(sequence):
    AuditEvent.objects.filter(sequence=sequence).delete()


def swap(first, second):
    change(first, sequence=10_000)
    change(second, sequence=first)
    change(10_000, sequence=second)


def compute_anew(after):
    """Do what somebody would who may write to the database but does not hold the key."""
    previous = AuditEvent.objects.get(sequence=after - 1).hash if after > 1 else ""
    for row in AuditEvent.objects.filter(sequence__gte=after).order_by("sequence"):
        row.previous_hash = previous
        previous = row_hash(row)
        AuditEvent.objects.filter(pk=row.pk).update(previous_hash=row.previous_hash, hash=previous)
    AuditHead.objects.update(hash=previous)


TAMPERING = {
    "a row removed": (lambda first: remove(first + 2), "is missing"),
    "the first row removed": (lambda first: remove(first), "is missing"),
    "a row changed": (lambda first: change(first + 1, actor_id="somebody-else"), "was changed"),
    "a time changed": (lambda first: change(first + 1, at=timezone.now() - timedelta(days=1)), "was changed"),
    "details changed": (lambda first: change(first + 1, details={"number": 9}), "was changed"),
    "two rows swapped": (lambda first: swap(first + 1, first + 2), "was changed"),
    "the last row cut off": (lambda first: remove(first + 4), "cut off"),
    "all rows cut off": (lambda first: AuditEvent.objects.all().delete(), "cut off"),
    "the head set back": (lambda first: (remove(first + 4), AuditHead.objects.update(sequence=first + 3)), "signed"),
    "the head removed": (lambda first: AuditHead.objects.all().delete(), "head of the audit trail is missing"),
    "the chain computed anew": (
        lambda first: (change(first + 1, actor_id="somebody-else"), compute_anew(first + 1)),
        "not signed",
    ),
    "a row added past the head": (
        lambda first: AuditEvent.objects.create(sequence=first + 5, at=timezone.now(), event="x.y", hash="f" * 64),
        "past the head",
    ),
}


def test_a_row_is_about_its_scope_and_further_places_each_once():
    first, second, third = PrisonFactory(), PrisonFactory(), PrisonFactory()
    row = audit.record("test.done", scope=first, places=[second, first, second], actor_label="test")
    assert (row.scope_key, row.places) == (first.code, [["prison", second.code]])
    only = audit.record("test.done", places=[second], actor_label="test")
    assert (only.scope_key, only.places) == (second.code, [])
    for prison, expected in ((first, [row]), (second, [row, only]), (third, [])):
        assert list(AuditEvent.objects.in_scope(prison)) == expected
    assert verify().problems == []


@pytest.mark.parametrize("place", ["removed", "added", "moved"])
def test_a_row_that_shows_in_other_trails_than_it_says_shows(place):
    row = audit.record("test.done", scope=PrisonFactory(), places=[PrisonFactory()], actor_label="test")
    other = {"sequence": row.sequence, "scope_kind": "prison", "scope_key": "ELSE"}
    if place == "removed":
        AuditPlace.objects.all().delete()
    elif place == "added":
        AuditPlace.objects.create(**other)
    else:
        AuditPlace.objects.update(scope_key="ELSE")
    assert verify().problems == [f"The trails in which row {row.sequence} shows are not those that it says."]
    AuditEvent.objects.filter(pk=row.pk).update(places=[])
    assert f"Row {row.sequence} was changed." in verify().problems


@pytest.mark.parametrize("what", TAMPERING)
def test_tampering_shows(what, capsys):
    first = rows()[0].sequence
    call_command("verify_audit")
    assert "all right" in capsys.readouterr().out
    tamper, said = TAMPERING[what]
    tamper(first)
    with pytest.raises(CommandError, match=said):
        call_command("verify_audit")


def test_a_head_kept_elsewhere_shows_what_a_copied_back_head_hides(tmp_path, capsys):
    """Somebody who kept an old signed head can cut the end off unseen, unless a later head is kept elsewhere."""
    rows(2)
    old = AuditHead.objects.values().get()
    rows(2)
    kept = tmp_path / "heads"
    call_command("verify_audit", "--anchor-file", str(kept))
    AuditEvent.objects.filter(sequence__gt=old["sequence"]).delete()
    AuditHead.objects.update(**old)
    assert verify().problems == []
    with pytest.raises(CommandError, match="gone from the end"):
        call_command("verify_audit", "--anchor-file", str(kept))
    assert len(kept.read_text().splitlines()) == 1


def test_a_head_that_is_none_is_refused():
    with pytest.raises(CommandError, match="is not a head"):
        call_command("verify_audit", "--anchor", "12")


def test_an_earlier_key_still_proves_the_head(settings):
    rows(2)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-that-is-long-enough-for-anybody"
    assert verify().problems == []
    settings.SECRET_KEY_FALLBACKS = []
    assert "not signed" in verify().problems[0]


def long_ago(count, days):
    """Write rows as if some days ago, chained as they would have been; the last is about two places."""
    made = rows(count - 1)
    made.append(audit.record("test.done", scope=PrisonFactory(), places=[PrisonFactory()], actor_label="test"))
    AuditEvent.objects.filter(pk__in=[row.pk for row in made]).update(at=timezone.now() - timedelta(days=days))
    previous = made[0].previous_hash
    for row in AuditEvent.objects.filter(pk__in=[row.pk for row in made]).order_by("sequence"):
        row.previous_hash = previous
        row.hash = previous = row_hash(row)
        row.save()
    head = AuditHead.objects.get()
    head.hash = previous
    head.signature = signature_of(head)
    head.save()
    return made


def test_what_leaves_on_time_leaves_a_checkpoint_and_the_rest_provable():
    old = long_ago(4, 731)
    new = rows(3)
    run()
    head = AuditHead.objects.get()
    assert head.removed_to == old[-1].sequence
    assert not AuditPlace.objects.exists()
    assert not AuditEvent.objects.filter(sequence__lte=old[-1].sequence).exists()
    assert AuditEvent.objects.filter(pk__in=[row.pk for row in new]).count() == 3
    assert verify().problems == []
    remove(new[0].sequence)
    assert "is missing" in verify().problems[0]


def test_a_legal_hold_keeps_the_trail_of_what_it_holds():
    held = UserFactory()
    long_ago(2, 731)
    row = audit.record("test.seen", about=held)
    AuditEvent.objects.filter(pk=row.pk).update(at=timezone.now() - timedelta(days=731))
    LegalHold.objects.create(about_type="accounts.User", about_id=str(held.pk), reason="Claim 3/26")
    run()
    assert AuditEvent.objects.filter(pk=row.pk).exists()
    assert AuditEvent.objects.order_by("sequence").first().pk == row.pk


def test_only_the_beginning_can_be_removed():
    made = rows(4)
    with pytest.raises(ChainBroken), transaction.atomic():
        remove_from_beginning(AuditEvent.objects.filter(pk=made[2].pk))
    assert verify().problems == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("empty", [True, False])
def test_writers_at_the_same_time_get_one_chain(empty):
    """Real connections, from the empty table too: where there is no last row, there is nothing of it to lock."""
    AuditEvent.objects.all().delete()
    AuditHead.objects.all().delete()
    if not empty:
        rows(1)
    start, errors = threading.Barrier(6), []

    def write():
        try:
            start.wait(timeout=30)
            for _ in range(10):
                audit.record("test.done", actor_label="test")
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert errors == []
    assert AuditEvent.objects.count() == 60 + (not empty)
    assert verify().problems == []


def test_a_row_is_undone_with_what_it_speaks_of():
    before = AuditHead.objects.get().sequence
    with transaction.atomic():
        audit.record("test.done", actor_label="test")
        transaction.set_rollback(True)
    assert AuditHead.objects.get().sequence == before
    assert verify().problems == []
