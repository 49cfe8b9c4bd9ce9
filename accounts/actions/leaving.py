"""Somebody leaves a prison or organisation: all at once, and what they had open goes to a colleague."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import permissions
from accounts.actions.invitations import cancel_invitations_of
from accounts.actions.requests import withdraw_requests
from accounts.actions.roles import end_role
from accounts.models import RoleAssignment, User
from accounts.open_work import left_behind
from accounts.sessions import end_sessions_without_role
from core import audit


@transaction.atomic
def leave(*, user: User, scope: Any, by: User, hand_to: Mapping[str, User]) -> int:
    """End every role of the user in the scope today and hand over what is open; return how many roles ended.

    `hand_to` names a colleague for each kind of open work, but for work that may wait where there is none. What waits
    there to bring them back, and the invitations they sent, are cancelled: a link must not outlive who answers for it.
    When no role is left anywhere the user is signed out. Raises PermissionDenied, for oneself too, or ValidationError
    when somebody is missing to take over.
    """
    roles = list(RoleAssignment.objects.not_ended().held_in(scope).filter(user=user).select_for_update())
    permissions.check_can_manage(by, scope)
    for role in roles:
        permissions.check_can_change(by, role)
    for left in left_behind(user, scope):
        taker = hand_to.get(left.work.code)
        if taker not in left.colleagues and not (taker is None and left.waits):
            raise ValidationError(f"Choose who takes over the {left.work.label} ({left.count}).")
        left.work.hand_over(rows=left.work.rows(user, scope), to=taker, by=by)
        event = "work.handed-over" if taker else "work.left-open"
        audit.record(event, by=by, about=user, scope=scope, kind=left.work.code, count=left.count)
    for role in roles:
        end_role(assignment=role, by=by)
    cancel_invitations_of(user=user, scope=scope, by=by)
    withdraw_requests(user=user, scope=scope, by=by)
    end_sessions_without_role(user)
    audit.record("account.left", by=by, about=user, scope=scope, roles=len(roles))
    return len(roles)
