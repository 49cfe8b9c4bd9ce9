"""Legal holds: placed, listed, reviewed and released by a command that never takes a name as its argument."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccountRequest, EmergencyView, Invitation
from core import audit
from core.models import AuditEvent, LegalHold, PrivacySettings
from core.retention import run
from referrals.actions.clock import Totals, keep_time
from referrals.actions.refer import discard_bundle
from referrals.looks import note_listed
from referrals.models import Person, Referral
from tests.factories import volunteers as make
from tests.factories.accounts import UserFactory, user_with_role
from tests.factories.directory import PrisonFactory, service
from tests.factories.referrals import person, referral
from volunteers.actions.gate_list import take_gate_list
from volunteers.gate.listing import build
from volunteers.models import Application, Entrant, GateList, Reference

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(db):
    page = service()
    who = person(page.prison, prison_number="A1234BC")
    when = timezone.now() - timedelta(days=200)
    return referral(page, status="completed", person=who, sent_at=when, closed_at=when)


@pytest.fixture
def hold(monkeypatch, capsys):
    def call(*words, typed="a1234bc"):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{typed}\n"))
        call_command("legal_hold", *words)
        return capsys.readouterr().out

    return call


def test_a_hold_keeps_the_data_until_it_is_released(hold, closed):
    said = hold("place", "person", "--reason", "Complaint 12/26")
    key = said.split()[-1]
    assert "A1234BC" not in said
    run()
    assert Referral.objects.get().person is not None
    assert "Complaint 12/26" in hold("list")
    hold("release", key)
    assert "Complaint" not in hold("list")
    run()
    assert Referral.objects.get().person is None
    events = AuditEvent.objects.filter(event__startswith="hold.").values_list("event", flat=True)
    assert list(events) == ["hold.placed", "hold.released"]


def test_a_hold_that_nobody_reviewed_is_marked_and_a_review_gives_it_time(hold, closed, capsys):
    key = hold("place", "person", "--reason", "Claim 3/26").split()[-1]
    LegalHold.objects.update(reviewed_on=timezone.localdate() - timedelta(days=91))
    assert "REVIEW IT" in hold("list")
    call_command("retention", "--simulate")
    assert "nobody reviewed for three months: 1" in capsys.readouterr().out
    until = timezone.localdate() + timedelta(days=30)
    hold("review", key, "--until", until.isoformat())
    assert f"until {until}" in hold("list")
    assert "REVIEW IT" not in hold("list")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("place", "person", "--reason", " "), "cannot be blank"),
        (("place", "person", "--reason", "Claim", "--until", "2020-01-01"), "last day is over"),
        (("release", "7f0e9c1e-2f3b-4a6e-9f7a-0123456789ab"), "no hold with this number"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(hold, closed, words, said):
    with pytest.raises(CommandError, match=said):
        hold(*words)
    assert not LegalHold.objects.exists()


def test_somebody_is_held_once_at_a_time(hold, closed):
    hold("place", "person", "--reason", "Claim 3/26")
    with pytest.raises(CommandError, match="held already"):
        hold("place", "person", "--reason", "Claim 4/26")


def test_somebody_unknown_is_not_held(hold, closed):
    with pytest.raises(CommandError, match="Nobody is known"):
        hold("place", "person", "--reason", "Claim 3/26", typed="Z9999ZZ")


def test_only_administrators_change_how_long_data_are_kept(client):
    viewset = PrivacySettings.snippet_viewset
    url = reverse(viewset.get_url_name("edit"), args=[PrivacySettings.load().pk])
    days = {"account_days": 400, "acted_days": 730, "audit_days": 730, "message_days": 90, "task_days": 14}
    days["small_number"] = 5
    client.force_login(user_with_role("coordinator", PrisonFactory()))
    client.post(url, days)
    assert PrivacySettings.load().account_days == 365
    client.force_login(user_with_role("administrator"))
    assert client.post(url, days).status_code == 302
    assert PrivacySettings.load().account_days == 400


@pytest.mark.parametrize(
    ("name", "days", "least"),
    [("audit_days", 0, 365), ("audit_days", 364, 365), ("account_days", 0, 1), ("message_days", 0, 1)],
)
def test_nobody_empties_the_trail_by_a_setting(client, name, days, least):
    kept = PrivacySettings.load()
    url = reverse(PrivacySettings.snippet_viewset.get_url_name("edit"), args=[kept.pk])
    typed = {"account_days": 400, "acted_days": 730, "audit_days": 730, "message_days": 90, "task_days": 14}
    client.force_login(user_with_role("administrator"))
    page = client.post(url, typed | {name: days})
    assert f"greater than or equal to {least}" in page.content.decode()
    assert PrivacySettings.load().account_days == 365
    with pytest.raises(IntegrityError), transaction.atomic():
        PrivacySettings.objects.update(**{name: days})


LATER = timedelta(days=7000)


def held(row):
    return LegalHold.objects.create(about_type=row._meta.label, about_id=str(row.pk), reason="Claim 4/26")


def test_a_hold_on_a_user_keeps_what_they_asked_for_and_what_they_looked_at():
    user, prison, now = user_with_role("administrator"), PrisonFactory(), timezone.now()
    place = {"scope_kind": "prison", "scope_key": prison.code}
    EmergencyView.objects.create(user=user, reason="A complaint", ends_at=now, **place)
    asked = {"name": "N", "why": "w", "role": "staff", "expires_at": now, **place}
    AccountRequest.objects.create(user=user, email=user.email, **asked)
    invited = Invitation.objects.create(email="new@example.org", role="staff", expires_at=now, invited_by=user, **place)
    held(user)
    run(at=now + LATER)
    assert EmergencyView.objects.get().reason == "A complaint"
    assert AccountRequest.objects.get().email == user.email
    assert Invitation.objects.get() == invited
    LegalHold.objects.all().delete()
    run(at=now + LATER)
    assert [model for model in (EmergencyView, AccountRequest, Invitation) if model.objects.exists()] == []


@pytest.mark.parametrize("end", ["by time", "by hand"])
def test_a_draft_about_somebody_held_is_ended_and_kept(end):
    page = service()
    kept, free = (
        referral(page, person=person(page.prison), own_words="my words", draft_expires_on=timezone.localdate())
        for _ in range(2)
    )
    held(kept.person)
    if end == "by time":
        keep_time(Totals(), on=timezone.localdate() + timedelta(days=1))
    else:
        for draft in (kept, free):
            discard_bundle(drafts=[draft], by=draft.referrer)
    run()
    kept.refresh_from_db()
    assert (kept.status, kept.own_words, kept.person is None) == ("withdrawn", "my words", False)
    assert not Referral.objects.exclude(pk=kept.pk).exclude(own_words="", person=None).exists()
    assert Person.objects.get() == kept.person
    LegalHold.objects.all().delete()
    run(at=timezone.now() + timedelta(days=2))
    assert not (Referral.objects.filter(pk=kept.pk) | Referral.objects.filter(own_words="my words")).exists()


def test_the_trail_of_what_somebody_held_did_stays():
    user = user_with_role("staff", PrisonFactory())
    audit.record("account.signed-in", by=user)
    held(user)
    run(at=timezone.now() + LATER)
    assert AuditEvent.objects.filter(actor_id=str(user.pk), event="account.signed-in").exists()
    LegalHold.objects.all().delete()
    run(at=timezone.now() + LATER)
    assert not AuditEvent.objects.filter(actor_id=str(user.pk), event="account.signed-in").exists()


def test_a_hold_on_somebody_who_comes_in_keeps_their_application_and_what_was_said_for_it():
    role = make.position(PrisonFactory())
    entrant = make.entrant(role.prison, position=role)
    application = make.application(role, entrant=entrant)
    make.reference(application, "answered", suits="yes", words="made")
    held(entrant)
    run(at=timezone.now() + LATER)
    assert Entrant.objects.filter(pk=entrant.pk).exists()
    assert Application.objects.get() == application
    assert Reference.objects.get().words == "made"


def test_a_hold_on_a_referee_keeps_the_application_with_which_the_reference_would_go():
    application = make.application(make.position(PrisonFactory()))
    free = make.application(application.position)
    held(make.reference(application, "answered", suits="yes", words="made"))
    run(at=timezone.now() + LATER)
    assert Reference.objects.get().words == "made"
    assert list(Application.objects.all()) == [application]
    assert not Application.objects.filter(pk=free.pk).exists()


@pytest.mark.parametrize("whom", ["volunteer", "user"])
def test_a_hold_on_somebody_keeps_the_gate_lists_they_stand_on(whom):
    prison = PrisonFactory()
    vera, otto = (make.ready(prison) for _ in range(2))
    vera.user = UserFactory()
    vera.save(update_fields=["user"])
    gate = user_with_role("gate", prison)
    for who in (vera, otto):
        make.session(prison, who.engagements.get().organisation, people=[who])
        listing = build(prison, timezone.localdate())
        alone = replace(listing, entering=tuple(line for line in listing.entering if line.key == who.pk))
        assert alone.entering
        take_gate_list(prison=prison, listing=alone, copy="paper", by=gate)
    held(vera if whom == "volunteer" else vera.user)
    run(at=timezone.now() + LATER)
    [kept] = GateList.objects.all()
    assert [line["reference"] for line in kept.content["entering"]] == [vera.reference]
    LegalHold.objects.all().delete()
    run(at=timezone.now() + LATER)
    assert not GateList.objects.exists()


def test_a_hold_on_a_user_keeps_what_went_to_their_address_before_there_was_an_account():
    now, prison = timezone.now(), PrisonFactory()
    where = {"role": "staff", "scope_kind": "prison", "scope_key": prison.code, "expires_at": now}
    for email in ("ANN@example.org", "free@example.org"):
        AccountRequest.objects.create(email=email, name="x", why="x", **where)
        Invitation.objects.create(email=email, **where)
    held(UserFactory(email="ann@example.org"))
    run(at=now + LATER)
    assert [table.objects.get().email for table in (AccountRequest, Invitation)] == ["ANN@example.org"] * 2


@pytest.mark.parametrize("whom", ["applicant", "volunteer", "user", "referee"])
def test_a_hold_on_somebody_keeps_all_that_has_their_address(hold, whom):
    role, today = make.position(PrisonFactory()), timezone.localdate()
    for email in ("ANN@example.org", "ann@example.org", "free@example.org"):
        asked = make.application(role, email=email if whom != "referee" else "")
        make.reference(asked, "answered", suits="yes", words="made", email=email, until=today)
    make.entrant(email="ann@example.org")
    UserFactory(email="ann@example.org")
    hold("place", whom, "--reason", "Claim 5/26", typed="ann@example.org")
    run(at=timezone.now() + LATER)
    kept = Reference.objects.values_list("email", flat=True)
    assert sorted(kept) == ["ANN@example.org", "ann@example.org"]
    assert Application.objects.count() == 2


def test_the_trail_of_who_looked_at_somebody_held_stays_with_what_was_before_it(closed):
    free = referral(closed.service, status="completed", person=person(closed.prison))
    worker = user_with_role("worker", closed.organisation)
    for seen in (free, closed):
        audit.record("referral.viewed", by=worker, about=seen, scope=closed.prison)
        note_listed("referrals.listed", [seen], by=worker)

    def after_a_run() -> list[str]:
        run(at=timezone.now() + LATER)
        looks = AuditEvent.objects.filter(actor_id=str(worker.pk)).order_by("sequence")
        return list(looks.values_list("event", flat=True))

    held(closed.person)
    both = ["referral.viewed", "referrals.listed"]
    assert after_a_run() == both, "the two of somebody else, which come before, went"
    LegalHold.objects.all().delete()
    assert after_a_run() == []


def test_a_list_that_showed_somebody_held_is_enough(closed):
    worker = user_with_role("worker", closed.organisation)
    note_listed("referrals.listed", [closed], by=worker)
    held(closed.person)
    run(at=timezone.now() + LATER)
    assert AuditEvent.objects.filter(event="referrals.listed").exists()
