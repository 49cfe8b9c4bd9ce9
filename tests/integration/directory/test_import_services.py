"""`manage.py import_services` on real files: what it saves, what it refuses, and what it says."""

import datetime
import io
import zipfile

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import PageLogEntry, Revision

from core.models import AuditEvent
from directory.enums import Frequency
from directory.models import ListingStatus, Need, Organisation, Prison, ServicePage
from tests.factories.accounts import UserFactory, user_with_role
from tests.factories.spreadsheets import csv_bytes, few_lists, row, write, xlsx_bytes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _lists(db) -> None:
    few_lists()


FULL = row(
    description="We sit with you.\n\nWe listen.",
    needs="someone CLOSE has died; someone-to-talk-to",
    groups="Anyone in the prison",
    not_for="remand=We cannot yet reach the remand wing; vulnerable-persons-unit",
    delivery_modes="1:1; through the gate",
    sessions="Tue 14:00-16:00 Chaplaincy; Thu 9.30am to 11.30am B wing, every two weeks",
    who_can_refer="Any member of staff;Self-referral",
    how_to_refer="Ring the office.",
    contact_name="Sam Green",
    contact_phone="01632 960123",
    contact_email="bluedoor@example.org",
    response_days="3",
    availability="Waiting list",
    languages="english;Welsh",
    reviewed_on="01/03/2026",
)


def run(tmp_path, rows, *options, name="services.csv", **kwargs) -> str:
    """Import rows from a file and return what the command says."""
    out = io.StringIO()
    content = xlsx_bytes(rows, **kwargs) if name.endswith(".xlsx") else csv_bytes(rows, **kwargs)
    call_command("import_services", write(tmp_path / name, content), *options, stdout=out)
    return out.getvalue()


def refused(tmp_path, rows, *options, **kwargs) -> tuple[str, str]:
    """Import rows that are refused and return what the command says and the sentence it ends with."""
    out = io.StringIO()
    path = write(tmp_path / "services.csv", csv_bytes(rows, **kwargs))
    with pytest.raises(CommandError) as caught:
        call_command("import_services", path, *options, stdout=out)
    return out.getvalue(), str(caught.value)


@pytest.mark.parametrize("name", ["services.csv", "services.xlsx"])
def test_a_full_row_becomes_a_live_listing(tmp_path, name):
    assert "Created 1, updated 0, unchanged 0, bad 0" in run(tmp_path, [FULL], name=name)
    page = ServicePage.objects.get()
    assert page.live
    assert page.get_parent().specific.prison == page.prison == Prison.objects.get(code="EXI")
    assert page.prison.is_open
    assert page.organisation.name == "Blue Door"
    assert page.description == "We sit with you.\n\nWe listen."
    assert {need.slug for need in page.needs.all()} == {"recent-death", "someone-to-talk-to"}
    assert [mode.slug for mode in page.delivery_modes.all()] == ["one-to-one", "through-the-gate"]
    assert {language.slug for language in page.languages.all()} == {"english", "welsh"}
    assert {(e.group.slug, e.reason) for e in page.exclusions.all()} == {
        ("remand", "We cannot yet reach the remand wing"),
        ("vulnerable-persons-unit", ""),
    }
    assert [(s.weekday, s.place, s.frequency) for s in page.sessions.all()] == [
        (1, "Chaplaincy", Frequency.WEEKLY),
        (3, "B wing", Frequency.FORTNIGHTLY),
    ]
    assert (page.who_can_refer, page.self_referral, page.response_days) == (
        "Any member of staff; Self-referral",
        True,
        3,
    )
    assert (page.for_men, page.for_women) == (True, False)  # as Exeter does
    assert (page.contact_name, page.contact_phone, page.contact_email) == (
        "Sam Green",
        "01632 960123",
        "bluedoor@example.org",
    )


def test_status_follows_the_review_date(tmp_path):
    run(tmp_path, [FULL, row(title="No sessions", reviewed_on="2026-03-01")])
    with_sessions, without = ListingStatus.objects.order_by("page__title").reverse()
    assert with_sessions.availability == "waiting-list"
    assert with_sessions.reviewed_on == with_sessions.availability_confirmed_on == datetime.date(2026, 3, 1)
    assert with_sessions.review_due_on == datetime.date(2026, 6, 1)  # three months with sessions
    assert without.review_due_on == datetime.date(2026, 9, 1)  # six months otherwise


def test_a_page_made_by_a_user_has_revision_log_and_audit(tmp_path):
    coordinator = user_with_role("coordinator", Prison.objects.get(code="EXI"))
    run(tmp_path, [FULL], "--by", coordinator.email.upper())
    page = ServicePage.objects.get()
    assert page.live_revision == page.latest_revision
    assert page.latest_revision.user == coordinator
    assert set(PageLogEntry.objects.filter(page=page.pk).values_list("action", "user")) == {
        ("wagtail.create", coordinator.pk),
        ("wagtail.publish", coordinator.pk),
    }
    event = AuditEvent.objects.get(event="spreadsheet.imported")
    assert (event.actor_id, event.scope_key) == (str(coordinator.pk), "EXI")
    assert event.details == {"created": 1, "updated": 0, "unchanged": 0, "bad": 0}


def test_without_a_user_the_command_acts(tmp_path):
    run(tmp_path, [FULL])
    assert AuditEvent.objects.get(event="spreadsheet.imported").actor_label == "command:import_services"


@pytest.mark.parametrize("again", ["services.csv", "services.xlsx"])
def test_the_same_file_again_changes_nothing(tmp_path, again):
    run(tmp_path, [FULL])
    before = Revision.objects.count(), AuditEvent.objects.count(), ListingStatus.objects.get().updated_at
    same = {**FULL, "prison": "exeter (hmp & yoi)", "organisation": "BLUE  door", "title": "time to TALK"}
    assert "Created 0, updated 0, unchanged 1, bad 0" in run(tmp_path, [same], name=again)
    assert (Revision.objects.count(), AuditEvent.objects.count(), ListingStatus.objects.get().updated_at) == before


def test_a_change_makes_one_revision_and_keeps_what_the_file_does_not_say(tmp_path):
    run(tmp_path, [FULL])
    ServicePage.objects.update(staff_notes="Ask for Sam.")
    out = run(tmp_path, [row(summary="Now twice a week.")], columns=["prison", "organisation", "title", "summary"])
    assert "Created 0, updated 1, unchanged 0, bad 0" in out
    page = ServicePage.objects.get()
    assert (page.summary, page.staff_notes, page.contact_name) == ("Now twice a week.", "Ask for Sam.", "Sam Green")
    assert page.sessions.count() == 2
    assert page.revisions.count() == 2
    assert page.live_revision == page.latest_revision


def test_an_empty_cell_clears_but_not_what_a_listing_cannot_do_without(tmp_path):
    run(tmp_path, [FULL])
    emptied = {name: "" for name in FULL} | {name: FULL[name] for name in ("prison", "organisation", "title")}
    run(tmp_path, [emptied])
    page = ServicePage.objects.get()
    assert (page.description, page.contact_email, page.needs.count(), page.sessions.count()) == ("", "", 0, 0)
    assert (page.summary, page.response_days) == (FULL["summary"], 3)
    assert page.status.availability == "waiting-list"
    assert page.status.reviewed_on == datetime.date(2026, 3, 1)


def test_a_change_of_availability_only_makes_no_revision(tmp_path):
    run(tmp_path, [FULL])
    revisions = Revision.objects.count()
    assert "updated 1" in run(tmp_path, [{**FULL, "availability": "paused"}])
    assert Revision.objects.count() == revisions
    status = ListingStatus.objects.get()
    assert status.availability == "paused"
    assert status.availability_confirmed_on == datetime.date.today()


def test_an_older_review_date_takes_no_confirmation_back(tmp_path):
    run(tmp_path, [FULL])
    assert "unchanged 1" in run(tmp_path, [{**FULL, "reviewed_on": "2025-12-24"}])
    assert ListingStatus.objects.get().reviewed_on == datetime.date(2026, 3, 1)


BAD_CELLS = [
    ("prison", "ZZZ", "“ZZZ” is not a prison we know"),
    ("prison", "", "The prison is missing"),
    ("organisation", "", "The organisation is missing"),
    ("organisation", "x" * 161, "longer than 160"),
    ("title", "", "The title is missing"),
    ("title", "x" * 256, "longer than 255"),
    ("summary", "", "needs a summary"),
    ("summary", "x" * 301, "at most 300"),
    ("needs", "recent-deth", "Did you mean “Someone close has died” (recent-death)"),
    ("needs", "bereavment", "Did you mean “Someone close has died”"),
    ("needs", "qqqqq", "See the sheet “Lists”"),
    ("groups", "womens", "Did you mean “Women”"),
    ("not_for", "anyone", "name a particular group"),
    ("not_for", "nobody-knows = why", "is not a group we know"),
    ("delivery_modes", "pigeon", "is not a way of helping we know"),
    ("sessions", "Tue", "no time from and to"),
    ("who_can_refer", "x" * 301, "longer than 300"),
    ("contact_phone", "1" * 41, "at most 40"),
    ("contact_email", "sam at example", "is not an e-mail address"),
    ("response_days", "soon", "from 1 to 60"),
    ("response_days", "0", "from 1 to 60"),
    ("availability", "maybe", "is not one of open, limited, waiting-list, paused, closed"),
    ("languages", "Wellsh", "Did you mean “Welsh”"),
    ("reviewed_on", "31/02/2026", "is not a date"),
    ("reviewed_on", "2099-01-01", "is a day to come"),
]


@pytest.mark.parametrize(("column", "cell", "reason"), BAD_CELLS, ids=lambda value: str(value)[:20])
def test_a_bad_row_is_told_with_number_column_and_cure_and_nothing_is_saved(tmp_path, column, cell, reason):
    out, sentence = refused(tmp_path, [row(title="Good"), row(**{column: cell})])
    line = next(line for line in out.splitlines() if line.startswith(f"Row 3, {column}: "))
    assert reason in line
    assert "Created 0, updated 0, unchanged 0, bad 1" in out
    assert sentence.startswith("1 row is bad, so nothing was saved.")
    assert not ServicePage.objects.exists()
    assert not Organisation.objects.filter(name="Blue Door").exists()
    assert not Prison.objects.get(code="EXI").is_open


def test_every_problem_of_every_row_is_told_at_once(tmp_path):
    out, _ = refused(tmp_path, [row(needs="x1x", availability="maybe"), row(), row(prison="??")])
    assert [line.split(":")[0] for line in out.splitlines()[:-1]] == [
        "Row 2, needs",
        "Row 2, availability",
        "Row 3, title",
        "Row 4, prison",
    ]


def test_good_rows_are_saved_on_demand(tmp_path):
    out = run(tmp_path, [row(title="Good"), row(needs="x1x")], "--valid-rows")
    assert "Created 1, updated 0, unchanged 0, bad 1" in out
    assert ServicePage.objects.get().title == "Good"


def test_good_rows_on_demand_when_there_are_none(tmp_path):
    _, sentence = refused(tmp_path, [row(needs="x1x")], "--valid-rows")
    assert "nothing was saved" in sentence


def test_two_rows_about_one_listing_are_refused(tmp_path):
    out, _ = refused(tmp_path, [row(), row(title="Other"), row(title="TIME to talk")])
    assert "Row 4, title: Row 2 is about the same listing" in out


def test_blank_rows_count_in_row_numbers_but_are_passed_over(tmp_path):
    content = b"\n" + csv_bytes([row(description="two\nlines"), {}, row(title="Bad", needs="x1x")])
    with pytest.raises(CommandError):
        call_command("import_services", write(tmp_path / "a.csv", content), stdout=(out := io.StringIO()))
    assert "Row 5, needs:" in out.getvalue()


def test_a_dry_run_saves_nothing_and_says_what_would_happen(tmp_path):
    run(tmp_path, [row(title="There"), row(title="Same")])
    rows = [row(title="New"), row(title="There", summary="Changed."), row(title="Same")]
    out = run(tmp_path, rows, "--dry-run")
    assert "Nothing was saved" in out
    assert "Created 1, updated 1, unchanged 1, bad 0" in out
    assert ServicePage.objects.count() == 2
    assert "Created 1, updated 1, unchanged 1, bad 0" in run(tmp_path, rows)


def test_a_dry_run_with_bad_rows_ends_with_an_error(tmp_path):
    out, sentence = refused(tmp_path, [row(), row(title="Bad", needs="x1x")], "--dry-run")
    assert "Created 1, updated 0, unchanged 0, bad 1" in out
    assert "nothing would be saved" in sentence


def test_a_dry_run_finds_what_only_saving_finds_out_and_the_import_says_the_same(tmp_path):
    run(tmp_path, [row(), row(title="Sound")])
    # From before there was a limit: the file says nothing of it, and the editor will not save it.
    ServicePage.objects.filter(title="Time to talk").update(response_days=0)
    before = list(Revision.objects.values_list("pk", flat=True)), AuditEvent.objects.count()
    changed = [row(summary="New words"), row(title="Sound", summary="New words too")]

    tried, sentence = refused(tmp_path, changed, "--dry-run")
    assert "Row 2, title: The listing cannot be saved:" in tried
    assert "Created 0, updated 1, unchanged 0, bad 1" in tried
    assert sentence.startswith("1 row is bad")
    assert (list(Revision.objects.values_list("pk", flat=True)), AuditEvent.objects.count()) == before
    assert not ServicePage.objects.filter(summary__startswith="New words").exists()
    told, _ = refused(tmp_path, changed)
    assert [line for line in told.splitlines() if line.startswith("Row")] == [
        line for line in tried.splitlines() if line.startswith("Row")
    ]


def test_a_user_may_import_only_into_prisons_they_curate(tmp_path):
    coordinator = user_with_role("coordinator", Prison.objects.get(code="EXI"))
    out, _ = refused(tmp_path, [row(), row(prison="PFI")], "--by", coordinator.email)
    assert "Row 3, prison: You may not write listings of Peterborough (HMP & YOI)" in out
    assert not ServicePage.objects.exists()


@pytest.mark.parametrize("role", ["staff", "sponsor"])
def test_other_staff_may_not_import(tmp_path, role):
    user = user_with_role(role, Prison.objects.get(code="EXI"))
    out, _ = refused(tmp_path, [row()], "--by", user.email)
    assert "You may not write listings" in out


def test_an_unknown_or_inactive_user_is_refused(tmp_path):
    for email in ("nobody@example.org", UserFactory(is_active=False).email):
        _, sentence = refused(tmp_path, [row()], "--by", email)
        assert sentence.startswith("There is no active user")


def test_a_change_waiting_in_the_editor_is_not_written_over(tmp_path):
    run(tmp_path, [row()])
    page = ServicePage.objects.get()
    page.summary = "Proposed."
    page.save_revision()
    out, _ = refused(tmp_path, [row(summary="Imported.")])
    assert "A change to this listing waits in the editor" in out
    assert "unchanged 1" in run(tmp_path, [row()])
    assert "updated 1" in run(tmp_path, [row(availability="paused")])


def test_a_locked_listing_is_not_written_over(tmp_path):
    run(tmp_path, [row()])
    ServicePage.objects.update(locked=True)
    out, _ = refused(tmp_path, [row(summary="Imported.")])
    assert "locked in the editor" in out


def test_a_listing_that_is_not_live_is_published(tmp_path):
    run(tmp_path, [row()])
    ServicePage.objects.get().unpublish()
    assert "updated 1" in run(tmp_path, [row()])
    assert ServicePage.objects.get().live


def test_two_listings_of_one_name_are_told_apart_by_a_person(tmp_path):
    run(tmp_path, [row(), row(title="Other")])
    ServicePage.objects.filter(title="Other").update(title="Time to talk")
    out, _ = refused(tmp_path, [row()])
    assert "two listings with this name" in out


def test_a_term_no_longer_in_use_may_stay_but_not_come_new(tmp_path):
    run(tmp_path, [row()])
    Need.objects.filter(slug="someone-to-talk-to").update(is_active=False)
    assert "unchanged 1" in run(tmp_path, [row()])
    out, _ = refused(tmp_path, [row(title="New")])
    assert "is no longer in use" in out


def test_the_organisation_of_another_case_is_used(tmp_path):
    Organisation.objects.create(name="Blue door")
    run(tmp_path, [row()])
    assert ServicePage.objects.get().organisation.name == "Blue door"


def test_naming_women_makes_it_for_women(tmp_path):
    run(tmp_path, [row(prison="PFI", groups="women"), row(prison="PFI", title="All")])
    assert list(ServicePage.objects.order_by("-title").values_list("for_men", "for_women")) == [
        (False, True),
        (True, True),
    ]


def test_a_restricted_group_is_shown_to_staff_only(tmp_path):
    run(tmp_path, [row(not_for="convicted-of-sexual-offences (the room is shared)")])
    [exclusion] = ServicePage.objects.get().exclusions.all()
    assert (exclusion.reason, exclusion.staff_only) == ("the room is shared", True)


def test_headings_are_read_with_any_capitals_spaces_and_order(tmp_path):
    content = "Who Can Refer,TITLE , Organisation,Prison,summary,Colour\nStaff,Talk,Blue Door,EXI,Short.,red\n"
    out = io.StringIO()
    call_command("import_services", write(tmp_path / "a.csv", content.encode()), stdout=out)
    assert "Columns passed over: Colour." in out.getvalue()
    assert ServicePage.objects.get().who_can_refer == "Staff"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_that_spreadsheet_programs_write(tmp_path, encoding):
    run(tmp_path, [row(title="Café – “talk”")], encoding=encoding)
    assert ServicePage.objects.get().title == "Café – “talk”"


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters(tmp_path, delimiter):
    lines = ["prison organisation title summary needs", 'EXI Blue Talk Short. "funeral;recent-death"']
    content = "\r\n".join(line.replace(" ", delimiter) for line in lines).encode()
    call_command("import_services", write(tmp_path / "a.csv", content), stdout=io.StringIO())
    assert ServicePage.objects.get().needs.count() == 2


def test_typed_cells_of_a_workbook(tmp_path):
    cells = row(reviewed_on=datetime.datetime(2026, 3, 1), response_days=7.0, title=2026, contact_phone=4412)
    run(tmp_path, [cells], name="a.xlsx")
    page = ServicePage.objects.get()
    assert (page.title, page.response_days, page.contact_phone) == ("2026", 7, "4412")
    assert page.status.reviewed_on == datetime.date(2026, 3, 1)


def test_a_formula_counts_by_its_result_and_is_refused_without_one(tmp_path):
    path = tmp_path / "a.xlsx"
    write(path, xlsx_bytes([row(title='="Time "&"out"')]))
    with pytest.raises(CommandError):
        call_command("import_services", str(path), stdout=(out := io.StringIO()))
    assert "Row 2, title: The cell has a formula without a result" in out.getvalue()
    _rewrite(path, "xl/worksheets/sheet1.xml", b"<v></v>", b"<v>Time out</v>", b"<v />", b"<v>Time out</v>")
    call_command("import_services", str(path), stdout=io.StringIO())
    assert ServicePage.objects.get().title == "Time out"


def _rewrite(path, part: str, *pairs: bytes) -> None:
    """Replace bytes in one part of a workbook; a formula's result is a string."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        parts[part] = parts[part].replace(old, new)
    parts[part] = parts[part].replace(b'<c r="C2"><f>', b'<c r="C2" t="str"><f>')
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "The file is empty"),
        ("a.csv", b"prison,title\n", "no column “organisation”"),
        ("a.csv", b"prison,organisation,title\n" + b"x" * (50 * 1024 * 1024), "larger than 20 MB"),
        ("a.csv", b"\xff\xfe\x00", "letters of the file cannot be read"),
        ("a.xlsm", xlsx_bytes([row()]), "macros"),
        ("a.xlsx", b"PK\x03\x04 and no more", "not an Excel workbook"),
    ],
)
def test_a_broken_file_ends_the_command_with_one_sentence(tmp_path, name, content, words):
    with pytest.raises(CommandError, match=words) as caught:
        call_command("import_services", write(tmp_path / name, content), stdout=io.StringIO())
    assert caught.value.returncode == 1


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_a_file_that_cannot_be_opened(tmp_path, name):
    with pytest.raises(CommandError, match="cannot be opened"):
        call_command("import_services", str(tmp_path / name))
