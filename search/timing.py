"""Whether help can come by the day that was asked for."""

from datetime import date

from search.facts import Facts

WHENS = ("today", "tomorrow", "this-week", "weekend")
_SATURDAY, _SUNDAY = 5, 6
#: Working days within which a service without set days must answer.
_ANSWERS_WITHIN = {"today": 1, "tomorrow": 1, "this-week": 5}


def days_of(when: str, today: date) -> frozenset[int]:
    """Return the weekdays (Monday is 0) still to come that "today", "this-week"… stands for."""
    now = today.weekday()
    if when == "today":
        return frozenset([now])
    if when == "tomorrow":
        return frozenset([(now + 1) % 7])
    if when == "weekend":
        return frozenset([_SUNDAY] if now == _SUNDAY else [_SATURDAY, _SUNDAY])
    return frozenset(range(now, 7)) if when == "this-week" else frozenset(range(7))


def comes_in_time(facts: Facts, when: str, today: date) -> bool:
    """Say whether a listing has a weekly session by then or, having none, answers soon enough.

    An unknown `when` leaves nothing out.
    """
    if when not in WHENS:
        return True
    if facts.weekdays:
        return bool(days_of(when, today) & set(facts.weekdays))
    return facts.response_days <= _ANSWERS_WITHIN.get(when, 0)
