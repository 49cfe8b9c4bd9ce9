"""Measures on screen and in files; the national analyst sees totals only; equality tables hide small counts."""

import json
from html import unescape

import pytest
from django.utils import timezone

from coordinator.measures.equality import searches_by_group
from coordinator.measures.registry import Period, all_measures
from search.models import UnmetSearch
from tests.factories.accounts import user_with_role
from tests.factories.directory import GroupFactory, PrisonFactory, service
from tests.factories.referrals import referral

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def prison():
    return PrisonFactory(code="AAA", name="Testfield Near (HMP)")


@pytest.fixture
def coordinator(client, prison):
    user = user_with_role("coordinator", prison)
    client.force_login(user)
    return user


def unmet(prison, group, kind, count):
    UnmetSearch.objects.create(prison=prison, day=TODAY, needs="", groups=group, kind=kind, count=count)


def test_the_screen_shows_each_measure_with_its_definition_and_the_chosen_one_by_month(client, prison, coordinator):
    referral(service(prison), status="sent")
    answer = client.get("/coordinator/AAA/measures/", {"measure": "referrals-sent", "period": "365"})
    text = unescape(answer.content.decode())
    for each in all_measures():
        assert each.definition in text
    assert "Referrals sent by month" in text
    assert text.count('role="img"') == text.count("<figcaption") == 1
    assert f"{TODAY:%b %Y}" in text


def test_the_files_carry_the_open_definitions(client, prison, coordinator):
    figures = json.loads(client.get("/coordinator/AAA/measures/measures.json").content)["measures"]
    assert {figure["code"] for figure in figures} == {each.code for each in all_measures()}
    assert all(figure["definition"] and figure["counted"] for figure in figures)
    assert client.get("/coordinator/AAA/measures/measures.csv").status_code == 200
    assert client.get("/coordinator/AAA/measures/measures.pdf").status_code == 404


def test_an_analyst_sees_totals_of_every_open_prison_and_no_case(client, prison):
    late = referral(service(prison, title="Grief group"), status="sent")
    PrisonFactory(name="Closed (HMP)", opened_on=None)
    client.force_login(user_with_role("analyst"))
    text = client.get("/coordinator/measures/", {"measure": "referrals-sent"}).content.decode()
    assert "Testfield Near (HMP)" in text
    assert "Closed (HMP)" not in text
    for word in (late.reference, "Grief group", late.person.prison_number):
        assert word not in text
    rows = json.loads(client.get("/coordinator/measures/measures.json?measure=referrals-sent").content)["measures"]
    assert [(row["prison"], row["value"]) for row in rows] == [("AAA", 1.0)]
    for path in ("/coordinator/AAA/measures/", "/coordinator/AAA/evidence/", "/coordinator/AAA/worklist/"):
        assert client.get(path).status_code == 404
    client.force_login(user_with_role("coordinator", prison))
    assert client.get("/coordinator/measures/").status_code == 404


def test_the_equality_table_hides_small_counts_and_the_rates_made_of_them(prison):
    for slug, nothing, unsuitable in (("young", 40, 20), ("old", 30, 10), ("few", 30, 3)):
        GroupFactory(slug=slug, label=slug.capitalize())
        unmet(prison, slug, "nothing", nothing)
        unmet(prison, slug, "none-suitable", unsuitable)
    GroupFactory(slug="secret", label="Secret", is_restricted=True)
    unmet(prison, "secret", "nothing", 50)
    found = searches_by_group(prison, Period(TODAY, TODAY))
    rows = {row[0]: row[1:] for row in found.rows}
    assert rows["Few"][1] == "hidden"
    assert "Secret" not in rows
    rates = dict(found.rates)
    assert rates["Few"] is None
    hidden = sum(cell == "hidden" for row in rows.values() for cell in row)
    assert hidden == 4, "one small count, and three so that it cannot be worked out"
    assert [label for label, rate in found.rates if rate] == [label for label in rates if "hidden" not in rows[label]]
