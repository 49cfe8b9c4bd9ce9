"""Telling people: who is told, how, and what happens when there is nobody."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import Cadence, Notification, NotificationPreference, OutboxMessage
from core.notifications import DIGEST, Facts, Kind, Mailbox, kinds, mark_read, notify, send_digests, set_preferences
from tests.factories.accounts import UserFactory, user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory

pytestmark = pytest.mark.django_db

FACTS = Facts(link="/somewhere/", reference="QX-47")


@pytest.fixture(autouse=True)
def registry(monkeypatch):
    """Declare two kinds for these tests only."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))


@pytest.fixture
def must():
    return kinds.register(Kind("test.must", "Must", "Those who must know.", "Look at {{ reference }}", "core/digest"))


@pytest.fixture
def may():
    kind = Kind("test.may", "May", "Those who may.", "Something", "core/digest", may_switch_off=True)
    return kinds.register(kind)


def addresses():
    return sorted(OutboxMessage.objects.values_list("to", flat=True))


def test_a_user_gets_a_line_on_the_list_and_an_e_mail(must, django_capture_on_commit_callbacks):
    user = UserFactory()
    with django_capture_on_commit_callbacks(execute=True):
        assert notify(must, to=[user], facts=FACTS) == 1
    told = Notification.objects.get()
    assert (told.user, told.kind, told.reference, told.link) == (user, "test.must", "QX-47", "/somewhere/")
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == ([user.email], "Look at QX-47")


def test_everybody_is_told_once_whatever_the_list(must):
    user = UserFactory(email="one@example.org")
    recipients = [user, user, Mailbox("box@example.org"), Mailbox("BOX@example.org"), Mailbox("One@example.org")]
    assert notify(must, to=recipients, facts=FACTS) == 2
    assert [address.lower() for address in addresses()] == ["box@example.org", "one@example.org"]


def test_when_everybody_has_left_those_in_charge_and_the_service_inbox_are_told(must, settings):
    settings.SERVICE_INBOX = "inbox@example.org"
    prison = PrisonFactory()
    coordinator = user_with_role("coordinator", prison, email="coordinator@example.org")
    user_with_role("coordinator", PrisonFactory())
    user_with_role("staff", prison)
    gone = UserFactory(is_active=False)

    notify(must, to=[gone, Mailbox("")], scope=prison, facts=FACTS)
    assert addresses() == ["coordinator@example.org", "inbox@example.org"]
    assert Notification.objects.get().user == coordinator


def test_an_organisations_leads_are_in_charge_of_it(must, settings):
    settings.SERVICE_INBOX = "inbox@example.org"
    organisation = OrganisationFactory()
    user_with_role("lead", organisation, email="lead@example.org")
    user_with_role("worker", organisation)
    notify(must, scope=organisation, facts=FACTS)
    assert addresses() == ["inbox@example.org", "lead@example.org"]


def test_with_nobody_at_all_the_service_inbox_is_told(must, settings):
    settings.SERVICE_INBOX = "inbox@example.org"
    assert notify(must, facts=FACTS) == 1
    assert notify(must, scope=PrisonFactory(), facts=FACTS) == 1
    assert addresses() == ["inbox@example.org", "inbox@example.org"]


def test_a_kind_that_nobody_declared_is_refused():
    stray = Kind("test.stray", "Stray", "Nobody.", "x", "core/digest")
    with pytest.raises(ValueError, match="register"):
        notify(stray, facts=FACTS)
    with pytest.raises(ValueError, match="twice"):
        kinds.register(Kind("core.digest", "Another", "Nobody.", "x", "core/digest"))


def test_what_fails_with_the_transaction_tells_nobody(must):
    with transaction.atomic():
        notify(must, to=[UserFactory()], facts=FACTS)
        transaction.set_rollback(True)
    assert not OutboxMessage.objects.exists()
    assert not Notification.objects.exists()


def test_off_means_no_e_mail_but_only_where_that_is_allowed(must, may):
    user = UserFactory()
    set_preferences(by=user, cadences={"test.may": "off"})
    with pytest.raises(ValidationError):
        set_preferences(by=user, cadences={"test.must": "off"})
    NotificationPreference.objects.create(user=user, kind="test.must", cadence=Cadence.OFF)
    notify(may, to=[user], facts=FACTS)
    notify(must, to=[user], facts=FACTS)
    assert list(OutboxMessage.objects.values_list("kind", flat=True)) == ["test.must"]
    assert Notification.objects.filter(user=user).count() == 2


@pytest.mark.parametrize("cadences", [{"test.unknown": "daily"}, {"test.may": "weekly"}])
def test_choices_that_do_not_exist_are_refused(may, cadences):
    with pytest.raises(ValidationError):
        set_preferences(by=UserFactory(), cadences=cadences)


def test_one_e_mail_a_day_counts_what_is_new(may, django_capture_on_commit_callbacks):
    user, other = UserFactory(), UserFactory()
    set_preferences(by=user, cadences={"test.may": "daily"})
    for _ in range(3):
        notify(may, to=[user, other], facts=FACTS)
    OutboxMessage.objects.all().delete()
    mark_read(by=user, ids=[Notification.objects.filter(user=user).first().pk])

    with django_capture_on_commit_callbacks(execute=True):
        assert send_digests() == 1
        assert send_digests() == 0
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == ([user.email], "You have 2 new messages in Alongside")

    notify(may, to=[user], facts=FACTS)
    assert send_digests() == 0, "not twice on one day"
    yesterday = timezone.now() - timedelta(days=1)
    Notification.objects.exclude(digested_at=None).update(digested_at=yesterday)
    assert send_digests() == 1


def test_the_command_queues_and_sends_the_daily_e_mails(may, capsys):
    user = UserFactory()
    set_preferences(by=user, cadences={"test.may": "daily"})
    notify(may, to=[user], facts=FACTS)
    call_command("send_outbox", "--digests")
    assert capsys.readouterr().out.splitlines() == ["daily e-mails queued: 1", "sent 1"]


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_make_one_daily_e_mail(may):
    user = UserFactory()
    set_preferences(by=user, cadences={"test.may": "daily"})
    for _ in range(3):
        notify(may, to=[user], facts=FACTS)
    start, counts = threading.Barrier(3), []

    def run():
        try:
            start.wait()
            counts.append(send_digests())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == [0, 0, 1]
    assert OutboxMessage.objects.filter(kind=DIGEST.code).count() == 1


def test_the_list_shows_ones_own_and_opening_marks_it_read(client, must):
    user, other = UserFactory(), UserFactory()
    notify(must, to=[user], facts=Facts(link="/accessibility/", reference="MINE-2"))
    notify(must, to=[other], facts=Facts(link="/accessibility/", reference="OTHER-3"))
    client.force_login(user)
    text = client.get("/notifications/").content.decode()
    assert "MINE-2" in text
    assert "OTHER-3" not in text

    mine, theirs = (Notification.objects.get(user=owner) for owner in (user, other))
    assert client.get(f"/notifications/{theirs.pk}/").status_code == 404
    assert client.get(f"/notifications/{mine.pk}/").url == "/accessibility/"
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert mine.read_at is not None
    assert theirs.read_at is None


def test_all_are_marked_read_by_a_button(client, must):
    user = UserFactory()
    for _ in range(2):
        notify(must, to=[user], facts=FACTS)
    client.force_login(user)
    assert client.get("/notifications/read/").status_code == 405
    client.post("/notifications/read/")
    assert not Notification.objects.visible_to(user).unread().exists()


def test_a_kind_that_is_gone_keeps_its_line(client, must):
    user = UserFactory()
    notify(must, to=[user], facts=FACTS)
    del kinds._kinds["test.must"]
    client.force_login(user)
    assert "Something you were told about" in client.get("/notifications/").content.decode()


def test_visitors_have_no_list(client):
    for path in ("/notifications/", "/notifications/settings/"):
        assert client.get(path).status_code == 302


def test_a_user_chooses_on_the_screen(client, must, may):
    user = UserFactory()
    client.force_login(user)
    form = client.get("/notifications/settings/").context["form"]
    assert [value for value, _ in form.fields["test_must"].choices] == ["immediately", "daily"]
    assert [value for value, _ in form.fields["test_may"].choices] == ["immediately", "daily", "off"]
    data = {name: field.initial for name, field in form.fields.items()} | {"test_may": "off"}
    assert client.post("/notifications/settings/", data).status_code == 302
    assert NotificationPreference.objects.get(user=user, kind="test.may").cadence == "off"
    data["test_must"] = "off"
    refused = client.post("/notifications/settings/", data)
    assert refused.status_code == 200
    assert refused.context["form"].errors


def test_the_list_takes_as_many_queries_for_many_as_for_one(client, must):
    user = UserFactory()
    client.force_login(user)
    notify(must, to=[user], facts=FACTS)
    client.get("/notifications/")
    with CaptureQueriesContext(connection) as one:
        client.get("/notifications/")
    for _ in range(24):
        notify(must, to=[user], facts=FACTS)
    with CaptureQueriesContext(connection) as many:
        client.get("/notifications/")
    assert len(one) == len(many)


def test_what_cannot_wait_is_mailed_at_once_and_not_offered_daily(client):
    kind = Kind("test.now", "Now", "Those who must act.", "Act", "core/digest", immediate_only=True)
    kinds.register(kind)
    user = UserFactory()
    NotificationPreference.objects.create(user=user, kind="test.now", cadence=Cadence.DAILY)
    notify(kind, to=[user], facts=FACTS)
    assert addresses() == [user.email]
    with pytest.raises(ValidationError):
        set_preferences(by=user, cadences={"test.now": "daily"})
    client.force_login(user)
    assert "test_now" not in client.get("/notifications/settings/").context["form"].fields


def test_a_mailbox_keeps_its_copy_when_the_user_with_its_address_is_mailed_later(must):
    user = UserFactory(email="one@example.org")
    set_preferences(by=user, cadences={"test.must": "daily"})
    notify(must, to=[user, Mailbox("One@example.org")], facts=FACTS)
    assert addresses() == ["One@example.org"]


@pytest.mark.parametrize("code", ["concern-raised", "concern-escalated", "answer-needed"])
def test_concerns_and_answers_needed_come_at_once(code):
    assert kinds.kind_for(f"referrals.{code}").cadences() == ["immediately"]


def test_an_emergency_view_is_told_while_it_lasts():
    assert kinds.kind_for("accounts.emergency-view").cadences() == ["immediately"]
