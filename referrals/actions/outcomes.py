"""Ending a referral with what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from core import audit
from referrals.actions.moves import make_move
from referrals.actions.work import locked
from referrals.enums import Actor, Status
from referrals.models import HousingOutcome, NeedOutcome, Referral
from referrals.permissions import check_is
from referrals.policies import NotPossible, Why


@dataclass(frozen=True)
class Outcome:
    """What came of one need: met or not, and how far the person came, from 1 to 5, where it was asked."""

    met: str
    distance: int | None = None


@transaction.atomic
def finish(
    *,
    referral: Referral,
    move: str,
    by: Any,
    outcomes: Mapping[Any, Outcome],
    why: Why | None = None,
    seen_status: str | None = None,
    first_night: str = "",
    suitable: bool | None = None,
) -> Referral:
    """End a referral, complete or early, with the outcome of each of its needs by the need's key.

    A referral that is completed has an outcome for every need that the organisation may know.
    Raises PermissionDenied, Overtaken or NotPossible.
    """
    ended = make_move(referral=referral, move=move, by=by, why=why, seen_status=seen_status)
    needs = {need.pk: need for need in ended.shared_needs}
    if ended.status == Status.COMPLETED and set(needs) - set(outcomes):
        raise NotPossible("Say for each need what came of it.", "no-outcome")
    for key, outcome in outcomes.items():
        if key in needs:
            values = {"met": outcome.met, "distance": outcome.distance}
            NeedOutcome.objects.update_or_create(referral=ended, need=needs[key], defaults=values)
    if first_night:
        known = {"first_night": first_night} | ({} if suitable is None else {"suitable": suitable})
        HousingOutcome.objects.update_or_create(referral=ended, defaults=known)
    audit.record("referral.outcomes", by=by, about=ended, scope=ended.prison, needs=len(outcomes))
    return ended


@transaction.atomic
def record_housing(
    *, referral: Referral, by: Any, first_night: str = "", three_months: str = "", suitable: bool | None = None
) -> HousingOutcome:
    """Record where the person lived, also after the end. Raises PermissionDenied, or NotPossible too early."""
    held = locked(referral)
    check_is(by, held, Actor.ORGANISATION)
    if held.status not in (Status.IN_PROGRESS, Status.ON_HOLD, Status.COMPLETED, Status.ENDED_EARLY):
        raise NotPossible("Record where they live once work has started.", "not-started")
    outcome, _ = HousingOutcome.objects.update_or_create(
        referral=held, defaults={"first_night": first_night, "three_months": three_months, "suitable": suitable}
    )
    audit.record("referral.housing", by=by, about=held, scope=held.prison)
    return outcome
