"""Starting a referral: a draft on the server that expires."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit
from directory.models import Need, Prison, ServicePage
from referrals.enums import Source
from referrals.models import Person, Referral
from referrals.models.settings import ReferralSettings
from referrals.permissions import check_may_refer
from referrals.policies import NotPossible, check_can_be_referred_to, check_no_open_referral

#: What a referrer may write on a draft. Everything else is set by actions.
DRAFT_FIELDS = frozenset(
    {
        *("urgency", "referrer_extension", "own_words", "preferred_language", "access_needs", "best_time"),
        *("contact_safe", "release_window", "key_dates", "agreement", "agreed_on", "agreement_explained_by"),
        *("agreement_language", "agreement_interpreter", "may_share", "person"),
    }
)


@transaction.atomic
def start_draft(
    *, service: ServicePage, source: Source, by: Any, needs: Iterable[Need] = (), **fields: Any
) -> Referral:
    """Start a draft to one service. Raises PermissionDenied, NotPossible, or TypeError for an unknown field."""
    check_may_refer(by, service.prison)
    check_can_be_referred_to(service)
    _check_fields(fields)
    referral = Referral(
        prison=service.prison, service=service, organisation=service.organisation, source=source, referrer=by, **fields
    )
    if referral.person is not None:
        check_no_open_referral(service, referral.person)
    referral.draft_expires_on = timezone.localdate() + timedelta(days=ReferralSettings.load().draft_days)
    referral.save()
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
    if locked.person is not None:
        check_no_open_referral(locked.service, locked.person)
    locked.save()
    if needs is not None:
        locked.needs.set(needs)
    audit.record("referral.drafted", by=by, about=locked, scope=locked.prison)
    return locked


@transaction.atomic
def know_person(*, prison: Prison, by: Any, prison_number: str, **fields: Any) -> Person:
    """Return the person with this number, with what was entered about them, made when not yet known."""
    check_may_refer(by, prison)
    person, made = Person.objects.select_for_update().get_or_create(
        prison_number=prison_number.strip().upper(), defaults={"prison": prison, **fields}
    )
    if not made:
        for name, value in {"prison": prison, **fields}.items():
            if value:
                setattr(person, name, value)
        person.full_clean()
        person.save()
    audit.record("person.entered", by=by, about=person, scope=prison)
    return person


def _check_fields(fields: dict[str, Any]) -> None:
    if unknown := set(fields) - DRAFT_FIELDS:
        raise TypeError(f"A draft has no {', '.join(sorted(unknown))}.")
