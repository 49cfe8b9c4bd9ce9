"""Listings to measure with are whole: a sound tree, and the finder finds copies as it finds their originals."""

from collections import Counter

import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.models import Page

from bench import copies, seed
from bench.search import under_load
from directory.models import Prison, PrisonPage, ServicePage
from directory.reference_data import load_reference
from search.finder import Query, find
from search.models import IndexRow

pytestmark = pytest.mark.django_db


def test_copies_stand_in_the_tree_and_are_found_like_their_originals():
    load_reference()
    prisons = list(Prison.objects.order_by("code")[:2])
    assert list(seed.seed(30, prisons)) == [30]
    before = [find(Query(prison, "group"), user=AnonymousUser()).total for prison in prisons]
    assert list(copies.multiply(4)) == [60, 90, 120]
    assert Page.find_problems() == ([], [], [], [], [])
    assert ServicePage.objects.live().count() == IndexRow.objects.count() == 120
    assert {page.numchild for page in PrisonPage.objects.all()} == {60}
    assert len(set(Page.objects.values_list("url_path", flat=True))) == Page.objects.count()
    assert len(set(Page.objects.values_list("translation_key", flat=True))) == Page.objects.count()
    after = [find(Query(prison, "group"), user=AnonymousUser()).total for prison in prisons]
    assert after == [4 * count for count in before]
    assert sum(before)
    titles = Counter(ServicePage.objects.values_list("title", flat=True))
    assert set(titles.values()) == {4}
    [page] = ServicePage.objects.order_by("-pk")[:1]
    assert page.needs.exists()
    assert page.status.reviewed_on


def test_a_page_can_be_added_after_copies():
    load_reference()
    list(seed.seed(4, list(Prison.objects.order_by("code")[:1])))
    list(copies.multiply(2))
    [made] = seed.seed(1, list(Prison.objects.order_by("code")[:1]))
    assert (made, Page.find_problems()) == (1, ([], [], [], [], []))
    assert ServicePage.objects.count() == 9


@pytest.mark.parametrize("times", [1, 11])
def test_more_than_the_tree_has_room_for_is_refused(times):
    with pytest.raises(ValueError, match="2 to 10 times"):
        list(copies.multiply(times))


def test_a_slow_search_is_not_measured_for_longer_than_allowed(monkeypatch):
    import time

    from bench import search

    monkeypatch.setattr(search, "MOST_SECONDS", 0.3)
    started = time.monotonic()
    figures = under_load(lambda text: time.sleep(0.1))
    assert time.monotonic() - started < 5
    assert search.CLIENTS <= figures["asked"] < search.CLIENTS * search.ROUNDS * len(search.TEXTS)
