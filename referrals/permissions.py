"""Who somebody is to a referral, and so what they may do with it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied

from accounts import guardian
from accounts.models import RoleAssignment, User
from accounts.roles import ANSWER_REFERRALS, OVERSEE_REFERRALS, REFER, ROLES
from directory.models import Prison
from referrals.enums import Actor
from referrals.models import Referral
from referrals.workflow import Move


@dataclass(frozen=True)
class LinkHolder:
    """Whoever proved to read the organisation's mailbox: not a user, and for one referral only."""

    referral: UUID
    pk: None = None


#: What may be done from the link in an e-mail: the first answers, and nothing that an account is for.
LINK_MOVES = ("accept", "ask", "queue", "decline")


def actors_of(user: Any, referral: Referral) -> frozenset[Actor]:
    """Return everything the user is to the referral; None is the clock (a scheduled command)."""
    if user is None:
        return frozenset({Actor.CLOCK})
    if isinstance(user, LinkHolder):
        sent = referral.sent_at is not None and user.referral == referral.pk
        return frozenset({Actor.ORGANISATION} if sent else set())
    found = set()
    if referral.referrer_id == user.pk and guardian.can(user, REFER, referral.prison):
        found.add(Actor.REFERRER)
    if referral.sent_at is not None and guardian.can(user, ANSWER_REFERRALS, referral.organisation):
        found.add(Actor.ORGANISATION)
    if referral.sent_at is not None and guardian.can(user, OVERSEE_REFERRALS, referral.prison):
        found.add(Actor.COORDINATOR)
    return frozenset(found)


def check_may_move(user: Any, referral: Referral, move: Move) -> Actor:
    """Return as whom the user makes the move. Raises PermissionDenied when the table does not let them."""
    allowed = actors_of(user, referral) & move.actors
    if not allowed or (isinstance(user, LinkHolder) and move.code not in LINK_MOVES):
        raise PermissionDenied("You may not do this with this referral.")
    return next(actor for actor in Actor if actor in allowed)


def check_may_refer(user: Any, prison: Prison) -> None:
    """Raise PermissionDenied unless the user refers people in this prison."""
    if not guardian.can(user, REFER, prison):
        raise PermissionDenied("You may not refer people in this prison.")


def check_is(user: Any, referral: Referral, *wanted: Actor) -> Actor:
    """Return as which of the wanted the user acts. Raises PermissionDenied when they are none of them."""
    found = [actor for actor in wanted if actor in actors_of(user, referral)]
    if not found or isinstance(user, LinkHolder):
        raise PermissionDenied("You may not do this with this referral.")
    return found[0]


def may_still_follow(referral: Referral) -> bool:
    """Say whether the referrer may still sign in and refers people where the person is; else nobody follows it."""
    return guardian.can(referral.referrer, REFER, referral.prison)


def may_still_work_on(referral: Referral) -> bool:
    """Say whether the worker who was given the referral is there and still answers for its organisation."""
    return referral.assigned_to is not None and guardian.can(
        referral.assigned_to, ANSWER_REFERRALS, referral.organisation
    )


def colleagues(referral: Referral) -> list[Any]:
    """Return the active people who answer the organisation's referrals, by name."""
    scope = referral.organisation
    return sorted(holders(ANSWER_REFERRALS, scope.scope_kind, scope.scope_key), key=lambda user: user.name.casefold())


def holders(permission: str, kind: str, key: str) -> list[Any]:
    """Return the active users whose role in the scope permits this, in one query."""
    roles = [role.code for role in ROLES.values() if permission in role.permissions]
    held = RoleAssignment.objects.active().filter(scope_kind=kind, scope_key=key, role__in=roles)
    return list(User.objects.filter(is_active=True, pk__in=held.values("user")))
