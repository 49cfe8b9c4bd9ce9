"""How each kind of notification comes about, one module per app.

Each function does, with real actions and planted data, what makes the notification go out. A kind without a
trigger fails tests/project/test_emails.py: add one to its app's module with the kind.
"""

from tests.project.email_triggers import accounts, coordinator, core, directory, referrals, volunteers
from tests.project.email_triggers.planted import PLANTED, TRIGGERS

__all__ = ["PLANTED", "TRIGGERS", "accounts", "coordinator", "core", "directory", "referrals", "volunteers"]
