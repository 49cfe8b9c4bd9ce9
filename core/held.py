"""What core itself holds about people (the register is `core/privacy.py`), and when it leaves."""

from datetime import datetime

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db.models import Min, Q
from django_tasks_db.models import DBTaskResult

from core import models as m
from core.audit_chain import remove_from_beginning
from core.models import PrivacySettings
from core.privacy import After, Field, Kind, declare
from core.retention.keeping import held
from core.retention.rules import Rows, Rule, all_rules, delete, register

_GONE = Field(Kind.PERSONAL, After.DELETE)
_OWN = Field(Kind.PERSONAL, After.DELETE, export=True)
_STAMPS = "id created_at updated_at"
#: How many keys one statement names.
_AT_ONCE = 500

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
    """Return the rows at the beginning of the chain that are over, up to the first that a hold keeps.

    It keeps what they did whom it is on, and who looked at or changed them or any row that is held because of them, in
    lists and files too.
    """
    rows = m.AuditEvent.objects.order_by("sequence")
    stays = Q(at__gte=before)
    held_ids = m.LegalHold.objects.active().values_list("about_id", flat=True)
    if held_ids:
        stays |= Q(actor_id__in=list(held_ids))
    first = rows.filter(stays).values_list("sequence", flat=True).first()
    found = [] if first is None else [first]
    found += _about_what_is_held(before) if held_ids else []
    return rows.filter(sequence__lt=min(found)) if found else rows


def _about_what_is_held(before: datetime) -> list[int]:
    """Return, for each table and way of naming, the number of the first old row that names something held."""
    first_new = m.AuditEvent.objects.filter(at__gte=before).order_by("sequence").values_list("sequence", flat=True)
    until = first_new.first()
    found: list[int] = []
    for trail in (m.AuditEvent, m.AuditShown):
        old = trail.objects.order_by() if until is None else trail.objects.filter(sequence__lt=until).order_by()
        for label in old.exclude(about_type="").values_list("about_type", flat=True).distinct():
            keys = _held_keys(label)
            for start in range(0, len(keys), _AT_ONCE):
                named = old.filter(about_type=label, about_id__in=keys[start : start + _AT_ONCE])
                found += filter(None, named.aggregate(first=Min("sequence")).values())
    return found


def _held_keys(label: str) -> list[str]:
    """Return the keys of a table's rows that holds keep; none of a table that is gone."""
    try:
        model = apps.get_model(label)
    except LookupError:
        return []
    paths = [path for rule in all_rules() if model in rule.covers[:1] for path in rule.held_through]
    return [str(key) for key in model._base_manager.filter(held(model, paths)).values_list("pk", flat=True)]


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
        sentence="Sessions are deleted a day after they ended, with the text that was kept in them.",
        days=lambda: 1,  # until then the row says whose the text is that is sent late (docs/adr/0022)
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
