"""Users, the roles they hold and how they came by them."""

from accounts.models.joining import AccountRequest, EmergencyView, Invitation, JoiningQuerySet
from accounts.models.roles import RoleAssignment, RoleAssignmentQuerySet, User, UserManager
from accounts.models.settings import AccessSettings

__all__ = [
    "AccessSettings",
    "AccountRequest",
    "EmergencyView",
    "Invitation",
    "JoiningQuerySet",
    "RoleAssignment",
    "RoleAssignmentQuerySet",
    "User",
    "UserManager",
]
