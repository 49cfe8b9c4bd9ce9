"""Records of people who left, and clearances that ended, go on time and not a day earlier."""

import datetime

import pytest
from django.utils import timezone

from core.retention import run
from tests.factories import volunteers as make
from tests.factories.accounts import user_with_role
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


def test_a_refusal_stays_while_an_older_clearance_would_open_the_gate_without_it():
    today = timezone.localdate()
    prison = PrisonFactory()
    held, over = (make.entrant(prison) for _ in range(2))
    for who, ends in ((held, today + 100 * DAY), (over, today - 400 * DAY)):
        make.clearance(who, prison, decided_on=today - 900 * DAY, sent_on=None, expires_on=ends)
        day = today - 500 * DAY
        make.clearance(who, prison, "not-cleared", slug="ctc", decided_on=day, sent_on=None, status_since=day)
    outcome("volunteers.clearances")
    assert set(m.Clearance.objects.values_list("entrant", "status")) == {
        (held.pk, "cleared"),
        (held.pk, "not-cleared"),
    }


def test_a_prison_that_somebody_left_does_not_see_them_for_as_long_as_another_does():
    today, ago = timezone.localdate(), timezone.now() - 900 * DAY
    stays, left = PrisonFactory(), PrisonFactory()
    coordinator = user_with_role("coordinator", left)
    roles = {place: make.position(place) for place in (stays, left)}
    gone, not_yet, at_large, refused, owes = (make.entrant(stays, position=roles[stays]) for _ in range(5))
    for who, days in ((gone, 366), (not_yet, 365), (at_large, 366), (refused, 366), (owes, 366)):
        make.approve(who, left, "suspended" if who is refused else "approved")
        make.approve(who, stays)
        ended = {"starts_on": today - 800 * DAY, "ends_on": today - days * DAY}
        m.Engagement.objects.create(entrant=who, kind="official-visitor", position=roles[left], **ended)
    m.Engagement.objects.create(entrant=at_large, kind="official-visitor")
    m.Exit.objects.create(entrant=owes, prison=left, last_day=today - 366 * DAY)
    m.Approval.objects.update(created_at=ago, updated_at=ago)
    done = outcome("volunteers.left-a-prison")
    assert (done.count, done.error) == (1, "")
    assert set(m.Entrant.objects.visible_to(coordinator)) == {not_yet, at_large, refused, owes}
    assert m.Approval.objects.filter(prison=stays).count() == 5
