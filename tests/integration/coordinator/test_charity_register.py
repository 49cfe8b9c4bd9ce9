"""The charity register: read record by record, checked against organisations, changes told to their prisons."""

import json
import re
import resource
import zipfile
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from coordinator import charity_file
from coordinator.actions.charity_register import standing_of
from coordinator.actions.engagements import start_engagement
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
        (b"", "stops being JSON"),
        (b"{}", "holds no charity"),
        (b"[]", "holds no charity"),
        (json.dumps([record(1)])[:-20].encode(), "stops being JSON"),
        (
            json.dumps([record(1, registered_charity_number="x1")]).encode(),
            "Record 1 has a charity number that is not a number",
        ),
        (
            json.dumps([record(1, registered_charity_number=10**12)]).encode(),
            "Record 1 has a charity number that is not a number",
        ),
        (json.dumps([record(1, linked_charity_number="two")]).encode(), "Record 1 has a charity number"),
        (json.dumps([record(1, charity_name="Café")], ensure_ascii=False).encode("latin-1"), "stops being JSON"),
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


def packed(path, content):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("publicextract.charity.json", content)
    return path


def test_a_damaged_a_short_and_a_locked_archive_are_explained(tmp_path):
    whole = packed(tmp_path / "whole.zip", json.dumps([record(200_000 + n) for n in range(500)])).read_bytes()
    damaged = bytearray(whole)
    damaged[200:260] = bytes(60)
    (tmp_path / "damaged.zip").write_bytes(damaged)
    (tmp_path / "short.zip").write_bytes(whole[: len(whole) // 2])
    locked = bytearray(whole)
    locked[6] |= 1  # of the file's own header and of the archive's list: “a password is needed”
    locked[whole.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "locked.zip").write_bytes(locked)
    unknown = bytearray(whole)
    unknown[8] = unknown[whole.index(b"PK\x01\x02") + 10] = 99
    (tmp_path / "unknown.zip").write_bytes(unknown)
    said = {
        "damaged": "damaged. Download",
        "short": "not a zip archive, or is damaged",
        "locked": "cannot be unpacked here. Unpack it",
        "unknown": "cannot be unpacked here. Unpack it",
    }
    for name, words in said.items():
        with pytest.raises(CommandError, match=words):
            load(tmp_path / f"{name}.zip")
    assert not RegisteredCharity.objects.exists()


def test_a_file_that_unpacks_without_end_is_stopped(tmp_path, monkeypatch):
    path = packed(tmp_path / "bomb.zip", json.dumps([record(200_000 + n) for n in range(2_000)]))
    monkeypatch.setattr(charity_file, "MOST_BYTES", 500_000)
    with pytest.raises(CommandError, match="far larger than the register can be"):
        load(path)
    monkeypatch.undo()
    endless = b'[{"charity_name": "' + b"x" * 5 * 2**20 + b'"}]'
    with pytest.raises(CommandError, match="far larger than the register can be"):
        load(packed(tmp_path / "endless.zip", endless))


def test_words_that_no_database_takes_are_cleaned_and_long_ones_cut(tmp_path):
    odd = record(200001, charity_name="Quiet\x00 Hands \ud800" + "x" * 300, charity_reporting_status="y" * 90)
    assert load(write(tmp_path / "a.json", [odd])).startswith("charities: 1;")
    charity = RegisteredCharity.objects.get()
    assert charity.name.startswith("Quiet Hands ?x")
    assert (len(charity.name), len(charity.reporting)) == (255, 80)


def test_numbers_of_scotland_and_northern_ireland_are_not_called_unknown(tmp_path):
    prison = PrisonFactory(code="AAA")
    for number in ("SC012345", "NIC100123"):
        service(prison, organisation=OrganisationFactory(charity_number=number))
    assert load(write(tmp_path / "a.json", [record(200001)])).endswith("organisations checked: 0; alerts: 0")
    assert standing_of("sc 012 345").startswith("Kept by the Scottish Charity Regulator")
    assert standing_of("NIC100123").startswith("Kept by the Charity Commission for Northern Ireland")
    assert standing_of(" 0200001-2") == "Registered"


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


def test_the_organisation_s_page_says_what_changed_since_when_and_takes_the_note(client, tmp_path):
    prison = PrisonFactory(code="AAA")
    user = user_with_role("coordinator", prison)
    organisation = OrganisationFactory(name="Quiet Hands", charity_number="200001")
    engagement = start_engagement(prison=prison, organisation=organisation, by=user)
    load(write(tmp_path / "a.json", [record(200001)]))
    load(write(tmp_path / "b.json", [record(200001, charity_registration_status="Removed")]))
    client.force_login(user)
    (line,) = desk_for(user, prison, only="charity-register").morning
    path = f"/coordinator/AAA/organisations/{engagement.pk}/"
    assert line.item.url == path
    text = client.get(path).content.decode()
    assert "The charity register says: Removed. It said before: Registered." in text
    assert "Removed, as of 24 November 2026" in text
    pressed = dict(re.findall(r'name="(source|key|action|kind)" value="([^"]*)"', text.partition("Checklist:")[0]))
    shown = client.post("/coordinator/AAA/worklist/settle/", pressed, follow=True).content.decode()
    assert "That is noted." in shown
    assert "Nothing of this kind waits" in shown
    assert "It said before: Registered. Noted " in client.get(path).content.decode()
    load(write(tmp_path / "a.json", [record(200001)]))
    (line,) = desk_for(user, prison, only="charity-register").morning
    assert line.item.detail.endswith("It said before: Removed. That is in order again.")
