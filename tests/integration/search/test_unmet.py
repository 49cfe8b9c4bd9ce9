"""Counts of searches in vain."""

import threading

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from core.models import AuditEvent
from search.actions import record_unmet
from search.finder import Query, Who, find
from search.models import UnmetSearch
from tests.factories.accounts import user_with_role
from tests.factories.directory import PrisonFactory, service


@pytest.mark.django_db
def test_a_search_in_vain_is_counted_by_need_and_group_never_by_words_or_user(prison, needs, groups):
    officer = user_with_role("staff", prison)
    audited = AuditEvent.objects.count()
    query = Query(prison, "Smith A1234BC owes double bubble", who=Who(groups=("veterans",)))
    for _ in range(2):
        assert record_unmet(answer=find(query, user=officer))
    [row] = UnmetSearch.objects.all()
    assert (row.needs, row.groups, row.kind, row.count) == ("debt-in-prison", "veterans", "nothing", 2)
    assert "Smith" not in str(UnmetSearch.objects.values().get())
    assert AuditEvent.objects.count() == audited


@pytest.mark.django_db
def test_none_suitable_is_counted_apart_and_a_find_not_at_all(prison, needs):
    service(prison, needs=[needs["recent-death"]], for_men=False)
    service(prison, needs=[needs["debt-in-prison"]])
    assert record_unmet(answer=find(Query(prison, needs=("debt-in-prison",)), user=AnonymousUser())) is False
    assert record_unmet(answer=find(Query(prison, needs=("recent-death",)), user=AnonymousUser()))
    assert [(row.needs, row.kind) for row in UnmetSearch.objects.all()] == [("recent-death", "none-suitable")]


@pytest.mark.django_db(transaction=True)
def test_counting_at_the_same_time_loses_nothing(prison, needs):
    answer = find(Query(prison, needs=("debt-in-prison",)), user=AnonymousUser())

    def count() -> None:
        record_unmet(answer=answer)
        connection.close()

    threads = [threading.Thread(target=count) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert UnmetSearch.objects.get().count == 6


@pytest.mark.django_db
def test_the_evidence_of_a_prison_is_for_its_coordinator(prison, needs):
    record_unmet(answer=find(Query(prison, needs=("debt-in-prison",)), user=AnonymousUser()))
    coordinator, stranger = user_with_role("coordinator", prison), user_with_role("coordinator", PrisonFactory())
    assert UnmetSearch.objects.visible_to(coordinator).count() == 1
    assert UnmetSearch.objects.visible_to(stranger).count() == 0
