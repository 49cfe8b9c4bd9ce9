"""What accounts hold about people."""

from accounts.models import AccessSettings, AccountRequest, EmergencyView, Invitation, RoleAssignment, User
from core.privacy import After, Field, Kind, declare

_ABOUT_USER = Field(Kind.PERSONAL, After.ANONYMISE, export=True)
_SECRET = Field(Kind.PERSONAL, After.DELETE)

declare(
    User,
    plain="id created_at updated_at is_active suspended_at is_demonstration is_superuser groups user_permissions",
    email=_ABOUT_USER,
    name=_ABOUT_USER,
    welsh_preferred=_ABOUT_USER,
    last_login=_ABOUT_USER,
    password=_SECRET,
)
declare(
    RoleAssignment,
    plain="id created_at updated_at role scope_kind scope_key starts_on ends_on confirmed_on asked_on suspended_at",
    user=_ABOUT_USER,
    granted_by=_ABOUT_USER,
    ended_by=_ABOUT_USER,
)

_GONE = Field(Kind.PERSONAL, After.DELETE, export=True)

declare(
    Invitation,
    plain="id created_at updated_at role scope_kind scope_key state number expires_at settled_at",
    email=_GONE,
    user=_GONE,
    invited_by=_GONE,
)
declare(
    AccountRequest,
    plain="id created_at updated_at role scope_kind scope_key state expires_at settled_at",
    user=_GONE,
    email=_GONE,
    name=_GONE,
    why=_GONE,
    reason=_GONE,
    decided_by=_GONE,
)
declare(
    EmergencyView,
    plain="id created_at updated_at scope_kind scope_key ends_at",
    user=_GONE,
    reason=_GONE,
)
declare(
    AccessSettings,
    plain="id invitation_days request_days review_days review_notice_days break_glass_minutes keep_days",
)
