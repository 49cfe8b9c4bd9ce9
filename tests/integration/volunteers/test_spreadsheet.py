"""People by spreadsheet: all or nothing, row by row with what is wrong, and whatever file comes no server error."""

import csv
import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from hypothesis import Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from openpyxl import Workbook

from core.models import AuditEvent
from directory.models import Organisation
from tests.factories import volunteers as make
from tests.factories.accounts import user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory
from tests.integration.volunteers.rows import rows
from volunteers import models as m
from volunteers.actions.spreadsheets import export_people, import_people
from volunteers.spreadsheet import COLUMNS

pytestmark = pytest.mark.django_db


def written(*said):
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows(said)
    return out.getvalue().encode()


NIA = {"first_name": "Nia", "last_name": "Owen", "organisation": "Helping Hands", "agreed_on": "01/02/2026"}


def read(prison, by, *rows):
    return import_people(prison=prison, content=written(*rows), filename="people.csv", by=by)


def test_somebody_new_comes_in_with_a_clearance(prison, organisation, coordinator):
    cleared = {"level": "Baseline", "status": "Cleared", "sent_on": "01/02/2026", "decided_on": "2026-03-27"}
    outcome = read(prison, coordinator, NIA | cleared | {"vetting_reference": "V-12/26"})
    assert (outcome.added, outcome.clearances, outcome.problems) == (1, 1, [])
    clearance = m.Clearance.objects.get()
    assert (clearance.entrant.name, f"{clearance.expires_on}", clearance.reference) == (
        "Nia Owen",
        "2031-03-27",
        "V-12/26",
    )
    assert clearance.entrant.approvals.get().prison == prison
    assert AuditEvent.objects.filter(event="entrants.imported").exists()


def test_the_gate_says_how_many_of_a_file_may_come_in(client, prison, organisation, coordinator):
    """The same gate as at the screens: a clearance from a file lets in whom the prison has approved, nobody else."""
    approved = make.entrant(prison, organisation, approval="approved")
    asked = make.entrant(prison, organisation, approval="asked")
    cleared = {"level": "Baseline", "status": "Cleared", "decided_on": "2026-03-27"}
    said = [
        {"reference": who.reference, "first_name": who.first_name, "last_name": who.last_name} | cleared
        for who in (approved, asked)
    ]
    outcome = read(prison, coordinator, *said, NIA | cleared)
    assert (outcome.problems, outcome.added, outcome.entering) == ([], 1, 1)


def test_what_is_exported_changes_nothing_when_it_comes_back(prison, organisation, coordinator):
    for status in ("cleared", "query", "suspended", "not-cleared"):
        make.clearance(make.entrant(prison, organisation, phone="=1+1"), prison, status)
    for ending in ("csv", "xlsx"):
        content = export_people(prison=prison, ending=ending, by=coordinator)
        outcome = import_people(prison=prison, content=content, filename=f"people.{ending}", by=coordinator)
        assert (outcome.added, outcome.changed, outcome.clearances, outcome.problems) == (0, 0, 0, [])
    assert m.Entrant.objects.count() == m.Clearance.objects.count() == 4


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ({"last_name": "Owen", "agreed_on": "01/02/2026"}, "first_name", "name"),
        (NIA | {"organisation": "Nobody Ltd"}, "organisation", "No organisation"),
        (NIA | {"level": "Baseline"}, "level", "both"),
        (NIA | {"level": "Gold", "status": "Query"}, "level", "levels"),
        (NIA | {"level": "Baseline", "status": "Cleared"}, "decided_on", "decided"),
        (NIA | {"level": "Baseline", "status": "Query", "sent_on": "31/02/2026"}, "sent_on", "date"),
        (NIA | {"level": "Baseline", "status": "Query", "sent_on": "01/01/2099"}, "sent_on", "not come"),
        (NIA | {"vetting_reference": "theft 2009"}, "vetting_reference", "Take out"),
        (NIA | {"reference": "P-9999-999"}, "reference", "Nobody"),
        (NIA | {"email": "nia"}, "email", "e-mail"),
        (NIA | {"kind": "peer"}, "kind", "Volunteer"),
        (NIA | {"organisation": ""}, "", "organisation of somebody new"),
        (NIA | {"agreed_on": ""}, "agreed_on", "agreed"),
        (NIA | {"agreed_on": "01/01/2099"}, "agreed_on", "not come"),
    ],
)
def test_a_bad_row_is_named_and_nothing_of_the_file_is_saved(prison, organisation, coordinator, row, column, words):
    outcome = read(prison, coordinator, NIA | {"first_name": "Mair"}, row)
    assert {(problem.row, problem.column) for problem in outcome.problems} == {(3, column)}
    assert words in outcome.problems[0].reason
    assert not m.Entrant.objects.exists()
    assert not AuditEvent.objects.filter(event="entrant.added").exists()


def test_the_same_person_twice_is_refused(prison, organisation, coordinator):
    row = NIA | {"reference": make.entrant(prison, organisation).reference}
    assert "stands in row 2" in read(prison, coordinator, row, row).problems[0].reason


def test_a_file_that_is_sent_twice_makes_nobody_twice(prison, organisation, coordinator):
    for new in (NIA, NIA | {"first_name": "Mair", "email": "mair@example.org"}):
        assert read(prison, coordinator, new).added == 1
        again = read(prison, coordinator, new)
        made = m.Entrant.objects.get(first_name=new["first_name"])
        assert f"This seems to be {made.reference}" in again.problems[0].reason
        assert (
            "stands in row 2"
            in read(prison, coordinator, new | {"last_name": "Else"}, new | {"last_name": "Else"}).problems[0].reason
        )
    other = NIA | {"email": "another.nia@example.org"}
    assert read(prison, coordinator, other).added == 1
    assert m.Entrant.objects.count() == 3


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"organisation": "Kind Words"}, "organisation"),
        ({"kind": "Paid worker"}, "kind of work"),
        ({"agreed_on": "03/02/2026"}, "day of agreement"),
    ],
)
def test_what_a_file_does_not_change_for_somebody_known_is_said(prison, organisation, coordinator, change, words):
    OrganisationFactory(name="Kind Words")
    who = make.entrant(prison, organisation)
    same = {"reference": who.reference, "first_name": "Nia", "last_name": "Owen"}
    outcome = read(prison, coordinator, same | change)
    assert f"Their {words} here is another." in outcome.problems[0].reason
    who.refresh_from_db()
    assert who.first_name != "Nia"
    assert read(prison, coordinator, same | {"organisation": "Helping Hands", "kind": "volunteer"}).changed == 1


def test_what_is_in_process_is_not_decided(prison, organisation, coordinator):
    """The gate takes a decided clearance in process for a refused one, so a file cannot write one by mistake."""
    query = {"level": "Baseline", "status": "Query", "sent_on": "01/02/2026", "decided_on": "01/03/2026"}
    assert "not decided yet" in read(prison, coordinator, NIA | query).problems[0].reason
    assert read(prison, coordinator, NIA | query | {"status": "Reconsideration asked"}).clearances == 1
    content = export_people(prison=prison, ending="csv", by=coordinator)
    outcome = import_people(prison=prison, content=content, filename="people.csv", by=coordinator)
    assert (outcome.clearances, outcome.problems) == (0, [])


def test_a_person_of_another_prison_is_unknown_here(prison, organisation, coordinator):
    elsewhere = make.entrant(PrisonFactory(), organisation)
    outcome = read(prison, coordinator, NIA | {"reference": elsewhere.reference})
    assert outcome.problems[0].column == "reference"


def test_the_screen_shows_what_is_wrong_and_then_what_was_saved(client, prison, organisation, coordinator):
    client.force_login(coordinator)
    address = reverse("volunteers:spreadsheet", kwargs={"code": "TSF"})
    bad = SimpleUploadedFile("people.csv", written(NIA | {"level": "Gold"}))
    assert "Write one of the levels" in client.post(address, {"file": bad}).content.decode()
    good = SimpleUploadedFile("people.csv", written(NIA))
    assert "Added: 1." in client.post(address, {"file": good}, follow=True).content.decode()
    broken = SimpleUploadedFile("people.xlsx", b"PK\x03\x04 nonsense")
    assert "There is a problem" in client.post(address, {"file": broken}).content.decode()


_CELL = st.one_of(
    st.sampled_from(
        ["", "Nia", "Helping Hands", "Baseline", "cleared", "Query", "27/03/2026", "2026-03-27", "x" * 300]
    ),
    st.text(max_size=30),
    st.dates().map(str),
)
_TYPED = st.one_of(
    _CELL,
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.datetimes(min_value=datetime.datetime(1900, 3, 1)),
    st.times(),
    st.sampled_from(["=1+1", "=HYPERLINK(A1)", "#REF!", "-1", "\u202eNia"]),
)
_TYPED_ROW = st.fixed_dictionaries({}, optional=dict.fromkeys(COLUMNS, _TYPED))
_ROW = st.fixed_dictionaries({}, optional={column: _CELL for column in COLUMNS})


class AnyFile(TestCase):
    """Whatever stands in a file, it is taken whole or not at all."""

    def setUp(self):
        self.prison = PrisonFactory(code="TSF", name="Testfield (HMP)")
        Organisation.objects.get_or_create(name="Helping Hands")
        self.by = user_with_role("coordinator", self.prison)

    @hypothesis_settings(max_examples=60, phases=[Phase.explicit, Phase.generate])
    @given(said=st.lists(_ROW, max_size=4), ending=st.sampled_from(["csv", "xlsx"]))
    def test_any_cells(self, said, ending):
        content = written(*said) if ending == "csv" else _workbook(said)
        self._taken_whole_or_not(content, f"people.{ending}")

    @hypothesis_settings(max_examples=60, phases=[Phase.explicit, Phase.generate])
    @given(said=st.lists(_TYPED_ROW, max_size=4))
    def test_any_kind_of_cell(self, said):
        self._taken_whole_or_not(_workbook(said), "people.xlsx")

    @hypothesis_settings(max_examples=60, phases=[Phase.explicit, Phase.generate])
    @given(
        where=st.floats(0, 1, exclude_max=True),
        put=st.binary(max_size=8),
        gone=st.integers(0, 60),
        ending=st.sampled_from(["csv", "xlsx"]),
    )
    def test_any_damage_to_a_good_file(self, where, put, gone, ending):
        good = written(NIA) if ending == "csv" else _workbook([NIA])
        start = int(where * len(good))
        broken = good[:start] + put + good[start + gone :]
        self._taken_whole_or_not(broken, f"people.{ending}")

    @hypothesis_settings(max_examples=60, phases=[Phase.explicit, Phase.generate])
    @given(content=st.binary(max_size=400), ending=st.sampled_from(["csv", "xlsx", "xls", "txt"]))
    def test_any_bytes(self, content, ending):
        self._taken_whole_or_not(content, f"people.{ending}")

    def _taken_whole_or_not(self, content, filename):
        self.client.force_login(self.by)  # the trail says so too
        before, audited = rows(), AuditEvent.objects.count()
        address = reverse("volunteers:spreadsheet", kwargs={"code": "TSF"})
        answer = self.client.post(address, {"file": SimpleUploadedFile(filename, content)})
        assert answer.status_code in (200, 302)
        if answer.status_code == 200:
            said = answer.content.decode()
            assert "There is a problem" in said or "Nothing was saved." in said
            assert (rows(), AuditEvent.objects.count()) == (before, audited)
        else:
            assert AuditEvent.objects.filter(event="entrants.imported").count() == 1


def _workbook(said):
    book = Workbook()
    sheet = book.active
    sheet.append(list(COLUMNS))
    for row in said:
        cells = [row.get(column, "") for column in COLUMNS]
        sheet.append([_plain(cell) if isinstance(cell, str) else cell for cell in cells])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _plain(text):
    return "".join(letter for letter in text if letter.isprintable())[:300]


def test_times_are_counted_by_level_and_hidden_where_few(client, prison, organisation, coordinator):
    from datetime import timedelta

    from volunteers.times import clearance_times, percentile

    today = timezone.localdate()
    for days in (10, 20, 30, 40, 100):
        who = make.entrant(prison, organisation)
        make.clearance(who, prison, sent_on=today - timedelta(days=days + 1), decided_on=today - timedelta(days=1))
    make.clearance(make.entrant(prison, organisation), prison, slug="ctc")
    by_level = {row.level: row for row in clearance_times([prison])}
    assert (by_level["Baseline"].median, by_level["Baseline"].ninetieth) == (30, 76)
    assert (by_level["Baseline"].width_ninetieth, by_level["Baseline"].width_median) == (200, 79)
    assert (by_level["CTC"].count, by_level["CTC"].median) == (1, None)
    assert percentile([7], 0.9) == 7
    client.force_login(coordinator)
    text = client.get(reverse("volunteers:times", kwargs={"code": "TSF"})).content.decode()
    assert "half within 30" in text
    assert "fewer than 5" in text
