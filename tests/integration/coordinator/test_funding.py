"""The funding register: totals, ends, files, and the 360Giving export held against the published schema."""

import io
import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from jsonschema import Draft202012Validator, FormatChecker
from openpyxl import load_workbook
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from coordinator.actions.funding import note_ending, save_funding
from coordinator.actions.worklist import settle_item
from coordinator.desk import desk_for
from coordinator.measures.registry import Period, measure_for
from coordinator.models import Funding, NetworkSettings
from tests.factories.accounts import user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory, service

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SCHEMAS = Path(__file__).resolve().parents[2] / "360giving"
PACKAGE = json.loads((SCHEMAS / "360-giving-package-schema.json").read_text("utf-8"))
GRANT = json.loads((SCHEMAS / "360-giving-schema.json").read_text("utf-8"))
FACTS = {
    "kind": "grant",
    "funder": "A Foundation",
    "title": "Grief groups",
    "buys": "Two groups a week",
    "amount": Decimal("24000.50"),
    "awarded_on": TODAY,
    "starts_on": TODAY,
}


@pytest.fixture
def organisation():
    return OrganisationFactory(name="Quiet Hands", charity_number="219432")


@pytest.fixture
def fund(prison, organisation):
    return lambda **fields: Funding.objects.create(**FACTS | {"prison": prison, "organisation": organisation} | fields)


def problems_of(package):
    """Return what the published schema says against a package; a grant's schema is found without a network."""
    formats = FormatChecker(formats=())

    @formats.checks("date-time", raises=ValueError)
    def is_moment(text):
        return "T" in text and datetime.fromisoformat(text).tzinfo is not None

    grant = DRAFT202012.create_resource(GRANT)  # it names its dialect with http:, which nothing knows
    address = PACKAGE["properties"]["grants"]["items"]["$ref"]
    registry = Registry().with_resources([(address, grant), (GRANT["$id"], grant)])
    checker = Draft202012Validator(PACKAGE, registry=registry, format_checker=formats)
    return [f"{error.json_path}: {error.message}" for error in checker.iter_errors(package)]


def waiting(user, prison):
    desk = desk_for(user, prison, only="funding")
    return [line.item.title for line in (*desk.morning, *desk.later)]


def test_grants_are_exported_as_the_published_schema_has_it(client, prison, organisation, coordinator, fund):
    fund(ends_on=TODAY + timedelta(days=300), programme="Better days", funder_id="GB-CHC-123456")
    fund(title="Without an end", organisation=OrganisationFactory(name="No Number"), currency="EUR")
    fund(title="Scottish", organisation=OrganisationFactory(charity_number="SC012345"))
    fund(kind="contract", title="Bought service")
    fund(prison=PrisonFactory(code="BBB"), title="Elsewhere")
    response = client.get("/coordinator/AAA/funding/360giving.json")
    package = json.loads(response.content)
    assert problems_of(package) == []
    by_title = {each["title"]: each for each in package["grants"]}
    assert set(by_title) == {"Grief groups", "Without an end", "Scottish"}, "contracts are not grants"
    first = by_title["Grief groups"]
    assert first["amountAwarded"] == 24000.5
    assert first["recipientOrganization"] == [{"id": "GB-CHC-219432", "name": "Quiet Hands", "charityNumber": "219432"}]
    assert first["fundingOrganization"] == [{"id": "GB-CHC-123456", "name": "A Foundation"}]
    assert first["id"].startswith("360G-prefix-needed-")
    assert by_title["Scottish"]["recipientOrganization"][0]["id"] == "GB-SC-SC012345"
    assert "Contracts are left out." in package["description"]
    NetworkSettings.objects.update_or_create(pk=1, defaults={"grants_prefix": "360G-testfield"})
    package = json.loads(client.get("/coordinator/AAA/funding/360giving.json").content)
    assert problems_of(package) == []
    assert all(each["id"].startswith("360G-testfield-") for each in package["grants"])


@pytest.mark.parametrize(
    "breaking",
    [
        lambda package: package["grants"].clear(),
        lambda package: package["grants"][0].pop("awardDate"),
        lambda package: package["grants"][0].update(awardDate="1 May 2026"),
        lambda package: package["grants"][0].update(amountAwarded="24000"),
        lambda package: package["grants"][0]["fundingOrganization"][0].pop("id"),
        lambda package: package["grants"][0].update(currency="POUNDS"),
        lambda package: package.update(version="one"),
    ],
)
def test_the_schema_finds_what_is_wrong(client, coordinator, fund, breaking):
    fund()
    package = json.loads(client.get("/coordinator/AAA/funding/360giving.json").content)
    breaking(package)
    assert problems_of(package) != []


def test_without_a_grant_nothing_is_exported_and_it_is_said(client, coordinator, fund):
    fund(kind="contract")
    text = client.get("/coordinator/AAA/funding/360giving.json", follow=True).content.decode()
    assert "There is no grant to publish yet" in text
    assert "Contracts are bought services and no grants" in text


def test_only_those_who_coordinate_write(prison, organisation, fund):
    made = fund()
    for user in (user_with_role("sponsor", prison), user_with_role("coordinator", PrisonFactory(code="BBB"))):
        with pytest.raises(PermissionDenied):
            save_funding(prison=prison, by=user, organisation=organisation, **FACTS)
        with pytest.raises(PermissionDenied):
            note_ending(funding=made, by=user)


def test_what_makes_no_sense_is_refused(prison, organisation, coordinator, fund):
    for wrong in (
        {"amount": Decimal(0)},
        {"ends_on": TODAY - timedelta(days=1)},
        {"awarded_on": TODAY + timedelta(days=1)},
        {"funder_id": "219432"},
        {"currency": "XYZ"},
        {"title": "For Darren Watkins"},
    ):
        with pytest.raises(ValidationError):
            save_funding(prison=prison, by=coordinator, organisation=organisation, **FACTS | wrong)
    for wrong in ({"amount": 0}, {"ends_on": TODAY - timedelta(days=1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            fund(**wrong)


def test_an_end_waits_in_time_until_noted_and_again_with_a_new_last_day(prison, organisation, coordinator, fund):
    ends = TODAY + timedelta(days=120)
    made = fund(ends_on=ends)
    fund(title="Later", ends_on=ends + timedelta(days=1))
    fund(title="No end")
    assert waiting(coordinator, prison) == ["Grief groups, Quiet Hands"]
    settle_item(prison=prison, source="funding", key=str(made.pk), action="note", by=coordinator)
    assert waiting(coordinator, prison) == []
    with pytest.raises(ValidationError, match="already"):
        note_ending(funding=made, by=coordinator)
    facts = FACTS | {"organisation": organisation}
    save_funding(prison=prison, by=coordinator, funding=made, ends_on=ends, **facts)
    assert waiting(coordinator, prison) == [], "the same last day is known"
    save_funding(prison=prison, by=coordinator, funding=made, ends_on=ends - timedelta(days=9), **facts)
    assert waiting(coordinator, prison) == ["Grief groups, Quiet Hands"]
    NetworkSettings.objects.update(funding_warning_days=30)
    assert waiting(coordinator, prison) == []


def test_totals_are_of_what_runs_and_never_mix_money(client, coordinator, fund):
    fund(amount=1000)
    fund(amount=2000, kind="contract")
    fund(amount=4000, currency="EUR")
    fund(amount=8000)
    fund(amount=16000, ends_on=TODAY - timedelta(days=1), starts_on=TODAY - timedelta(days=9))
    fund(amount=32000, starts_on=TODAY + timedelta(days=1))
    response = client.get("/coordinator/AAA/funding/")
    assert response.context["totals"] == [
        ("Contract", 1, "GBP 2,000.00"),
        ("Grant", 1, "EUR 4,000.00"),
        ("Grant", 2, "GBP 9,000.00"),
    ]


def test_the_measure_counts_what_runs_on_the_last_day(prison, fund):
    fund(starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 31))
    fund(starts_on=date(2026, 4, 1))
    fund(starts_on=date(2025, 1, 1), ends_on=date(2026, 3, 30))
    period = Period(date(2026, 1, 1), date(2026, 3, 31))
    measure = measure_for("funding-running")
    assert measure.value(measure.tally(prison.code, period)) == 1


def test_writing_and_changing_on_the_screen(client, prison, coordinator):
    page = service(prison, organisation=OrganisationFactory(name="Here"), title="Group here")
    elsewhere = service(PrisonFactory(code="BBB"))
    typed = {
        **{name: str(value) for name, value in FACTS.items() if name not in ("awarded_on", "starts_on")},
        **{f"{name}_day": TODAY.day for name in ("awarded_on", "starts_on")},
        **{f"{name}_month": TODAY.month for name in ("awarded_on", "starts_on")},
        **{f"{name}_year": TODAY.year for name in ("awarded_on", "starts_on")},
        "currency": "GBP",
        "organisation": str(page.organisation_id),
        "services": [page.pk],
    }
    for wrong in ({"organisation": str(elsewhere.organisation_id)}, {"services": [elsewhere.pk]}):
        client.post("/coordinator/AAA/funding/add/", typed | wrong)
    assert not Funding.objects.exists()
    client.post("/coordinator/AAA/funding/add/", typed)
    made = Funding.objects.get()
    assert list(made.services.all()) == [page]
    assert made.amount == FACTS["amount"]
    path = f"/coordinator/AAA/funding/{made.pk}/"
    assert "A Foundation" in client.get(path).content.decode()
    client.post(path, typed | {"title": "Changed"})
    made.refresh_from_db()
    assert made.title == "Changed"


def test_the_register_comes_as_a_spreadsheet(client, prison, coordinator, fund):
    made = fund(funder="=1+1 Trust")
    made.services.add(service(prison, title="Group here"))
    sheet = load_workbook(io.BytesIO(client.get("/coordinator/AAA/funding/funding.xlsx").content)).active
    row = [cell.value for cell in sheet[2]]
    assert row[1] == "'=1+1 Trust", "no cell runs as a formula"
    assert "Group here" in row
    assert "24000.50" in row
    assert client.get("/coordinator/AAA/funding/funding.exe").status_code == 404


def test_the_lists_have_a_constant_number_of_queries(client, prison, coordinator, fund):
    def queries(path):
        with CaptureQueriesContext(connection) as caught:
            client.get(path)
        return len(caught)

    def add():
        fund(organisation=OrganisationFactory(), ends_on=TODAY).services.add(page)

    page = service(prison)
    add()
    paths = [
        f"/coordinator/AAA/{path}"
        for path in ("funding/", "funding/funding.csv", "funding/360giving.json", "worklist/", "working-together/")
    ]
    few = [(queries(path), queries(path))[1] for path in paths]
    for _ in range(30):
        add()
    assert [queries(path) for path in paths] == few


def test_a_listing_that_was_taken_down_stays_with_what_paid_for_it(client, prison, coordinator, fund):
    page = service(prison, title="Taken down")
    made = fund(organisation=page.organisation)
    made.services.add(page)
    page.unpublish()
    path = f"/coordinator/AAA/funding/{made.pk}/"
    shown = client.get(path)
    assert "Taken down" in shown.content.decode()
    form = shown.context["form"]
    typed = {name: form[name].value() for name in ("kind", "funder", "title", "buys", "amount", "currency")}
    typed |= {"organisation": str(made.organisation_id), "services": [page.pk]}
    for name in ("awarded_on", "starts_on"):
        typed |= {f"{name}_day": TODAY.day, f"{name}_month": TODAY.month, f"{name}_year": TODAY.year}
    assert client.post(path, typed).status_code == 302
    assert list(made.services.all()) == [page]
    assert "Taken down" not in client.get("/coordinator/AAA/funding/add/").content.decode()
