"""The pages of prisons and listings: open to all, with staff details for staff only."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction

from directory import models as m
from directory.enums import ContactFunction
from directory.models import PrisonContact, ServiceExclusion
from directory.page_facts import sections, shelves
from tests.factories.accounts import user_with_role
from tests.factories.directory import GroupFactory, NeedFactory, PrisonFactory, page_tree, prison_page, service

HIDDEN = ("Planted room", "Planted Contact", "ext 9876", "Planted note", "14:00", "Planted restricted group")


@pytest.fixture
def listing(db):
    page = service(
        title="Planted listing",
        contact_name="Planted Contact",
        contact_phone="ext 9876",
        staff_notes="Planted note",
        how_to_refer="Ask at the library.",
        sessions=[
            {"weekday": 1, "starts": datetime.time(14), "ends": datetime.time(16), "place": "Planted room"},
        ],
    )
    restricted = GroupFactory(slug="planted-restricted", label="Planted restricted group", is_restricted=True)
    ServiceExclusion.objects.create(page=page, group=restricted, reason="Safety", staff_only=True)
    PrisonContact.objects.create(
        prison=page.prison, function=ContactFunction.SAFER_CUSTODY, name="Planted Contact", phone="ext 9876"
    )
    return page


def test_the_public_sees_a_listing_without_staff_details(client, listing):
    text = client.get(listing.url).content.decode()
    assert "Planted listing" in text
    assert "Ask at the library." in text
    assert not [words for words in HIDDEN if words in text]


def test_staff_of_the_prison_see_times_rooms_contacts_and_notes(client, listing):
    client.force_login(user_with_role("staff", listing.prison))
    text = client.get(listing.url).content.decode()
    assert not [words for words in HIDDEN if words not in text]


def test_staff_of_another_prison_read_what_the_public_reads(client, listing):
    client.force_login(user_with_role("staff", prison_page().prison))
    text = client.get(listing.url).content.decode()
    assert not [words for words in HIDDEN if words in text]


def test_a_prisons_page_lists_services_and_shows_contacts_to_its_staff_only(client, listing):
    address = listing.get_parent().url
    assert "ext 9876" not in client.get(address).content.decode()
    client.force_login(user_with_role("staff", listing.prison))
    text = client.get(address).content.decode()
    assert "ext 9876" in text
    assert "Planted listing" in text


def test_a_prisons_page_asks_the_database_as_often_for_two_services_as_for_ten(
    client, listing, django_assert_max_num_queries
):
    address = listing.get_parent().url
    client.get(address)
    with django_assert_max_num_queries(40) as few:
        client.get(address)
    for number in range(8):
        needs = [NeedFactory(parent=NeedFactory(label=f"Heading {number}"))]
        service(listing.prison, organisation=listing.organisation, needs=needs)
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(address)


def test_home_and_index_name_open_prisons_only(client, listing):
    closed = prison_page(code="CLO", name="Closed Gate (HMP)", opened_on=None).prison
    for address in (page_tree().get_parent().url, page_tree().url):
        text = client.get(address).content.decode()
        assert listing.prison.name in text
        assert closed.name not in text


def test_sections_never_carry_an_empty_row(listing):
    for for_staff in (True, False):
        assert all(row["value"] for section in sections(listing, for_staff=for_staff) for row in section.rows)


def test_a_prison_that_is_not_open_answers_the_public_with_not_found(client, db):
    page = prison_page(code="CLO", name="Closed Gate (HMP)", opened_on=None)
    listing = service(page.prison)
    assert client.get(page.url).status_code == 404
    assert client.get(listing.url).status_code == 404


def test_a_prisons_page_leads_its_coordinator_to_the_work(client, listing):
    address, way = listing.get_parent().url, f"/directory/{listing.prison_id}/spreadsheet/"
    client.force_login(user_with_role("staff", listing.prison))
    assert way not in client.get(address).content.decode()
    client.force_login(user_with_role("coordinator", listing.prison))
    assert way in client.get(address).content.decode()


def test_a_contact_of_an_unknown_function_is_refused(listing):
    """Screens and the insert stand contacts in the order of their functions."""
    contact = PrisonContact(prison=listing.prison, function="voluntary-sector-coordinator", phone="ext 1")
    with pytest.raises(ValidationError, match="function"):
        contact.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        contact.save()


def test_the_public_reads_who_it_is_for_without_restricted_groups_and_places(client, listing):
    m.Group.objects.filter(slug="planted-restricted").update(is_restricted=True)
    listing.groups = [
        GroupFactory(slug="veterans", label="Armed Forces veterans"),
        m.Group.objects.get(slug="planted-restricted"),
    ]
    listing.legal_statuses = [m.LegalStatus.objects.create(slug="sentenced", label="Sentenced")]
    m.LegalStatus.objects.create(slug="unconvicted", label="Unconvicted", is_remand=True)
    m.LegalStatus.objects.create(slug="recalled", label="Recalled")
    listing.locations = [m.LocationKind.objects.create(slug="vpu", label="Planted unit")]
    m.LocationKind.objects.create(slug="wing", label="Wing")
    listing.age_from = 21
    listing.save()
    [row] = [row for row in sections(listing, for_staff=False)[0].rows if row["key"] == "For"]
    assert row["value"] == "Armed Forces veterans. Age 21 and over. Not people recalled"
    [row] = [row for row in sections(listing, for_staff=True)[0].rows if row["key"] == "For"]
    assert row["value"].endswith("Seen in: planted unit")
    assert "Planted restricted group" in row["value"]


@pytest.fixture
def headings(db):
    """Return two headings with two needs under the first and one under the second."""
    money, family = NeedFactory(slug="money", label="Money"), NeedFactory(slug="family", label="Family")
    return {
        "money": money,
        "family": family,
        "debt": NeedFactory(slug="debt", parent=money),
        "bank": NeedFactory(slug="bank", parent=money),
        "visits": NeedFactory(slug="visits", parent=family),
    }


def test_a_service_stands_in_full_once_where_most_of_its_needs_are(headings, listing):
    one = service(listing.prison, title="Both", needs=[headings[name] for name in ("visits", "debt", "bank")])
    two = service(listing.prison, title="Equal", needs=[headings["debt"], headings["visits"]])
    three = service(listing.prison, title="The heading itself", needs=[headings["family"]])
    found = {shelf.anchor: shelf for shelf in shelves([one, two, three, listing])}
    first, second = sorted(("needs-money", "needs-family"), key=list(found).index)
    assert found["needs-money"].services[0] == one
    assert two in found[first].services
    assert two in found[second].elsewhere
    assert one in found["needs-family"].elsewhere
    assert three in found["needs-family"].services
    assert found["needs-other"].services == [listing], "a service without a need is not lost"
    assert list(found)[-1] == "needs-other"
    assert found["needs-family"].count == 3
    standing = [page for shelf in found.values() for page in shelf.services]
    assert sorted(page.pk for page in standing) == sorted(page.pk for page in (one, two, three, listing))


def test_a_need_that_is_no_longer_used_loses_no_service(headings, listing):
    page = service(listing.prison, needs=[headings["debt"]])
    m.Need.objects.filter(slug="money").update(is_active=False)
    [shelf] = shelves([page])
    assert (shelf.anchor, shelf.services, shelf.elsewhere) == ("needs-other", [page], [])


def test_a_prisons_page_leads_from_its_contents_to_each_heading(client, headings, listing):
    service(listing.prison, title="Budgeting", needs=[headings["debt"], headings["visits"], headings["bank"]])
    text = client.get(listing.get_parent().url).content.decode()
    for anchor in ("needs-money", "needs-family", "needs-other"):
        assert f'href="#{anchor}"' in text
        assert f'id="{anchor}"' in text
    assert text.count("<h4") == 2, "each service in full once"
    money, family = (text.partition(f'id="needs-{name}"')[2].partition("</section>")[0] for name in ("money", "family"))
    assert "<h4" in money
    assert "<h4" not in family
    assert "Budgeting" in money
    assert "Budgeting" in family


def test_the_header_names_the_prison_where_a_coordinator_works(client, listing):
    client.force_login(user_with_role("coordinator", listing.prison))
    for path in ("spreadsheet/", "spreadsheet/export/", "review/", f"review/{listing.translation_key}/"):
        text = client.get(f"/directory/{listing.prison_id}/{path}").content.decode()
        assert f'<p class="app-header__scope">{listing.prison.name}</p>' in text, path


def test_opening_a_prison_names_its_page_where_the_site_is_served_now(db, settings, capsys):
    PrisonFactory(code="NEW", slug="new-gate", opened_on=None)
    for base in ("http://127.0.0.1:8001", "https://alongside.example/"):
        settings.BASE_URL = base
        call_command("open_prison", "new")
        assert f"{base.rstrip('/')}/prisons/new-gate/\n" in capsys.readouterr().out
