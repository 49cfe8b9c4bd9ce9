"""A copy of what is held: complete for the subject, without anybody else in it, and its making written down."""

import io
import json
import stat
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from core import audit
from core.models import AuditEvent
from core.subject_access import SubjectKind, all_kinds, kinds, register
from referrals.models import Concern, ContactRecord, Message
from tests.factories.accounts import UserFactory, user_with_role
from tests.factories.directory import PrisonFactory, service
from tests.factories.referrals import person, referral

pytestmark = pytest.mark.django_db


@pytest.fixture
def jo(db):
    page = service(title="Grief group")
    staff = user_with_role("staff", page.prison, name="Stella Staff")
    who = person(page.prison, prison_number="A1234BC", first_name="Jo", last_name="Planted", access_needs="large print")
    made = referral(page, status="sent", person=who, referrer=staff, own_words="I miss my nan", best_time="mornings")
    Message.objects.create(referral=made, by=staff, from_organisation=False, text="Jo shares a cell with Kim Third")
    ContactRecord.objects.create(referral=made, mode="one-to-one", happened="came", note="was glad, said Lou Third")
    now = timezone.now()
    Concern.objects.create(
        reference="C-1", prison=page.prison, referral=made, raised_by=staff, category="risk-to-self",
        text="words of a concern", about="Jo Planted", told_to="Officer Third", told_at=now, acknowledge_by=now,
    )  # fmt: skip
    other = person(page.prison, prison_number="B2345CD", first_name="Kim", last_name="Third")
    referral(service(page.prison), status="sent", person=other, referrer=staff, own_words="somebody else's words")
    return who


@pytest.fixture
def ask(monkeypatch, tmp_path, capsys):
    """Run the command with a line on standard input; return what it said and the files."""

    def run(kind, typed, out="copy.zip"):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{typed}\n"))
        path = tmp_path / out
        call_command("subject_access", kind, "--out", str(path))
        with zipfile.ZipFile(path) as archive:
            files = {name: archive.read(name).decode() for name in archive.namelist()}
        said = capsys.readouterr()
        return said.out + said.err, files, path

    return run


def test_a_person_gets_all_that_is_theirs(ask, jo):
    said, files, path = ask("person", " a1234bc ")
    for text in (files["copy-for-the-person.html"], files["copy-for-the-person.json"]):
        for own in ("A1234BC", "Jo", "Planted", "large print", "Grief group", "I miss my nan", "mornings"):
            assert own in text.replace("&#x27;", "'")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "Jo" not in said
    assert "A1234BC" not in said
    sections = json.loads(files["copy-for-the-person.json"])["sections"]
    assert [section["title"] for section in sections][:2] == ["You", "Referrals"]


def test_nobody_else_is_named_and_others_words_wait_for_a_check(ask, jo):
    _, files, _ = ask("person", "A1234BC")
    for name in ("copy-for-the-person.html", "copy-for-the-person.json"):
        for word in ("Third", "Stella", "B2345CD", "somebody else's words", "words of a concern"):
            assert word not in files[name], (name, word)
    assert "Kim Third" in files["check-this-first.html"]
    assert "Lou Third" in files["check-this-first.html"]
    assert "words of a concern" not in files["check-this-first.html"]
    assert "do not hand it over" in files["check-this-first.html"]
    assert "Data Protection Act 2018" in files["copy-for-the-person.html"]


def test_the_making_is_written_down(ask, jo):
    ask("person", "A1234BC")
    row = AuditEvent.objects.get(event="subject.exported")
    assert (row.about_id, row.actor_label, row.details["kind"]) == (str(jo.pk), "subject_access", "person")


def test_a_user_gets_the_account_and_what_they_did_but_no_person_they_referred(ask, jo):
    staff = jo.referrals.get().referrer
    audit.record("referral.viewed", by=staff, about=jo.referrals.get(), scope=jo.prison)
    _, files, _ = ask("user", staff.email.upper())
    text = files["check-this-first.html"]
    assert staff.email in text
    assert "Stella Staff" in text
    assert "referral.viewed" in text
    assert "Referral: referrer (2)" in text
    for word in ("Jo", "Planted", "A1234BC", "nan"):
        assert word not in text


@pytest.mark.parametrize(("kind", "typed"), [("person", ""), ("person", "Z9999ZZ"), ("user", "no@example.org")])
def test_nobody_known_writes_nothing(ask, tmp_path, kind, typed):
    with pytest.raises(CommandError, match="Nobody is known"):
        ask(kind, typed)
    assert list(tmp_path.glob("*.zip")) == []


def test_a_file_that_is_there_is_not_overwritten_and_nothing_is_written_down(ask, jo, tmp_path):
    (tmp_path / "copy.zip").write_text("mine")
    with pytest.raises(CommandError, match="exists already"):
        ask("person", "A1234BC")
    with pytest.raises(CommandError, match="cannot be written"):
        ask("person", "A1234BC", out="no/such/folder.zip")
    assert not AuditEvent.objects.filter(event="subject.exported").exists()


def test_one_s_own_page_shows_looks_by_others_by_role_and_gives_the_copy(client):
    prison = PrisonFactory()
    me, boss = UserFactory(name="Mia Me"), user_with_role("coordinator", prison, name="Cora Boss")
    audit.record("audit.read", by=boss, about=me, scope=prison)
    audit.record("audit.read", by=me, about=me)
    audit.record("audit.read", by=boss, about=boss, scope=prison)
    client.force_login(me)
    answer = client.get(reverse("accounts:own_data"))
    assert [(words, role) for _, words, role in answer.context["rows"]] == [
        ("Read the record of what was done here", "Voluntary sector coordinator")
    ]
    assert b"Cora" not in answer.content
    copy = client.post(reverse("accounts:own_data"))
    assert "attachment" in copy["Content-Disposition"]
    assert b"Mia Me" in copy.content
    assert AuditEvent.objects.filter(event="subject.exported", actor_id=str(me.pk)).exists()


def test_a_subject_is_declared_once(monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    assert {"person", "user"} <= {kind.code for kind in all_kinds()}
    with pytest.raises(ValueError, match="declared twice"):
        register(SubjectKind("user", "Other", "Other", lambda typed: None, lambda subject: []))
