"""What the coordinator does with a referral without seeing whom it is about."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.roles import REFER
from core import audit
from referrals.change_log import REASSIGN, from_to, write_line
from referrals.enums import Actor, PassReason
from referrals.models import Referral
from referrals.notifications import chase as remind
from referrals.notifications import holders, tell_follower
from referrals.permissions import actors_of
from referrals.policies import NotPossible, check_can_be_chased, check_can_be_given


@transaction.atomic
def chase(*, referral: Referral, by: Any) -> Referral:
    """Remind the organisation that a referral waits, once a day at most. Raises PermissionDenied or NotPossible."""
    locked = _locked(referral, by)
    check_can_be_chased(locked)
    locked.chased_on = timezone.localdate()
    locked.save(update_fields=["chased_on", "updated_at"])
    audit.record("referral.chased", by=by, about=locked, scope=locked.prison)
    remind(locked)
    return locked


@transaction.atomic
def reassign(*, referral: Referral, to: Any, by: Any, reason: str) -> Referral:
    """Let another member of staff follow a referral with which something is still to be done; `reason`: PassReason.

    Only the prison's side changes. Another organisation needs the person's agreement, so it is a new referral, made by
    staff. Nobody gives a referral to themselves: overseeing must not become a way to read it. Raises PermissionDenied
    or NotPossible.
    """
    locked = _locked(referral, by)
    check_can_be_given(locked)
    if reason not in PassReason.values:
        raise NotPossible("Choose why somebody else follows it.", "no-reason")
    if to.pk == by.pk:
        raise NotPossible("Choose a colleague: whoever oversees referrals does not read them.", "to-oneself")
    if to not in staff_who_refer(locked):
        raise NotPossible("Choose somebody who refers people in this prison.", "not-staff")
    before, locked.referrer = locked.referrer, to
    locked.referrer_extension = ""
    locked.save(update_fields=["referrer", "referrer_extension", "updated_at"])
    write_line(referral=locked, move=REASSIGN, actor=Actor.COORDINATOR, by=by, reason=reason, note=from_to(before, to))
    audit.record("referral.reassigned", by=by, about=locked, scope=locked.prison, reason=reason)
    tell_follower(locked)
    return locked


def staff_who_refer(referral: Referral) -> list[Any]:
    """Return the active staff of the prison who may refer, but for who has it now, by name."""
    staff = holders(REFER, referral.prison.scope_kind, referral.prison.scope_key)
    return sorted((user for user in staff if user.pk != referral.referrer_id), key=lambda user: user.name)


def _locked(referral: Referral, by: Any) -> Referral:
    locked = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
    if Actor.COORDINATOR not in actors_of(by, locked):
        raise PermissionDenied("Only the coordinators of this prison oversee its referrals.")
    return locked
