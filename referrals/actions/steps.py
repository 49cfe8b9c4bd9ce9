"""Writing the steps of a referral, beside each change of its status and in the same transaction."""

from referrals.models import Referral, Step
from referrals.models.steps import head_of, passed_of


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
