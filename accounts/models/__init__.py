"""Users, the roles they hold and how they came by them."""

from accounts.models.roles import RoleAssignment, RoleAssignmentQuerySet, User, UserManager

__all__ = ["RoleAssignment", "RoleAssignmentQuerySet", "User", "UserManager"]
