"""Records of people who left, and clearances that ended, go on time and not a day earlier."""

import datetime

import pytest
from django.utils import timezone

from core.retention import run
from tests.factories import volunteers as make
from tests.factories.directory import PrisonFactory
from volunteers import models as m

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def outcome(code):
    return next(done for done in run() if done.rule.code == code)


def aged(entrant, ends_on):
    m.Entrant.objects.filter(pk=entrant.pk).update(created_at=timezone.now() - 900 * DAY)
    entrant.engagements.update(ends_on=ends_on)


def test_a_record_goes_a_year_after_the_last_day_with_all_that_belongs_to_it():
    today = timezone.localdate()
    prison = PrisonFactory()
    gone, kept, working = (make.ready(prison) for _ in range(3))
    make.trained(gone)
    aged(gone, today - 366 * DAY)
    aged(kept, today - 365 * DAY)
    aged(working, None)
    done = outcome("volunteers.left")
    assert (done.count, done.error) == (1, "")
    assert set(m.Entrant.objects.all()) == {kept, working}
    assert not m.TrainingRecord.objects.exists()
    assert m.Clearance.objects.count() == m.Approval.objects.count() == 2


def test_a_clearance_goes_a_year_after_its_end_and_one_in_process_stays():
    today = timezone.localdate()
    prison = PrisonFactory()
    old, recent, refused, waiting = (make.entrant(prison) for _ in range(4))
    make.clearance(old, prison, "expired", expires_on=today - 366 * DAY, decided_on=today - 2000 * DAY, sent_on=None)
    make.clearance(recent, prison, "expired", expires_on=today - 365 * DAY, decided_on=today - 2000 * DAY, sent_on=None)
    make.clearance(refused, prison, "not-cleared", status_since=today - 366 * DAY)
    make.clearance(waiting, prison, "query", status_since=today - 900 * DAY)
    done = outcome("volunteers.clearances")
    assert (done.count, done.error) == (2, "")
    assert set(m.Clearance.objects.values_list("entrant", flat=True)) == {recent.pk, waiting.pk}
