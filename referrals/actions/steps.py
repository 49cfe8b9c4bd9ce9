"""Writing the steps of a referral, beside each change of its status and in the same transaction."""

from collections import deque
from collections.abc import Iterable
from itertools import pairwise

from django.db import transaction

from referrals.enums import Status
from referrals.models import Referral, Step
from referrals.models.steps import head_of, passed_of
from referrals.workflow import LEGAL_PAIRS


def first_step(referral: Referral) -> Step:
    """Begin the chain of a new draft."""
    return Step.objects.create(
        referral=referral,
        number=0,
        from_status="",
        to_status=referral.status,
        head=head_of(referral.reference, "", referral.status),
    )


def next_step(referral: Referral) -> Step:
    """Add the step that a referral under its lock has just made; the one before becomes one that was passed."""
    last = Step.objects.get(referral=referral, head__isnull=False)
    last.head, last.passed = None, passed_of(last.referral_id, last.number, last.to_status)
    last.save(update_fields=["head", "passed"])
    before, status = referral.previous_status, referral.status
    return Step.objects.create(
        referral=referral,
        number=last.number + 1,
        from_status=before,
        to_status=status,
        follows_id=last.passed,
        head=head_of(referral.reference, before, status),
    )


@transaction.atomic
def save_many(rows: Iterable[Referral], *, at_once: int = 500) -> list[Referral]:
    """Save new referrals that stand somewhere already, as made-up ones do, each with the steps that lead there."""
    made = list(rows)
    for row in made:
        row.stands_id = head_of(row.reference, row.previous_status, row.status)
    Referral.objects.bulk_create(made, batch_size=at_once)
    Step.objects.bulk_create((step for row in made for step in steps_to(row)), batch_size=at_once)
    return made


def steps_to(made: Referral) -> list[Step]:
    """Return the steps of the shortest legal way to where a referral stands."""
    reference, states = made.reference, [*_way_to(made.previous_status), made.status]
    last = len(states) - 1
    return [
        Step(
            referral_id=reference,
            number=number,
            from_status=before,
            to_status=after,
            follows_id=passed_of(reference, number - 1, before) if number else None,
            head=head_of(reference, before, after) if number == last else None,
            passed=None if number == last else passed_of(reference, number, after),
        )
        for number, (before, after) in enumerate(pairwise(["", *states]))
    ]


def _way_to(state: str) -> list[str]:
    """Return the shortest legal way from draft to a state; none to nowhere."""
    ways = deque([[Status.DRAFT.value]])
    while state and ways[0][-1] != state:
        way = ways.popleft()
        ways.extend([*way, target] for source, target in sorted(LEGAL_PAIRS) if source == way[-1])
    return ways[0] if state else []
