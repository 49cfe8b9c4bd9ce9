"""What stands first on a worklist, and how much makes a morning."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from coordinator.ranking import Line, rank, split_morning
from core.worklist import Item, OneClick, Source, Urgency


def source(minutes=5, **fields):
    return Source(code="x", label="X", find=lambda **_: [], minutes=minutes, **fields)


def line(title="A", urgency=Urgency.THIS_WEEK, minutes=5, **fields):
    return Line(source(minutes), Item(key=title, title=title, urgency=urgency, **fields))


def titles(lines):
    return [each.item.title for each in lines]


def test_the_more_urgent_first_then_the_longest_due_then_the_longest_waiting():
    lines = [
        line("no date"),
        line("waited", since=date(2026, 1, 1)),
        line("due late", due_on=date(2026, 3, 1)),
        line("due early", due_on=date(2026, 2, 1)),
        line("now", Urgency.NOW),
    ]
    assert titles(rank(lines)) == ["now", "due early", "due late", "waited", "no date"]


def test_a_morning_ends_where_the_minutes_do_and_skips_nothing_to_fit_more_in():
    lines = [line("a", minutes=10), line("b", minutes=25), line("c", minutes=1)]
    morning, later = split_morning(lines, 30)
    assert (titles(morning), titles(later)) == (["a"], ["b", "c"])


def test_something_too_long_for_a_morning_is_still_shown_first():
    morning, later = split_morning([line("a", minutes=90), line("b")], 30)
    assert (titles(morning), titles(later)) == (["a"], ["b"])


def test_buttons_are_those_that_fit_the_item():
    clicks = (OneClick("one", "One", str), OneClick("two", "Two", str))
    some = Item(key="k", title="t", urgency=Urgency.NOW, actions=("two",))
    assert Line(source(one_click=clicks), some).buttons == [("two", "Two")]
    every = Item(key="k", title="t", urgency=Urgency.NOW)
    assert len(Line(source(one_click=clicks), every).buttons) == 2


@given(st.lists(st.integers(1, 60), max_size=20), st.integers(5, 240))
def test_nothing_is_lost_between_morning_and_later(minutes, available):
    lines = [line(str(number), minutes=each) for number, each in enumerate(minutes)]
    morning, later = split_morning(lines, available)
    assert [*morning, *later] == lines
    assert len(morning) <= 1 or sum(each.source.minutes for each in morning) <= available
