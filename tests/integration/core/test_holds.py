"""Legal holds: placed, listed, reviewed and released by a command that never takes a name as its argument."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent, LegalHold, PrivacySettings
from core.retention import run
from referrals.models import Referral
from tests.factories.accounts import user_with_role
from tests.factories.directory import PrisonFactory, service
from tests.factories.referrals import person, referral

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
