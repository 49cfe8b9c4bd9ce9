"""What core itself holds about people (the register is `core/privacy.py`), and when it leaves."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db.models import Q
from django_tasks_db.models import DBTaskResult

from core import models as m
from core.audit_chain import remove_from_beginning
from core.models import PrivacySettings
from core.privacy import After, Field, Kind, declare
from core.retention.rules import Rows, Rule, delete, register

_GONE = Field(Kind.PERSONAL, After.DELETE)
_OWN = Field(Kind.PERSONAL, After.DELETE, export=True)
_STAMPS = "id created_at updated_at"

declare(
    m.AuditEvent,
    plain="id sequence at event actor_label scope_kind scope_key about_type about_id details places previous_hash hash",
    actor_id=_GONE,
)
declare(m.CacheEntry, plain="cache_key value expires")
declare(m.AuditPlace, plain="id sequence scope_kind scope_key")
declare(m.AuditShown, plain="id sequence about_type about_id")
declare(m.AuditHead, plain="id sequence hash removed_to removed_hash signature")
declare(
    m.OutboxMessage,
    plain=f"{_STAMPS} kind batch message_id state attempts next_attempt_at claim claimed_until last_error sent_at",
    to=_GONE,
    subject=_GONE,
    body=_GONE,
)
declare(
    m.Notification,
    plain=f"{_STAMPS} kind count on cadence digested_at read_at",
    user=_OWN,
    reference=_OWN,
    link=_GONE,
)
declare(m.NotificationPreference, plain=f"{_STAMPS} kind cadence", user=_OWN)
declare(m.PrivacySettings, plain="id account_days acted_days audit_days message_days small_number task_days")
declare(
    m.LegalHold,
    plain=f"{_STAMPS} about_type about_id until reviewed_on released_at",
    reason=_GONE,
    placed_by=Field(Kind.PERSONAL, After.ANONYMISE, export=True),
)


def _old_audit(before: datetime) -> Rows:
    """Return the rows at the beginning of the chain that are over, up to the first about or by what a hold is about."""
    rows = m.AuditEvent.objects.order_by("sequence")
    stays = Q(at__gte=before)
    for about_type, about_id in m.LegalHold.objects.active().values_list("about_type", "about_id"):
        stays |= Q(about_type=about_type, about_id=about_id) | Q(actor_id=about_id)
    first = rows.filter(stays).values_list("sequence", flat=True).first()
    return rows if first is None else rows.filter(sequence__lt=first)


def _message_days() -> int:
    return PrivacySettings.load().message_days


def _finished_mail(before: datetime) -> Rows:
    """Return mail that nothing will happen to any more; what still waits is never deleted."""
    states = m.OutboxMessage.State
    return m.OutboxMessage.objects.filter(state__in=[states.SENT, states.DEAD], updated_at__lt=before)


def _finished_tasks(before: datetime) -> Rows:
    never_finished = Q(finished_at=None, enqueued_at__lt=before) & ~Q(status="RUNNING")
    return DBTaskResult.objects.filter(Q(finished_at__lt=before) | never_finished)


register(
    Rule(
        code="core.audit",
        label="The audit trail",
        sentence="Rows of the audit trail are removed from its beginning; a signed checkpoint keeps the rest provable.",
        days=lambda: PrivacySettings.load().audit_days,
        due=_old_audit,
        covers=(m.AuditEvent,),
        carry_out=remove_from_beginning,
        order=900,
    )
)
register(
    Rule(
        code="core.cache",
        label="Counts of tries to sign in",
        sentence="What the cache in the database counted is deleted once its minutes are over.",
        days=lambda: 0,
        due=lambda before: m.CacheEntry.objects.filter(expires__lt=before),
        covers=(m.CacheEntry,),
        carry_out=delete,
    )
)
register(
    Rule(
        code="core.messages",
        label="Notifications",
        sentence="Notifications are deleted, read or not.",
        days=_message_days,
        due=lambda before: m.Notification.objects.filter(created_at__lt=before),
        covers=(m.Notification,),
        carry_out=delete,
    )
)
register(
    Rule(
        code="core.outbox",
        label="E-mails",
        sentence="E-mails that were sent or given up are deleted.",
        days=_message_days,
        due=_finished_mail,
        covers=(m.OutboxMessage,),
        carry_out=delete,
    )
)
register(
    Rule(
        code="core.tasks",
        label="Results of background tasks",
        sentence="Results of background tasks are deleted, and tasks that never ran.",
        days=lambda: PrivacySettings.load().task_days,
        due=_finished_tasks,
        covers=(DBTaskResult,),
        carry_out=delete,
    )
)
register(
    Rule(
        code="core.sessions",
        label="Ended sessions",
        sentence="Sessions are deleted once they have ended, with the text that was kept in them.",
        days=lambda: 0,
        due=lambda before: Session.objects.filter(expire_date__lt=before),
        covers=(Session,),
        carry_out=delete,
    )
)
register(
    Rule(
        code="core.holds",
        label="Released legal holds",
        sentence="Legal holds are deleted some time after they were released.",
        days=lambda: PrivacySettings.load().acted_days,
        due=lambda before: m.LegalHold.objects.filter(
            Q(released_at__lt=before) | Q(released_at=None, until__lt=before.date())
        ),
        covers=(m.LegalHold,),
        carry_out=delete,
    )
)
