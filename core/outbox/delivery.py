"""Talking to the mail server.

A worker claims a message for a limited time in one statement, so that no two workers hold it. It sends outside
any transaction, and marks the message as sent as soon as the server has acknowledged it, before saying goodbye.
"""

import contextlib
import random
import smtplib
import time
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import InterfaceError, OperationalError
from django.db import connection as db_connection
from django.db.models import F
from django.utils import timezone

from core.models import OutboxMessage

log = structlog.get_logger("alongside.outbox")

State = OutboxMessage.State

#: How long a worker may hold a message. Longer than a server that answers every step just before
#: EMAIL_TIMEOUT can take for the dozen steps of one message.
LEASE = timedelta(minutes=10)
#: After the last attempt, about four days after the first, a message is a dead letter (RFC 5321, 4.5.4.1).
MAX_ATTEMPTS = 24
_FIRST_DELAY = timedelta(minutes=1)
_LONGEST_DELAY = timedelta(hours=6)
#: How long, in seconds, a worker tries to write down what a server acknowledged, and how long between two tries. The
#: last is short, so that it writes before a sweep takes the message for that of a dead worker.
_MARK_FOR, _FIRST_PAUSE, _LONGEST_PAUSE = 3600, 0.1, 5.0
#: A sweep stops after so many servers' failures in a row: the server is down, and waiting on it helps nobody.
_GIVE_UP_SWEEP_AFTER = 3


def deliver_message(key: UUID) -> str:
    """Send one message if it is this worker's to send; return the state it is in then.

    A failing server raises nothing: the message waits for its next attempt, or becomes a dead letter.
    """
    claim = uuid4()
    if not _claim(key, claim):
        return OutboxMessage.objects.values_list("state", flat=True).filter(pk=key).first() or ""
    message = OutboxMessage.objects.filter(pk=key, claim=claim, state=State.SENDING).first()
    if message is None:  # a worker that was thought dead finished first
        return State.SENT
    connection = get_connection()
    try:
        _hand_over(message, connection)
    except Exception as error:  # whatever went wrong, the message waits for its next attempt
        return _failed(message, error)
    else:
        _mark_sent(message)
        return State.SENT
    finally:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            connection.close()


def sweep(*, limit: int = 500) -> dict[str, int]:
    """Deliver what waits: lost tasks, retries whose time has come, messages of workers that died."""
    counts: dict[str, int] = {}
    failures = 0
    for key in list(OutboxMessage.objects.deliverable().values_list("pk", flat=True)[:limit]):
        state = deliver_message(key)
        counts[state] = counts.get(state, 0) + 1
        failures = failures + 1 if state in (State.FAILED, State.DEAD) else 0
        if failures == _GIVE_UP_SWEEP_AFTER:
            break
    return counts


def _claim(key: UUID, claim: UUID) -> bool:
    """Take the message for this worker in one statement; say whether that worked."""
    now = timezone.now()
    taken = (
        OutboxMessage.objects.deliverable(now)
        .filter(pk=key)
        .update(state=State.SENDING, claim=claim, claimed_until=now + LEASE, attempts=F("attempts") + 1, updated_at=now)
    )
    return taken == 1


def _hand_over(message: OutboxMessage, connection: BaseEmailBackend) -> None:
    """Return once the server has acknowledged the message. The connection stays open: closing it may fail too."""
    mail = EmailMessage(
        message.subject,
        message.body,
        settings.DEFAULT_FROM_EMAIL,
        [message.to],
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
    )
    connection.open()
    if connection.send_messages([mail]) != 1:
        raise smtplib.SMTPException("The mail server did not say that it took the message.")


def _mark_sent(message: OutboxMessage) -> None:
    """Record that the server acknowledged the message, however long the database is away meanwhile.

    Nothing else knows of it, so the worker does not take the next message before this is written. Raises the
    database's error after an hour, or at once where the caller's transaction is lost with the connection.
    """
    started, pause = time.monotonic(), _FIRST_PAUSE
    while True:
        try:
            OutboxMessage.objects.filter(pk=message.pk).update(
                state=State.SENT, sent_at=timezone.now(), claimed_until=None, last_error="", subject="", body=""
            )
        except (OperationalError, InterfaceError):
            if db_connection.in_atomic_block or time.monotonic() - started > _MARK_FOR:
                log.error("mail acknowledged but not marked as sent", kind=message.kind, reference=str(message.pk))
                raise
            db_connection.close()  # the next try opens a new one
            time.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
        else:
            return


def _failed(message: OutboxMessage, error: Exception) -> str:
    """Plan the next attempt, or give up. Does nothing when another worker holds the message by now."""
    gave_up = message.attempts >= MAX_ATTEMPTS
    state = State.DEAD if gave_up else State.FAILED
    at = timezone.now() + delay_after(message.attempts)
    held = OutboxMessage.objects.filter(pk=message.pk, claim=message.claim, state=State.SENDING)
    if held.update(state=state, next_attempt_at=at, claimed_until=None, last_error=_safe_name(error)):
        log.warning("mail not delivered", kind=message.kind, attempt=message.attempts, exception_type=_safe_name(error))
        if not gave_up:
            _enqueue_later(message.pk, at)
    return state


def delay_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: doubling from a minute to six hours, spread by a tenth."""
    plain = min(_FIRST_DELAY * 2 ** min(attempts - 1, 20), _LONGEST_DELAY)
    return plain * random.uniform(1, 1.1)  # noqa: S311  spreads load, guards nothing


def _safe_name(error: Exception) -> str:
    """Return the kind of error and the server's code: its text may quote an address."""
    code = getattr(error, "smtp_code", "")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = next((refusal[0] for refusal in error.recipients.values()), "")
    return f"{type(error).__name__} {code}".strip()[:80]


def _enqueue_later(key: UUID, at: datetime) -> None:
    """Ask a worker to try again then, where the task queue can wait; `manage.py send_outbox` is the safety net."""
    from core.tasks import deliver

    if deliver.get_backend().supports_defer:
        deliver.using(run_after=at).enqueue(str(key))
