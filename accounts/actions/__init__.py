"""Every write to users and roles."""

from accounts.actions.roles import end_role, grant_role

__all__ = ["end_role", "grant_role"]
