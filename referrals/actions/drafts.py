"""Starting a referral: a draft on the server that expires."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from core import audit
from core.retention import is_held
from directory.models import Need, ServicePage
from referrals.actions.steps import first_step
from referrals.enums import Source
from referrals.models import PERSONAL_FIELDS, Person, Referral
from referrals.models.settings import ReferralSettings
from referrals.permissions import check_may_refer
from referrals.policies import NotPossible, check_can_be_referred_to, check_no_open_referral

#: What a referrer may write on a draft. Everything else is set by actions.
DRAFT_FIELDS = frozenset(
    {
        *("source", "urgency", "referrer_extension", "own_words", "preferred_language", "access_needs", "best_time"),
        *("contact_safe", "release_window", "key_dates", "agreement", "agreed_on", "agreement_explained_by"),
        *("agreement_language", "agreement_interpreter", "may_share", "person"),
        *("typed_first_name", "typed_last_name", "typed_location", "name_is_right"),
    }
)


@transaction.atomic
def start_draft(
    *,
    service: ServicePage,
    source: Source,
    by: Any,
    needs: Iterable[Need] = (),
    bundle: UUID | None = None,
    instead_of: Referral | None = None,
    **fields: Any,
) -> Referral:
    """Start a draft to one service. Raises PermissionDenied, NotPossible, or TypeError for an unknown field.

    Drafts written on one form share a `bundle`; `instead_of` is the declined or ended referral that this one replaces.
    """
    check_may_refer(by, service.prison)
    check_can_be_referred_to(service)
    _check_fields(fields)
    referral = Referral(
        prison=service.prison,
        service=service,
        organisation=service.organisation,
        source=source,
        referrer=by,
        bundle=bundle or uuid4(),
        instead_of=instead_of,
        **fields,
    )
    check_no_open_referral(service, referral.person)
    referral.draft_expires_on = timezone.localdate() + timedelta(days=ReferralSettings.load().draft_days)
    referral.save()
    first_step(referral)
    referral.needs.set(needs)
    audit.record("referral.started", by=by, about=referral, scope=referral.prison, source=source)
    return referral


@transaction.atomic
def change_draft(*, referral: Referral, by: Any, needs: Iterable[Need] | None = None, **fields: Any) -> Referral:
    """Write what the referrer entered so far. Raises NotPossible when it has been sent already."""
    _check_fields(fields)
    locked = Referral.objects.select_for_update().get(pk=referral.pk)
    check_may_refer(by, locked.prison)
    if locked.referrer_id != by.pk or locked.sent_at is not None or locked.closed_at is not None:
        raise NotPossible("This referral has been sent or ended. What is sent cannot be changed.", "not-a-draft")
    for name, value in fields.items():
        setattr(locked, name, value)
    check_no_open_referral(locked.service, locked.person)
    locked.saved_at = timezone.now()
    locked.save()
    if needs is not None:
        locked.needs.set(needs)
    audit.record("referral.drafted", by=by, about=locked, scope=locked.prison)
    return locked


def empty_draft(ended: Referral) -> None:
    """Empty a draft that was ended, inside the caller's transaction: what was never sent is not kept.

    Not while a legal hold keeps it: then it leaves with the first run of retention after the hold.
    """
    if is_held(ended):
        return
    person = ended.person
    for name in PERSONAL_FIELDS:
        setattr(ended, name, "")
    ended.person, ended.draft_expires_on = None, None
    ended.save()
    ended.needs.clear()
    if person is not None and not person.referrals.exists():
        Person.objects.filter(pk=person.pk).delete()


def _check_fields(fields: dict[str, Any]) -> None:
    if unknown := set(fields) - DRAFT_FIELDS:
        raise TypeError(f"A draft has no {', '.join(sorted(unknown))}.")
