"""What accounts hold about people."""

from accounts.models import RoleAssignment, User
from core.models import AuditEvent, Notification, NotificationPreference, OutboxMessage
from core.privacy import After, Field, Kind, declare

_ABOUT_USER = Field(Kind.PERSONAL, After.ANONYMISE, export=True)
_SECRET = Field(Kind.PERSONAL, After.DELETE)

declare(
    User,
    plain="id created_at updated_at is_active is_demonstration is_superuser groups user_permissions",
    email=_ABOUT_USER,
    name=_ABOUT_USER,
    welsh_preferred=_ABOUT_USER,
    last_login=_ABOUT_USER,
    password=_SECRET,
)
declare(
    RoleAssignment,
    plain="id created_at updated_at role scope_kind scope_key starts_on ends_on",
    user=_ABOUT_USER,
    granted_by=_ABOUT_USER,
    ended_by=_ABOUT_USER,
)
declare(
    AuditEvent,
    plain="id sequence at event actor_label scope_kind scope_key about_type about_id details previous_hash hash",
    actor_id=Field(Kind.PERSONAL, After.ANONYMISE),
)
declare(
    OutboxMessage,
    plain="id created_at updated_at kind message_id state attempts next_attempt_at claim claimed_until last_error "
    "sent_at",
    to=Field(Kind.PERSONAL, After.DELETE),
    subject=Field(Kind.PERSONAL, After.DELETE),
    body=Field(Kind.PERSONAL, After.DELETE),
)
declare(
    Notification,
    plain="id created_at updated_at kind count on cadence digested_at read_at",
    user=Field(Kind.PERSONAL, After.DELETE, export=True),
    reference=Field(Kind.PERSONAL, After.DELETE, export=True),
    link=Field(Kind.PERSONAL, After.DELETE),
)
declare(
    NotificationPreference,
    plain="id created_at updated_at kind cadence",
    user=Field(Kind.PERSONAL, After.DELETE, export=True),
)
