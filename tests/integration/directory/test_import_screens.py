"""Uploading a spreadsheet in the browser: preview, confirmation, and who sees what."""

import csv
import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from core.retention import run
from directory.actions import spreadsheets as actions
from directory.models import Prison, ServicePage, SpreadsheetUpload
from tests.factories.accounts import UserFactory, user_with_role
from tests.factories.directory import service
from tests.factories.spreadsheets import csv_bytes, few_lists, row, xlsx_bytes

pytestmark = pytest.mark.django_db

URL = "/directory/EXI/spreadsheet/"
GOOD, BAD = row(), row(title="Bad", needs="recent-deth", contact_email="=not an address")


@pytest.fixture(autouse=True)
def _lists(db) -> None:
    few_lists()


@pytest.fixture
def prison() -> Prison:
    return Prison.objects.get(code="EXI")


@pytest.fixture
def coordinator(client, prison):
    """A coordinator who has signed in."""
    user = user_with_role("coordinator", prison)
    client.force_login(user)
    return user


def upload(client, content: bytes, name: str = "services.csv", url: str = URL, **options):
    """Send a file as the form does."""
    return client.post(url, {"file": SimpleUploadedFile(name, content)}, **options)


def preview_of(client, *rows) -> str:
    """Upload rows and return the address of their preview."""
    response = upload(client, csv_bytes(rows))
    assert response.status_code == 302, response.content.decode()
    return response["Location"]


def test_upload_preview_and_import(client, coordinator):
    url = preview_of(client, GOOD, row(title="Other"))
    page = client.get(url).content.decode()
    assert "Nothing is saved yet" in page
    assert "Time to talk" in page
    assert not ServicePage.objects.exists()
    response = client.post(url, follow=True)
    assert response.redirect_chain == [(URL, 302)]
    assert "2 added, 0 changed, 0 as before." in response.content.decode()
    assert ServicePage.objects.live().count() == 2
    assert ServicePage.objects.first().latest_revision.user == coordinator
    assert not SpreadsheetUpload.objects.exists()
    assert [e.event for e in AuditEvent.objects.filter(event__startswith="spreadsheet")] == [
        "spreadsheet.uploaded",
        "spreadsheet.imported",
    ]


def test_a_workbook_is_taken_too(client, coordinator):
    url = upload(client, xlsx_bytes([GOOD]), "services.xlsx")["Location"]
    assert client.post(url, follow=True).status_code == 200
    assert ServicePage.objects.count() == 1


def test_a_change_is_shown_before_and_after(client, coordinator):
    client.post(preview_of(client, GOOD))
    page = client.get(preview_of(client, row(summary="Twice a week.", availability="paused"))).content.decode()
    assert "Somebody to talk to each week." in page
    assert "Twice a week." in page
    assert "paused" in page


def test_a_file_without_news_has_nothing_to_import(client, coordinator):
    client.post(preview_of(client, GOOD))
    page = client.get(preview_of(client, GOOD)).content.decode()
    assert "There is nothing to import" in page
    assert ">Import<" not in page


def test_bad_rows_are_told_and_stop_the_import(client, coordinator):
    url = preview_of(client, GOOD, BAD)
    page = client.get(url).content.decode()
    assert "Did you mean “Someone close has died” (recent-death)" in page
    assert "Import the good rows only" in page
    response = client.post(url, follow=True)
    assert "Nothing was imported" in response.content.decode()
    assert not ServicePage.objects.exists()
    assert SpreadsheetUpload.objects.count() == 1


def test_good_rows_only(client, coordinator):
    response = client.post(preview_of(client, GOOD, BAD), {"rows": "valid"}, follow=True)
    assert "1 added, 0 changed, 0 as before. 1 left out because they were bad." in response.content.decode()
    assert ServicePage.objects.get().title == "Time to talk"
    assert not SpreadsheetUpload.objects.exists()


def test_the_error_list_is_a_file_that_no_spreadsheet_runs(client, coordinator):
    response = client.get(preview_of(client, GOOD, BAD) + "errors.csv")
    assert response["Content-Disposition"] == 'attachment; filename="rows-to-correct-EXI.csv"'
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["row", "column", "reason"]
    assert [cells[:2] for cells in rows[1:]] == [["3", "needs"], ["3", "contact_email"]]


def test_rows_of_prisons_the_user_does_not_curate_are_bad(client, coordinator):
    page = client.get(preview_of(client, GOOD, row(prison="PFI"))).content.decode()
    assert "You may not write listings of Peterborough (HMP &amp; YOI)" in page


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.csv", "The file is empty"),
        (b"prison,title\n", "a.csv", "no column “organisation”"),
        (b"x" * (5 * 1024 * 1024 + 1), "a.csv", "larger than 5 MB"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls", "protected by a password"),
        (b"%PDF", "a.pdf", "save it as .csv or .xlsx"),
    ],
)
def test_a_broken_file_is_told_beside_the_field(client, coordinator, content, name, words):
    response = upload(client, content, name)
    assert response.status_code == 200
    page = response.content.decode()
    assert page.count(words) == 2  # in the summary and beside the field
    assert "<title>Error:" in page
    assert not SpreadsheetUpload.objects.exists()


def test_no_file_at_all(client, coordinator):
    assert "Choose a spreadsheet." in client.post(URL).content.decode()


def test_too_many_changes_for_a_screen(client, coordinator, monkeypatch):
    monkeypatch.setattr(actions, "MOST_ROWS_ON_SCREEN", 1)
    response = client.post(preview_of(client, GOOD, row(title="Other")), follow=True)
    assert "too many at once" in response.content.decode()
    assert not ServicePage.objects.exists()


def test_a_row_that_only_saving_finds_bad_is_shown_after_the_import_failed(client, coordinator):
    client.post(preview_of(client, row()))
    ServicePage.objects.update(response_days=0)  # from before there was a limit
    url = preview_of(client, row(summary="New words"))
    page = client.post(url, follow=True).content.decode()
    assert "Nothing was imported: there are rows to correct." in page
    assert "The listing cannot be saved:" in page
    assert "The listing cannot be saved:" in client.get(url + "errors.csv").content.decode()
    assert not ServicePage.objects.filter(summary="New words").exists()


def test_an_upload_is_private_to_its_uploader(client, coordinator, prison):
    url = preview_of(client, GOOD)
    for other in (user_with_role("deputy", prison), user_with_role("administrator")):
        client.force_login(other)
        assert client.get(url).status_code == 404
        assert client.post(url).status_code == 404
        assert client.get(url + "errors.csv").status_code == 404
        assert client.post(url + "discard/").status_code == 404
    assert not ServicePage.objects.exists()


def test_an_upload_ends_after_a_day(client, coordinator):
    url = preview_of(client, GOOD)
    SpreadsheetUpload.objects.update(created_at=timezone.now() - datetime.timedelta(days=1, minutes=1))
    assert client.get(url).status_code == 404


def test_expired_uploads_leave_with_the_night_and_others_are_kept(client, coordinator):
    preview_of(client, GOOD)
    run()
    assert SpreadsheetUpload.objects.count() == 1
    SpreadsheetUpload.objects.update(created_at=timezone.now() - datetime.timedelta(days=2))
    run()
    assert SpreadsheetUpload.objects.count() == 0


def test_a_new_upload_takes_the_place_of_the_last(client, coordinator):
    first = preview_of(client, GOOD)
    preview_of(client, GOOD)
    assert client.get(first).status_code == 404
    assert SpreadsheetUpload.objects.count() == 1


def test_an_upload_can_be_deleted(client, coordinator):
    response = client.post(preview_of(client, GOOD) + "discard/", follow=True)
    assert "Nothing was imported" in response.content.decode()
    assert not SpreadsheetUpload.objects.exists()


def test_a_role_that_ended_after_the_upload_imports_nothing(client, coordinator, prison):
    url = preview_of(client, GOOD)
    coordinator.groups.clear()
    assert client.post(url).status_code == 404
    assert not ServicePage.objects.exists()


CURATORS_ONLY = [URL, URL + "template.csv", URL + "template.xlsx"]


@pytest.mark.parametrize("url", CURATORS_ONLY)
@pytest.mark.parametrize("role", ["staff", "sponsor", "gate"])
def test_other_staff_have_no_upload(client, prison, role, url):
    client.force_login(user_with_role(role, prison))
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("url", CURATORS_ONLY)
def test_a_coordinator_has_no_upload_elsewhere(client, coordinator, url):
    assert client.get(url).status_code == 200
    assert client.get(url.replace("EXI", "PFI")).status_code == 404


def test_visitors_are_asked_to_sign_in(client, prison):
    for url in (*CURATORS_ONLY, URL + "export/", URL + "export.csv"):
        assert client.get(url)["Location"].startswith(reverse("account_login"))


def test_unknown_kinds_of_file_do_not_exist(client, coordinator, prison):
    Prison.objects.update(opened_on=datetime.date(2026, 1, 1))
    assert client.get(URL + "template.pdf").status_code == 404
    assert client.get(URL + "export.pdf").status_code == 404


def test_staff_download_listings_with_contacts_and_others_without(client, prison):
    Prison.objects.update(opened_on=datetime.date(2026, 1, 1))
    service(prison, title="Talk", contact_name="Sam Green")
    client.force_login(user_with_role("staff", prison))
    assert "names of contacts" in client.get(URL + "export/").content.decode()
    response = client.get(URL + "export.csv")
    assert "Sam Green" in response.content.decode()
    assert response["Content-Disposition"].startswith('attachment; filename="services-EXI-20')
    client.force_login(UserFactory())
    assert "are left out" in client.get(URL + "export/").content.decode()
    assert "Sam Green" not in client.get(URL + "export.csv").content.decode()
    assert AuditEvent.objects.filter(event="spreadsheet.exported").count() == 2


def test_a_closed_prison_has_no_export(client):
    client.force_login(UserFactory())
    assert client.get(URL + "export/").status_code == 404
    assert client.get(URL + "export.csv").status_code == 404


def test_queries_of_the_preview_do_not_grow_with_the_rows(client, coordinator, django_assert_max_num_queries):
    client.post(preview_of(client, *[row(title=f"Talk {n}") for n in range(12)]))
    changed = [row(title=f"Talk {n}", summary="Changed.") for n in range(12)]
    few, many = preview_queries(client, changed[:1]), preview_queries(client, changed)
    assert few == many


def preview_queries(client, rows) -> int:
    """Return how many queries the preview of these rows takes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    url = preview_of(client, *rows)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)
