"""When a review is due, and which reminder of it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from directory.enums import ReviewStage
from directory.models import ReviewSettings
from directory.review import add_months, due_stage, next_review_due
from tests.factories.directory import OrganisationFactory, service


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 11, 15), 3, date(2027, 2, 15)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
    ],
)
def test_months_are_added_by_the_calendar(day, months, expected):
    assert add_months(day, months) == expected


@given(day=st.dates(date(2000, 1, 1), date(2090, 1, 1)), months=st.integers(0, 120))
def test_adding_months_never_passes_into_the_month_after(day, months):
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day


@pytest.mark.django_db
def test_a_listing_is_due_by_how_often_it_changes():
    rules = ReviewSettings.load()
    day = date(2026, 1, 10)
    helpline = OrganisationFactory(is_helpline=True)
    tuesdays = {"weekday": 1, "starts": "14:00", "ends": "15:00"}

    assert next_review_due(service(), day, rules) == date(2026, 7, 10)
    assert next_review_due(service(sessions=[tuesdays]), day, rules) == date(2026, 4, 10)
    assert next_review_due(service(organisation=helpline), day, rules) == date(2027, 1, 10)
    assert next_review_due(service(organisation=helpline, sessions=[tuesdays]), day, rules) == date(2026, 4, 10)
    assert next_review_due(service(review_months=1, sessions=[tuesdays]), day, rules) == date(2026, 2, 10)


@pytest.mark.django_db
def test_the_numbers_are_an_administrators():
    rules = ReviewSettings.load()
    rules.default_months = 2
    assert next_review_due(service(), date(2026, 1, 10), rules) == date(2026, 3, 10)


@pytest.mark.parametrize(
    ("days", "stage"),
    [
        (-31, None),
        (-30, ReviewStage.FIRST),
        (-8, ReviewStage.FIRST),
        (-7, ReviewStage.SECOND),
        (-1, ReviewStage.SECOND),
        (0, ReviewStage.ON_THE_DAY),
        (29, ReviewStage.ON_THE_DAY),
        (30, ReviewStage.AFTER),
        (400, ReviewStage.AFTER),
    ],
)
def test_only_the_latest_stage_reached_counts(days, stage):
    due = date(2026, 6, 1)
    assert due_stage(due, due + timedelta(days=days), ReviewSettings()) == stage


def test_the_days_of_the_reminders_are_an_administrators():
    rules = ReviewSettings(first_reminder_days=60, second_reminder_days=14, last_reminder_days=10)
    due = date(2026, 6, 1)
    found = [due_stage(due, due + timedelta(days=days), rules) for days in (-61, -60, -14, 0, 9, 10)]
    assert found == [
        None, ReviewStage.FIRST, ReviewStage.SECOND, ReviewStage.ON_THE_DAY, ReviewStage.ON_THE_DAY, ReviewStage.AFTER,
    ]  # fmt: skip


def test_a_second_reminder_before_the_first_is_refused_with_a_sentence(db):
    rules = ReviewSettings(first_reminder_days=7, second_reminder_days=30)
    with pytest.raises(ValidationError, match="The first reminder must come before the second"):
        rules.full_clean()
