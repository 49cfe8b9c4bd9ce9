"""The access review: every account is confirmed again by somebody in charge, or it is suspended, never deleted."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import permissions
from accounts.actions.requests import expire_requests
from accounts.models import AccessSettings, RoleAssignment, User
from accounts.notifications import REVIEW_DUE, SUSPENDED, people_in_charge
from accounts.request_link import scope_arguments
from accounts.role_groups import sync_role
from accounts.roles import ADMINISTRATOR
from accounts.sessions import end_sessions
from accounts.sign_in_audit import places_of
from core import audit
from core.notifications import Facts, Mailbox, notify

BY = "run_access_review"


@dataclass
class Totals:
    """What a run did: roles whose confirmation was asked for, roles suspended, requests that ran out of time."""

    asked: int = 0
    suspended: int = 0
    expired: int = 0


def run_access_review(*, on: date | None = None) -> Totals:
    """Ask for confirmations, suspend what nobody confirmed, close requests nobody decided. Safe to run twice."""
    day, rules = on or timezone.localdate(), AccessSettings.load()
    return Totals(asked=_ask(day, rules), suspended=_suspend_late(day, rules), expired=expire_requests())


@transaction.atomic
def _ask(day: date, rules: AccessSettings) -> int:
    """Tell those in charge what waits for their confirmation, once for each round; return how many roles."""
    due = RoleAssignment.objects.to_confirm(day, rules).filter(asked_on=None).select_for_update(of=("self",))
    rows = list(due.select_related("user"))
    waiting: dict[Any, Counter[User]] = {}
    for row in rows:
        place = waiting.setdefault((row.scope_kind, row.scope_key), Counter())
        place.update(_who_confirms(row))
        row.asked_on = day
        row.save(update_fields=["asked_on", "updated_at"])
    for row in {(row.scope_kind, row.scope_key): row for row in rows}.values():
        link = reverse("accounts:people", kwargs=scope_arguments(row.scope)) + "?state=to_confirm"
        for user, count in waiting[row.scope_kind, row.scope_key].items():
            notify(REVIEW_DUE, to=[user], scope=row.scope, facts=Facts(link=link, count=count))
    return len(rows)


def _who_confirms(row: RoleAssignment) -> list[User]:
    """Return who may confirm a role: those in charge but its holder, or the administrators where there is nobody."""
    national = row.scope is None or row.definition.given_nationally
    others = [] if national else [user for user in people_in_charge(row.scope) if user.pk != row.user_id]
    return others or [user for user in permissions.administrators() if user.pk != row.user_id]


def _suspend_late(day: date, rules: AccessSettings) -> int:
    """Suspend what was due, and asked for long enough ago; return how many roles."""
    asked_before = day - timedelta(days=rules.review_notice_days)
    late = RoleAssignment.objects.unconfirmed_for(rules.review_days, day).filter(asked_on__lte=asked_before)
    return sum(_suspend(row.pk, late) for row in list(late))


@transaction.atomic
def _suspend(key: Any, late: Any) -> bool:
    row = late.select_for_update(of=("self",)).filter(pk=key).first()
    if row is None or (row.role == ADMINISTRATOR.code and permissions.administrators() == [row.user]):
        return False  # confirmed meanwhile; and somebody must be left who can bring accounts back
    row.suspended_at = timezone.now()
    row.save(update_fields=["suspended_at", "updated_at"])
    sync_role(row.definition, row.scope, user=row.user)
    audit.record("role.suspended", about=row.user, scope=row.scope, actor_label=BY, role=row.role)
    suspend_account_without_role(row.user)
    return True


@transaction.atomic
def suspend_account_without_role(user: User, *, by: User | None = None) -> None:
    """Suspend the account of somebody of whose roles only suspended ones are left. Safe to call twice."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    roles = RoleAssignment.objects.filter(user=locked)
    if locked.is_active and not locked.is_superuser and roles.suspended().exists() and not roles.active().exists():
        _suspend_account(locked, by)


def _suspend_account(user: User, by: User | None) -> None:
    user.is_active, user.suspended_at = False, timezone.now()
    user.save(update_fields=["is_active", "suspended_at", "updated_at"])
    end_sessions(user)
    audit.record("account.suspended", by=by, about=user, places=places_of(user), actor_label="" if by else BY)
    notify(SUSPENDED, to=[Mailbox(user.email)], facts=Facts(link=reverse("account_inactive")))


@transaction.atomic
def confirm_roles(*, assignments: Iterable[RoleAssignment], by: User) -> int:
    """Say that these roles are still right; return how many. Raises PermissionDenied, for one's own too."""
    rows = [RoleAssignment.objects.select_for_update().get(pk=row.pk) for row in assignments]
    for row in rows:
        permissions.check_can_change(by, row)
        row.confirmed_on, row.asked_on = timezone.localdate(), None
        row.save(update_fields=["confirmed_on", "asked_on", "updated_at"])
        audit.record("role.confirmed", by=by, about=row.user, scope=row.scope, role=row.role)
    return len(rows)
