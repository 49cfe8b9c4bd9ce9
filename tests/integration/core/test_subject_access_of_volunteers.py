"""A volunteer gets a copy of their record, and sees who looked at it."""

import io
import zipfile

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from core import audit
from core.subject_access import copy_of, kind_for
from tests.factories.accounts import UserFactory, user_with_role
from tests.factories.directory import PrisonFactory
from tests.factories.volunteers import entrant, position
from volunteers.models import Application, GateList

pytestmark = pytest.mark.django_db


@pytest.fixture
def vera():
    user = UserFactory(name="Vera Account", email="vera@example.org")
    prison = PrisonFactory()
    entrant(prison, first_name="Otto", last_name="Other", email="otto@example.org")
    return entrant(prison, first_name="Vera", last_name="Ember", email="vera@example.org", phone="01632", user=user)


@pytest.mark.parametrize("kind", ["volunteer", "user"])
def test_a_copy_of_the_record(vera, kind, monkeypatch, tmp_path):
    monkeypatch.setattr("sys.stdin", io.StringIO("VERA@example.org\n"))
    call_command("subject_access", kind, "--out", str(tmp_path / "copy.zip"))
    with zipfile.ZipFile(tmp_path / "copy.zip") as archive:
        text = archive.read("copy-for-the-person.html").decode()
    assert "Ember" in text
    assert "01632" in text
    assert "Other" not in text


@pytest.mark.parametrize("kind", ["applicant", "user"])
def test_an_applicant_without_a_record_gets_a_copy_of_every_application(kind, monkeypatch, tmp_path):
    role, other = (position(PrisonFactory(), title=title) for title in ("Listener", "Host"))
    UserFactory(email="una@example.org")
    for number, (place, email) in enumerate(((role, "una@example.org"), (other, "UNA@example.org"), (role, "x@y.org"))):
        names = {"first_name": "Una", "last_name": f"Applied{number}"}
        Application.objects.create(position=place, email=email, phone=f"0163{number}", why="I can listen.", **names)
    monkeypatch.setattr("sys.stdin", io.StringIO("Una@Example.org\n"))
    call_command("subject_access", kind, "--out", str(tmp_path / "copy.zip"))
    with zipfile.ZipFile(tmp_path / "copy.zip") as archive:
        text = archive.read("copy-for-the-person.html").decode()
    assert all(words in text for words in ("Applied0", "Applied1", "01630", "01631", "I can listen."))
    assert "Applied2" not in text


def test_looks_at_the_record_are_shown_to_its_subject(vera, client):
    prison = PrisonFactory()
    boss = user_with_role("coordinator", prison)
    audit.record("entrant.viewed", by=boss, about=vera, scope=prison)
    client.force_login(vera.user)
    rows = client.get(reverse("accounts:own_data")).context["rows"]
    assert [words for _, words, _ in rows] == ["Opened the record of somebody who comes in"]


def test_somebody_s_own_lines_of_gate_lists_are_given_and_nobody_else_s():
    prison = PrisonFactory()
    vera, otto = (entrant(prison, user=UserFactory()) for _ in range(2))
    lines = [
        {"name": name, "reference": who.reference, "destination": place, "items": [], "overrides": ["escort"]}
        for name, who, place in (("Ember, Vera", vera, "Chapel"), ("Reed, Otto", otto, "Workshop"))
    ]
    day = timezone.localdate()
    made = {"prison": prison, "copy": "paper", "on": day, "destroy_after": day}
    GateList.objects.create(**made, content={"prison": prison.code, "on": str(day), "entering": lines})
    GateList.objects.create(**made, content={"prison": prison.code, "on": str(day), "entering": lines[1:]})
    for kind, subject in (("volunteer", vera), ("user", vera.user)):
        [section] = [one for one in copy_of(kind_for(kind), subject).sections if one.title == "Gate lists"]
        [row] = section.rows
        said = [line["value"] for line in row]
        assert said[-1] == f"Ember, Vera, {vera.reference}, Chapel, escort"
        assert not any("Otto" in words or "Workshop" in words for words in said)
