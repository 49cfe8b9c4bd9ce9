"""On which days a reminder goes out."""

from datetime import date, timedelta

import pytest

from core.workdays import add_working_days
from referrals.actions.clock import stage_on
from referrals.models import ReminderStage


def stages(sent: date, due: date, before: int = 1) -> dict[date, str]:
    days = [sent + timedelta(days=n) for n in range((due - sent).days + 5)]
    return {day: stage.value for day in days if (stage := stage_on(day, due, sent, before))}


def test_a_routine_referral_is_reminded_the_working_day_before_and_on_the_day():
    sent = date(2026, 3, 27)  # a Friday; Good Friday is 3 April, Easter Monday 6 April
    due = add_working_days(sent, 5)
    assert due == date(2026, 4, 7)
    before, on_the_day = ReminderStage.BEFORE.value, ReminderStage.ON_THE_DAY.value
    # From the last working day before the holidays; the row of the stage keeps it from going out each day.
    assert stages(sent, due) == {
        **{date(2026, 4, day): before for day in (2, 3, 4, 5, 6)},
        date(2026, 4, 7): on_the_day,
    }


def test_what_is_due_the_next_day_is_reminded_on_that_day_only():
    assert stages(date(2026, 3, 4), date(2026, 3, 5)) == {date(2026, 3, 5): "on-the-day"}


@pytest.mark.parametrize("before", [0, 1, 3])
def test_never_on_the_day_of_sending_and_never_after_the_day(before):
    sent, due = date(2026, 3, 2), date(2026, 3, 9)
    assert min(stages(sent, due, before)) > sent
    assert max(stages(sent, due, before)) == due
