"""Mail against a real server: nothing is lost, and nothing that was acknowledged is sent again."""

import socket
import sqlite3
import threading
import time
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from core.models import AuditEvent, OutboxMessage
from core.outbox import delivery
from core.outbox.actions import queue_message, retry_messages
from core.outbox.delivery import LEASE, MAX_ATTEMPTS, delay_after, deliver_message, sweep
from core.tasks import deliver
from tests.factories.accounts import UserFactory, user_with_role
from tests.smtp import free_port, smtp_server

State = OutboxMessage.State


@pytest.fixture
def server(settings):
    """Run a mail server that this test's mail goes to."""
    with smtp_server() as (running, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_TIMEOUT = 0.4
        yield running


def queued(**fields):
    message = queue_message(kind="test", to="somebody@example.org", subject="A message", body="Please look.")
    OutboxMessage.objects.filter(pk=message.pk).update(**fields)
    message.refresh_from_db()
    return message


def committed():
    """Return a message that waits although it is committed: nobody was told of it."""
    words = {"subject": "A message", "body": "Please look.", "message_id": "<committed@alongside.example>"}
    return OutboxMessage.objects.create(kind="test", to="somebody@example.org", **words)


def make_due(message):
    OutboxMessage.objects.filter(pk=message.pk).update(next_attempt_at=timezone.now())


@pytest.mark.django_db
def test_a_message_reaches_the_server_and_forgets_its_words(server):
    message = queued()

    assert deliver_message(message.pk) == State.SENT

    [arrived] = server.received
    assert (arrived["To"], arrived["Subject"]) == ("somebody@example.org", "A message")
    assert arrived["Message-ID"] == message.message_id
    assert "Please look." in arrived.get_payload()
    message.refresh_from_db()
    assert message.sent_at is not None
    assert (message.subject, message.body, message.claimed_until) == ("", "", None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("mode", "error"),
    [
        ("refuse for now", "SMTPRecipientsRefused 451"),
        ("refuse for good", "SMTPRecipientsRefused 550"),
        ("refuse the text", "SMTPDataError 554"),
        ("hang at sender", "SMTPServerDisconnected"),
        ("hang at the text", "SMTPServerDisconnected"),
        ("drop before accepting", "SMTPServerDisconnected"),
    ],
)
def test_a_failing_server_loses_nothing(server, mode, error):
    message = queued()
    server.mode = mode
    assert deliver_message(message.pk) == State.FAILED
    assert server.received == []
    message.refresh_from_db()
    assert message.last_error == error, "the kind of error only: its text may quote an address"
    assert message.next_attempt_at > timezone.now()

    assert deliver_message(message.pk) == State.FAILED, "not before its time"
    assert message.attempts == 1

    server.mode = ""
    make_due(message)
    assert sweep() == {State.SENT: 1}
    [arrived] = server.received
    assert arrived["Message-ID"] == message.message_id
    assert "Please look." in arrived.get_payload()


@pytest.mark.django_db
def test_a_server_that_says_nothing_or_is_not_there_loses_nothing(server, settings):
    message = queued()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_PORT = silent.getsockname()[1]
        assert deliver_message(message.pk) == State.FAILED
    settings.EMAIL_PORT = free_port()
    make_due(message)
    assert deliver_message(message.pk) == State.FAILED
    message.refresh_from_db()
    assert (message.attempts, message.last_error) == (2, "ConnectionRefusedError")


@pytest.mark.django_db
def test_what_was_acknowledged_is_never_sent_again_even_if_the_goodbye_hangs(server):
    message = queued()
    server.mode = "hang at goodbye"
    assert deliver_message(message.pk) == State.SENT
    server.mode = ""
    assert deliver_message(message.pk) == State.SENT
    assert sweep() == {}
    assert len(server.received) == 1


@pytest.mark.django_db
def test_where_the_acknowledgement_was_lost_the_retry_carries_the_same_message_id(server):
    message = queued()
    server.mode = "drop after accepting"
    assert deliver_message(message.pk) == State.FAILED
    server.mode = ""
    make_due(message)
    assert deliver_message(message.pk) == State.SENT
    assert [arrived["Message-ID"] for arrived in server.received] == [message.message_id] * 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_database_that_is_away_for_a_while_does_not_make_a_second_copy(server, monkeypatch, error):
    message = committed()
    failures = []
    real = OutboxMessage.objects.filter

    def away_three_times(**conditions):
        if set(conditions) == {"pk"} and server.received and len(failures) < 3:
            failures.append(time.monotonic())
            raise error("the connection is closed")
        return real(**conditions)

    monkeypatch.setattr(delivery.OutboxMessage.objects, "filter", away_three_times)
    assert deliver_message(message.pk) == State.SENT
    message.refresh_from_db()
    assert (message.state, len(failures), len(server.received)) == (State.SENT, 3, 1)
    assert failures[2] - failures[1] > failures[1] - failures[0] > 0.05, "it waits longer each time"


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_lost_right_after_the_acknowledgement_does_not_make_a_second_copy(server, monkeypatch):
    """The real thing: PostgreSQL ends our session; SQLite is locked by somebody else."""
    message = committed()
    hand_over, ends = delivery._hand_over, []

    def and_lose_the_database(*given):
        hand_over(*given)
        ends.append(lose_the_database())

    monkeypatch.setattr(delivery, "_hand_over", and_lose_the_database)
    try:
        assert deliver_message(message.pk) == State.SENT
        assert len(ends) == 1
    finally:
        for end in ends:
            end()
    message.refresh_from_db()
    assert message.state == State.SENT
    monkeypatch.setattr(delivery, "_hand_over", hand_over)
    OutboxMessage.objects.filter(pk=message.pk).update(claimed_until=timezone.now() - LEASE)
    assert sweep() == {}
    assert len(server.received) == 1


def lose_the_database():
    """Break what this process has of the database; return what to call when all is over."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            own = cursor.fetchone()[0]
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [own])
        return other.close
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    letting_go = threading.Timer(0.5, other.rollback)
    letting_go.start()

    def end():
        letting_go.join(timeout=30)
        other.close()

    return end


@pytest.mark.django_db
def test_a_transaction_that_is_lost_with_its_connection_is_not_waited_for(server, monkeypatch):
    message, real = queued(), OutboxMessage.objects.filter

    def away(**conditions):
        if set(conditions) == {"pk"} and server.received:
            raise OperationalError("the connection is lost")
        return real(**conditions)

    monkeypatch.setattr(delivery.OutboxMessage.objects, "filter", away)
    with pytest.raises(OperationalError):
        deliver_message(message.pk)


@pytest.mark.django_db
def test_a_message_of_a_worker_that_died_is_taken_over_when_its_lease_ends(server):
    message = queued(state=State.SENDING, attempts=1, claimed_until=timezone.now() + LEASE)
    assert deliver_message(message.pk) == State.SENDING
    assert server.received == []
    OutboxMessage.objects.filter(pk=message.pk).update(claimed_until=timezone.now())
    assert sweep() == {State.SENT: 1}


@pytest.mark.django_db
def test_a_message_is_given_up_after_its_last_attempt_and_an_administrator_sends_it_again(
    server, client, django_capture_on_commit_callbacks
):
    message = queued(attempts=MAX_ATTEMPTS - 1)
    server.mode = "refuse for good"
    assert deliver_message(message.pk) == State.DEAD
    assert sweep() == {}

    administrator = user_with_role("administrator")
    client.force_login(administrator)
    shown = client.get("/notifications/undelivered/").content.decode()
    assert "SMTPRecipientsRefused 550" in shown
    assert "example.org" in shown
    assert "somebody@" not in shown

    server.mode = ""
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/notifications/undelivered/", {"message": str(message.pk)})
    assert len(server.received) == 1
    message.refresh_from_db()
    assert message.state == State.SENT
    assert AuditEvent.objects.filter(event="outbox.retried", actor_id=str(administrator.pk)).count() == 1


@pytest.mark.django_db
def test_only_an_administrator_sees_undelivered_mail(client):
    message = queued(state=State.DEAD)
    coordinator = UserFactory()
    client.force_login(coordinator)
    assert client.get("/notifications/undelivered/").status_code == 404
    assert client.post("/notifications/undelivered/").status_code == 404
    with pytest.raises(PermissionDenied):
        retry_messages(ids=[message.pk], by=coordinator)
    client.logout()
    assert client.get("/notifications/undelivered/").status_code == 302
    client.force_login(user_with_role("administrator"))
    assert client.post("/notifications/undelivered/", {"message": "no-uuid"}).status_code == 404


@pytest.mark.django_db
def test_a_message_without_a_usable_address_ends_as_a_dead_letter_and_blocks_nothing(server):
    bad = queued(to="two\nlines@example.org")
    good = queued()
    assert sweep() == {State.FAILED: 1, State.SENT: 1}
    bad.refresh_from_db()
    assert bad.last_error
    assert good.message_id == server.received[0]["Message-ID"]


@pytest.mark.django_db
def test_a_sweep_stops_at_a_server_that_is_down(settings, server):
    for _ in range(10):
        queued()
    settings.EMAIL_PORT = free_port()
    assert sweep() == {State.FAILED: 3}
    assert OutboxMessage.objects.filter(attempts=0).count() == 7


@pytest.mark.django_db(transaction=True)
def test_mail_goes_out_when_the_transaction_commits_and_not_when_it_fails():
    with transaction.atomic():
        queued()
        transaction.set_rollback(True)
    assert mail.outbox == []
    assert not OutboxMessage.objects.exists()
    with transaction.atomic():
        message = queued()
        assert mail.outbox == []
    assert [sent.extra_headers["Message-ID"] for sent in mail.outbox] == [message.message_id]


@pytest.mark.django_db
def test_a_lost_task_is_found_by_the_command(capsys):
    queued()
    call_command("send_outbox")
    assert capsys.readouterr().out == "sent 1\n"
    call_command("send_outbox")
    assert capsys.readouterr().out == "nothing waits\n"
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_a_retry_is_handed_to_the_task_queue_for_its_time(settings, server):
    from django_tasks_db.models import DBTaskResult

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    message = queued()
    server.mode = "refuse for now"
    deliver_message(message.pk)
    task = DBTaskResult.objects.get()
    message.refresh_from_db()
    assert task.args_kwargs == {"args": [str(message.pk)], "kwargs": {}}
    assert task.run_after == message.next_attempt_at


def test_attempts_grow_apart_and_last_about_four_days():
    waits = [delay_after(attempts) for attempts in range(1, MAX_ATTEMPTS)]
    assert timedelta(minutes=1) <= waits[0] <= timedelta(minutes=1.1)
    assert max(waits) <= timedelta(hours=6.6)
    assert timedelta(days=3.5) <= sum(waits, timedelta()) <= timedelta(days=4.5)
    assert delay_after(10_000) <= timedelta(hours=6.6)


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_the_same_message(server):
    server.delay = 0.05
    with transaction.atomic():
        OutboxMessage.objects.bulk_create(
            OutboxMessage(kind="test", to="a@example.org", subject="s", body="b", message_id=f"<{n}@test>")
            for n in range(12)
        )
    keys = list(OutboxMessage.objects.values_list("pk", flat=True))
    start, errors = threading.Barrier(3), []

    def work(job):
        try:
            start.wait()
            job()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    jobs = (sweep, sweep, lambda: [deliver.call(str(key)) for key in keys])
    threads = [threading.Thread(target=work, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert sorted(arrived["Message-ID"] for arrived in server.received) == sorted(f"<{n}@test>" for n in range(12))
    assert set(OutboxMessage.objects.values_list("state", "attempts")) == {(State.SENT, 1)}
