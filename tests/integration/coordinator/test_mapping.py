"""Coverage, demand, gaps: counted rightly, shown with a table, written to a file."""

import csv
import io
from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from coordinator.charts import bar_chart
from coordinator.mapping.coverage import Across, coverage_of, duplicates_in
from coordinator.mapping.demand import demand_in
from coordinator.mapping.fillers import who_could_fill
from coordinator.measures.quarters import last_quarters
from coordinator.sheets import Table, csv_file
from directory.models import DeliveryMode
from referrals.enums import DeclineReason
from search.models import UnmetSearch
from tests.factories.accounts import user_with_role
from tests.factories.directory import GroupFactory, NeedFactory, OrganisationFactory, PrisonFactory, service
from tests.factories.referrals import referral

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def need():
    return NeedFactory(slug="grief", label="Grief", parent=NeedFactory(slug="loss", label="Loss"))


@pytest.fixture
def mode():
    return DeliveryMode.objects.create(slug="one-to-one", label="One to one")


def line_of(coverage, need):
    return next(line for line in coverage.lines if line.need == need)


def test_a_need_is_a_gap_when_nobody_takes_people_for_it(prison, need, mode):
    assert line_of(coverage_of(prison), need).is_gap
    service(prison, needs=[need], modes=[mode], availability="paused")
    line = line_of(coverage_of(prison), need)
    assert (len(line.services), line.taking, line.is_gap, line.cells(coverage_of(prison))) == (1, 0, True, [1])
    service(prison, needs=[need], availability="waiting-list")
    service(PrisonFactory(), needs=[need])
    service(prison, needs=[need], live=False)
    line = line_of(coverage_of(prison), need)
    assert (len(line.services), line.taking, line.is_gap) == (2, 1, False)


def test_filters_by_group_availability_and_way(prison, need, mode):
    young, old = GroupFactory(slug="young"), GroupFactory(slug="old")
    service(prison, needs=[need], groups=[young], modes=[mode])
    service(prison, needs=[need], availability="paused")

    def count(**filters):
        return len(line_of(coverage_of(prison, **filters), need).services)

    assert count() == 2
    assert count(group=young) == 2
    assert count(group=old) == 1, "a service for nobody in particular is for anybody"
    assert count(availability="paused") == 1
    assert count(mode="one-to-one") == 1


def test_the_columns_are_ways_groups_or_availability_and_the_file_has_all_four_at_once(
    client, prison, coordinator, need, mode
):
    young = GroupFactory(slug="young", label="Young adults")
    service(prison, needs=[need], groups=[young], modes=[mode], availability="limited")
    service(prison, needs=[need], modes=[mode], availability="paused")
    by_group = coverage_of(prison, across=Across.GROUP)
    assert by_group.columns == [("anyone", "Anybody"), ("young", "Young adults")]
    assert line_of(by_group, need).cells(by_group) == [1, 1]
    by_state = coverage_of(prison, across=Across.AVAILABILITY, group=young)
    shown = dict(zip((key for key, _label in by_state.columns), line_of(by_state, need).cells(by_state), strict=True))
    assert {key: number for key, number in shown.items() if number} == {"limited": 1, "paused": 1}
    assert coverage_of(prison).in_full() == [
        ("Grief", "Anybody", "One to one", "Paused", 1),
        ("Grief", "Young adults", "One to one", "Limited places", 1),
    ]
    text = client.get("/coordinator/AAA/gaps/", {"across": "availability"}).content.decode()
    assert "Services by need and availability" in text
    assert client.get("/coordinator/AAA/gaps/", {"across": "nonsense"}).status_code == 200


def test_demand_counts_searches_declines_for_want_of_room_and_waits_in_the_period(prison, coordinator, need):
    page = service(prison, needs=[need], typical_wait_weeks=4)
    UnmetSearch.objects.create(prison=prison, day=TODAY, needs="grief;other", kind="nothing", count=3)
    UnmetSearch.objects.create(prison=prison, day=TODAY - timedelta(days=200), needs="grief", kind="nothing", count=9)
    UnmetSearch.objects.create(prison=prison, day=TODAY, needs="grief", kind="blocked", count=2)
    UnmetSearch.objects.create(prison=PrisonFactory(), day=TODAY, needs="grief", kind="nothing", count=7)
    for status, reason in (
        ("declined", DeclineReason.FULL_PLACES),
        ("declined", DeclineReason.AGE),
        ("waiting-list", ""),
        ("sent", ""),
    ):
        closed = timezone.now() if status == "declined" else None
        referral(page, status=status, reason=reason, closed_at=closed).needs.set([need])
    asked = demand_in(prison, TODAY - timedelta(days=89), TODAY)[need.pk]
    assert (asked.searches, asked.blocked, asked.referred, asked.declined, asked.waiting) == (3, 2, 4, 1, 1)
    assert (asked.unmet, asked.wait_weeks) == (6, 4.0)


def test_who_could_fill_is_the_catalogue_and_other_prisons_and_nobody_already_here(client, prison, coordinator, need):
    known = OrganisationFactory(name="National Grief", in_catalogue=True)
    known.needs.set([need])
    here = OrganisationFactory(name="Here Already", in_catalogue=True)
    here.needs.set([need.parent])
    service(prison, organisation=here)
    elsewhere = service(PrisonFactory(), needs=[need], title="Elsewhere group")
    service(PrisonFactory(opened_on=None), needs=[need], title="Closed prison's")
    found = who_could_fill(prison, need)
    assert ([each.name for each in found.catalogue], found.elsewhere) == (["National Grief"], [elsewhere])
    text = client.get("/coordinator/AAA/gaps/grief/").content.decode()
    assert "National Grief" in text
    assert "does not mean that they serve any prison" in text
    assert client.get("/coordinator/AAA/gaps/nothing/").status_code == 404


def test_what_may_be_listed_twice(prison, need):
    organisation = OrganisationFactory()
    one = service(prison, title="Grief group", needs=[need], organisation=organisation)
    two = service(prison, title="Another name", needs=[need], organisation=organisation)
    three = service(prison, title="grief group ")
    service(prison, title="Quite different", needs=[need])
    pairs = {frozenset((a.pk, b.pk)) for a, b in duplicates_in(prison)}
    assert pairs == {frozenset((one.pk, two.pk)), frozenset((one.pk, three.pk))}


def test_the_screen_has_a_text_and_a_table_for_every_chart(client, prison, coordinator, need):
    UnmetSearch.objects.create(prison=prison, day=TODAY, needs="grief", kind="nothing", count=3)
    service(prison, needs=[NeedFactory(slug="money", label="Money", parent=need.parent)])
    text = client.get("/coordinator/AAA/gaps/").content.decode()
    assert "asked for 3 times in vain" in text
    assert text.count('role="img"') == text.count("<desc ") == text.count("<figcaption") == 2
    assert text.count("<table") == 2
    assert "style=" not in text


def test_the_number_of_queries_does_not_grow_with_services(client, prison, coordinator, need):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/coordinator/AAA/gaps/").status_code == 200
        return len(caught)

    service(prison, needs=[need])
    queries()
    with_one = queries()
    for _ in range(30):
        service(prison, needs=[need])
    assert queries() == with_one


def test_the_files_hold_the_figures_and_how_they_are_counted(client, prison, coordinator, need):
    service(prison, needs=[need])
    before, last = last_quarters(2, TODAY)
    for kind, day, count in (
        ("nothing", last.first, 5),
        ("nothing", before.first, 20),
        ("blocked", last.last, 6),
        ("blocked", TODAY, 7),
    ):
        UnmetSearch.objects.create(prison=prison, day=day, needs="grief", kind=kind, count=count)
    book = load_workbook(io.BytesIO(client.get("/coordinator/AAA/gaps/gaps.xlsx").content))
    assert len(book.sheetnames) == 4
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert ["Grief", 1, 1, "21 to 25", 6, 0] in [row[:6] for row in rows], "whole quarters; small counts stay here"
    lines = list(csv.reader(io.StringIO(client.get("/coordinator/AAA/gaps/gaps.csv").content.decode("utf-8-sig"))))
    assert any(line[:1] == ["Searched for in vain"] for line in lines)
    assert client.get("/coordinator/AAA/gaps/gaps.exe").status_code == 404


def test_a_cell_that_would_run_as_a_formula_is_neutralised():
    made = csv_file([Table("T", ("A",), [("=1+1",), (-3,)])]).decode("utf-8-sig")
    assert made.splitlines() == ["A", "'=1+1", "-3"]


def test_a_chart_shows_the_largest_first_and_says_so_in_words():
    chart = bar_chart("k", "T", [("a", 1), ("none", 0), ("b", 4)], unit="things")
    assert [(bar.label, bar.value) for bar in chart.bars] == [("b", 4), ("a", 1)]
    assert chart.bars[0].width == 4 * chart.bars[1].width
    assert chart.summary == "5 things over 2 entries. The most: b (4), a (1)."
    assert bar_chart("k", "T", [], unit="things").summary == "Nothing was counted."


def test_the_sponsor_reads_the_same_counts_as_the_coordinator_on_the_screen_and_in_the_file(client, prison, need):
    page = service(prison, needs=[need])
    at = timezone.make_aware(datetime.combine(last_quarters(1, TODAY)[0].last, time(10)))
    for _ in range(7):
        made = referral(page, status="declined", reason=DeclineReason.FULL_PLACES, sent_at=at, closed_at=at)
        made.needs.set([need])
    files = []
    for role in ("coordinator", "sponsor"):
        client.force_login(user_with_role(role, prison))
        answer = client.get("/coordinator/AAA/gaps/", {"period": "365"})
        assert ["Grief", 1, 1, 0, 0, 7, 7, 0, ""] in [list(row) for row in answer.context["demand"].rows], role
        files.append(client.get("/coordinator/AAA/gaps/gaps.csv").content)
    assert files[0] == files[1]
    assert b"Grief,1,1,0,0,7,7," in files[1]


def test_a_filter_by_availability_is_of_the_matrix_and_makes_no_need_a_gap(client, prison, coordinator, need):
    service(prison, needs=[need])
    everything = client.get("/coordinator/AAA/gaps/").context
    paused = client.get("/coordinator/AAA/gaps/", {"availability": "paused"}).context
    assert [line.need for line, _asked in everything["missing"]] == []
    assert [line.need for line, _asked in paused["missing"]] == []
    young = GroupFactory(slug="young", label="Young adults")
    service(prison, needs=[NeedFactory(slug="money", label="Money", parent=need.parent)], groups=[young])
    old = GroupFactory(slug="old", label="Older people")
    text = client.get("/coordinator/AAA/gaps/", {"group": old.slug}).content.decode()
    assert "Nobody takes people for 1 of 2 needs (for: Older people)" in text
