"""Two workers answer the same referral at once over real connections, and mail survives a worker that is killed."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.utils import timezone

from core.models import AuditEvent, OutboxMessage
from core.outbox import delivery
from core.outbox.delivery import LEASE, deliver_message, sweep
from referrals.actions.moves import make_move
from referrals.enums import Status
from referrals.models import Referral, ReferralEvent
from referrals.policies import Overtaken, Why
from tests.factories.accounts import user_with_role
from tests.factories.directory import OrganisationFactory, service
from tests.factories.referrals import referral
from tests.smtp import smtp_server

ROUNDS = 8


def at_once(*tasks) -> list:
    """Run each task in a thread with a connection of its own, all let go together; return what came of each."""
    results: list = [None] * len(tasks)
    start = threading.Barrier(len(tasks))

    def work(place: int) -> None:
        start.wait()
        try:
            results[place] = tasks[place]()
        except Overtaken as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(place,)) for place in range(len(tasks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_exactly_one_wins_and_the_other_sees_what_happened():
    page = service()
    workers = [user_with_role("worker", page.organisation) for _ in range(2)]
    for _ in range(ROUNDS):
        made = referral(page, status=Status.SENT)

        def answer(move, by, made=made):
            return make_move(referral=made, move=move, by=by, why=Why("full-places"), seen_status="sent")

        results = at_once(
            lambda answer=answer: answer("accept", workers[0]), lambda answer=answer: answer("decline", workers[1])
        )
        won = [each for each in results if isinstance(each, Referral)]
        lost = [each for each in results if isinstance(each, Overtaken)]
        assert (len(won), len(lost)) == (1, 1), results
        made.refresh_from_db()
        assert made.status == won[0].status == lost[0].referral.status
        event = ReferralEvent.objects.get(referral=made)
        assert (event.number, event.to_status) == (1, made.status)
        assert AuditEvent.objects.filter(about_id=str(made.pk)).count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_answer_and_the_clock_s_return_at_once_do_not_both_happen():
    page = service()
    worker = user_with_role("worker", page.organisation)
    for _ in range(ROUNDS):
        made = referral(page, status=Status.SENT)
        results = at_once(
            lambda made=made: make_move(referral=made, move="return", by=None, seen_status="sent"),
            lambda made=made: make_move(referral=made, move="accept", by=worker, seen_status="sent"),
        )
        assert sorted(type(each).__name__ for each in results) == ["Overtaken", "Referral"]
        assert ReferralEvent.objects.filter(referral=made).count() == 1


class Killed(BaseException):
    """The worker's process is gone: nothing after this line runs, not even its error handling."""


@pytest.fixture
def server(settings):
    with smtp_server() as (running, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_TIMEOUT = 2
        yield running


def killed(*args, **kwargs):
    raise Killed


def abandoned() -> None:
    """Let the lease of a worker that is gone end."""
    past = timezone.now() - LEASE
    OutboxMessage.objects.filter(state="sending").update(claimed_until=past)


@pytest.mark.django_db
@pytest.mark.parametrize("point", ["before the claim", "_hand_over", "_mark_sent"])
def test_a_worker_killed_between_commit_and_mail_loses_nothing(server, monkeypatch, point):
    """Before the claim, before the server has it, after the server has it and before that is written down."""
    page = service(organisation=OrganisationFactory(email="post@helping.example"))
    made = referral(page)
    make_move(referral=made, move="send", by=made.referrer)  # its tasks never run: the test's transaction is open
    [message] = OutboxMessage.objects.all()
    if point != "before the claim":
        with monkeypatch.context() as patched:
            patched.setattr(delivery, point, killed)
            with pytest.raises(Killed):
                deliver_message(message.pk)
    assert sweep() == ({"sent": 1} if point == "before the claim" else {}), "a live lease is respected"
    abandoned()
    sweep()
    message.refresh_from_db()
    assert message.state == "sent"
    ids = [mail["Message-ID"] for mail in server.received]
    assert set(ids) == {message.message_id}
    # The server took it twice only where its worker died before writing down the acknowledgement: then both copies
    # carry one Message-ID, by which the receiving system knows the second.
    assert len(ids) == (2 if point == "_mark_sent" else 1)
    abandoned()
    assert sweep() == {}, "what was acknowledged is not sent again"
    assert len(server.received) == len(ids)


@contextmanager
def killed_at_line(number: int) -> Iterator[None]:
    """Kill the worker before the nth line that it runs of the delivery."""
    left = number

    def watch(frame, event, argument):
        nonlocal left
        if frame.f_code.co_filename != delivery.__file__:
            return None
        if event == "line":
            left -= 1
            if left == 0:
                raise Killed
        return watch

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        yield
    finally:
        sys.settrace(before)


@pytest.mark.slow
@pytest.mark.django_db
def test_a_worker_killed_before_any_line_of_the_delivery_loses_nothing_and_repeats_nothing_it_wrote_down(server):
    page = service(organisation=OrganisationFactory(email="post@helping.example"))
    staff = user_with_role("staff", page.prison)
    points, twice, written = 0, 0, False
    while not written:  # what runs after that is the goodbye to the server
        points += 1
        make_move(referral=referral(page, referrer=staff), move="send", by=staff)
        message = OutboxMessage.objects.get(state="queued")
        with pytest.raises(Killed), killed_at_line(points):
            deliver_message(message.pk)
        had = copies_of(message, server)
        message.refresh_from_db()
        written = message.state == "sent"
        abandoned()
        sweep()
        message.refresh_from_db()
        assert message.state == "sent", points
        # Only where the server took it and the worker died before writing that down does a second copy follow. It
        # bears the same Message-ID, by which the receiving system knows it.
        assert copies_of(message, server) == (1 if written else had + 1), points
        twice += copies_of(message, server) == 2
        abandoned()
        assert sweep() == {}
    assert points > 15, "the delivery has that many lines at least"
    assert twice <= 10, "the time in which a copy can come of it is a few lines"


def copies_of(message: OutboxMessage, server) -> int:
    return sum(mail["Message-ID"] == message.message_id for mail in server.received)
