"""The notifications engine.

An app declares its kinds in its `notifications.py` and tells people with `notify`:

    ANSWERED = register(Kind(code="requests.answered", label="A request was answered", …))
    notify(ANSWERED, to=[request.asker], scope=request.scope, facts=Facts(link=…, reference=…))

A notification carries a reference, a number, a day and a link. It has no place for anything else, so that no
name, number, cell, need or service name can stand in an e-mail (product principle 3).
"""

from core.notifications.actions import mailed_at_once, mark_read, notify, send_digests, set_preferences
from core.notifications.kinds import DIGEST, Facts, Kind, Mailbox, all_kinds, kind_for, register

__all__ = [
    "DIGEST",
    "Facts",
    "Kind",
    "Mailbox",
    "all_kinds",
    "kind_for",
    "mailed_at_once",
    "mark_read",
    "notify",
    "register",
    "send_digests",
    "set_preferences",
]
