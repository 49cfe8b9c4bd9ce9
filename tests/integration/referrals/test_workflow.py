"""Every pair of states for every actor: the table decides, in Python and in the database."""

import itertools

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from core.models import AuditEvent
from referrals.actions.moves import make_move
from referrals.enums import Actor, Status
from referrals.models import Referral
from referrals.policies import NotPossible, Overtaken, Why
from referrals.workflow import LEGAL_PAIRS, MOVES, moves_from
from tests.factories.accounts import user_with_role
from tests.factories.directory import service
from tests.factories.referrals import referral


@pytest.fixture
def actors(db):
    """One user per actor of one referral to one service."""
    page = service()
    return page, {
        Actor.REFERRER: user_with_role("staff", page.prison),
        Actor.ORGANISATION: user_with_role("worker", page.organisation),
        Actor.COORDINATOR: user_with_role("coordinator", page.prison),
        Actor.CLOCK: None,
    }


def _why(move) -> Why:
    return Why(reason=sorted(move.reasons)[0] if move.reasons else "", note="A few words")


@pytest.mark.parametrize("status", Status.values)
def test_every_move_from_every_state_by_every_actor(actors, status):
    page, users = actors
    for move, actor in itertools.product(MOVES.values(), Actor):
        made = referral(page, status=status, referrer=users[Actor.REFERRER])
        legal = status in move.sources
        permitted = actor in move.actors and not (status == Status.DRAFT and actor == Actor.ORGANISATION)
        try:
            with transaction.atomic():
                after = make_move(referral=made, move=move.code, by=users[actor], why=_why(move)).status
        except PermissionDenied:
            assert not permitted, (status, move.code, actor)
        except Overtaken:
            assert not legal
        else:
            assert legal, (status, move.code, actor)
            assert permitted, (status, move.code, actor)
            assert after == move.target


@pytest.mark.django_db
@pytest.mark.parametrize(("before", "after"), list(itertools.product(Status.values, Status.values)))
def test_the_database_refuses_pairs_that_the_table_does_not_know(before, after):
    made = referral(status=before)
    update = Referral.objects.filter(pk=made.pk)
    change = {"previous_status": before, "status": after}
    change |= {"closed_at": "2027-01-01T00:00Z"} if not moves_from(after, set(Actor)) else {"closed_at": None}
    change |= {"sent_at": "2026-11-01T00:00Z", "answer_due_on": "2027-01-04"}
    if (before, after) in LEGAL_PAIRS:
        update.update(**change)
    else:
        with pytest.raises(IntegrityError), transaction.atomic():
            update.update(**change)


def test_a_move_writes_the_log_and_the_audit_trail(actors):
    page, users = actors
    made = referral(page, status=Status.SENT, referrer=users[Actor.REFERRER])
    make_move(
        referral=made,
        move="decline",
        by=users[Actor.ORGANISATION],
        why=Why("full-places", "No places until spring", "They are full until spring."),
    )
    event = made.events.get()
    assert (event.number, event.from_status, event.to_status, event.actor) == (1, "sent", "declined", "organisation")
    row = AuditEvent.objects.get(event="referral.decline")
    assert row.details == {"before": "sent", "after": "declined", "reason": "full-places"}
    made.refresh_from_db()
    assert made.answered_at is not None
    assert made.closed_at is not None
    assert made.sentence_for_person == "They are full until spring."


def test_a_reason_is_needed_where_the_table_says_so(actors):
    page, users = actors
    made = referral(page, status=Status.SENT, referrer=users[Actor.REFERRER])
    with pytest.raises(NotPossible, match="Choose a reason"):
        make_move(referral=made, move="decline", by=users[Actor.ORGANISATION])


def test_the_second_of_two_answers_sees_what_happened(actors):
    page, users = actors
    made = referral(page, status=Status.SENT, referrer=users[Actor.REFERRER])
    make_move(referral=made, move="accept", by=users[Actor.ORGANISATION], seen_status="sent")
    with pytest.raises(Overtaken, match="It is now: Accepted"):
        make_move(referral=made, move="queue", by=users[Actor.ORGANISATION], seen_status="sent")


def test_nothing_is_sent_without_agreement(actors):
    page, users = actors
    made = referral(page, referrer=users[Actor.REFERRER])
    Referral.objects.filter(pk=made.pk).update(agreement="", agreed_on=None)
    with pytest.raises(NotPossible, match="Without it nothing is sent"):
        make_move(referral=made, move="send", by=users[Actor.REFERRER])
    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.filter(pk=made.pk).update(
            status="sent", previous_status="draft", sent_at="2026-11-01T00:00Z", answer_due_on="2027-01-04"
        )


def test_a_service_for_people_to_ask_themselves_takes_no_referral(actors):
    page, users = actors
    page.never_by_name = True
    page.save()
    made = referral(page, referrer=users[Actor.REFERRER])
    with pytest.raises(NotPossible, match="never recorded against a named person"):
        make_move(referral=made, move="send", by=users[Actor.REFERRER])
