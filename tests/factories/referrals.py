"""Referrals for tests."""

import datetime
import itertools
from collections import deque
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils import timezone

from directory.models import ServicePage
from referrals.enums import CLOSED, Agreement, ContactSafe, MayShare, Source, Status
from referrals.models import ExpectNotice, Person, Referral, Step
from referrals.models.steps import head_of, passed_of
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
        Step.objects.bulk_create(steps_of(made))
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
        Step.objects.bulk_create(steps_of(made))
    made.refresh_from_db()
    return made


def in_bulk(rows: Iterable[Referral], *, at_once: int = 500) -> None:
    """Save many referrals that were written past the workflow, each with its steps."""
    made = list(rows)
    for row in made:
        row.stands_id = head_of(row.reference, row.previous_status, row.status)
    with transaction.atomic():
        Referral.objects.bulk_create(made, batch_size=at_once)
        Step.objects.bulk_create((step for row in made for step in steps_of(row)), batch_size=at_once)


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


def steps_of(made: Referral) -> list[Step]:
    """Return the steps of a referral that was written past the workflow: the shortest way to where it stands."""
    states = ["", *(_way_to(made.previous_status) if made.previous_status else ()), made.status]
    steps = []
    for number, (before, after) in enumerate(pairwise(states)):
        is_last = number == len(states) - 2
        steps.append(
            Step(
                referral_id=made.reference,
                number=number,
                from_status=before,
                to_status=after,
                follows_id=passed_of(made.reference, number - 1, before) if number else None,
                head=head_of(made.reference, before, after) if is_last else None,
                passed=None if is_last else passed_of(made.reference, number, after),
            )
        )
    return steps


def _way_to(state: str) -> list[str]:
    """Return the shortest legal way from draft to a state."""
    ways = deque([[Status.DRAFT.value]])
    while ways[0][-1] != state:
        way = ways.popleft()
        ways.extend([*way, target] for source, target in sorted(LEGAL_PAIRS) if source == way[-1])
    return [str(each) for each in ways[0]]
