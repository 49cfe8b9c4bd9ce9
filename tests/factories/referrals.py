"""Referrals for tests."""

import datetime
import itertools
from typing import Any

from django.db import transaction
from django.utils import timezone

from directory.models import ServicePage
from referrals.actions.steps import steps_to
from referrals.enums import CLOSED, Agreement, ContactSafe, MayShare, Source, Status
from referrals.models import ExpectNotice, Person, Referral, Step
from referrals.models.steps import head_of
from referrals.workflow import LEGAL_PAIRS
from tests.factories.accounts import user_with_role
from tests.factories.directory import service

_numbers = itertools.count(1000)


def person(prison: Any, **fields: Any) -> Person:
    """Return a person with a number of their own."""
    fields.setdefault("prison_number", f"A{next(_numbers):04d}ZZ")
    fields.setdefault("first_name", "Planted")
    fields.setdefault("last_name", "Name")
    return Person.objects.create(prison=prison, **fields)


def referral(
    page: ServicePage | None = None, *, status: str = Status.DRAFT, came_from: str = "", **fields: Any
) -> Referral:
    """Return a complete referral that stands in a status, written past the workflow, with its steps."""
    page = page or service()
    fields.setdefault("referrer", None) or fields.update(referrer=user_with_role("staff", page.prison))
    fields.setdefault("person", None) or fields.update(person=person(page.prison))
    now = timezone.now()
    sent = status != Status.DRAFT
    fields.setdefault("sent_at", now if sent else None)
    fields.setdefault("answer_due_on", datetime.date(2027, 1, 4) if sent else None)
    fields.setdefault("closed_at", now if status in CLOSED else None)
    if sent and fields["person"] is not None:
        fields.setdefault("location", fields["person"].location)
    fields.setdefault("agreed_on", timezone.localdate())
    fields.setdefault("agreement_explained_by", "Key worker")
    fields.setdefault("agreement_language", "English")
    fields.setdefault("may_share", MayShare.ALL)
    with transaction.atomic():
        made = Referral.objects.create(
            prison=page.prison,
            service=page,
            organisation=page.organisation,
            status=status,
            previous_status=came_from or state_before(status),
            source=Source.WING,
            agreement=Agreement.SPOKEN,
            contact_safe=ContactSafe.YES,
            **fields,
        )
        Step.objects.bulk_create(steps_to(made))
    return made


def put(made: Referral, status: str, **fields: Any) -> Referral:
    """Put a referral into another state past the workflow, with the steps that lead there."""
    made.previous_status, made.status = state_before(status), status
    with transaction.atomic():
        Step.objects.filter(referral=made.reference).delete()
        stands = head_of(made.reference, made.previous_status, status)
        Referral.objects.filter(pk=made.pk).update(
            status=status, previous_status=made.previous_status, stands=stands, **fields
        )
        Step.objects.bulk_create(steps_to(made))
    made.refresh_from_db()
    return made


def expect_notice(page: ServicePage, *, by: Any) -> ExpectNotice:
    """Return a notice that a service should expect somebody."""
    return ExpectNotice.objects.create(
        prison=page.prison, service=page, organisation=page.organisation, by=by, extension="4411"
    )


def state_before(status: str) -> str:
    """Return a state from which this one may legally be reached."""
    if status == Status.DRAFT:
        return ""
    sources = sorted(source for source, target in LEGAL_PAIRS if target == status)
    return next((likely for likely in (Status.SENT, Status.DRAFT) if likely in sources), sources[0])
