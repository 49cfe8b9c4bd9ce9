"""Somebody leaves a prison or organisation: all at once, and what they had open goes to a colleague."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import permissions
from accounts.actions.invitations import cancel_invitations_of
from accounts.actions.requests import withdraw_requests
from accounts.actions.review import suspend_account_without_role
from accounts.actions.roles import end_role
from accounts.models import RoleAssignment, User
from accounts.open_work import Left, left_behind
from accounts.sessions import end_sessions_without_role
from core import audit


@transaction.atomic
def leave(*, user: User, scope: Any, by: User, hand_to: Mapping[str, User]) -> int:
    """End every role of the user in the scope today and hand over what is open; return how many roles ended.

    `hand_to` names a colleague for each kind of open work, but for work that may wait where there is none. What waits
    there to bring them back, and the invitations they sent, are cancelled: a link must not outlive who answers for it.
    When no role is left anywhere the user is signed out; where only suspended ones are, the account is suspended too.
    Raises PermissionDenied, for oneself too, or ValidationError when somebody is missing to take over.
    """
    roles = list(RoleAssignment.objects.not_ended().held_in(scope).filter(user=user).select_for_update())
    permissions.check_can_manage(by, scope)
    for role in roles:
        permissions.check_can_change(by, role)
    _hand_over(user=user, left=left_behind(user, scope), scope=scope, by=by, hand_to=hand_to)
    for role in roles:
        end_role(assignment=role, by=by)
    cancel_invitations_of(user=user, scope=scope, by=by)
    withdraw_requests(user=user, scope=scope, by=by)
    end_sessions_without_role(user)
    suspend_account_without_role(user, by=by)
    audit.record("account.left", by=by, about=user, scope=scope, roles=len(roles))
    return len(roles)


@transaction.atomic
def end_one_role(*, assignment: RoleAssignment, scope: Any, by: User, hand_to: Mapping[str, User]) -> None:
    """End one role of somebody today and hand over what they could not go on with. Raises as `leave` does."""
    locked = RoleAssignment.objects.select_for_update().get(pk=assignment.pk)
    permissions.check_can_manage(by, scope)
    permissions.check_can_change(by, locked)
    left = left_behind(locked.user, scope, role=locked)
    _hand_over(user=locked.user, left=left, scope=scope, by=by, hand_to=hand_to)
    end_role(assignment=locked, by=by)
    end_sessions_without_role(locked.user)
    suspend_account_without_role(locked.user, by=by)


def _hand_over(*, user: User, left: list[Left], scope: Any, by: User, hand_to: Mapping[str, User]) -> None:
    for item in left:
        taker = hand_to.get(item.work.code)
        if taker not in item.colleagues and not (taker is None and item.waits):
            raise ValidationError(f"Choose who takes over the {item.work.label} ({item.count}).")
        item.work.hand_over(rows=item.work.rows(user, scope), to=taker, by=by)
        event = "work.handed-over" if taker else "work.left-open"
        audit.record(event, by=by, about=user, scope=scope, kind=item.work.code, count=item.count)
