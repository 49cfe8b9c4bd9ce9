"""The plain words of the insert."""

import datetime

import pytest
from django.utils import translation

from directory.enums import Availability, Frequency
from directory.insert import wording
from directory.models import ListingStatus, ServiceSession


def session(weekday: int, starts: str = "14:00", ends: str = "16:00", place: str = "Chapel", **more: str):
    return ServiceSession(
        weekday=weekday,
        starts=datetime.time.fromisoformat(starts),
        ends=datetime.time.fromisoformat(ends),
        place=place,
        **more,
    )


@pytest.mark.parametrize(
    ("sessions", "lines"),
    [
        ([], []),
        ([session(1)], ["Tue 14:00 to 16:00, Chapel"]),
        ([session(2), session(0)], ["Mon and Wed 14:00 to 16:00, Chapel"]),
        ([session(day) for day in range(5)], ["Mon to Fri 14:00 to 16:00, Chapel"]),
        ([session(0), session(1), session(3)], ["Mon, Tue and Thu 14:00 to 16:00, Chapel"]),
        ([session(4, place="")], ["Fri 14:00 to 16:00"]),
        (
            [session(3, frequency=Frequency.FORTNIGHTLY, note="not in August"), session(3, "09:30", "11:30", "B wing")],
            ["Thu 09:30 to 11:30, B wing", "Thu 14:00 to 16:00, Chapel, every two weeks, not in August"],
        ),
    ],
)
def test_sessions_share_a_line_where_only_the_day_differs(sessions, lines) -> None:
    assert wording.session_lines(sessions) == lines


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"availability": Availability.OPEN}, "Taking people now"),
        ({"availability": Availability.LIMITED, "places": 1}, "Limited places (1 place)"),
        ({"availability": Availability.WAITING_LIST, "typical_wait_weeks": 6}, "Waiting list (usual wait 6 weeks)"),
        (
            {"availability": Availability.PAUSED, "resumes_on": datetime.date(2027, 1, 5)},
            "Paused until 5 January 2027",
        ),
        ({"availability": Availability.PAUSED}, "Paused: no date to start again yet"),
    ],
)
def test_availability_in_words(facts, words) -> None:
    assert wording.availability(ListingStatus(**facts)) == words


@pytest.mark.parametrize(
    ("who", "self_referral", "words"),
    [
        ("", False, ""),
        ("", True, "The person themselves"),
        (
            "Any member of staff;Self-referral;Chaplaincy",
            True,
            "Any member of staff, the person themselves, chaplaincy",
        ),
        ("OMU; ACCT case coordinator; Safer Custody", False, "OMU, ACCT case coordinator, Safer Custody"),
    ],
)
def test_who_refers_in_words(who: str, self_referral: bool, words: str) -> None:
    assert wording.who_refers(who, self_referral=self_referral) == words


def test_dates_are_in_english_whatever_the_reader_speaks() -> None:
    with translation.override("cy"):
        assert wording.day(datetime.date(2026, 11, 21)) == "21 November 2026"
