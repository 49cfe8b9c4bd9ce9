"""What accounts hold about people."""

from accounts.models import RoleAssignment, User
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
    plain="id created_at updated_at role scope_kind scope_key starts_on ends_on suspended_at",
    user=_ABOUT_USER,
    granted_by=_ABOUT_USER,
    ended_by=_ABOUT_USER,
)
