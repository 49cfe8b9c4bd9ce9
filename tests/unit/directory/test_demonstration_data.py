"""The demonstration prisons' files are sound: known slugs, readable sessions, harmless contacts, honest gaps."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from directory.enums import ContactFunction

DIRECTORY = Path(__file__).resolve().parents[3] / "directory"
DEMONSTRATION = DIRECTORY / "demonstration"

# The importer's columns, a stable interface.
IMPORT_COLUMNS = [
    "prison",
    "organisation",
    "title",
    "summary",
    "description",
    "needs",
    "groups",
    "not_for",
    "delivery_modes",
    "sessions",
    "who_can_refer",
    "how_to_refer",
    "contact_name",
    "contact_phone",
    "contact_email",
    "response_days",
    "availability",
    "languages",
    "reviewed_on",
]
AVAILABILITY = {"open", "limited", "waiting-list", "paused", "closed"}
CONTACTS = set(ContactFunction.values) - {ContactFunction.OTHER}

SESSION = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d \S.*")
# Ofcom keeps these ranges free for drama: https://www.ofcom.org.uk (telephone numbers for use in TV and radio drama).
DRAMA_NUMBER = re.compile(r"01632 960\d{3}|0808 157 0\d{3}|07700 900\d{3}")
EXTENSION = re.compile(r"ext \d{4}")
AVOIDED = re.compile(
    r"\b(ex-)?(offenders?|inmates?|convicts?|cons?|criminals?|addicts?|users?|abusers?|prisoners?)\b", re.I
)


def rows(name: str, folder: Path = DEMONSTRATION) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def listed(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


@pytest.fixture(scope="module")
def services() -> list[dict[str, str]]:
    return rows("services.csv")


@pytest.fixture(scope="module")
def extras() -> dict[str, dict[str, str]]:
    return {row["title"]: row for row in rows("services_extra.csv")}


def reference(name: str, column: str = "slug") -> set[str]:
    return {row[column] for row in rows(name, DIRECTORY / "reference")}


@pytest.fixture(scope="module")
def second_level() -> set[str]:
    return {row["slug"] for row in rows("needs.csv", DIRECTORY / "reference") if row["parent"]}


def covered(services: list[dict[str, str]], prison: str) -> Counter[str]:
    return Counter(need for row in services if row["prison"] == prison for need in listed(row["needs"]))


def test_listings_have_exactly_the_importers_columns(services):
    assert list(services[0]) == IMPORT_COLUMNS
    assert all(None not in row and None not in row.values() for row in services)


def test_every_need_and_group_is_in_the_reference_data(services, second_level):
    groups = reference("groups.csv")
    unknown = [
        (row["title"], slug)
        for row in services
        for cell, known in (("needs", second_level), ("groups", groups), ("not_for", groups))
        for slug in listed(row[cell])
        if slug not in known
    ]
    assert unknown == []
    assert all(row["needs"] and row["groups"] for row in services)


def test_closed_lists_hold_only_known_values(services):
    modes = {label.casefold() for label in reference("delivery_modes.csv", "label")}
    languages = reference("languages.csv", "label")
    for row in services:
        assert set(listed(row["delivery_modes"])) <= modes, row["title"]
        assert set(listed(row["languages"])) <= languages, row["title"]
        assert row["availability"] in AVAILABILITY, row["title"]
        assert 1 <= int(row["response_days"]) <= 60, row["title"]
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", row["reviewed_on"]), row["title"]
        assert len(row["summary"]) <= 300, row["title"]
    assert {row["availability"] for row in services} == AVAILABILITY


def test_sessions_can_be_read_and_end_after_they_start(services):
    for row in services:
        for session in listed(row["sessions"]):
            assert SESSION.fullmatch(session), (row["title"], session)
            starts, ends = session.split(" ")[1].split("-")
            assert starts < ends, (row["title"], session)


def test_titles_are_unique(services):
    """The importer's key is (prison, organisation, title); the second file knows the title only."""
    assert len({(row["prison"], row["organisation"], row["title"]) for row in services}) == len(services)
    assert len({row["title"] for row in services}) == len(services)


def test_every_listing_belongs_to_a_known_prison_and_organisation(services):
    prisons = {row["code"] for row in rows("prison.csv")}
    organisations = {row["name"] for row in rows("organisations.csv")}
    assert {row["prison"] for row in services} == prisons == {"ZZI", "ZYI"}
    assert {row["organisation"] for row in services} == organisations


def test_invented_names_are_not_real_ones():
    real_prisons = {row["name"].split(" (")[0] for row in rows("prisons.csv", DIRECTORY / "reference")}
    real_codes = {row["code"] for row in rows("prisons.csv", DIRECTORY / "reference")}
    national = {row["name"].casefold() for row in rows("national_organisations.csv", DIRECTORY / "reference")}
    for row in rows("prison.csv"):
        assert row["name"].split(" (")[0] not in real_prisons
        assert row["code"] not in real_codes
        assert row["postcode"].startswith("ZZ99 ")
    assert not national & {row["name"].casefold() for row in rows("organisations.csv")}


def test_most_triggers_are_covered_and_some_needs_are_honestly_not(services, second_level):
    cover = covered(services, "ZZI")
    triggers = reference("acct_triggers.csv")
    assert sum(bool(cover[trigger]) for trigger in triggers) >= 0.8 * len(triggers)
    assert all(cover[trigger] <= 3 for trigger in triggers)
    assert len(second_level - set(cover)) >= 4
    chaplaincy_only = [row["organisation"] for row in services if "traumatic-death" in listed(row["needs"])]
    assert chaplaincy_only == ["Larkmoor Chaplaincy"]


def test_phone_numbers_can_reach_nobody(services):
    cells = [row["contact_phone"] for row in services]
    cells += [row["phone"] for name in ("organisations.csv", "prison_contacts.csv") for row in rows(name)]
    for cell in filter(None, cells):
        assert all(DRAMA_NUMBER.fullmatch(part) or EXTENSION.fullmatch(part) for part in cell.split(" or ")), cell
    for path in DEMONSTRATION.glob("*.csv"):
        without_drama_numbers = DRAMA_NUMBER.sub("", path.read_text(encoding="utf-8"))
        assert not re.findall(r"\b0\d{3,4} ?\d{3} ?\d{3,4}\b", without_drama_numbers), path.name


def test_mail_and_web_addresses_are_reserved_ones(services):
    mail = [row["contact_email"] for row in services]
    mail += [row["email"] for name in ("organisations.csv", "prison_contacts.csv") for row in rows(name)]
    assert all(re.fullmatch(r"[a-z]+@(example\.org|[a-z]+\.example)", address) for address in mail if address)
    sites = [row["website"] for row in rows("organisations.csv") if row["website"]]
    assert all(re.fullmatch(r"https://[a-z]+\.example", site) for site in sites)


@pytest.mark.parametrize("path", sorted(DEMONSTRATION.glob("*.csv")), ids=lambda path: path.name)
def test_words_are_person_first(path):
    """Slugs such as convicted-of-sexual-offences are data, not words anybody reads."""
    assert [match.group() for match in AVOIDED.finditer(path.read_text(encoding="utf-8"))] == []


def test_second_file_matches_the_first(services, extras):
    assert set(extras) == {row["title"] for row in services}
    for row in services:
        extra = extras[row["title"]]
        reasons = dict(pair.split("=", 1) for pair in listed(extra["exclusions"]))
        assert list(reasons) == listed(row["not_for"]), row["title"]
        assert all(reasons.values()), row["title"]
        # In-cell radio and letters may leave sessions empty, but a paused service says when it comes back.
        assert bool(extra["resumes_in_days"]) == (row["availability"] == "paused"), row["title"]


def test_eligibility_is_complete_and_in_order(extras):
    statuses, locations = reference("legal_statuses.csv"), reference("locations.csv")
    for title, extra in extras.items():
        assert set(listed(extra["legal_statuses"])) <= statuses, title
        assert extra["legal_statuses"], title  # every service says whether it takes people on remand
        assert set(listed(extra["locations"])) <= locations, title
        flags = {extra[name] for name in ("men", "women", "needs_unlock", "needs_escort", "self_referral")}
        assert flags <= {"yes", "no"}, title
        assert "yes" in (extra["men"], extra["women"]), title
        for low, high in (("age_from", "age_to"), ("weeks_left_min", "weeks_left_max")):
            if extra[low] and extra[high]:
                assert int(extra[low]) <= int(extra[high]), title
        int(extra["reviewed_days_ago"])


def test_freshness_is_mixed(extras):
    ages = [int(extra["reviewed_days_ago"]) for extra in extras.values()]
    assert sum(age <= 30 for age in ages) > len(ages) / 2
    assert any(30 < age <= 90 for age in ages)
    assert any(age > 90 for age in ages)


def test_listeners_say_that_a_contact_is_never_recorded(services):
    listeners = [row for row in services if row["title"].endswith("Listeners")]
    assert len(listeners) == 2
    for row in listeners:
        assert "never recorded against your name" in row["description"]
        assert row["who_can_refer"] == "Self-referral"


def test_both_prisons_list_every_contact_function():
    by_prison: dict[str, set[str]] = {}
    for row in rows("prison_contacts.csv"):
        by_prison.setdefault(row["prison"], set()).add(row["function"])
    assert by_prison == {"ZZI": CONTACTS, "ZYI": CONTACTS}
