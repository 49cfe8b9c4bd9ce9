"""Evidence and packs: counted as defined, frozen once the period is over, drawn three ways."""

import csv
import io
import re
from datetime import date, datetime, timedelta
from html import unescape

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from accounts.actions import grant_role
from accounts.roles import ROLES
from coordinator.actions import evidence as actions
from coordinator.evidence.content import content_hash
from coordinator.evidence.files import pack_tables
from coordinator.measures.equality import searches_by_group
from coordinator.measures.quarters import last_quarters, quarters_before, quarters_in
from coordinator.measures.registry import Period, all_measures, measure_for
from coordinator.models import Appointment, EvidenceEntry, ExpectationFramework, Indicator, InspectionPack
from core.landing import landing_page
from core.models import AuditEvent
from core.retention import run
from referrals.models import Referral
from search.models import UnmetSearch
from tests.factories.accounts import user_with_role
from tests.factories.directory import GroupFactory, NeedFactory, PrisonFactory, service
from tests.factories.referrals import referral

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
PERIOD = Period(FIRST, LAST)


@pytest.fixture
def framework():
    return ExpectationFramework.objects.get(slug="hmip-men-clinks")


def at(*day):
    return timezone.make_aware(datetime(*day, 10))


def value(code, prison, period=PERIOD):
    measure = measure_for(code)
    return measure.value(measure.tally(prison.code, period))


def test_every_measure_says_what_it_is_and_counts_nothing_in_an_empty_prison(prison):
    assert len(all_measures()) >= 12
    for each in all_measures():
        assert each.definition.endswith(".")
        assert each.counted.endswith(".")
        assert each.value(each.tally(prison.code, PERIOD)) in (0, None), each.code


def test_days_with_a_named_coordinator(prison):
    Appointment.objects.create(
        prison=prison, post="coordinator", name="A", starts_on=date(2025, 6, 1), ends_on=date(2026, 1, 9)
    )
    Appointment.objects.create(prison=prison, post="coordinator", name="B", starts_on=date(2026, 3, 23))
    Appointment.objects.create(prison=prison, post="deputy", name="C", starts_on=date(2026, 1, 1))
    assert value("named-coordinator", prison) == 100 * (9 + 9) / 90


def test_working_days_to_a_first_answer(prison):
    page = service(prison)
    for sent, answered in (
        (at(2026, 1, 5), at(2026, 1, 6)),
        (at(2026, 1, 9), at(2026, 1, 12)),
        (at(2026, 2, 2), at(2026, 2, 9)),
        (at(2026, 3, 30), at(2026, 4, 20)),
        (at(2025, 12, 1), at(2026, 1, 20)),
    ):
        referral(page, status="accepted", sent_at=sent, answered_at=answered)
    referral(page, status="sent", sent_at=at(2026, 2, 3))
    assert value("referrals-sent", prison) == 5
    assert value("first-answer-median", prison) == 1, "1, 1 over a weekend, 5; not the one answered after the period"
    assert value("first-answer-90", prison) == 5


def test_declines_are_those_of_the_period_by_its_end(prison):
    page = service(prison)
    referral(page, status="declined", sent_at=at(2026, 1, 5), closed_at=at(2026, 1, 8))
    referral(page, status="declined", sent_at=at(2026, 3, 30), closed_at=at(2026, 4, 8))
    referral(page, status="accepted", sent_at=at(2026, 2, 1))
    referral(page, status="accepted", sent_at=at(2026, 2, 1))
    assert value("declined", prison) == 25


def test_the_period_before_has_the_same_length():
    assert PERIOD.before() == Period(date(2025, 10, 3), date(2025, 12, 31))


def test_quarters_are_whole_and_over_and_never_overlap():
    year = Period(date(2025, 11, 15), date(2026, 11, 20))
    found = quarters_in(year, date(2026, 11, 25))
    assert [(each.first, each.last) for each in found] == [
        (date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 7, 1), date(2026, 9, 30)),
    ]
    assert quarters_in(PERIOD, date(2026, 3, 31)) == [], "its last day is not over"
    assert quarters_in(PERIOD, date(2026, 4, 1)) == [PERIOD]
    assert last_quarters(2, date(2026, 2, 1)) == [
        Period(date(2025, 7, 1), date(2025, 9, 30)),
        Period(date(2025, 10, 1), date(2025, 12, 31)),
    ]
    assert quarters_before(found)[-1].last == date(2025, 12, 31)
    assert len(quarters_before(found)) == 3


def make(prison, framework, by, **changes):
    asked = {"first": FIRST, "last": LAST, **changes}
    pack = actions.request_pack(prison=prison, framework=framework, by=by, **asked)
    actions.build_pack(key=pack.pk)
    pack.refresh_from_db()
    return pack


def test_a_second_look_on_another_day_gives_the_same_pack(prison, coordinator, framework):
    page = service(prison)
    for _ in range(6):
        referral(page, status="sent", sent_at=at(2026, 2, 2))
    pack = make(prison, framework, coordinator)
    InspectionPack.objects.update(built_at=at(2026, 4, 2))
    assert (pack.state, pack.progress, pack.edition) == ("ready", 100, 1)
    referral(page, status="sent", sent_at=at(2026, 2, 3))
    again = make(prison, framework, coordinator)
    assert (again.pk, again.content_hash) == (pack.pk, pack.content_hash)
    assert (pack_tables(again), content_hash(again.content)) == (pack_tables(pack), pack.content_hash)
    assert again.content["figures"]["referrals-sent"]["value"] == "6 referrals"
    further = make(prison, framework, coordinator, again=True)
    assert further.edition == 2
    assert further.content["figures"]["referrals-sent"]["value"] == "7 referrals"
    pack.refresh_from_db()
    assert pack.content["figures"]["referrals-sent"]["value"] == "6 referrals"


def test_small_numbers_stand_in_no_pack(prison, coordinator, framework):
    page = service(prison)
    for day in range(1, 21):
        closed = {"status": "declined", "reason": "full-places"} if day <= 4 else {"status": "accepted"}
        closed |= {"closed_at": at(2026, 2, 26)} if day <= 4 else {}
        sent = referral(page, sent_at=at(2026, 2, day), **closed)
        Referral.objects.filter(pk=sent.pk).update(source="wing" if day > 2 else "chaplaincy")
    content = make(prison, framework, coordinator).content
    assert content["figures"]["referrals-sent"]["value"] == "20 referrals"
    assert content["figures"]["declined"]["value"] == "Too few to show"
    tables = {table["title"]: table for table in content["tables"]}
    assert tables["Referrals by where they came from"]["rows"] == [["Others, few each, together", 20]]
    for title in ("Referrals by where they stood", "Declines by reason"):
        assert tables[title]["rows"] == [["Too few to show how they divide", "Yes"]]


def test_two_packs_whose_periods_nearly_agree_give_away_nothing_of_the_days_between(prison, coordinator, framework):
    page = service(prison)
    for day, count in ((at(2026, 2, 2), 20), (at(2026, 3, 31), 1), (at(2026, 5, 4), 9)):
        for _ in range(count):
            referral(page, status="sent", sent_at=day)

    def shown(**days):
        return make(prison, framework, coordinator, **days).content

    whole = shown()
    assert whole["figures"]["referrals-sent"]["value"] == "21 referrals"
    less = shown(last=date(2026, 3, 30))
    assert less["figures"]["referrals-sent"]["value"] == "No whole quarter to count"
    assert all(table["rows"] == [] for table in less["tables"])
    more = shown(last=date(2026, 5, 4))
    for part in ("quarters", "tables"):
        assert more[part] == whole[part], "days after the quarter add nothing about people"
    assert more["figures"]["referrals-sent"] == whole["figures"]["referrals-sent"]


def test_what_was_changed_or_forgotten_later_changes_no_pack(client, prison, coordinator, framework):
    """Late edits, a listing that goes, retention years later: a second look gives the pack as it was."""
    page = service(prison)
    Appointment.objects.create(prison=prison, post="coordinator", name="Sam Coordinator", starts_on=FIRST)
    made = [
        referral(page, sent_at=at(2026, 2, 2), status="completed", closed_at=at(2026, 2, 20), reason="")
        for _ in range(8)
    ]
    pack = make(prison, framework, coordinator)
    path = f"/coordinator/AAA/evidence/packs/{pack.pk}/"
    before = client.get(path).content.decode()
    assert "8 referrals" in before
    assert "Sam Coordinator" in before
    Referral.objects.filter(pk__in=[each.pk for each in made[:3]]).update(sent_at=at(2026, 6, 2))
    page.unpublish()
    framework.indicators.all().update(text="Reworded later")
    Appointment.objects.update(name="Renamed later")
    assert main_part(client.get(path).content.decode()) == main_part(before)
    assert make(prison, framework, coordinator).pk == pack.pk
    run(at=timezone.now() + timedelta(days=1000))
    successor = user_with_role("coordinator", prison)
    client.force_login(successor)
    after = client.get(path).content.decode()
    assert main_part(after) == main_part(before).replace("Sam Coordinator", ""), "only the name of who held a post goes"
    again = make(prison, framework, successor)
    assert (again.pk, again.content["figures"]) == (pack.pk, pack.content["figures"])


def main_part(page):
    return page[page.index("<h1>") :]


def test_a_pack_of_a_period_that_is_still_running_is_counted_anew(prison, coordinator, framework):
    today = timezone.localdate()
    one = make(prison, framework, coordinator, last=today)
    two = make(prison, framework, coordinator, last=today)
    assert (one.edition, two.edition) == (1, 2)


def test_building_twice_changes_nothing_and_a_failure_is_kept_and_can_be_asked_again(
    prison, coordinator, framework, monkeypatch
):
    pack = make(prison, framework, coordinator)
    built_at = pack.built_at
    assert actions.build_pack(key=pack.pk) == "ready"
    pack.refresh_from_db()
    assert pack.built_at == built_at
    broken = actions.request_pack(
        prison=prison, framework=framework, first=FIRST, last=date(2026, 2, 1), by=coordinator
    )

    def fail(*args, **kwargs):
        raise RuntimeError("counting failed")

    with monkeypatch.context() as patched:
        patched.setattr(actions, "build_content", fail)
        with pytest.raises(RuntimeError):
            actions.build_pack(key=broken.pk)
    broken.refresh_from_db()
    assert broken.state == "failed"
    assert make(prison, framework, coordinator, last=date(2026, 2, 1)).edition == 2


def test_a_pack_is_refused_for_days_that_make_no_sense_and_for_whoever_sees_no_evidence(prison, coordinator, framework):
    tomorrow = timezone.localdate() + timedelta(days=1)
    for changes in ({"last": tomorrow}, {"last": date(2025, 1, 1)}):
        with pytest.raises(ValidationError):
            make(prison, framework, coordinator, **changes)
    with pytest.raises(PermissionDenied):
        make(prison, framework, user_with_role("staff", prison))


def test_the_pack_shows_each_figure_with_its_definition_as_page_pdf_and_spreadsheet(
    client, prison, coordinator, framework, django_capture_on_commit_callbacks
):
    late = referral(service(prison), status="sent", sent_at=at(2026, 2, 2))
    indicator = framework.indicators.first()
    path = f"/coordinator/AAA/evidence/{indicator.pk}/add/"
    data = {"on_day": "3", "on_month": "2", "on_year": "2026", "text": "The strategy was agreed", "source": "Minutes"}
    assert client.post(path, data).status_code == 302
    period = {"first_day": "1", "first_month": "1", "first_year": "2026"}
    period |= {"last_day": "31", "last_month": "3", "last_year": "2026", "framework": framework.pk}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/coordinator/AAA/evidence/", period)
    text = unescape(client.get(answer.url).content.decode())
    for each in all_measures():
        assert each.label in text
        assert each.counted in text
    assert "The strategy was agreed" in text
    assert late.person.prison_number not in text
    pack = InspectionPack.objects.get()
    base = f"/coordinator/AAA/evidence/packs/{pack.pk}/pack."
    assert client.get(f"{base}pdf").content.startswith(b"%PDF")
    book = load_workbook(io.BytesIO(client.get(f"{base}xlsx").content))
    assert "How it is counted" in [cell.value for cell in book.worksheets[1][1]]
    assert client.get(f"{base}exe").status_code == 404
    assert AuditEvent.objects.filter(event="pack.read").count() == 3
    assert "2 February 2026" not in client.get("/coordinator/AAA/evidence/").content.decode()


def test_a_pack_that_is_not_ready_says_how_far_it_is(client, prison, coordinator, framework):
    pack = actions.request_pack(prison=prison, framework=framework, first=FIRST, last=LAST, by=coordinator)
    InspectionPack.objects.update(state="building", progress=40)
    path = f"/coordinator/AAA/evidence/packs/{pack.pk}/"
    assert "40 per cent is done." in client.get(path).content.decode()
    assert client.get(f"{path}pack.pdf").status_code == 404


def test_the_page_that_waits_asks_again_by_itself_until_the_pack_is_there_or_will_not_come(
    client, prison, coordinator, framework
):
    pack = actions.request_pack(prison=prison, framework=framework, first=FIRST, last=LAST, by=coordinator)
    path = f"/coordinator/AAA/evidence/packs/{pack.pk}/"
    text = client.get(path).content.decode()
    assert 'hx-trigger="every 2s"' in text
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in text
    soon = timezone.now() + timedelta(seconds=90)
    Session.objects.update(expire_date=soon)
    client.get(path, headers={"HX-Request": "true"})
    assert Session.objects.get().expire_date == soon, "nobody pressed anything: the session is not prolonged"
    InspectionPack.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    text = client.get(path).content.decode()
    assert "longer than it should" in text
    assert "hx-trigger" not in text
    assert "http-equiv" not in text
    actions.build_pack(key=pack.pk)
    answer = client.get(path, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, path)
    assert not AuditEvent.objects.filter(event="pack.read").exists()


def test_sponsors_read_and_write_nothing_and_other_prisons_see_nothing(client, prison, coordinator, framework):
    pack = make(prison, framework, coordinator)
    path = f"/coordinator/AAA/evidence/packs/{pack.pk}/"
    client.force_login(user_with_role("sponsor", prison))
    assert client.get(path).status_code == 200
    assert client.get(f"/coordinator/AAA/evidence/{Indicator.objects.first().pk}/add/").status_code == 404
    client.force_login(user_with_role("coordinator", PrisonFactory(code="BBB")))
    assert client.get(path).status_code == 404
    assert client.get(path.replace("AAA", "BBB")).status_code == 404


def test_the_three_frameworks_are_data_and_the_one_in_force_is_empty():
    numbers = dict(ExpectationFramework.objects.values_list("slug", "number"))
    assert numbers == {"hmip-men-clinks": "81", "hmip-men-2017": "80", "in-force": ""}
    assert not Indicator.objects.filter(framework__slug="in-force").exists()
    known = {each.code for each in all_measures()}
    for codes in Indicator.objects.values_list("measures", flat=True):
        assert set(codes.split()) <= known


def test_the_pack_shows_who_is_missing_out_who_applies_and_the_gaps(prison, coordinator, framework):
    need = NeedFactory(slug="grief", label="Grief", parent=NeedFactory(slug="loss", label="Loss"))
    met = NeedFactory(slug="money", label="Money", parent=need.parent)
    service(prison, needs=[met])
    service(prison, needs=[need], availability="paused")
    GroupFactory(slug="young", label="Young adults")
    GroupFactory(slug="old", label="Older people")
    for group, kind, count in (
        ("young", "nothing", 30),
        ("young", "none-suitable", 20),
        ("old", "nothing", 40),
        ("old", "none-suitable", 10),
    ):
        UnmetSearch.objects.create(prison=prison, day=FIRST, needs="grief", groups=group, kind=kind, count=count)
    UnmetSearch.objects.create(prison=prison, day=date(2026, 4, 3), needs="grief", kind="nothing", count=3)
    pack = make(prison, framework, coordinator, last=date(2026, 6, 30))
    tables = {table["title"]: table for table in pack.content["tables"]}
    equality = tables["Searches in vain by group"]
    young = next(row for row in equality["rows"] if row[0] == "Young adults")
    assert young[:-1] == ["Young adults", "30", "20", "0", "50"]
    assert young[-1].startswith("2.00 (")
    assert equality["rows"][-1][0] == "All of these"
    assert tables["Needs for which nobody takes people"]["rows"] == [["Grief", 1, 100, "1 to 5"]]
    assert any(table.title.startswith("Needs for which") for table in pack_tables(pack))


def test_a_pack_whose_builder_died_is_built_anew_when_it_is_asked_for(prison, coordinator, framework):
    def ask():
        return actions.request_pack(prison=prison, framework=framework, first=FIRST, last=LAST, by=coordinator)

    dead = ask()
    InspectionPack.objects.update(state="building")
    assert ask() == dead, "it may still be at work"
    InspectionPack.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    assert ask().edition == 2


@pytest.mark.parametrize("words", ["Mr Quickthorn opened it.", "A1234BC said so.", "They thanked Darren Watkins."])
def test_evidence_that_names_somebody_is_refused_and_nothing_typed_is_lost(client, prison, coordinator, words):
    path = f"/coordinator/AAA/evidence/{Indicator.objects.first().pk}/add/"
    data = {"on_day": "3", "on_month": "2", "on_year": "2026", "text": words, "source": "Minutes"}
    text = client.post(path, data).content.decode()
    assert 'href="#id_text"' in text
    assert words in text
    assert not EvidenceEntry.objects.exists()


def menu_of(text):
    link = r'href="/coordinator/(?:evidence/)?"[^>]*>\s*(?:<[^>]+>)*\s*(Worklist|Evidence)'
    return set(re.findall(link, text))


def test_the_coordinator_has_the_worklist_in_the_menu(client, prison, coordinator):
    assert menu_of(client.get("/coordinator/AAA/evidence/").content.decode()) == {"Worklist"}


def test_the_sponsor_comes_to_the_evidence_and_reads_at_a_glance_who_runs_it(client, prison):
    sponsor = user_with_role("sponsor", prison)
    assert landing_page(sponsor) == "/coordinator/"
    client.force_login(sponsor)
    answer = client.get("/coordinator/", follow=True)
    assert answer.request["PATH_INFO"] == "/coordinator/AAA/evidence/"
    text = answer.content.decode()
    assert menu_of(text) == {"Evidence"}
    assert "Nobody since" in text, "a vacancy is flagged to whoever backs the post"
    assert "Organisations at work: 0 organisations. People who come in: 0 people." in text
    Appointment.objects.create(prison=prison, post="coordinator", name="Sam Coordinator", starts_on=FIRST)
    assert "Sam Coordinator, since 1 January 2026" in client.get("/coordinator/AAA/evidence/").content.decode()
    grant_role(user=sponsor, role=ROLES["coordinator"], scope=PrisonFactory(code="BBB"), by=None)
    text = client.get("/coordinator/").content.decode()
    for path in ("/coordinator/AAA/evidence/", "/coordinator/BBB/worklist/"):
        assert path in text


def test_the_evidence_page_has_a_constant_number_of_queries(client, prison, coordinator):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/coordinator/AAA/evidence/").status_code == 200
        return len(caught)

    need = NeedFactory(slug="grief", label="Grief", parent=NeedFactory(slug="loss", label="Loss"))
    indicator = Indicator.objects.first()

    def add():
        service(prison, needs=[need])
        EvidenceEntry.objects.create(prison=prison, indicator=indicator, on=FIRST, text="x")

    add()
    queries()
    with_one = queries()
    for _ in range(30):
        add()
    assert queries() == with_one


def test_a_count_of_people_is_shown_the_same_on_screen_in_files_in_the_pack_and_nationally(
    client, prison, coordinator, framework
):
    """So that taking one from another says nothing that each does not say (docs/adr/0048-whole-quarters.md)."""
    need = NeedFactory(slug="grief", label="Grief", parent=NeedFactory(slug="loss", label="Loss"))
    page, quarters = service(prison, needs=[need], availability="paused"), last_quarters(4, timezone.localdate())
    GroupFactory(slug="young", label="Young adults")
    GroupFactory(slug="old", label="Older people")
    for quarter, count in zip(quarters, (20, 3, 0, 12), strict=True):
        sent_at = timezone.make_aware(datetime.combine(quarter.first, datetime.min.time().replace(hour=10)))
        for number in range(count):
            few = {"status": "declined", "closed_at": sent_at, "reason": "full-places"} if number < 2 else {}
            referral(page, sent_at=sent_at, answered_at=sent_at, **{"status": "accepted"} | few)
        for group, kind, found in (("young", "nothing", count), ("old", "none-suitable", count + 4)):
            UnmetSearch.objects.create(
                prison=prison, day=quarter.last, needs="grief", groups=group, kind=kind, count=found
            )
    pack = make(prison, framework, coordinator, first=quarters[0].first, last=quarters[-1].last).content
    rows = client.get("/coordinator/AAA/measures/measures.json").json()["measures"]
    client.force_login(user_with_role("analyst"))
    for each in (measure for measure in all_measures() if measure.about_people):
        in_pack = [pack["figures"][each.code]["value"], *pack["figures"][each.code]["quarters"]]
        assert [row["shown"] for row in rows if row["code"] == each.code] == in_pack, each.code
        across = client.get(f"/coordinator/measures/measures.json?measure={each.code}").json()["measures"]
        assert next(row["shown"] for row in across if row["prison"] == "AAA") == in_pack[0], each.code
    assert "Too few to show" in pack["figures"]["referrals-sent"]["quarters"]
    tables = {table["title"]: table["rows"] for table in pack["tables"]}
    shown = searches_by_group(["AAA"], quarters)
    assert [tuple(row[:-1]) for row in tables["Searches in vain by group"]] == shown.rows
    assert "hidden" in str(shown.rows)
    client.force_login(coordinator)
    lines = list(csv.reader(io.StringIO(client.get("/coordinator/AAA/gaps/gaps.csv").content.decode("utf-8-sig"))))
    in_file = next(line[3] for line in lines if line[:1] == ["Grief"])
    cells = [str(cell) for cell in tables["Needs for which nobody takes people"][0][2:]]
    ends = [tuple(int(end) for end in cell.split(" to ")) for cell in cells]
    assert in_file == f"{sum(end[0] for end in ends)} to {sum(end[-1] for end in ends)}"
