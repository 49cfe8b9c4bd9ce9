"""The breaker opens after failures in a row, rests, tries with one caller, and closes by itself."""

import pytest

from search.backends import Candidate, Offers, Question
from search.backends.guarded import GuardedBackend
from search.elastic.breaker import Breaker
from search.elastic.client import SearchUnavailable


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


class Answers:
    """A backend that answers or fails as it is told to."""

    def __init__(self, name: str) -> None:
        self.name, self.asked, self.is_up = name, 0, True

    def search(self, question: Question) -> list[Candidate]:
        self.asked += 1
        if not self.is_up:
            raise SearchUnavailable("search: ConnectionError")
        return [Candidate(len(self.name))]

    def offers(self, prison: str) -> Offers:
        self.asked += 1
        if not self.is_up:
            raise SearchUnavailable("offers: ConnectionError")
        return Offers({self.name: 1}, {})


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def guarded(clock) -> GuardedBackend:
    return GuardedBackend(Answers("server"), Answers("db"), Breaker(failures=3, rest=5, clock=clock))


QUESTION = Question("TST")


def test_the_first_backend_answers_while_it_can(guarded):
    assert guarded.search(QUESTION) == [Candidate(6)]
    assert guarded.offers("TST") == Offers({"server": 1}, {})
    assert guarded.second.asked == 0


def test_a_failure_is_answered_by_the_second_and_forgotten_after_an_answer(guarded):
    guarded.first.is_up = False
    assert [guarded.search(QUESTION) for _ in range(2)] == [[Candidate(2)]] * 2
    guarded.first.is_up = True
    guarded.search(QUESTION)
    guarded.first.is_up = False
    guarded.search(QUESTION)
    assert not guarded.breaker.is_open


def test_after_failures_in_a_row_the_server_is_left_alone_for_a_while(guarded, clock):
    guarded.first.is_up = False
    for _ in range(10):
        assert guarded.search(QUESTION) == [Candidate(2)]
    assert guarded.first.asked == 3
    clock.now += 4.9
    guarded.search(QUESTION)
    assert guarded.first.asked == 3


def test_then_one_caller_tries_and_a_success_lets_everybody_ask_again(guarded, clock):
    guarded.first.is_up = False
    for _ in range(3):
        guarded.search(QUESTION)
    clock.now += 5
    assert guarded.breaker.may_ask()
    assert not guarded.breaker.may_ask()
    clock.now += 5
    guarded.first.is_up = True
    assert guarded.search(QUESTION) == [Candidate(6)]
    assert not guarded.breaker.is_open
    assert [guarded.breaker.may_ask() for _ in range(3)] == [True] * 3


def test_a_failed_try_begins_the_rest_anew(guarded, clock):
    guarded.first.is_up = False
    for _ in range(3):
        guarded.search(QUESTION)
    clock.now += 5
    guarded.search(QUESTION)
    clock.now += 4
    guarded.search(QUESTION)
    assert guarded.first.asked == 4
