"""Telling people, and what they do with what they were told."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core import audit
from core.audit import Scope
from core.models import Cadence, Notification, NotificationPreference
from core.notifications.kinds import DIGEST, Facts, Kind, Mailbox, kind_for
from core.outbox.actions import queue_message
from core.people import in_charge


@transaction.atomic
def notify(
    kind: Kind,
    *,
    facts: Facts,
    to: Iterable[Any] = (),
    scope: Scope | None = None,
    batch: UUID | None = None,
) -> int:
    """Tell users and mailboxes, in the caller's transaction; return how many.

    When nobody is left to tell, because nobody is assigned or all have left, those in charge of the scope are
    told and the service inbox too, so that nothing is said to nobody. `batch` marks the e-mails, so that the caller
    can follow their delivery. Raises ValueError for a kind that no app
    declared.
    """
    if kind_for(kind.code) is not kind:
        raise ValueError(f"Declare the notification {kind.code} with register() in its app's notifications.py.")
    told = list(to)
    users = _active_users(told)
    boxes = [recipient for recipient in told if isinstance(recipient, Mailbox) and recipient.address]
    if not users and not boxes:
        users, boxes = _active_users(in_charge(scope)), [Mailbox(settings.SERVICE_INBOX)]
    wanted = _cadences(kind, users)
    for user in users:
        _tell_user(kind, user, facts, wanted.get(user.pk, kind.default), batch)
    addressed = _mailed_now(kind, users, wanted)
    others = {box.address.lower(): box.address for box in boxes if box.address.lower() not in addressed}
    for address in others.values():
        queue_message(kind=kind.code, to=address, subject=kind.title(facts), body=kind.body(facts), batch=batch)
    return len(users) + len(others)


def mailed_at_once(kind: Kind, users: Iterable[Any]) -> set[str]:
    """Return the addresses, in small letters, of those users who would get an e-mail of this kind now."""
    active = _active_users(users)
    return _mailed_now(kind, active, _cadences(kind, active))


def _mailed_now(kind: Kind, users: list[Any], wanted: Mapping[Any, str]) -> set[str]:
    return {user.email.lower() for user in users if wanted.get(user.pk, kind.default) == Cadence.IMMEDIATELY}


def _active_users(recipients: Iterable[Any]) -> list[Any]:
    """Return each active user once, in order."""
    users = {user.pk: user for user in recipients if not isinstance(user, Mailbox)}
    return [user for user in users.values() if user.is_active]


def _cadences(kind: Kind, users: list[Any]) -> dict[Any, str]:
    """Return what the users chose; what the kind does not allow, although it was chosen before, is ignored."""
    chosen = NotificationPreference.objects.filter(kind=kind.code, user__in=users).values_list("user_id", "cadence")
    return {user: cadence for user, cadence in chosen if cadence in kind.cadences()}


def _tell_user(kind: Kind, user: Any, facts: Facts, cadence: str, batch: UUID | None) -> None:
    Notification.objects.create(
        user=user,
        kind=kind.code,
        reference=facts.reference,
        count=facts.count,
        on=facts.on,
        link=facts.link,
        cadence=cadence,
    )
    if cadence == Cadence.IMMEDIATELY:
        body = kind.body(facts, to_user=True)
        queue_message(kind=kind.code, to=user.email, subject=kind.title(facts), body=body, batch=batch)


def send_digests() -> int:
    """Queue the daily e-mail of everybody who has something new and had none today; return how many.

    Safe to run twice and two at once: the counted rows are locked and marked in the same transaction.
    """
    waiting = Notification.objects.awaiting_digest().filter(user__is_active=True)
    users = waiting.order_by("user").values_list("user", flat=True).distinct()
    return sum(_send_digest(user) for user in list(users))


@transaction.atomic
def _send_digest(user_id: UUID) -> bool:
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    own = Notification.objects.filter(user=user_id).select_related("user")
    rows = list(own.awaiting_digest().select_for_update(of=("self",)))
    if not rows or own.filter(digested_at__gte=midnight).exists():
        return False
    own.filter(pk__in=[row.pk for row in rows]).update(digested_at=timezone.now())
    facts = Facts(link=reverse("core:notifications"), count=len(rows))
    body = DIGEST.body(facts, to_user=True)
    queue_message(kind=DIGEST.code, to=rows[0].user.email, subject=DIGEST.title(facts), body=body)
    return True


@transaction.atomic
def set_preferences(*, by: Any, cadences: Mapping[str, str]) -> None:
    """Keep when the user wants e-mails of each kind. Raises ValidationError for what a kind does not allow."""
    for code, cadence in cadences.items():
        kind = kind_for(code)
        if kind is None or cadence not in Cadence.values:
            raise ValidationError("That notification or choice does not exist.")
        if cadence not in kind.cadences():
            raise ValidationError(f"“{kind.label}” cannot be switched off or put off.")
        NotificationPreference.objects.update_or_create(user=by, kind=code, defaults={"cadence": cadence})
    audit.record("notifications.preferences", by=by, about=by, kinds=sorted(cadences))


def mark_read(*, by: Any, ids: Iterable[UUID] | None = None) -> int:
    """Mark the user's own notifications as read (all of them when no ids are given); return how many were not."""
    own = Notification.objects.visible_to(by).unread()
    if ids is not None:
        own = own.filter(pk__in=list(ids))
    return own.update(read_at=timezone.now())
