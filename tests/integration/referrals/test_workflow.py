"""Every pair of states for every actor: the table decides, in Python and in the database."""

import contextlib
import itertools

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.roles import ROLES, ScopeKind
from core.models import AuditEvent
from referrals.actions.moves import make_move
from referrals.enums import CLOSED, Actor, Status
from referrals.models import Referral
from referrals.models.steps import head_of
from referrals.permissions import actors_of, check_may_move
from referrals.policies import NotPossible, Overtaken, Why
from referrals.workflow import LEGAL_PAIRS, MOVES
from tests.factories.accounts import user_with_role
from tests.factories.directory import service
from tests.factories.referrals import put, referral


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


class _Undo(Exception):
    """Leaves a savepoint without keeping what happened in it."""


def _outcome(made, move, user) -> str:
    """Try a move and undo it; say how it ended."""
    try:
        with transaction.atomic():
            after = make_move(referral=made, move=move.code, by=user, why=_why(move)).status
            raise _Undo
    except PermissionDenied:
        return "denied"
    except Overtaken:
        return "overtaken"
    except NotPossible:
        return "not now"
    except _Undo:
        return after


#: Returned while a question waits, the referrer is waited for; else the organisation is.
RETURNED_FROM = {Status.SENT: "reply", Status.ASKED: "resend"}
STATES = [*((status, "") for status in Status.values), *((Status.RETURNED, before) for before in RETURNED_FROM)]


@pytest.mark.parametrize(("status", "came_from"), STATES)
def test_every_move_from_every_state_by_every_actor(actors, status, came_from):
    page, users = actors
    not_now = RETURNED_FROM[came_from or Status.SENT] if status == Status.RETURNED else ""
    made = referral(page, status=status, came_from=came_from, referrer=users[Actor.REFERRER])
    for move, actor in itertools.product(MOVES.values(), Actor):
        # Nobody but the referrer and the clock knows of a draft.
        permitted = actor in move.actors and (status != Status.DRAFT or actor in (Actor.REFERRER, Actor.CLOCK))
        legal = move.target if status in move.sources else "overtaken"
        legal = "not now" if move.code == not_now else legal
        assert _outcome(made, move, users[actor]) == (legal if permitted else "denied"), (status, move.code, actor)


#: Whom the table knows, by role, besides the referrer: everybody else may make no move at all.
BY_ROLE = {
    **dict.fromkeys(("lead", "worker"), Actor.ORGANISATION),
    **dict.fromkeys(("coordinator", "deputy"), Actor.COORDINATOR),
}


def holders_of_every_role(page) -> list[tuple[str, bool, object]]:
    """Return (role, whether in the referral's own prison or organisation, user) for every role there is."""
    elsewhere = service()
    found: list[tuple[str, bool, object]] = []
    for role in ROLES.values():
        if role.kind == ScopeKind.NATIONAL:
            found.append((role.code, False, user_with_role(role.code)))
            continue
        name = "prison" if role.kind == ScopeKind.PRISON else "organisation"
        found += [(role.code, at is page, user_with_role(role.code, getattr(at, name))) for at in (page, elsewhere)]
    return found


def moves_allowed(user, made) -> set[str]:
    """Return the moves that somebody may make, wherever the referral stands."""
    found = set()
    for move in MOVES.values():
        with contextlib.suppress(PermissionDenied):
            check_may_move(user, made, move)
            found.add(move.code)
    return found


@pytest.mark.django_db
def test_every_role_is_in_every_state_on_its_side_or_on_none_and_makes_that_side_s_moves_only():
    page = service()
    staff = user_with_role("staff", page.prison)
    rows = {status: referral(page, status=status, referrer=staff) for status in Status.values}
    for role, here, user in holders_of_every_role(page):
        side = BY_ROLE.get(role) if here else None
        for status, made in rows.items():
            expected = {side} if side and status != Status.DRAFT else set()
            assert actors_of(user, made) == expected, (role, here, status)
        allowed = {move.code for move in MOVES.values() if side in move.actors}
        assert moves_allowed(user, rows[Status.SENT]) == allowed, (role, here)


@pytest.mark.django_db
def test_the_database_refuses_pairs_that_the_table_does_not_know():
    page = service()
    rows = {status: referral(page, status=status) for status in Status.values}
    for before, after in itertools.product(Status.values, Status.values):
        change = {
            "previous_status": before,
            "status": after,
            "stands": head_of(rows[before].reference, before, after),
            "sent_at": "2026-11-01T00:00Z",
            "answer_due_on": "2027-01-04",
            "closed_at": "2027-01-01T00:00Z" if after in CLOSED else None,
        }
        try:
            with transaction.atomic():
                Referral.objects.filter(pk=rows[before].pk).update(**change)
                raise _Undo
        except IntegrityError:
            assert (before, after) not in LEGAL_PAIRS
        except _Undo:
            assert (before, after) in LEGAL_PAIRS


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


def test_what_nobody_asked_is_not_answered(actors):
    page, users = actors
    made = referral(page, status=Status.SENT, referrer=users[Actor.REFERRER])
    make_move(referral=made, move="return", by=None)
    with pytest.raises(NotPossible, match="asked nothing"):
        make_move(referral=made, move="reply", by=users[Actor.REFERRER], why=Why(note="Mornings"))


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
    with pytest.raises(IntegrityError, match="nothing_sent_without_agreement"), transaction.atomic():
        put(made, Status.SENT, sent_at=timezone.now(), answer_due_on=timezone.localdate())


@pytest.mark.parametrize(
    ("left_open", "said"),
    [
        ({"may_share": ""}, "Say what may be passed on"),
        ({"agreement_language": ""}, "in which language"),
        ({"agreement_explained_by": ""}, "who explained it"),
    ],
)
def test_nothing_is_sent_while_part_of_the_agreement_is_unknown(actors, left_open, said):
    page, users = actors
    made = referral(page, referrer=users[Actor.REFERRER])
    Referral.objects.filter(pk=made.pk).update(**left_open)
    with pytest.raises(NotPossible, match=said):
        make_move(referral=made, move="send", by=users[Actor.REFERRER])


def test_a_service_for_people_to_ask_themselves_takes_no_referral(actors):
    page, users = actors
    page.never_by_name = True
    page.save()
    made = referral(page, referrer=users[Actor.REFERRER])
    with pytest.raises(NotPossible, match="never recorded against a named person"):
        make_move(referral=made, move="send", by=users[Actor.REFERRER])
