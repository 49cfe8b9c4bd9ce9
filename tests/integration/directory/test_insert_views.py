"""The screens of the insert: who may see them, what they say and what they do."""

import builtins
import io

import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import ADMINISTRATOR, COORDINATOR, LEAD, SPONSOR, STAFF
from core.models import AuditEvent
from directory import models as m
from directory.actions.insert import publish_edition, record_distribution
from tests.factories.accounts import UserFactory, user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory, service
from tests.factories.insert import printable_prison

pytestmark = pytest.mark.django_db


@pytest.fixture
def prison() -> m.Prison:
    return printable_prison(code="LMI", name="Larkmoor (HMP)")


@pytest.fixture
def coordinator(prison):
    return user_with_role(COORDINATOR.code, prison)


@pytest.fixture
def edition(prison, coordinator) -> m.InsertEdition:
    return publish_edition(prison=prison, by=coordinator)


def url(name: str, *args: object) -> str:
    return reverse(f"directory:{name}", args=["LMI", *args])


def every_address(edition: m.InsertEdition) -> list[str]:
    return [
        url("insert"),
        url("insert_draft"),
        url("insert_draft_pdf", "standard"),
        url("insert_distribution"),
        url("insert_edition", edition.number),
        url("insert_pdf", edition.number, "standard"),
    ]


@pytest.mark.parametrize("role", [COORDINATOR, STAFF, SPONSOR])
def test_staff_of_the_prison_see_every_screen(client, prison, edition, role) -> None:
    client.force_login(user_with_role(role.code, prison))

    assert {client.get(address).status_code for address in every_address(edition)} == {200}


def test_a_national_administrator_reads_it_too(client, edition) -> None:
    client.force_login(user_with_role(ADMINISTRATOR.code))

    assert {client.get(address).status_code for address in every_address(edition)} == {200}


@pytest.mark.parametrize(
    "make",
    [
        lambda: UserFactory(),
        lambda: user_with_role(COORDINATOR.code, PrisonFactory()),
        lambda: user_with_role(LEAD.code, OrganisationFactory()),
    ],
    ids=["nobody", "another prison", "an organisation"],
)
def test_for_everybody_else_nothing_is_there(client, edition, make) -> None:
    client.force_login(make())

    addresses = [*every_address(edition), url("insert_publish")]
    assert {client.get(address).status_code for address in addresses} == {404}
    assert client.post(url("insert_publish")).status_code == 404
    assert client.post(url("insert_distribution"), {"place": "B"}).status_code == 404


def test_visitors_sign_in_first(client, edition) -> None:
    for address in every_address(edition):
        response = client.get(address)
        assert (response.status_code, "login" in response["Location"]) == (302, True)


def test_a_closed_prison_has_no_insert(client, prison, coordinator) -> None:
    m.Prison.objects.update(opened_on=None)
    client.force_login(coordinator)

    assert client.get(url("insert")).status_code == 404


@pytest.mark.parametrize("role", [STAFF, SPONSOR])
def test_only_curators_reach_the_publish_screen(client, prison, role) -> None:
    client.force_login(user_with_role(role.code, prison))

    assert client.get(url("insert_publish")).status_code == 404
    assert "Check and publish" not in client.get(url("insert")).text


def test_the_menu_leads_to_ones_own_prison(client, prison, coordinator) -> None:
    client.force_login(coordinator)

    assert client.get(reverse("directory:my_insert"))["Location"] == url("insert")
    menu = client.get(url("insert")).text + client.get(reverse("core:more")).text
    assert reverse("directory:my_insert") in menu


def test_somebody_who_works_in_several_prisons_goes_to_the_one_they_work_in_now(client, prison, coordinator) -> None:
    from accounts.actions import grant_role

    second = PrisonFactory(name="Second (HMP)")
    grant_role(user=coordinator, role=STAFF, scope=second, by=None)
    client.force_login(coordinator)

    assert client.get(reverse("directory:my_insert")).url == reverse("directory:insert", kwargs={"code": prison.code})
    client.post(reverse("accounts:switch"), {"scope": f"prison:{second.code}"})
    assert client.get(reverse("directory:my_insert")).url == reverse("directory:insert", kwargs={"code": second.code})


def test_somebody_who_sees_several_prisons_without_working_in_one_chooses(client, prison) -> None:
    PrisonFactory(name="Second (HMP)")
    client.force_login(user_with_role("administrator"))

    page = client.get(reverse("directory:my_insert")).text
    assert "Larkmoor (HMP)" in page
    assert "Second (HMP)" in page


def test_somebody_without_a_prison_has_no_insert(client) -> None:
    client.force_login(UserFactory())

    assert client.get(reverse("directory:my_insert")).status_code == 404
    assert reverse("directory:my_insert") not in client.get("/accounts/email/").text


def test_before_the_first_edition_the_overview_says_what_to_do(client, prison, coordinator) -> None:
    client.force_login(coordinator)

    page = client.get(url("insert")).text
    assert "No edition has been published yet" in page
    assert "Check and publish" in page
    assert client.get(url("insert_distribution"))["Location"] == url("insert")


def test_the_check_screen_lists_gaps_unconfirmed_listings_and_what_is_left_out(client, prison, coordinator) -> None:
    service(prison, title="Never checked", reviewed_on=None)
    service(prison, title="Shut", availability="closed")
    client.force_login(coordinator)

    page = client.get(url("insert_publish")).text
    assert "Check before you publish edition 1" in page
    assert "Triggers without a service (1)" in page
    assert "Funeral or saying goodbye" in page
    assert "Never checked: never confirmed" in page
    assert "Shut: Closed" in page
    assert not m.InsertEdition.objects.exists()


def test_publishing_from_the_screen(client, prison, coordinator) -> None:
    client.force_login(coordinator)

    page = client.post(url("insert_publish"), follow=True).text
    assert "Edition 1 is published" in page
    assert m.InsertEdition.objects.get().published_by == coordinator


def test_when_nothing_has_changed_the_screen_says_so_and_has_no_button(client, edition, coordinator) -> None:
    client.force_login(coordinator)

    page = client.get(url("insert_publish")).text
    assert "Nothing has changed since edition 1" in page
    assert "Publish edition" not in page
    assert "Nothing has changed since edition 1" in client.post(url("insert_publish"), follow=True).text
    assert m.InsertEdition.objects.count() == 1


def test_an_edition_says_on_screen_that_it_is_out_of_date(client, prison, edition, coordinator) -> None:
    client.force_login(coordinator)
    assert "out of date" not in client.get(url("insert")).text
    m.ServicePage.objects.update(how_to_refer="Ring.")
    service(prison)

    assert "3 services have changed since edition 1." in client.get(url("insert")).text
    assert "3 services have changed since this edition." in client.get(url("insert_edition", 1)).text
    assert "3 services have changed" not in pdf_text(client.get(url("insert_pdf", 1, "standard")))


def test_an_edition_that_is_old_by_its_date_says_so(client, edition, coordinator) -> None:
    m.InsertEdition.objects.update(published_at=timezone.now() - timezone.timedelta(days=100))
    client.force_login(coordinator)

    assert "more than 3 months old" in client.get(url("insert")).text
    page = client.get(url("insert_edition", 1)).text
    assert "This edition is old: it was to be used until" in page
    assert "Ask the voluntary sector coordinator for a new edition." in page


def test_a_new_edition_that_holds_says_nothing_of_its_age(client, edition, coordinator) -> None:
    client.force_login(coordinator)

    page = client.get(url("insert_edition", 1)).text
    assert "This edition is old" not in page
    assert "Ask the voluntary sector coordinator for a new edition." not in page


def test_an_old_edition_that_has_changed_says_both_and_a_replaced_one_only_that(client, prison, edition, coordinator):
    m.InsertEdition.objects.update(published_at=timezone.now() - timezone.timedelta(days=100))
    service(prison)
    client.force_login(coordinator)
    page = client.get(url("insert_edition", 1)).text
    assert "1 service has changed since this edition. This edition is old" in page

    publish_edition(prison=prison, by=coordinator)
    page = client.get(url("insert_edition", 1)).text
    assert "Replaced by edition 2" in page
    assert "This edition is old" not in page


def pdf_text(response) -> str:
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(response.content)).pages)


def test_old_editions_stay_and_are_stamped_in_both_forms(client, prison, edition, coordinator) -> None:
    service(prison, title="New help")
    publish_edition(prison=prison, by=coordinator)
    client.force_login(coordinator)

    assert "Replaced by edition 2 on" in client.get(url("insert_edition", 1)).text
    old = pdf_text(client.get(url("insert_pdf", 1, "standard")))
    assert "Replaced by edition 2 on" in old
    assert "New help" not in old
    assert "Changes since edition 1" in client.get(url("insert_edition", 2)).text


def test_the_draft_shows_todays_services_and_is_marked(client, prison, edition, coordinator) -> None:
    service(prison, title="New help")
    client.force_login(coordinator)

    page = client.get(url("insert_draft")).text
    assert "New help" in page
    assert "DRAFT. Not an edition" in page


def test_readings_are_counted_but_not_those_of_a_draft(client, prison, edition) -> None:
    officer = user_with_role(STAFF.code, prison)
    client.force_login(officer)

    client.get(url("insert_draft"))
    client.get(url("insert_edition", 1))
    client.get(url("insert_pdf", 1, "booklet"))

    rows = AuditEvent.objects.filter(event__startswith="insert.", actor_id=str(officer.pk))
    assert [(row.event, row.details["form"]) for row in rows] == [
        ("insert.viewed", "screen"),
        ("insert.downloaded", "booklet"),
    ]


def test_a_pdf_opens_in_the_browser_under_a_telling_name(client, edition, coordinator) -> None:
    client.force_login(coordinator)

    response = client.get(url("insert_pdf", 1, "large-print"))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="acct-insert-LMI-edition-1-large-print.pdf"'


@pytest.mark.parametrize(("number", "variant"), [(2, "standard"), (1, "poster")])
def test_unknown_editions_and_variants_are_not_found(client, edition, coordinator, number, variant) -> None:
    client.force_login(coordinator)

    assert client.get(url("insert_pdf", number, variant)).status_code == 404


def test_without_pango_the_screen_says_what_to_install(client, edition, coordinator, monkeypatch) -> None:
    real_import = builtins.__import__

    def refuse(name: str, *args: object, **kwargs: object) -> object:
        if name.split(".")[0] == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real_import(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse)
    client.force_login(coordinator)

    response = client.get(url("insert_pdf", 1, "standard"))
    assert response.status_code == 503
    assert "apt install libpango-1.0-0" in response.text
    assert "If someone is in danger now, use the radio or alarm and call healthcare." in response.text
    assert url("insert_edition", 1) in response.text
    assert not AuditEvent.objects.filter(event="insert.downloaded").exists()


def form(**more: object) -> dict[str, object]:
    today = timezone.localdate()
    return {
        "place": "B wing office",
        "copies": "20",
        "on_day": today.day,
        "on_month": today.month,
        "on_year": today.year,
        **more,
    }


def test_staff_record_copies_and_see_totals(client, prison, edition) -> None:
    client.force_login(user_with_role(STAFF.code, prison, name="Officer Recorder"))

    page = client.post(url("insert_distribution"), form(), follow=True).text
    assert "20 copies in 1 place." in page
    assert "Officer Recorder" in page
    assert m.InsertDistribution.objects.get().place == "B wing office"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"place": ""}, "Enter where the copies are"),
        ({"copies": ""}, "Enter how many copies"),
        ({"copies": "0"}, "Enter 1 copy or more"),
        ({"copies": "many"}, "as a whole number"),
        ({"copies": "99999999999999999999"}, "5000 copies or fewer"),
        ({"on_year": "2999"}, "cannot be in the future"),
        ({"on_month": "13"}, "real date"),
    ],
)
def test_mistakes_in_the_form_are_explained_and_save_nothing(client, prison, edition, more, message) -> None:
    client.force_login(user_with_role(STAFF.code, prison))

    response = client.post(url("insert_distribution"), form(**more))
    assert response.status_code == 200
    assert message in response.text
    assert not m.InsertDistribution.objects.exists()


def test_a_senior_sponsor_reads_the_list_but_records_nothing(client, prison, edition) -> None:
    client.force_login(user_with_role(SPONSOR.code, prison))

    assert "Record copies" not in client.get(url("insert_distribution")).text
    assert client.post(url("insert_distribution"), form()).status_code == 404
    assert not m.InsertDistribution.objects.exists()


def test_a_slip_is_deleted_after_asking(client, prison, edition) -> None:
    officer = user_with_role(STAFF.code, prison)
    made = record_distribution(edition=edition, place="B wing", copies=200, by=officer)
    client.force_login(officer)

    assert url("insert_take_back", made.pk) in client.get(url("insert_distribution")).text
    assert "Delete this record?" in client.get(url("insert_take_back", made.pk)).text
    assert "The record is deleted." in client.post(url("insert_take_back", made.pk), follow=True).text
    assert not m.InsertDistribution.objects.exists()


def test_somebody_elses_record_cannot_be_deleted(client, prison, edition, coordinator) -> None:
    made = record_distribution(edition=edition, place="B wing", copies=2, by=coordinator)
    client.force_login(user_with_role(STAFF.code, prison))

    assert url("insert_take_back", made.pk) not in client.get(url("insert_distribution")).text
    assert client.post(url("insert_take_back", made.pk)).status_code == 404
    assert m.InsertDistribution.objects.exists()


def test_places_with_older_copies_are_listed_for_replacing(client, prison, edition, coordinator) -> None:
    record_distribution(edition=edition, place="Reception", copies=2, by=coordinator)
    service(prison)
    publish_edition(prison=prison, by=coordinator)
    client.force_login(coordinator)

    for name in ("insert", "insert_distribution"):
        assert "Reception: edition 1" in client.get(url(name)).text
