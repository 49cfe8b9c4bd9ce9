"""The figures that referrals write beside listings, and where they are shown."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.models import ListingStatus
from directory.page_facts import sections
from referrals.actions.statistics import write_figures
from referrals.enums import Status
from referrals.models import Referral
from tests.factories.directory import service
from tests.factories.referrals import referral

pytestmark = pytest.mark.django_db


def shown(page):
    found = ListingStatus.objects.get(page=page)
    return found.typical_answer_days, found.share_accepted, found.current_wait_days


@pytest.fixture
def busy():
    """Return a listing with six referrals: four taken after a day and seen after ten, two declined at once."""
    page = service()
    now = timezone.now()
    for status in [Status.IN_PROGRESS] * 4 + [Status.DECLINED] * 2:
        made = referral(page, status=status, sent_at=now - timedelta(days=21))
        taken = status == Status.IN_PROGRESS
        Referral.objects.filter(pk=made.pk).update(
            answered_at=made.sent_at,
            first_contact_on=timezone.localdate(made.sent_at) + timedelta(days=10) if taken else None,
        )
    return page


def test_figures_are_written_once_a_day_and_the_same_again(busy):
    quiet = service()
    assert write_figures() == 2
    assert shown(busy) == (0, 67, None)
    assert shown(quiet) == (None, None, None)
    assert write_figures() == 0
    ListingStatus.objects.update(figures_on=None)
    assert write_figures() == 2
    assert shown(busy) == (0, 67, None)


def test_old_referrals_are_not_counted_and_old_figures_go(busy):
    write_figures()
    Referral.objects.update(sent_at=timezone.now() - timedelta(days=400))
    assert write_figures(on=timezone.localdate() + timedelta(days=1)) == 1
    assert shown(busy) == (None, None, None)


def test_the_number_of_queries_does_not_grow_with_the_referrals(busy):
    def queries() -> int:
        ListingStatus.objects.update(figures_on=None)
        with CaptureQueriesContext(connection) as taken:
            write_figures()
        return len(taken)

    queries()  # makes the row of settings
    one = queries()
    for _ in range(20):
        referral(busy, status=Status.SENT)
    assert queries() == one


def test_the_service_page_says_what_referrals_show(busy):
    write_figures()
    busy.refresh_from_db()
    texts = str(sections(busy, for_staff=True))
    assert "The same day" in texts
    assert "67 in 100" in texts
    assert "67 in 100" not in str(sections(busy, for_staff=False))


@pytest.mark.parametrize(("said", "seen", "weeks"), [(2, None, 2), (None, 30, 4), (2, 30, 4), (6, 30, 6)])
def test_the_longer_wait_counts(said, seen, weeks):
    assert ListingStatus(typical_wait_weeks=said, current_wait_days=seen).wait_weeks == weeks
    assert ListingStatus().wait_weeks is None
