"""The database itself refuses every move that the workflow does not know, in one statement or with a step added to it.

Not one that is forged on purpose: whoever rewrites the last step and the referral, or has foreign keys switched off, is
stopped by nothing here (ADR 51). The last test says so, that nobody relies on more than there is.
"""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from referrals.actions.moves import make_move
from referrals.enums import CLOSED, Status
from referrals.models import Referral, ReferralEvent, Step
from referrals.models.steps import head_of, passed_of
from referrals.policies import Why
from referrals.workflow import LEGAL_PAIRS
from tests.factories.accounts import user_with_role
from tests.factories.directory import service
from tests.factories.referrals import referral

pytestmark = pytest.mark.django_db


def illegal_from(status: str) -> list[str]:
    """Return the states to which no move leads from here."""
    return [target for target in Status if target != status and (status, target) not in LEGAL_PAIRS]


@transaction.atomic
def to_the_end(write) -> None:
    """Write, and check what else is checked when a transaction ends."""
    write()
    connection.check_constraints()


def refused(write) -> None:
    """Check that the database refuses what `write` does, at once or at the end of the transaction."""
    with pytest.raises(IntegrityError):
        to_the_end(write)


def dates(target: str) -> dict[str, Any]:
    """Return what else a row must hold in a state, so that nothing but the move itself is refused."""
    return {"closed_at": timezone.now() if target in CLOSED else None}


def pretended(target: str) -> list[str]:
    """Return every state from which the target may be reached."""
    return [""] if target == Status.DRAFT else [source for source, found in LEGAL_PAIRS if found == target]


@pytest.mark.parametrize("status", Status)
def test_no_update_makes_an_illegal_move(status):
    made = referral(status=status)
    rows, tried = Referral.objects.filter(pk=made.pk), illegal_from(status)
    for target in tried:
        refused(lambda: rows.update(status=target, **dates(target)))  # noqa: B023 called at once
        for before in [*pretended(target), status]:
            stands = {"previous_status": before, "stands": head_of(made.reference, before, target)}
            refused(lambda: rows.update(status=target, **stands, **dates(target)))  # noqa: B023
        refused(lambda: _save(made.pk, target))  # noqa: B023
    assert Referral.objects.get().status == status
    assert len(tried) >= 4


def _save(key: Any, target: str) -> None:
    made = Referral.objects.get(pk=key)
    made.previous_status, made.status = made.status, target
    made.closed_at = dates(target)["closed_at"]
    made.save()


@pytest.mark.parametrize("status", Status)
def test_no_sql_makes_an_illegal_move_even_with_a_step_of_its_own(status):
    made = referral(status=status)
    for target in illegal_from(status):
        for before in [*pretended(target), status]:
            refused(lambda: _write_all(made, before, target))  # noqa: B023 called at once
    assert Referral.objects.get().status == status


def _write_all(made: Referral, before: str, target: str) -> None:
    """Write the step that a legal move from somewhere else would have, following what stood there before."""
    last = Step.objects.get(head__isnull=False)
    head = head_of(made.reference, before, target)
    passed = passed_of(made.reference, last.number, last.to_status)
    _sql("UPDATE referrals_step SET head = NULL, passed = %s WHERE id = %s", passed, last.pk)
    _sql(
        "INSERT INTO referrals_step (referral_id, number, from_status, to_status, head, passed, follows_id)"
        " VALUES (%s, %s, %s, %s, %s, NULL, %s)",
        *(made.reference, last.number + 1, before, target, head, passed_of(made.reference, last.number, before)),
    )
    _sql(
        "UPDATE referrals_referral SET status = %s, previous_status = %s, stands_id = %s, closed_at = %s"
        " WHERE reference = %s",
        *(target, before, head, dates(target)["closed_at"], made.reference),
    )


def _sql(text: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def test_no_way_back_to_where_it_stood_once():
    page = service()
    worker = user_with_role("worker", page.organisation)
    made = referral(page, status=Status.SENT)
    make_move(referral=made, move="decline", by=worker, why=Why("full-places"))
    first = Step.objects.get(to_status=Status.SENT)
    back = {"status": Status.SENT, "previous_status": Status.DRAFT, "closed_at": None}
    rows, old = Referral.objects.filter(pk=made.pk), head_of(made.reference, "draft", "sent")
    refused(lambda: rows.update(**back, stands=old))

    def with_the_old_step_as_the_last() -> None:
        Step.objects.filter(pk=first.pk).update(head=old, passed=None)
        rows.update(**back, stands=old)

    refused(with_the_old_step_as_the_last)
    refused(lambda: Step.objects.filter(pk=first.pk).update(head=old))
    refused(lambda: Step.objects.filter(number=2).delete())
    refused(lambda: Step.objects.filter(number=2).update(from_status="accepted", to_status="in-progress"))


def test_nobody_stands_on_a_step_of_another():
    made, other = referral(status=Status.DECLINED), referral(status=Status.SENT)
    refused(
        lambda: Referral.objects.filter(pk=made.pk).update(
            status=Status.SENT, previous_status=Status.DRAFT, closed_at=None, stands=other.stands_id
        )
    )


def test_a_new_row_cannot_begin_in_the_middle():
    made = referral()
    made.pk, made.reference, made._state.adding = None, "R-2222-222", True
    made.status, made.previous_status, made.sent_at = Status.ACCEPTED, Status.SENT, timezone.now()
    made.answer_due_on, made.person = timezone.localdate(), None
    refused(made.save)


def test_every_legal_move_by_the_action_is_a_step_and_agrees_with_the_change_log():
    page = service()
    worker = user_with_role("worker", page.organisation)
    made = referral(page)
    make_move(referral=made, move="send", by=made.referrer)
    for move in ("accept", "start", "complete"):
        make_move(referral=made, move=move, by=worker)
    steps = list(Step.objects.filter(referral=made.reference).values_list("from_status", "to_status"))
    assert steps[0] == ("", "draft")
    assert steps[1:] == list(ReferralEvent.objects.order_by("number").values_list("from_status", "to_status"))
    connection.check_constraints()


@pytest.mark.django_db(transaction=True)
def test_a_declined_referral_is_not_reopened_by_a_real_transaction():
    """Committed for real: at the statement where a condition is broken, at the end where a step is missing."""
    made = referral(status=Status.DECLINED)
    rows = Referral.objects.filter(pk=made.pk)
    with pytest.raises(IntegrityError):
        rows.update(status="accepted", closed_at=None)
    head = head_of(made.reference, "sent", "accepted")
    with pytest.raises(IntegrityError):
        rows.update(status="accepted", previous_status="sent", closed_at=None, stands=head)
    assert Referral.objects.get().status == Status.DECLINED


def test_two_updates_by_hand_can_forge_what_happened_as_the_decision_says():
    """Known, and left to the change log and the audit trail, which then tell otherwise."""
    made = referral(status=Status.SENT)
    make_move(referral=made, move="decline", by=user_with_role("worker", made.organisation), why=Why("full-places"))
    head = head_of(made.reference, "sent", "accepted")

    def forge() -> None:
        _sql("UPDATE referrals_step SET to_status = 'accepted', head = %s WHERE number = 2", head)
        _sql("UPDATE referrals_referral SET status = 'accepted', closed_at = NULL, stands_id = %s", head)

    to_the_end(forge)
    assert Referral.objects.get().status == Status.ACCEPTED
    assert made.events.order_by("number").last().to_status == Status.DECLINED, "the change log tells otherwise"
