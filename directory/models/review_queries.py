"""Which listings are due for a review, in the database's terms. ListingStatus.freshness says the same of one."""

from datetime import date, timedelta
from typing import Any, Self

from django.db.models import Q
from django.utils import timezone

from directory.enums import Availability
from directory.models.listings import ReviewSettings

_NEVER = Q(status__review_due_on=None) | Q(status__reviewed_on=None)


class ReviewQueries:
    """Filters of listings by the review cycle; a part of ServicePageQuerySet.

    `on` is the day asked about, today when not given; `rules` the administrator's numbers, read when not given.
    """

    filter: Any
    live: Any

    def in_use(self) -> Self:
        """Keep what people can find today: live listings of open prisons that have not closed."""
        return self.filter(live=True, prison__opened_on__isnull=False).exclude(status__availability=Availability.CLOSED)

    def under_review(self, on: date | None = None, rules: ReviewSettings | None = None) -> Self:
        """Keep listings whose first reminder is due, whose review is overdue, or never was."""
        rules = rules or ReviewSettings.load()
        first = _day(on) + timedelta(days=rules.first_reminder_days)
        return self.in_use().filter(_NEVER | Q(status__review_due_on__lte=first))

    def review_due(self, on: date | None = None) -> Self:
        """Keep listings whose review is due today, is overdue, or never was."""
        return self.in_use().filter(_NEVER | Q(status__review_due_on__lte=_day(on)))

    def not_confirmed(self, on: date | None = None, rules: ReviewSettings | None = None) -> Self:
        """Keep listings shown as "not confirmed since": due longer ago than the rules allow."""
        rules = rules or ReviewSettings.load()
        return self.in_use().filter(_NEVER | _late(on, rules.demote_after_days))

    def left_insert(self, on: date | None = None, rules: ReviewSettings | None = None) -> Self:
        """Keep listings that have left the printed insert because nobody confirmed them for so long, or ever."""
        rules = rules or ReviewSettings.load()
        oldest = _day(on) - timedelta(days=rules.leave_insert_after_days)
        never = _NEVER & Q(status__created_at__date__lt=oldest)
        return self.in_use().filter(never | (_late(on, rules.leave_insert_after_days) & ~_NEVER))

    def availability_not_confirmed(self, on: date | None = None, rules: ReviewSettings | None = None) -> Self:
        """Keep listings whose availability nobody confirmed within the days that the rules allow."""
        rules = rules or ReviewSettings.load()
        oldest = _day(on) - timedelta(days=rules.availability_days)
        stale = Q(status__availability_confirmed_on=None) | Q(status__availability_confirmed_on__lt=oldest)
        return self.in_use().filter(stale)

    def closed(self) -> Self:
        """Keep live listings of services that have closed: somebody should take them down."""
        return self.filter(live=True, status__availability=Availability.CLOSED)


def _day(on: date | None) -> date:
    return on or timezone.localdate()


def _late(on: date | None, days: int) -> Q:
    return Q(status__review_due_on__lt=_day(on) - timedelta(days=days))
