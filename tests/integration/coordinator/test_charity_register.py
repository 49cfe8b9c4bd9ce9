"""The charity register: read record by record, checked against organisations, changes told to their prisons."""

import json
import resource
import zipfile
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from coordinator.actions.charity_register import standing_of
from coordinator.desk import desk_for
from coordinator.models import Appointment, CharityAlert, RegisteredCharity
from tests.factories.accounts import user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory, service

pytestmark = pytest.mark.django_db


def record(number, **changes):
    """Return a record with the columns of the extract, as the Commission writes them."""
    return {
        "date_of_extract": "2026-11-24T00:00:00",
        "organisation_number": number + 3_000_000,
        "registered_charity_number": number,
        "linked_charity_number": 0,
        "charity_name": f"CHARITY {number}",
        "charity_type": "CIO",
        "charity_registration_status": "Registered",
        "date_of_registration": "1998-04-02T00:00:00",
        "date_of_removal": None,
        "charity_reporting_status": "Submission Received",
        "latest_income": 12345.0,
        "charity_contact_email": "secret@charity.example",
        "charity_contact_phone": "01632 960999",
        "charity_insolvent": False,
        "charity_in_administration": False,
        **changes,
    }


def write(path, records, mark=b"\xef\xbb\xbf"):
    path.write_bytes(mark + json.dumps(records).encode())
    return path


def load(path):
    out = StringIO()
    call_command("import_charity_register", str(path), stdout=out)
    return out.getvalue().strip()


def test_it_reads_main_charities_with_and_without_the_mark_and_from_a_zip(tmp_path):
    records = [record(200001), record(200001, linked_charity_number=2, charity_name="BRANCH"), record(200002)]
    assert load(write(tmp_path / "a.json", records)).startswith("charities: 2;")
    assert load(write(tmp_path / "b.json", records, mark=b"")).startswith("charities: 2;")
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.write(tmp_path / "a.json", "publicextract.charity.json")
    assert load(tmp_path / "c.zip").startswith("charities: 2;")
    assert set(RegisteredCharity.objects.values_list("name", flat=True)) == {"CHARITY 200001", "CHARITY 200002"}


def test_nothing_about_whom_to_contact_is_kept():
    assert not {field.name for field in RegisteredCharity._meta.fields} & {"email", "phone", "address", "contact"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'[{"registered_charity_number": 1', "stops being JSON"),
        (b'[{"charity_name": "X"}]', "Record 1 lacks"),
        (b"[1, 2]", "Record 1 lacks"),
    ],
)
def test_a_wrong_file_is_explained(tmp_path, content, said):
    path = tmp_path / "x.json"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=said):
        load(path)


def test_a_missing_file_and_a_broken_archive_are_explained(tmp_path):
    with pytest.raises(CommandError, match="There is no file"):
        load(tmp_path / "none.json")
    (tmp_path / "x.zip").write_bytes(b"PK nothing")
    with pytest.raises(CommandError, match="not a zip archive"):
        load(tmp_path / "x.zip")
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.json", "[]")
        archive.writestr("b.json", "[]")
    with pytest.raises(CommandError, match="exactly one"):
        load(tmp_path / "two.zip")


def test_a_change_is_told_to_every_prison_the_charity_works_in_once(tmp_path):
    prison = PrisonFactory(code="AAA")
    Appointment.objects.create(prison=prison, post="coordinator", name="Sam")
    organisation = OrganisationFactory(name="Quiet Hands", charity_number="200001")
    service(prison, organisation=organisation)
    service(PrisonFactory(), organisation=organisation)
    OrganisationFactory(charity_number="299999")
    assert load(write(tmp_path / "a.json", [record(200001)])).endswith("organisations checked: 2; alerts: 0")
    removed = [record(200001, charity_registration_status="Removed", date_of_removal="2026-11-01T00:00:00")]
    assert load(write(tmp_path / "b.json", removed)).endswith("alerts: 2")
    assert load(write(tmp_path / "b.json", removed)).endswith("alerts: 0")
    user = user_with_role("coordinator", prison)
    desk = desk_for(user, prison, only="charity-register")
    assert [line.item.title for line in desk.morning] == ["Quiet Hands"]
    assert "Removed" in desk.morning[0].item.detail


def test_an_alert_is_noted_with_one_click(client, tmp_path):
    prison = PrisonFactory(code="AAA")
    service(prison, organisation=OrganisationFactory(charity_number="200001"))
    load(write(tmp_path / "a.json", [record(200001, charity_insolvent=True)]))
    alert = CharityAlert.objects.get()
    assert alert.after == "Registered, insolvent"
    client.force_login(user_with_role("coordinator", prison))
    pressed = {"source": "charity-register", "key": str(alert.pk), "action": "note"}
    client.post("/coordinator/AAA/worklist/settle/", pressed)
    alert.refresh_from_db()
    assert alert.noted_on is not None


def test_a_number_is_only_called_unknown_once_the_register_was_imported(tmp_path):
    assert standing_of("200001") == ""
    load(write(tmp_path / "a.json", [record(200001)]))
    assert standing_of("200001") == "Registered"
    assert standing_of("999999") == "Not in the register"
    assert standing_of("") == ""


@pytest.mark.slow
def test_many_records_are_read_without_holding_them_all(tmp_path):
    path = tmp_path / "many.json"
    with path.open("w") as file:
        file.write("[")
        for number in range(40_000):
            file.write(("," if number else "") + json.dumps(record(200_000 + number)))
        file.write("]")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert load(path).startswith("charities: 40000;")
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown < path.stat().st_size / 2**20, "less memory than the file is long"
    assert RegisteredCharity.objects.count() == 40_000
