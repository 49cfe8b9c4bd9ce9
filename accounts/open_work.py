"""What somebody leaves behind: apps register what of theirs must be handed to a colleague.

An app writes, in its `open_work.py`:

    register(OpenWork(code="referrals.made", label="referrals they made", kind=ScopeKind.PRISON, permission=REFER,
                      link="referrals.Referral.referrer", rows=…, hand_over=…))

`tests/project/test_leavers_work.py` asks it of every link to a user: whoever adds one says there what becomes of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models

from accounts.models import RoleAssignment, User
from accounts.roles import ROLES, ScopeKind

Rows = Callable[[User, Any], "models.QuerySet[Any]"]


@dataclass(frozen=True)
class OpenWork:
    """One kind of work: which open rows are a user's in a scope, who may take them, and how they change hands.

    `link` is what changes hands, as "app.Model.field". `hand_over` is called inside a transaction with `rows`, `to` and
    `by`, and writes its own audit rows. Work that `may_wait` is given to nobody (`to=None`) where no colleague may have
    it: the row names nobody until somebody is chosen. Other work keeps its holder until there is a colleague.
    """

    code: str
    label: str
    kind: ScopeKind
    permission: str
    link: str
    rows: Rows
    hand_over: Callable[..., Any]
    may_wait: bool = False


_kinds: dict[str, OpenWork] = {}


def all_work() -> list[OpenWork]:
    """Return every kind of work, by code."""
    return [_kinds[code] for code in sorted(_kinds)]


def register(work: OpenWork) -> OpenWork:
    """Declare a kind of work. Raises ValueError when another has its code."""
    if work.code in _kinds and _kinds[work.code] != work:
        raise ValueError(f"The open work {work.code} is declared twice.")
    _kinds[work.code] = work
    return work


@dataclass(frozen=True)
class Left:
    """How many rows of one kind somebody would leave behind, and who there may take them."""

    work: OpenWork
    count: int
    colleagues: list[User]

    @property
    def waits(self) -> bool:
        """Say whether it goes to nobody for now."""
        return self.work.may_wait and not self.colleagues


def left_behind(user: User, scope: Any, *, role: RoleAssignment | None = None) -> list[Left]:
    """Return what the user has open in the scope, without the kinds of which there is nothing.

    With a `role`, only what its end leaves behind: the work that no other role of theirs there permits.
    """
    if scope is None:
        return []
    kept = _permitted_without(role, scope) if role else frozenset()
    kinds = [work for work in _kinds.values() if work.kind == scope.scope_kind and work.permission not in kept]
    counted = [(work, work.rows(user, scope).count()) for work in kinds]
    return [Left(work, count, colleagues(user, scope, work.permission)) for work, count in counted if count]


def _permitted_without(role: RoleAssignment, scope: Any) -> frozenset[str]:
    others = RoleAssignment.objects.active().held_in(scope).filter(user=role.user_id).exclude(pk=role.pk)
    return frozenset().union(*(ROLES[code].permissions for code in others.values_list("role", flat=True)))


def colleagues(user: User, scope: Any, permission: str) -> list[User]:
    """Return the other active people of the scope whose role there permits this."""
    roles = [role.code for role in ROLES.values() if permission in role.permissions]
    held = RoleAssignment.objects.active().held_in(scope).filter(role__in=roles)
    return list(User.objects.filter(is_active=True, pk__in=held.values("user")).exclude(pk=user.pk).order_by("name"))
