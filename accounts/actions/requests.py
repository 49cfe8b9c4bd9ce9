"""Asking for a role, and deciding who gets it."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts import permissions
from accounts.actions.invitations import invite
from accounts.actions.roles import give_role
from accounts.models import AccessSettings, AccountRequest, JoiningQuerySet, RoleAssignment, User
from accounts.notifications import ASKED, DECIDED, people_in_charge
from accounts.request_link import answer_link, decide_link
from accounts.roles import ROLES, Role
from core import audit
from core.notifications import Facts, Mailbox, notify

_State = AccountRequest.State


@transaction.atomic
def ask_for_role(*, role: Role, scope: Any, why: str, by: User | None = None, email: str = "", name: str = "") -> bool:
    """Ask for a role; return whether anything new was asked.

    The answer to the asker must be the same either way, so that nobody learns from it who has an account. Raises
    ValidationError for a role that nobody may ask for there.
    """
    if role not in roles_to_ask_for(scope):
        raise ValidationError("This role is not asked for. It is given by an administrator.")
    address = (by.email if by else email).strip().lower()
    _expire(AccountRequest.objects.held_in(scope).filter(role=role.code, email__iexact=address), label="ask_for_role")
    alike = AccountRequest.objects.held_in(scope).filter(role=role.code, email__iexact=address)
    held = RoleAssignment.objects.active().held_in(scope).filter(role=role.code, user__email__iexact=address)
    if alike.unsettled().exists() or held.exists():
        return False
    request = AccountRequest(
        user=by,
        email=address,
        name=by.name if by else name.strip(),
        why=why.strip(),
        role=role.code,
        scope_kind=scope.scope_kind,
        scope_key=scope.scope_key,
        expires_at=timezone.now() + timedelta(days=AccessSettings.load().request_days),
    )
    try:
        with transaction.atomic():
            request.save()
    except IntegrityError:  # the same was asked meanwhile: pressed twice, say
        return False
    audit.record("account.asked", by=by, about=request, scope=scope, role=role.code)
    others = [user for user in people_in_charge(scope) if user != by]
    facts = Facts(link=decide_link(request), on=timezone.localdate(request.expires_at))
    notify(ASKED, to=others or permissions.administrators(), scope=scope, facts=facts)
    return True


def roles_to_ask_for(scope: Any) -> list[Role]:
    """Return the roles that somebody may ask for in a prison or organisation."""
    return [role for role in ROLES.values() if role.kind == scope.scope_kind and not role.given_nationally]


@transaction.atomic
def approve_request(*, request: AccountRequest, by: User) -> None:
    """Give the role, suspended or new: at once to an account, by an invitation to somebody who has none.

    Raises PermissionDenied, for oneself too, or ValidationError when it is decided or out of time.
    """
    locked = _lock(request, by)
    if locked.user is not None:
        give_role(user=locked.user, role=locked.definition, scope=locked.scope, by=by)
    else:
        invite(email=locked.email, role=locked.definition, scope=locked.scope, by=by)
    _settle(locked, _State.APPROVED, by=by)
    if locked.user is not None:
        _tell(locked)


@transaction.atomic
def refuse_request(*, request: AccountRequest, reason: str, by: User) -> None:
    """Say no, with the reason that the asker reads. Raises PermissionDenied or ValidationError."""
    locked = _lock(request, by)
    if not reason.strip():
        raise ValidationError("Say why: the person who asked is told.")
    locked.reason = reason.strip()
    _settle(locked, _State.REFUSED, by=by)
    _tell(locked)


@transaction.atomic
def expire_requests() -> int:
    """Close the requests that nobody decided in time and tell the askers; return how many. Safe to run twice."""
    return _expire(AccountRequest.objects.all(), label="run_access_review")


def _expire(among: JoiningQuerySet, *, label: str) -> int:
    late = among.unsettled().filter(expires_at__lte=timezone.now())
    requests = list(late.select_for_update(of=("self",)))
    for request in requests:
        _settle(request, _State.EXPIRED, by=None, label=label)
        _tell(request)
    return len(requests)


@transaction.atomic
def withdraw_requests(*, user: User, scope: Any, by: User) -> int:
    """Refuse what somebody who leaves a scope still asks for there; return how many. The caller asked if `by` may."""
    mine = AccountRequest.objects.unsettled().held_in(scope).filter(Q(user=user) | Q(email__iexact=user.email))
    requests = list(mine.select_for_update(of=("self",)))
    for request in requests:
        request.reason = "You have left since you asked. Ask again if you come back."
        _settle(request, _State.REFUSED, by=by)
        _tell(request)
    return len(requests)


def _lock(request: AccountRequest, by: User) -> AccountRequest:
    locked = AccountRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    permissions.check_can_give(by, locked.definition, locked.scope)
    permissions.check_not_oneself(by, locked.email)
    if not locked.is_waiting:
        raise ValidationError("This request has been decided already, or its time is over.")
    return locked


def _settle(request: AccountRequest, state: str, *, by: User | None, label: str = "") -> None:
    request.state, request.settled_at, request.decided_by = state, timezone.now(), by
    request.save()
    audit.record(f"account.request-{state}", by=by, actor_label=label, about=request, scope=request.scope)


def _tell(request: AccountRequest) -> None:
    to = [request.user] if request.user is not None else [Mailbox(request.email)]
    notify(DECIDED, to=to, scope=request.scope, facts=Facts(link=answer_link(request)))
