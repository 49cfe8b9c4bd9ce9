"""A listing's figures, by example and by property."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from referrals.enums import Status
from referrals.statistics import Facts, Figures, figures

SENT = date(2026, 3, 2)  # a Monday
TODAY = date(2026, 4, 1)


def facts(status=Status.ACCEPTED, *, answered=None, contact=None, due=5, question_waits=False):
    return Facts(
        status,
        SENT,
        SENT + timedelta(days=due),
        None if answered is None else SENT + timedelta(days=answered),
        None if contact is None else SENT + timedelta(days=contact),
        question_waits,
    )


def test_answers_are_counted_in_working_days_and_the_middle_one_is_shown():
    rows = [facts(answered=days) for days in (1, 2, 7, 8, 9)]  # 1, 2, then over a weekend 5, 6 and 7
    assert figures(rows, TODAY, least=5).typical_answer_days == 5


def test_silence_counts_as_it_stands():
    quick = [facts(answered=1)] * 2
    silent = [facts(Status.RETURNED)] * 3
    assert figures([*quick, *silent], TODAY, least=5).typical_answer_days == 22
    not_due = [facts(Status.SENT, due=60)] * 3
    assert figures([*quick, *not_due], TODAY, least=2).typical_answer_days == 1


def test_the_share_accepted_leaves_out_what_is_not_decided():
    rows = [facts(), facts(Status.COMPLETED), facts(Status.DECLINED), facts(Status.RETURNED)]
    undecided = [facts(Status.SENT), facts(Status.ASKED), facts(Status.WITHDRAWN)]
    assert figures([*rows, *undecided], TODAY, least=4).share_accepted == 50


def test_a_question_that_nobody_answered_is_not_held_against_the_service():
    rows = [facts(), facts(Status.DECLINED)]
    unanswered = facts(Status.RETURNED, answered=1, question_waits=True)
    assert figures([*rows, unanswered], TODAY, least=2).share_accepted == 50
    assert figures([unanswered] * 5, TODAY, least=5).share_accepted is None


def test_the_wait_counts_those_who_still_wait():
    rows = [facts(Status.COMPLETED, contact=2), facts(contact=4), facts(Status.WAITING_LIST), facts(Status.DECLINED)]
    assert figures(rows, TODAY, least=3).current_wait_days == 4
    assert figures([*rows, facts(Status.WAITING_LIST)], TODAY, least=3).current_wait_days == 30


def test_a_few_referrals_say_nothing():
    assert figures([facts(answered=1, contact=1)] * 4, TODAY, least=5) == Figures()
    assert figures([], TODAY, least=0) == Figures()


@given(st.lists(st.tuples(st.sampled_from([*Status]), st.none() | st.integers(0, 60), st.none() | st.integers(0, 60))))
def test_figures_stay_within_their_bounds(rows):
    found = figures([facts(status, answered=a, contact=c) for status, a, c in rows], TODAY, least=1)
    assert found.share_accepted is None or 0 <= found.share_accepted <= 100
    assert found.typical_answer_days is None or 0 <= found.typical_answer_days <= 60
    assert found.current_wait_days is None or 0 <= found.current_wait_days <= 60
