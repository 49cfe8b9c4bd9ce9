"""The shortlist of a review: in the session only."""

import pytest
from django.contrib.sessions.backends.db import SessionStore

from search.shortlist import MOST, Shortlist
from tests.factories.accounts import user_with_role
from tests.factories.directory import PrisonFactory, service


@pytest.fixture
def prison(db):
    return PrisonFactory()


@pytest.fixture
def session(db):
    return SessionStore()


def test_keeps_the_order_and_each_listing_once(session, prison):
    shortlist = Shortlist(session, prison)
    for page_id in (3, 1, 2, 1):
        shortlist.add(page_id)
    shortlist.move(2, by=-1)
    shortlist.move(3, by=-1)
    assert Shortlist(session, prison).ids == [3, 2, 1]
    shortlist.move(1, by=1)
    shortlist.move(99, by=1)
    shortlist.remove(2)
    assert Shortlist(session, prison).ids == [3, 1]


def test_each_prison_has_its_own_and_clearing_leaves_nothing(session, prison):
    other = PrisonFactory()
    Shortlist(session, prison).add(1)
    Shortlist(session, other).add(2)
    Shortlist(session, prison).clear()
    assert Shortlist(session, other).ids == [2]
    Shortlist(session, other).clear()
    assert session["shortlist"] == {}


def test_does_not_grow_without_end(session, prison):
    shortlist = Shortlist(session, prison)
    for page_id in range(1, MOST + 5):
        shortlist.add(page_id)
    assert len(shortlist) == MOST
    assert shortlist.is_full


def test_shows_only_what_is_still_published_in_this_prison(session, prison):
    officer = user_with_role("staff", prison)
    kept, gone, elsewhere = service(prison), service(prison), service(PrisonFactory())
    shortlist = Shortlist(session, prison)
    for page in (gone, elsewhere, kept):
        shortlist.add(page.pk)
    gone.unpublish()
    assert shortlist.pages(officer) == [kept]
