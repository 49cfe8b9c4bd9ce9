"""Inviting people by e-mail, and what becomes of an invitation."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts import permissions
from accounts.actions.roles import give_role
from accounts.invitation_link import make_link
from accounts.joined import all_hearing
from accounts.models import AccessSettings, Invitation, RoleAssignment, User
from accounts.notifications import INVITED
from accounts.roles import Role, ScopeKind
from core import audit
from core.notifications import Facts, Mailbox, notify

_State = Invitation.State


@transaction.atomic
def invite(*, email: str, role: Role, scope: Any = None, by: User) -> Invitation:
    """Send an address a link with which it takes up a role; return the invitation.

    Whether the address has an account already makes no difference here: the link finds out. One who is invited to
    the same again gets a new link and the old one stops working; of two who invite at once, one does. A suspended
    role may be invited to: it comes back. Raises PermissionDenied, or ValidationError when the role is held already.
    """
    permissions.check_can_invite(by, role, scope)
    permissions.check_not_oneself(by, email)
    address = email.strip().lower()
    held = RoleAssignment.objects.not_ended().held_in(scope).filter(role=role.code, user__email__iexact=address)
    if held.filter(suspended_at=None).exists():
        raise ValidationError("This person already holds this role here.")
    waiting = Invitation.objects.unsettled().held_in(scope).filter(role=role.code, email__iexact=address)
    found = waiting.select_for_update().first()
    if found is not None:
        return resend_invitation(invitation=found, by=by)
    invitation = Invitation(
        email=address,
        role=role.code,
        scope_kind=scope.scope_kind if scope is not None else ScopeKind.NATIONAL,
        scope_key=scope.scope_key if scope is not None else "",
        invited_by=by,
        expires_at=_expiry(),
    )
    try:
        with transaction.atomic():
            invitation.save()
    except IntegrityError:  # somebody else invited them meanwhile, and their link is on its way
        return waiting.get()
    audit.record("invitation.sent", by=by, about=invitation, scope=scope, role=role.code)
    _send(invitation)
    return invitation


@transaction.atomic
def resend_invitation(*, invitation: Invitation, by: User) -> Invitation:
    """Send a new link; the one before stops working. Raises PermissionDenied or ValidationError."""
    locked = _lock(invitation, by)
    locked.number += 1
    locked.expires_at, locked.invited_by = _expiry(), by
    locked.save()
    audit.record("invitation.sent-again", by=by, about=locked, scope=locked.scope, number=locked.number)
    _send(locked)
    return locked


@transaction.atomic
def cancel_invitations_of(*, user: User, scope: Any, by: User) -> int:
    """Cancel what waits to or from somebody who leaves a scope; return how many.

    The caller has asked whether `by` may: who shows somebody the door need not be able to give each role.
    """
    mine = Invitation.objects.unsettled().held_in(scope).filter(Q(invited_by=user) | Q(email__iexact=user.email))
    found = list(mine.select_for_update(of=("self",)))
    for invitation in found:
        _settle(invitation, _State.CANCELLED)
        audit.record("invitation.cancelled", by=by, about=invitation, scope=scope)
    return len(found)


@transaction.atomic
def cancel_invitation(*, invitation: Invitation, by: User) -> None:
    """Let the link stop working. Raises PermissionDenied or ValidationError."""
    locked = _lock(invitation, by)
    _settle(locked, _State.CANCELLED)
    audit.record("invitation.cancelled", by=by, about=locked, scope=locked.scope)


def _lock(invitation: Invitation, by: User) -> Invitation:
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    permissions.check_can_invite(by, locked.definition, locked.scope)
    if locked.settled_at is not None:
        raise ValidationError("This invitation has been taken up or cancelled already.")
    return locked


@transaction.atomic
def accept_invitation(*, invitation: Invitation, by: User | None = None, name: str = "", password: str = "") -> User:
    """Take up the role and return its holder: `by`, who has signed in, or an account made with name and password.

    A suspended account comes back with the new password, for somebody in charge has just asked for it. Raises
    ValidationError when the link no longer works or who sent it may not give the role any more, PermissionDenied
    when it belongs to somebody else.
    """
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not locked.is_waiting or locked.number != invitation.number:
        raise ValidationError("This link has been used, or its time is over.")
    giver = _giver(locked)
    user = User.objects.select_for_update().filter(email__iexact=locked.email).first()
    if by is not None and (user is None or by.pk != user.pk):
        raise PermissionDenied("This invitation was sent to somebody else.")
    if user is None:
        user = User.objects.create_user(locked.email, password, name=name)
        audit.record("account.made", by=user, about=user, scope=locked.scope)
    elif by is None:
        _bring_back(user, password, locked.scope)
    give_role(user=user, role=locked.definition, scope=locked.scope, by=giver)
    locked.user = user
    _settle(locked, _State.ACCEPTED)
    for hear in all_hearing():
        hear(invitation=locked, user=user)
    audit.record("invitation.accepted", by=user, about=locked, scope=locked.scope)
    return user


def _giver(invitation: Invitation) -> User:
    """Return who gives the role. What they could give when they wrote may have been taken from them since."""
    giver = invitation.invited_by
    if (
        giver is None
        or not giver.is_active
        or not permissions.can_invite(giver, invitation.definition, invitation.scope)
    ):
        raise ValidationError(
            "Whoever invited you may not give this role any more. Ask a colleague to invite you again."
        )
    return giver


def _bring_back(user: User, password: str, scope: Any) -> None:
    if user.is_active or user.suspended_at is None:
        raise PermissionDenied("Sign in to take up the invitation.")
    user.is_active, user.suspended_at = True, None
    user.set_password(password)
    user.save(update_fields=["is_active", "suspended_at", "password", "updated_at"])
    audit.record("account.restored", by=user, about=user, scope=scope)


def _settle(invitation: Invitation, state: str) -> None:
    invitation.state, invitation.settled_at = state, timezone.now()
    invitation.save()


def _expiry() -> datetime:
    return timezone.now() + timedelta(days=AccessSettings.load().invitation_days)


def _send(invitation: Invitation) -> None:
    facts = Facts(link=make_link(invitation), on=timezone.localdate(invitation.expires_at))
    notify(INVITED, to=[Mailbox(invitation.email)], scope=invitation.scope, facts=facts)
