"""Measures on screen and in files; the national analyst sees totals only; equality tables hide small counts."""

import json
from html import unescape
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from coordinator.measures.equality import searches_by_group, who_applies
from coordinator.measures.publish import publish, publish_one, publish_parts
from coordinator.measures.registry import Period, Tally, all_measures, measure_for
from core.models import PrivacySettings
from search.models import UnmetSearch
from tests.factories.accounts import user_with_role
from tests.factories.directory import GroupFactory, PrisonFactory, service
from tests.factories.referrals import referral
from volunteers.actions.diversity import count_answers
from volunteers.models import DiversityTally

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def prison():
    return PrisonFactory(code="AAA", name="Testfield Near (HMP)")


def unmet(prison, group, kind, count):
    UnmetSearch.objects.create(prison=prison, day=TODAY, needs="", groups=group, kind=kind, count=count)


def test_the_screen_shows_each_measure_with_its_definition_and_the_chosen_one_by_month(client, prison, coordinator):
    page = service(prison)
    for _ in range(6):
        referral(page, status="sent")
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
    page = service(prison, title="Grief group")
    late = referral(page, status="sent")
    for _ in range(6):
        referral(page, status="sent")
    few = PrisonFactory(code="FEW", name="Few (HMP)")
    referral(service(few), status="sent")
    other = service(PrisonFactory(code="BBB", name="Other (HMP)"))
    for _ in range(9):
        referral(other, status="sent")
    PrisonFactory(name="Closed (HMP)", opened_on=None)
    client.force_login(user_with_role("analyst"))
    text = client.get("/coordinator/measures/", {"measure": "referrals-sent"}).content.decode()
    assert "Testfield Near (HMP)" in text
    assert "Closed (HMP)" not in text
    for word in (late.reference, "Grief group", late.person.prison_number):
        assert word not in text
    rows = json.loads(client.get("/coordinator/measures/measures.json?measure=referrals-sent").content)["measures"]
    found = {row["prison"]: (row["value"], row["hidden"]) for row in rows}
    assert found == {"BBB": (9.0, False), "AAA": (None, True), "FEW": (None, True), "": (17.0, False)}
    csv = client.get("/coordinator/measures/measures.csv?measure=referrals-sent").content.decode()
    assert "Few (HMP),referrals-sent,,True,Too few to show" in csv
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
    found = searches_by_group([prison.code], Period(TODAY, TODAY))
    rows = {row[0]: row[1:] for row in found.rows}
    assert rows["Few"][1] == "hidden"
    assert "Secret" not in rows
    rates = dict(found.rates)
    assert rates["Few"] is None
    hidden = sum(cell == "hidden" for row in rows.values() for cell in row)
    assert hidden == 4, "one small count, and three so that it cannot be worked out"
    assert rows["Young"][-1] == "60", "totals stay"
    assert [label for label, rate in found.rates if rate] == [label for label in rates if "hidden" not in rows[label]]


def test_the_national_table_needs_as_many_queries_for_fifty_prisons_as_for_one(client, prison):
    client.force_login(user_with_role("analyst"))

    def queries(code):
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/coordinator/measures/", {"measure": code}).status_code == 200
        return len(caught)

    codes = [each.code for each in all_measures()]
    queries(codes[0])
    with_one = [queries(code) for code in codes]
    for _ in range(49):
        referral(service(PrisonFactory()), status="sent")
    assert [queries(code) for code in codes] == with_one


def test_who_applies_is_shown_without_small_counts_for_a_prison_and_for_all(client, prison, coordinator):
    other = PrisonFactory(code="BBB")
    for place, women, men in ((prison, 20, 3), (other, 30, 40)):
        count_answers(prison=place, answers={})
        for answer, count in (("woman", women), ("man", men)):
            DiversityTally.objects.filter(prison=place, question="gender", answer=answer).update(shown=count)
    (gender,) = who_applies(["AAA"])
    assert dict(gender.rows) == {"Woman": "hidden", "Man": "hidden", "In another way": "0"}
    (both,) = who_applies(["AAA", "BBB"])
    assert dict(both.rows) == {"Woman": "50", "Man": "43", "In another way": "0"}
    text = client.get("/coordinator/AAA/measures/").content.decode()
    assert "What is your gender?" in text
    client.force_login(user_with_role("analyst"))
    assert "What is your gender?" in client.get("/coordinator/measures/").content.decode()


SHARE = measure_for("declined")
COUNT = measure_for("referrals-sent")


@pytest.mark.parametrize(
    ("hits", "of", "words"),
    [
        (0, 0, "Nothing to count"),
        (0, 20, "0%"),
        (3, 20, "Too few to show"),
        (17, 20, "Too few to show"),
        (10, 20, "50%"),
    ],
)
def test_a_share_is_hidden_when_either_part_of_it_is_small(hits, of, words):
    assert publish_one(SHARE, Tally(hits, of)).words == words


@hypothesis_settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=3), st.integers(2, 3))
def test_counts_and_shares_side_by_side_give_nothing_away(parts, threshold):
    """Whoever has the table of referrals sent and that of declines recovers neither, by trying all that agree."""
    PrivacySettings.objects.update_or_create(pk=1, defaults={"small_number": threshold})
    tallies = [Tally(hits, hits + misses) for hits, misses in parts]
    sent = publish(COUNT, [Tally(tally.of, tally.of) for tally in tallies])
    shares = publish(SHARE, tallies)
    seen = [
        (count.value, share.value if not share.is_hidden else "?") for count, share in zip(sent, shares, strict=True)
    ]
    most = max(max(part) for part in parts) + 2
    agreeing = [
        table
        for table in product(product(range(most + 1), repeat=2), repeat=len(parts))
        if all(
            (count is None or count == hits + misses) and (share == "?" or share == _share(hits, misses))
            for (count, share), (hits, misses) in zip(seen, [*table, _together(table)], strict=True)
        )
    ]
    for place, (count, share) in enumerate(seen[:-1]):
        if count is None:
            assert len({sum(table[place]) for table in agreeing}) > 1
        if share == "?" and sum(parts[place]):
            assert len({table[place][0] for table in agreeing}) > 1 or len({table[place][1] for table in agreeing}) > 1


def _together(table):
    return tuple(map(sum, zip(*table, strict=True)))


def _share(hits, misses):
    return 100 * hits / (hits + misses) if hits + misses else None


@given(st.lists(st.integers(0, 12), min_size=1, max_size=5), st.integers(1, 6))
def test_parts_put_together_are_never_small(numbers, threshold):
    PrivacySettings.objects.update_or_create(pk=1, defaults={"small_number": threshold})
    rows = [(f"part {place}", number) for place, number in enumerate(numbers)]
    shown = publish_parts(rows, keep="part 0")
    if shown is None:
        return
    assert sum(number for _label, number in shown) == sum(numbers)
    assert all(number > threshold for _label, number in shown)
    rest = sum(numbers[1:])
    assert rest == 0 or rest > threshold, "the whole and part 0 are known: what is left is not small"
