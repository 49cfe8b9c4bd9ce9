"""A coordinator keeps whom to ring; nobody else does, and no other prison's."""

import pytest
from django.urls import reverse

from core.models import AuditEvent
from directory.models import PrisonContact
from tests.factories.accounts import user_with_role
from tests.factories.directory import PrisonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def prison():
    return PrisonFactory(code="EXI", name="Exeter (HMP)")


@pytest.fixture
def signed_in(client, prison):
    client.force_login(user_with_role("coordinator", prison))
    return client


@pytest.fixture
def chaplaincy(prison):
    return PrisonContact.objects.create(prison=prison, function="chaplaincy", phone="5100", order=9)


ADDRESS = "/directory/EXI/contacts/"


def typed(*rows: dict[str, object], known: int = 0, **more: str) -> dict[str, object]:
    data = {"contacts-TOTAL_FORMS": len(rows), "contacts-INITIAL_FORMS": known, **more}
    return data | {f"contacts-{place}-{name}": value for place, row in enumerate(rows) for name, value in row.items()}


def test_the_first_contact_is_added_where_nobody_is_named(signed_in, prison):
    assert reverse("directory:contacts", args=["EXI"]) == ADDRESS
    assert "Nobody is named yet" in signed_in.get(ADDRESS).text
    longer = signed_in.post(ADDRESS, typed(add="contact"))
    assert "New contact" in longer.text
    row = {"function": "safer-custody", "name": "Alex Custody", "phone": "5142", "hours": "day and night"}
    assert signed_in.post(ADDRESS, typed(row)).url == ADDRESS
    saved = prison.contacts.get()
    assert (saved.function, saved.name, saved.phone, saved.order) == ("safer-custody", "Alex Custody", "5142", 0)
    written = AuditEvent.objects.get(event="contacts.changed")
    assert written.details == {"saved": 1, "removed": 0}
    assert "Alex" not in str(written.details)


def test_a_contact_is_changed_and_another_taken_away(signed_in, prison, chaplaincy):
    gone = PrisonContact.objects.create(prison=prison, function="gate", phone="1")
    rows = (
        {"id": chaplaincy.pk, "function": "chaplaincy", "phone": "5101"},
        {"id": gone.pk, "function": "gate", "phone": "1", "DELETE": "on"},
    )
    signed_in.post(ADDRESS, typed(*rows, known=2))
    assert [(contact.phone, contact.order) for contact in prison.contacts.all()] == [("5101", 2)]


def test_what_nobody_could_be_reached_by_is_refused_and_kept_as_typed(signed_in, prison):
    answer = signed_in.post(ADDRESS, typed({"function": "family", "name": "Sam Families"}))
    assert "Give a phone or extension, an e-mail address, or a note" in answer.text
    assert "Sam Families" in answer.text
    assert not prison.contacts.exists()


def test_no_contact_of_another_prison_is_changed_by_its_number(signed_in, prison, chaplaincy):
    theirs = PrisonContact.objects.create(prison=PrisonFactory(), function="gate", phone="1")
    rows = ({"id": theirs.pk, "function": "gate", "phone": "9"},)
    signed_in.post(ADDRESS, typed(*rows, known=1))
    theirs.refresh_from_db()
    assert (theirs.phone, theirs.prison_id == prison.pk) == ("1", False)


@pytest.mark.parametrize("role", ["staff", "safer-custody", "gate"])
def test_others_find_no_such_page(client, prison, role):
    client.force_login(user_with_role(role, prison))
    assert client.get(ADDRESS).status_code == 404
    client.force_login(user_with_role("coordinator", PrisonFactory()))
    assert client.post(ADDRESS, typed()).status_code == 404
