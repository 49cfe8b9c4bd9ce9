"""Sessions are read as people type them and written back in one way."""

from datetime import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from directory.enums import Frequency
from directory.spreadsheets.sessions import SessionError, SessionTime, format_sessions, parse_sessions

CHAPLAINCY = SessionTime(1, time(14), time(16), "Chaplaincy")


def test_the_documented_example():
    text = "Tue 14:00-16:00 Chaplaincy; Thu 09:30-11:30 B wing"
    assert parse_sessions(text) == [CHAPLAINCY, SessionTime(3, time(9, 30), time(11, 30), "B wing")]
    assert format_sessions(parse_sessions(text)) == text


@pytest.mark.parametrize(
    "typed",
    [
        "Tuesday 14:00-16:00 Chaplaincy",
        "tues 14:00–16:00 Chaplaincy",
        "TUE  14.00 - 16.00   Chaplaincy ",
        "Tuesdays 2pm-4pm Chaplaincy",
        "Tue 2-4pm Chaplaincy",
        "Tue 2 p.m. to 4 p.m., Chaplaincy",
        "Every Tuesday, 1400-1600 Chaplaincy",
        "Tues: 14:00 until 16:00 – Chaplaincy",
        "Tue. 14:00—16:00 hrs Chaplaincy",
        "Tue 14:00-16:00 Chaplaincy, every week",
        "Tue from 2:00pm to 4:00pm Chaplaincy",
    ],
)
def test_the_same_session_however_it_is_typed(typed):
    assert parse_sessions(typed) == [CHAPLAINCY]
    assert format_sessions(parse_sessions(typed)) == "Tue 14:00-16:00 Chaplaincy"


@pytest.mark.parametrize(
    ("typed", "starts", "ends"),
    [
        ("Mon 10-1pm", time(10), time(13)),
        ("Mon 9-11 Gym", time(9), time(11)),
        ("Mon 9:30am-noon", time(9, 30), time(12)),
        ("Mon 12 noon - 1pm", time(12), time(13)),
        ("Mon 12am-1am", time(0), time(1)),
        ("Mon 930-1130", time(9, 30), time(11, 30)),
        ("Mon 00:00-23:59", time(0), time(23, 59)),
        ("Mon 02:00-04:00", time(2), time(4)),
        ("Mon 13pm-15pm", time(13), time(15)),
    ],
)
def test_times(typed, starts, ends):
    [session] = parse_sessions(typed)
    assert (session.starts, session.ends) == (starts, ends)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("Mon, Wed and Fri 09:00-10:00", [0, 2, 4]),
        ("Mon-Fri 09:00-10:00", [0, 1, 2, 3, 4]),
        ("Sat to Mon 09:00-10:00", [5, 6, 0]),
        ("Tue/Thu 09:00-10:00", [1, 3]),
        ("Weekdays 09:00-10:00", [0, 1, 2, 3, 4]),
        ("Daily 09:00-10:00", [0, 1, 2, 3, 4, 5, 6]),
        ("Every day 09:00-10:00", [0, 1, 2, 3, 4, 5, 6]),
    ],
)
def test_several_days_are_several_sessions(typed, days):
    assert [session.weekday for session in parse_sessions(typed)] == days


@pytest.mark.parametrize(
    ("typed", "frequency"),
    [
        ("Tue 14:00-16:00 Chaplaincy, every two weeks", Frequency.FORTNIGHTLY),
        ("Tue 14:00-16:00 Chaplaincy (fortnightly)", Frequency.FORTNIGHTLY),
        ("Every other Tuesday 14:00-16:00 Chaplaincy", Frequency.FORTNIGHTLY),
        ("Tue 14:00-16:00 Chaplaincy monthly", Frequency.MONTHLY),
        ("Tue 14:00-16:00 Chaplaincy by arrangement", Frequency.BY_ARRANGEMENT),
    ],
)
def test_how_often(typed, frequency):
    assert parse_sessions(typed) == [SessionTime(1, time(14), time(16), "Chaplaincy", frequency)]


def test_a_day_of_the_month_is_kept_as_a_note():
    [session] = parse_sessions("First Tuesday of the month 14:00-16:00 Chaplaincy")
    assert (session.frequency, session.note) == (Frequency.MONTHLY, "first Tuesday of the month")
    assert parse_sessions(format_sessions([session])) == [session]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Chaplaincy Tue 14:00-16:00", "does not begin with a day"),
        ("Tusday 14:00-16:00", "does not begin with a day"),
        ("By arrangement", "does not begin with a day"),
        ("Tue Chaplaincy", "no time from and to"),
        ("Tue 14:00", "no time from and to"),
        ("Tue 2-4", "morning or afternoon"),
        ("Tue 16:00-14:00", "ends before it starts"),
        ("Tue 14:00-14:00", "ends before it starts"),
        ("Tue 14:00-25:00", "no such time"),
        ("Tue 0pm-3pm", "no such time"),
        ("Tue 13am-15am", "no such time"),
        ("Tue 14:00-15:75", "no such time"),
        ("Tue 14:00-16:00 " + "x" * 121, "longer than 120"),
        ("; ".join(["Tue 14:00-16:00"] * 51), "more than 50"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(typed, words):
    with pytest.raises(SessionError, match=words) as caught:
        parse_sessions(typed)
    assert str(caught.value).endswith(".")


def test_an_empty_cell_has_no_sessions():
    assert parse_sessions(" ; \n") == []


def test_a_place_with_a_separator_is_quoted():
    session = SessionTime(1, time(14), time(16), "Room 1; upstairs")
    assert format_sessions([session]) == 'Tue 14:00-16:00 "Room 1; upstairs"'
    assert parse_sessions(format_sessions([session, CHAPLAINCY])) == [session, CHAPLAINCY]


MINUTES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
SESSIONS = (
    st.tuples(
        st.integers(0, 6),
        st.lists(MINUTES, min_size=2, max_size=2, unique=True).map(sorted),
        st.one_of(st.text(max_size=120), st.sampled_from(["Wing monthly", '"', "a;b", "(note: x)", "-4", "pm", ": x"])),
        st.sampled_from(Frequency.values),
        st.text(max_size=120),
    )
    .filter(lambda t: len(t[2]) <= 120)
    .map(lambda t: SessionTime(t[0], t[1][0], t[1][1], t[2], t[3], t[4]))
)


@given(st.lists(SESSIONS, max_size=6))
@example([SessionTime(0, time(0), time(1), 'say "hi"'), SessionTime(0, time(0), time(1), "by request")])
def test_what_is_written_is_read_back_exactly(sessions):
    assert parse_sessions(format_sessions(sessions)) == sessions


@given(
    st.one_of(
        st.text(),
        st.text(alphabet='montuewdhfris 0123456789:.-–,;"()pamevry\n'),
        st.lists(st.sampled_from(["Tue", "14:00", "-", "2pm", "every", "(note:", '"', "monthly", ";", "99"])).map(
            " ".join
        ),
    )
)
def test_any_text_is_read_or_refused(text):
    try:
        sessions = parse_sessions(text)
    except SessionError:
        return
    assert parse_sessions(format_sessions(sessions)) == sessions
