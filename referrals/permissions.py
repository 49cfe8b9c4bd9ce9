"""Who somebody is to a referral, and so what they may do with it."""

from typing import Any

from django.core.exceptions import PermissionDenied

from accounts import guardian
from accounts.roles import ANSWER_REFERRALS, OVERSEE_REFERRALS, REFER
from directory.models import Prison
from referrals.enums import Actor
from referrals.models import Referral
from referrals.workflow import Move


def actors_of(user: Any, referral: Referral) -> frozenset[Actor]:
    """Return everything the user is to the referral; None is the clock (a scheduled command)."""
    if user is None:
        return frozenset({Actor.CLOCK})
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
    if not allowed:
        raise PermissionDenied("You may not do this with this referral.")
    return next(actor for actor in Actor if actor in allowed)


def check_may_refer(user: Any, prison: Prison) -> None:
    """Raise PermissionDenied unless the user refers people in this prison."""
    if not guardian.can(user, REFER, prison):
        raise PermissionDenied("You may not refer people in this prison.")
