"""Two records of one person become one, with a trace, and can be two again for thirty days."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from tests.factories import volunteers as make
from tests.factories.accounts import UserFactory, user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory
from volunteers import models as m
from volunteers.actions.merge_undo import undo_merge
from volunteers.actions.merges import merge
from volunteers.policies import NotPossible

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def both(prison):
    """Return two records of one person: the second has what the first lacks, and an entry at the same prison."""
    kept = make.entrant(prison, OrganisationFactory(), approval="approved")
    other = make.ready(prison, OrganisationFactory())
    make.trained(kept)
    make.trained(other)
    make.trained(other, "boundaries")
    make.series(prison, people=[other])
    make.session(prison, people=[other])
    return kept, other


def test_both_records_may_have_open_work_with_the_same_organisation(prison, coordinator):
    """At large and in a role: of what goes on in both, the record that stays keeps its own, and nothing is lost."""
    organisation = OrganisationFactory()
    role, second = make.position(prison, organisation), make.position(prison, organisation)
    kept, other = make.entrant(prison, organisation), make.entrant(prison, organisation)
    for who, position in ((kept, role), (other, role), (other, second)):
        m.Engagement.objects.create(entrant=who, organisation=organisation, position=position, kind="volunteer")
    m.Engagement.objects.filter(entrant=other).update(starts_on=timezone.localdate() - 900 * DAY)
    before = state()
    made = merge(kept=kept, taken_in=other, by=coordinator)
    running = kept.engagements.filter(ends_on=None).values_list("organisation", "position")
    assert sorted(running, key=str) == sorted([(organisation.pk, p) for p in (None, role.pk, second.pk)], key=str)
    undo_merge(made=made, by=coordinator)
    assert state() == before


def test_the_account_goes_with_the_person_and_comes_back(client, prison, coordinator, both):
    kept, other = both
    user = UserFactory()
    m.Entrant.objects.filter(pk=other.pk).update(user=user)
    made = merge(kept=kept, taken_in=m.Entrant.objects.get(pk=other.pk), by=coordinator)
    client.force_login(user)
    assert client.get(reverse("volunteers:mine")).context["entrant"] == kept
    undo_merge(made=made, by=coordinator)
    assert client.get(reverse("volunteers:mine")).context["entrant"] == other


def state():
    """Return whose each row is."""
    tables = (m.Engagement, m.Clearance, m.Approval, m.TrainingRecord, m.Attendance)
    rows = {(table._meta.label, row.pk): row.entrant_id for table in tables for row in table.objects.all()}
    people = frozenset(m.SessionSeries.people.through.objects.values_list("sessionseries_id", "entrant_id"))
    return rows, people, frozenset(m.Entrant.objects.values_list("pk", "merged_into"))


def test_a_merge_moves_everything_and_its_undoing_brings_it_all_back(prison, coordinator, both):
    kept, other = both
    before = state()
    made = merge(kept=kept, taken_in=other, by=coordinator)
    assert list(m.Entrant.objects.visible_to(coordinator)) == [kept]
    assert kept.clearances.count() == 1
    assert kept.engagements.count() == 2
    assert set(kept.training.values_list("module__slug", flat=True)) == {"acct-awareness", "boundaries"}
    assert kept.training.count() == 2
    assert kept.approvals.count() == kept.attendances.count() == kept.series.count() == 1
    undo_merge(made=made, by=coordinator)
    assert state() == before
    events = list(AuditEvent.objects.filter(event__startswith="entrant.merge").values_list("event", flat=True))
    assert events == ["entrant.merged", "entrant.merge-undone"]
    undo_merge(made=made, by=coordinator)
    assert state() == before


def test_it_can_be_undone_for_thirty_days_and_not_longer(coordinator, both):
    made = merge(kept=both[0], taken_in=both[1], by=coordinator)
    today = timezone.localdate()
    assert made.undo_until == today + 30 * DAY
    m.Merge.objects.update(undo_until=today - DAY)
    with pytest.raises(NotPossible, match="can be undone up to"):
        undo_merge(made=made, by=coordinator)
    m.Merge.objects.update(undo_until=today)
    undo_merge(made=made, by=coordinator)


def test_only_who_keeps_both_merges_them(prison, coordinator, both):
    kept, other = both
    elsewhere = make.entrant(PrisonFactory())
    for by, second in ((coordinator, elsewhere), (user_with_role("security", prison), other), (UserFactory(), other)):
        with pytest.raises(PermissionDenied):
            merge(kept=kept, taken_in=second, by=by)


def test_what_cannot_be_one_person_yet_is_said(prison, coordinator, both):
    kept, other = both
    with pytest.raises(NotPossible, match="the same one"):
        merge(kept=kept, taken_in=kept, by=coordinator)
    make.clearance(kept, prison, "query")
    make.clearance(other, prison, "gathering")
    with pytest.raises(NotPossible, match="in process"):
        merge(kept=kept, taken_in=other, by=coordinator)


def test_the_screens_merge_and_undo(client, coordinator, both):
    kept, other = both
    client.force_login(coordinator)
    address = reverse("volunteers:merge", kwargs={"pk": kept.pk})
    wrong = client.post(address, {"other": "P-2222-222"})
    assert "You keep no other record with this reference" in wrong.content.decode()
    said = client.post(address, {"other": other.reference.lower().replace("-", " ")}, follow=True).content.decode()
    assert "The records are one" in said
    made = m.Merge.objects.get()
    undo = reverse("volunteers:undo_merge", kwargs={"pk": kept.pk, "merge": made.pk})
    assert "They are two records again" in client.post(undo, follow=True).content.decode()
    other.refresh_from_db()
    assert other.merged_into is None
