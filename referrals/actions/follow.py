"""What the referrer does after sending, besides the moves of the workflow."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from core import audit
from referrals.enums import Actor
from referrals.models import Referral
from referrals.permissions import actors_of


@transaction.atomic
def note_person_told(*, referral: Referral, by: Any) -> Referral:
    """Write down that the person was told where their referral stands. Raises PermissionDenied."""
    locked = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
    if Actor.REFERRER not in actors_of(by, locked) or locked.sent_at is None:
        raise PermissionDenied("Only the referrer tells the person.")
    if locked.person_told_on is None:
        locked.person_told_on = timezone.localdate()
        locked.save(update_fields=["person_told_on", "updated_at"])
        audit.record("referral.person-told", by=by, about=locked, scope=locked.prison)
    return locked
