"""Administrators weigh the ranking in the CMS; nobody else does."""

import pytest
from django.urls import reverse

from search.models import RankingWeights
from search.vocabulary import current
from tests.factories.accounts import user_with_role
from tests.factories.directory import PrisonFactory

pytestmark = pytest.mark.django_db


def edit_url() -> str:
    viewset = RankingWeights.snippet_viewset
    return reverse(viewset.get_url_name("edit"), args=[RankingWeights.load().pk])


def test_an_administrator_changes_the_weights(client):
    client.force_login(user_with_role("administrator"))
    values = {"fit": 70, "suits": 10, "availability": 8, "freshness": 8, "soon": 2, "replies": 2}
    response = client.post(edit_url(), values)
    assert response.status_code == 302
    assert current().weights.fit == 70


def test_a_weight_above_100_is_refused(client):
    client.force_login(user_with_role("administrator"))
    values = {"fit": 101, "suits": 10, "availability": 8, "freshness": 8, "soon": 2, "replies": 2}
    assert client.post(edit_url(), values).status_code == 200
    assert RankingWeights.load().fit == 60


def test_a_coordinator_does_not(client):
    client.force_login(user_with_role("coordinator", PrisonFactory()))
    assert client.get(edit_url()).status_code == 302
    assert RankingWeights.load().fit == 60
