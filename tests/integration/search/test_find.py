"""The finder answers."""

import pytest
from django.contrib.auth.models import AnonymousUser

from search.finder import Query, find
from tests.factories.directory import NeedFactory, PrisonFactory, service

pytestmark = pytest.mark.django_db
PUBLIC = AnonymousUser()


def test_a_ticked_need_finds_the_services_of_that_prison_only():
    prison, other = PrisonFactory(), PrisonFactory()
    need = NeedFactory(slug="recent-death")
    here = service(prison, needs=[need])
    service(other, needs=[need])
    service(prison)
    answer = find(Query(prison, needs=("recent-death",)), user=PUBLIC)
    assert [hit.page for hit in answer.hits] == [here]
    assert [need.slug for need in answer.needs] == ["recent-death"]
