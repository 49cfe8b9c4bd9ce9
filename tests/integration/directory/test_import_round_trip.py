"""What is exported is imported again without a change, whatever the listings hold."""

import csv
import datetime
import io

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from directory.actions.spreadsheets import import_services
from directory.enums import Availability, Frequency
from directory.models import DeliveryMode, Group, Language, Need, Prison, ServiceExclusion, ServicePage
from directory.spreadsheets.export import export_table, write_file
from directory.spreadsheets.template import lists_table, template_table
from tests.factories.accounts import UserFactory, user_with_role
from tests.factories.directory import OrganisationFactory, service
from tests.factories.spreadsheets import few_lists

pytestmark = pytest.mark.django_db

# Signs that a database keeps (PostgreSQL takes no NUL) and both kinds of file can hold.
TEXT = st.text(st.characters(blacklist_categories=["Cs", "Cn", "Co"], blacklist_characters="\0"), max_size=60)
RISKY = st.sampled_from(["=cmd()", "+44", "-x", "@x", "'=x", "\t=x", ' " ', "a;b", "(note: x)", "x=y", "two\r\nlines"])
WORDS = st.one_of(TEXT, RISKY)
NAMES = WORDS.filter(lambda text: any(sign.isalnum() for sign in text))
TIMES = st.lists(st.integers(0, 23 * 60), min_size=2, max_size=2, unique=True).map(sorted)

LISTINGS = st.fixed_dictionaries(
    {
        "title": NAMES,
        "summary": NAMES,
        "description": WORDS,
        "how_to_refer": WORDS,
        "who_can_refer": WORDS,
        "contact_name": WORDS,
        "contact_phone": WORDS.map(lambda text: text[:40]),
        "contact_email": st.sampled_from(["", "name@example.org"]),
        "response_days": st.integers(1, 60),
        "availability": st.sampled_from(Availability.values),
        "reviewed_on": st.one_of(st.none(), st.dates(datetime.date(2020, 1, 1), datetime.date(2026, 1, 1))),
        "needs": st.sets(st.sampled_from(["recent-death", "funeral", "someone-to-talk-to"])),
        "groups": st.sets(st.sampled_from(["anyone", "women", "remand"])),
        "modes": st.sets(st.sampled_from(["one-to-one", "through-the-gate"])),
        "languages": st.sets(st.sampled_from(["english", "welsh"])),
        "exclusions": st.dictionaries(st.sampled_from(["remand", "women"]), WORDS, max_size=2),
        "sessions": st.lists(
            st.tuples(st.integers(0, 6), TIMES, WORDS, st.sampled_from(Frequency.values), WORDS), max_size=3
        ),
    }
)


@pytest.fixture
def prison(db) -> Prison:
    few_lists()
    return Prison.objects.get(code="EXI")


def minutes(value: int) -> datetime.time:
    return datetime.time(value // 60, value % 60)


def make_listing(prison: Prison, facts: dict) -> ServicePage:
    facts = dict(facts)
    sessions = [
        {"weekday": day, "starts": minutes(a), "ends": minutes(b), "place": place, "frequency": often, "note": note}
        for day, (a, b), place, often, note in facts.pop("sessions")
    ]
    exclusions, languages = facts.pop("exclusions"), facts.pop("languages")
    page = service(
        prison,
        needs=Need.objects.filter(slug__in=facts.pop("needs")),
        groups=Group.objects.filter(slug__in=facts.pop("groups")),
        modes=DeliveryMode.objects.filter(slug__in=facts.pop("modes")),
        sessions=sessions,
        organisation=OrganisationFactory(),
        slug=f"listing-{ServicePage.objects.count()}",
        **facts,
    )
    page.languages = Language.objects.filter(slug__in=languages)
    page.exclusions = [
        ServiceExclusion(group=Group.objects.get(slug=slug), reason=reason) for slug, reason in exclusions.items()
    ]
    page.save()
    return page


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@settings(
    max_examples=20,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a smaller example is not worth minutes of saving pages
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(facts=st.lists(LISTINGS, min_size=1, max_size=2))
def test_an_export_is_imported_without_a_change(prison, ending, facts):
    ServicePage.objects.all().delete()
    pages = [make_listing(prison, listing) for listing in facts]
    content = write_file(export_table(prison, by=None), ending)
    outcome = import_services(content=content, filename=f"a.{ending}", by=None)
    assert outcome.plan.problems == []
    assert outcome.counts == {"created": 0, "updated": 0, "unchanged": len(pages), "bad": 0}


def full_listing(prison: Prison) -> ServicePage:
    return make_listing(
        prison,
        {
            "title": "Time to talk",
            "summary": "=Somebody to talk to.",
            "description": "Two\r\nlines",
            "how_to_refer": "-",
            "who_can_refer": "Staff;Self-referral",
            "contact_name": "Sam Green",
            "contact_phone": "+44 1632 960123",
            "contact_email": "bluedoor@example.org",
            "response_days": 7,
            "availability": "limited",
            "reviewed_on": datetime.date(2026, 1, 31),
            "needs": {"funeral"},
            "groups": {"anyone"},
            "modes": {"one-to-one"},
            "languages": {"welsh"},
            "exclusions": {"remand": "no; not yet"},
            "sessions": [(1, [600, 660], "Chapel", "monthly", "first")],
        },
    )


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_commands_give_the_same_columns_back(prison, tmp_path, ending):
    full_listing(prison)
    path = str(tmp_path / f"out.{ending}")
    call_command("export_services", path, "--prison", "exi", stdout=(out := io.StringIO()))
    assert "Exported 1 listings of Exeter" in out.getvalue()
    call_command("import_services", path, stdout=(out := io.StringIO()))
    assert "Created 0, updated 0, unchanged 1, bad 0" in out.getvalue()


def test_an_export_makes_the_same_listing_in_another_prison(prison):
    full_listing(prison)
    heading, cells = export_table(prison, by=None)
    other = [heading, ["PFI", *cells[1:]]]
    import_services(content=write_file(other, "xlsx"), filename="a.xlsx", by=None)
    _heading, again = export_table(Prison.objects.get(code="PFI"), by=None)
    assert list(again)[1:] == list(cells)[1:]


def test_cells_that_would_run_are_neutralised_in_both_kinds_of_file(prison):
    full_listing(prison)
    table = export_table(prison, by=None)
    text = write_file(table, "csv").decode("utf-8-sig")
    [cells] = csv.DictReader(io.StringIO(text, newline=""))
    assert (cells["summary"], cells["contact_phone"]) == ("'=Somebody to talk to.", "'+44 1632 960123")
    sheet = load_workbook(io.BytesIO(write_file(table, "xlsx"))).active
    values = [cell.value for row in sheet.iter_rows(min_row=2) for cell in row if cell.value]
    assert "'=Somebody to talk to." in values
    assert not [value for value in values if str(value)[0] in "=+-@\t\r"]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_contacts_and_sessions_are_for_those_who_see_staff_details(prison):
    prison.opened_on = datetime.date(2026, 1, 1)
    prison.save()
    page = full_listing(prison)
    page.groups = Group.objects.filter(slug__in=["anyone", "convicted-of-sexual-offences"])
    page.save()
    assert len(export_table(prison, by=user_with_role("staff", prison))[0]) == 19
    heading, cells = export_table(prison, by=UserFactory())
    assert set(heading).isdisjoint({"sessions", "contact_name", "contact_phone", "contact_email"})
    assert dict(zip(heading, cells, strict=True))["groups"] == "anyone"
    assert "convicted-of-sexual-offences" in ServicePage.objects.get().groups.values_list("slug", flat=True)


def test_only_live_listings_of_the_prison_are_exported(prison):
    service(prison, title="Draft", live=False)
    service(Prison.objects.get(code="PFI"), title="Elsewhere")
    assert len(export_table(prison, by=None)) == 1


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("out.pdf", ["--prison", "EXI"], "must end in .csv or .xlsx"),
        ("out.csv", ["--prison", "ZZZ"], "no prison with the code"),
        ("missing/out.csv", ["--prison", "EXI"], "cannot be written"),
    ],
)
def test_an_export_that_cannot_be_made_is_told_in_a_sentence(prison, tmp_path, name, options, words):
    with pytest.raises(CommandError, match=words):
        call_command("export_services", str(tmp_path / name), *options)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_template_has_an_example_that_is_never_published(prison, ending):
    content = write_file(template_table(prison), ending, lists=lists_table())
    outcome = import_services(content=content, filename=f"a.{ending}", by=None)
    assert [problem.reason for problem in outcome.plan.problems if problem.column == "title"] == [
        "This is the template's example: delete the row."
    ]


def test_the_templates_second_sheet_says_what_may_be_written(prison):
    book = load_workbook(io.BytesIO(write_file(template_table(prison), "xlsx", lists=lists_table())))
    assert book.sheetnames == ["Services", "Lists"]
    columns = {column[0].value: [cell.value for cell in column[1:] if cell.value] for column in book["Lists"].columns}
    assert "recent-death" in columns["needs"]
    assert "Someone close has died" in columns["needs: the same in words"]
    assert columns["availability"] == ["open", "limited", "waiting-list", "paused", "closed"]
