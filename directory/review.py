"""The policy of the review cycle, without a database: when a review is due and which reminder is due today.

Source of the rules: domain reference, "Keeping listings true". The numbers are shipped defaults that an
administrator changes in ReviewSettings.
"""

import calendar
from datetime import date
from typing import TYPE_CHECKING

from directory.enums import ReviewStage

if TYPE_CHECKING:
    from directory.models import ReviewSettings, ServicePage


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, or that month's last day when it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def review_months(page: "ServicePage", rules: "ReviewSettings") -> int:
    """Return how many months a confirmation of this listing holds.

    What the listing itself says wins; then sessions, because times change most; then a national helpline.
    """
    if page.review_months:
        return page.review_months
    if page.sessions.count():
        return rules.with_sessions_months
    return rules.helpline_months if page.organisation.is_helpline else rules.default_months


def next_review_due(page: "ServicePage", reviewed_on: date, rules: "ReviewSettings") -> date:
    """Return the day on which a listing confirmed on `reviewed_on` is due for its next review."""
    return add_months(reviewed_on, review_months(page, rules))


def due_stage(due_on: date, today: date, rules: "ReviewSettings") -> ReviewStage | None:
    """Return the latest reminder stage that has been reached, or None before the first.

    Only the latest counts: after days on which nothing ran, earlier stages are not sent any more.
    """
    days = (today - due_on).days
    reached = [stage for stage, day in rules.reminder_days().items() if day <= days]
    return max(reached, default=None)
