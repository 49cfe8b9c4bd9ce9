"""Measures on screen and in files; the national analyst sees totals only; equality tables hide small counts."""

import csv
import io
import json
from datetime import datetime, time, timedelta
from html import unescape
from itertools import chain

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coordinator.measures.equality import searches_by_group, who_applies
from coordinator.measures.publish import cell_of, figure_of, figures_over, publish_parts
from coordinator.measures.quarters import label_of, last_quarters
from coordinator.measures.registry import Tally, all_measures, measure_for
from core.models import PrivacySettings
from search.models import UnmetKind, UnmetSearch
from tests.factories.accounts import user_with_role
from tests.factories.directory import GroupFactory, PrisonFactory, service
from tests.factories.referrals import referral
from volunteers.actions.diversity import count_answers
from volunteers.models import DiversityTally

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
QUARTERS = last_quarters(4, TODAY)
LAST = QUARTERS[-1]


@pytest.fixture
def prison():
    return PrisonFactory(code="AAA", name="Testfield Near (HMP)")


def unmet(prison, group, kind, count):
    UnmetSearch.objects.create(prison=prison, day=LAST.last, needs="", groups=group, kind=kind, count=count)


def sent(page, count, day=None):
    """Let so many referrals have been sent, in the last quarter where no day is given."""
    at = timezone.make_aware(datetime.combine(day or LAST.last, time(10)))
    return [referral(page, status="sent", sent_at=at) for _ in range(count)]


def test_the_screen_shows_each_measure_with_its_definition_and_the_chosen_one_by_quarter(client, prison, coordinator):
    sent(service(prison), 6)
    answer = client.get("/coordinator/AAA/measures/", {"measure": "referrals-sent", "period": "4"})
    text = unescape(answer.content.decode())
    for each in all_measures():
        assert each.definition in text
    assert "Referrals sent by quarter" in text
    assert text.count('role="img"') == text.count("<figcaption") == 1
    assert label_of(LAST) in text


def test_the_files_carry_the_open_definitions(client, prison, coordinator):
    figures = json.loads(client.get("/coordinator/AAA/measures/measures.json").content)["measures"]
    assert {figure["code"] for figure in figures} == {each.code for each in all_measures()}
    assert all(figure["definition"] and figure["counted"] for figure in figures)
    assert client.get("/coordinator/AAA/measures/measures.csv").status_code == 200
    assert client.get("/coordinator/AAA/measures/measures.pdf").status_code == 404


def test_an_analyst_sees_totals_of_every_open_prison_and_no_case(client, prison):
    page = service(prison, title="Grief group")
    late = sent(page, 7)[0]
    for code, name, count in (("FEW", "Few (HMP)", 1), ("TWO", "Two (HMP)", 2), ("BBB", "Other (HMP)", 9)):
        sent(service(PrisonFactory(code=code, name=name)), count)
    PrisonFactory(name="Closed (HMP)", opened_on=None)
    client.force_login(user_with_role("analyst"))
    text = client.get("/coordinator/measures/", {"measure": "referrals-sent"}).content.decode()
    assert "Testfield Near (HMP)" in text
    assert "only where at least three of them hold something" in text
    assert "Closed (HMP)" not in text
    for word in (late.reference, "Grief group", late.person.prison_number):
        assert word not in text
    rows = json.loads(client.get("/coordinator/measures/measures.json?measure=referrals-sent").content)["measures"]
    found = {row["prison"]: (row["value"], row["hidden"]) for row in rows}
    assert found == {
        "BBB": (9.0, False),
        "AAA": (7.0, False),
        "FEW": (None, True),
        "TWO": (None, True),
        "": (19.0, False),
    }
    csv = client.get("/coordinator/measures/measures.csv?measure=referrals-sent").content.decode()
    assert "Few (HMP),referrals-sent,,True,1 to 5 referrals" in csv
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
    found = searches_by_group([prison.code], [LAST])
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
        sent(service(PrisonFactory()), 1)
    assert [queries(code) for code in codes] == with_one


def test_who_applies_is_shown_without_small_counts_for_a_prison_and_for_all(client, prison, coordinator):
    others = [PrisonFactory(code=code) for code in ("BBB", "CCC")]
    for place, women, men in ((prison, 20, 3), (others[0], 30, 40), (others[1], 25, 30)):
        count_answers(prison=place, answers={})
        for answer, count in (("woman", women), ("man", men)):
            DiversityTally.objects.filter(prison=place, question="gender", answer=answer).update(shown=count)
    (gender,) = who_applies(["AAA"])
    assert dict(gender.rows) == {"Woman": "hidden", "Man": "hidden", "In another way": "0"}
    (both,) = who_applies(["AAA", "BBB"])
    assert set(dict(both.rows).values()) == {"hidden", "0"}, "less the second prison's it would be the first's"
    (whole,) = who_applies(["AAA", "BBB", "CCC"])
    assert dict(whole.rows) == {"Woman": "75", "Man": "73", "In another way": "0"}
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
    assert figure_of(SHARE, [cell_of(SHARE, Tally(hits, of))]).words == words


def test_no_address_gives_what_counts_people_of_other_days_than_whole_quarters(client, prison, coordinator):
    """So that nobody takes one window from another that is nearly the same (docs/adr/0048-whole-quarters.md)."""
    page = service(prison)
    sent(page, 20, QUARTERS[0].first)
    sent(page, 20, LAST.last)
    sent(page, 1, QUARTERS[0].first - timedelta(days=1))
    sent(page, 1, LAST.last + timedelta(days=1))
    for period, shown in (("4", "40 referrals"), ("1", "20 referrals"), ("7", "40 referrals"), ("", "40 referrals")):
        rows = json.loads(client.get(f"/coordinator/AAA/measures/measures.json?period={period}").content)["measures"]
        assert next(row["shown"] for row in rows if row["code"] == "referrals-sent") == shown


def test_several_quarters_say_no_more_than_each_of_them(prison):
    page = service(prison)
    for quarter, count in zip(QUARTERS, (20, 3, 0, 2), strict=True):
        sent(page, count, quarter.first)
    own, whole = figures_over(COUNT, QUARTERS, ["AAA"])
    assert own.words == "22 to 30 referrals", "20, and two quarters of 1 to 5 each"
    assert (own.value, own.is_hidden) == (None, True)
    assert whole.words == "Too few to show", "a single prison's total is that prison's"
    assert figures_over(COUNT, QUARTERS[1:2], ["AAA"])[0].words == "Too few to show"


def test_whoever_knows_one_prison_s_equality_table_learns_no_small_count_of_another(prison):
    GroupFactory(slug="young", label="Young")
    for code, nothing, unsuitable in (("AAA", 40, 50), ("BBB", 3, 60), ("CCC", 0, 70)):
        place = prison if code == "AAA" else PrisonFactory(code=code)
        unmet(place, "young", "nothing", nothing)
        unmet(place, "young", "none-suitable", unsuitable)
    found = searches_by_group(["AAA", "BBB", "CCC"], [LAST])
    assert found.rows[0][1] == "hidden", "43 less the 40 of the first prison would be the 3 of the second"


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


#: What a group counted in a quarter, by kind; often nothing at all.
_LINE = st.just([0, 0, 0]) | st.lists(st.sampled_from([0, 0, 1, 3, 5, 6, 9, 20]), min_size=3, max_size=3)
_GROUPS = ("ga", "gb", "gc")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(_LINE, min_size=3, max_size=3), min_size=2, max_size=2))
def test_a_quarter_is_hidden_in_the_same_way_alone_and_among_others(prison, counts):
    """Else the sum over two quarters less the one that shows a cell would be the other one's, which is hidden."""
    with transaction.atomic():
        for slug in _GROUPS:
            GroupFactory(slug=slug, label=slug)
        for quarter, numbers in zip(QUARTERS[-2:], counts, strict=True):
            places = [(slug, kind) for slug in _GROUPS for kind in UnmetKind]
            for (slug, kind), number in zip(places, chain(*numbers), strict=True):
                if number:
                    UnmetSearch.objects.create(
                        prison=prison, day=quarter.first, groups=slug, kind=kind, count=number, needs=""
                    )
        one, two, both = (shown_cells(prison, quarters) for quarters in (QUARTERS[-2:-1], QUARTERS[-1:], QUARTERS[-2:]))
        for place, number in both.items():
            hidden = [found for found in (one, two) if found.get(place, 0) == "hidden"]
            assert (number == "hidden") == bool(hidden), place
        transaction.set_rollback(True)


def shown_cells(prison, quarters):
    """Return what a reader sees, by group and column; a group that is not in a table has nothing in it."""
    found = searches_by_group([prison.code], quarters)
    return {
        (row[0], header): cell if cell == "hidden" else int(cell)
        for row in found.rows
        for header, cell in zip(found.headers[1:], row[1:], strict=True)
    }


def test_the_files_say_from_when_to_when_and_give_each_quarter_with_what_is_shown_of_few(client, prison, coordinator):
    page = service(prison)
    for quarter, count in zip(QUARTERS, (20, 3, 0, 12), strict=True):
        sent(page, count, quarter.first)
    rows = json.loads(client.get("/coordinator/AAA/measures/measures.json").content)["measures"]
    found = [(row["from"], row["to"], row["shown"]) for row in rows if row["code"] == "referrals-sent"]
    assert found[0] == (str(QUARTERS[0].first), str(LAST.last), "33 to 37 referrals")
    assert [shown for _first, _last, shown in found[1:]] == [
        "20 referrals",
        "Too few to show",
        "0 referrals",
        "12 referrals",
    ]
    assert found[-1][:2] == (str(LAST.first), str(LAST.last))
    text = client.get("/coordinator/AAA/measures/measures.csv?period=1").content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    assert lines[0][-3:] == ["shown", "from", "to"]
    assert sum(line[0] == "referrals-sent" for line in lines) == 1, "of one quarter there is one line"
