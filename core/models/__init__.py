"""Base tables, the audit trail, mail and notifications. Nothing here knows what the service is about."""

from core.models.audit import AuditEvent, AuditHead, AuditPlace, AuditShown
from core.models.base import OneRowModel, TimestampedModel, UUIDModel
from core.models.cache import CacheEntry
from core.models.mail import OutboxMessage
from core.models.notifications import Cadence, Notification, NotificationPreference
from core.models.privacy import LegalHold, PrivacySettings
from core.models.references import ReferencedModel

__all__ = [
    "AuditEvent",
    "AuditHead",
    "AuditPlace",
    "AuditShown",
    "CacheEntry",
    "Cadence",
    "LegalHold",
    "Notification",
    "NotificationPreference",
    "OneRowModel",
    "OutboxMessage",
    "PrivacySettings",
    "ReferencedModel",
    "TimestampedModel",
    "UUIDModel",
]
