"""Concerns: told by voice first, read by few, acknowledged by a named person or escalated, never lost."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from core.models import Notification, OutboxMessage
from core.outbox.delivery import sweep
from directory.enums import ContactFunction
from directory.models import PrisonContact
from referrals.actions.clock import Totals, keep_time_of_concerns
from referrals.actions.concerns import Worry, acknowledge_concern, raise_concern
from referrals.enums import Status
from referrals.models import Concern, ReferralSettings
from referrals.policies import NotPossible
from tests.factories.accounts import user_with_role
from tests.factories.directory import PrisonFactory, service
from tests.factories.referrals import referral

pytestmark = pytest.mark.django_db

TEXT = "He gave his trainers away and said goodbye"


@pytest.fixture
def page():
    return service()


@pytest.fixture
def prison(page):
    PrisonContact.objects.create(
        prison=page.prison, function=ContactFunction.SAFER_CUSTODY, phone="ext 4001", email="safer@prison.example"
    )
    PrisonContact.objects.create(
        prison=page.prison, function=ContactFunction.DUTY_GOVERNOR, phone="ext 4002", email="duty@prison.example"
    )
    return page.prison


@pytest.fixture
def people(page, prison):
    return {
        "worker": user_with_role("worker", page.organisation, name="Wanda Worker"),
        "custody": user_with_role("safer-custody", prison, name="Sam Custody"),
        "coordinator": user_with_role("coordinator", prison),
        "staff": user_with_role("staff", prison),
        "lead": user_with_role("lead", page.organisation),
        "elsewhere": user_with_role("safer-custody", PrisonFactory()),
    }


def raised(prison, by, referral=None, **fields) -> Concern:
    facts = {
        "category": "risk-to-self",
        "text": TEXT,
        "about": "Zebulon Quickthorn",
        "told_to": "Officer Gray",
        "told_at": timezone.now() - timedelta(minutes=5),
    }
    return raise_concern(prison=prison, by=by, referral=referral, worry=Worry(**(facts | fields)))


def typed(**fields) -> dict:
    now = timezone.localtime() - timedelta(minutes=1)
    facts = {
        "told_to": "Officer Gray",
        "told_on_day": now.day,
        "told_on_month": now.month,
        "told_on_year": now.year,
        "told_time": f"{now:%H:%M}",
        "about": "Zebulon Quickthorn",
        "category": "risk-to-self",
        "text": TEXT,
    }
    return facts | fields


def test_a_concern_is_raised_and_safer_custody_told_without_a_word_of_it(client, people, prison):
    client.force_login(people["worker"])
    form = client.get(reverse("referrals:concern_new")).content.decode()
    assert "Tell a member of staff by voice first" in form
    assert form.index("told by voice") < form.index("What did you see or hear?")
    answer = client.post(reverse("referrals:concern_new"), typed(prison=prison.pk))
    said = client.get(answer.url).content.decode()
    assert "has been told" not in said
    assert "Recorded. Nobody has acknowledged it yet. If you are worried, tell Safer Custody by voice now." in said
    concern = Concern.objects.get()
    assert answer.url == reverse("referrals:concern", args=[concern.pk])
    assert concern.acknowledge_by - concern.raised_at == timedelta(minutes=60)
    told = set(OutboxMessage.objects.filter(kind="referrals.concern-raised").values_list("to", flat=True))
    assert told == {people["custody"].email, "safer@prison.example"}
    page = client.get(answer.url).content.decode()
    assert "Nobody has acknowledged this concern yet" in page
    assert "ext 4001" in page
    assert TEXT in page


def test_nothing_is_recorded_before_staff_were_told_by_voice(client, people, prison):
    client.force_login(people["worker"])
    later = timezone.localtime() + timedelta(hours=2)
    address = reverse("referrals:concern_new")
    for fields in ({"told_to": ""}, {"told_on_day": (later + timedelta(days=1)).day, "told_on_year": later.year + 1}):
        answer = client.post(address, typed(prison=prison.pk, **fields))
        assert answer.status_code == 200
        assert TEXT in answer.content.decode(), "nothing typed is lost"
    with pytest.raises(NotPossible, match="by voice first"):
        raised(prison, people["worker"], told_to=" ")
    assert not Concern.objects.exists()


def test_only_safer_custody_and_the_raiser_read_it_and_the_coordinator_knows_of_it(client, people, prison):
    concern = raised(prison, people["worker"])
    address = reverse("referrals:concern", args=[concern.pk])
    words = {}
    for name in ("worker", "custody", "coordinator", "staff", "lead", "elsewhere"):
        client.force_login(people[name])
        answer = client.get(address)
        words[name] = answer.content.decode() if answer.status_code == 200 else None
        listed = client.get(reverse("referrals:concerns")).content.decode()
        assert TEXT not in listed
        assert (concern.reference in listed) == (name in ("worker", "custody", "coordinator"))
    assert TEXT in words["worker"]
    assert TEXT in words["custody"]
    assert [words[name] for name in ("staff", "lead", "elsewhere")] == [None, None, None]
    for hidden in (TEXT, "Zebulon", "Risk to self", "Wanda", "Officer Gray"):
        assert hidden not in words["coordinator"]
    assert "Nobody has acknowledged" in words["coordinator"]


def test_a_named_member_of_safer_custody_acknowledges_once_and_it_is_printed(client, people, prison):
    concern = raised(prison, people["worker"])
    printed = reverse("referrals:concern_print", args=[concern.pk])
    client.force_login(people["custody"])
    assert client.get(printed).status_code == 404
    address = reverse("referrals:concern_acknowledge", args=[concern.pk])
    refused = client.post(address, {"what_was_done": ""})
    assert "what you have done" in refused.content.decode()
    assert "no-store" in refused["Cache-Control"]
    assert client.post(address, {"what_was_done": "Seen by Sam, ACCT considered."}).status_code == 302
    concern.refresh_from_db()
    assert concern.acknowledged_by == people["custody"]
    assert Notification.objects.filter(user=people["worker"], kind="referrals.concern-acknowledged").count() == 1
    paper = client.get(printed).content.decode()
    assert "Sam Custody" in paper
    assert "does not replace opening an ACCT" in paper
    assert TEXT not in paper
    until = timezone.localdate() + timedelta(days=ReferralSettings.load().keep_days_closed)
    assert f"Destroy after {until.day} {until:%B %Y}." in strip_tags(paper)
    client.force_login(people["worker"])
    page = client.get(reverse("referrals:concern", args=[concern.pk])).content.decode()
    assert "by Sam Custody" in page
    assert client.get(printed).status_code == 200
    assert client.post(address, {"what_was_done": "x"}).status_code == 404
    with pytest.raises(NotPossible, match="already"):
        acknowledge_concern(concern=concern, by=people["custody"], what_was_done="again")


def test_nobody_acknowledges_their_own_and_nobody_else_at_all(people, prison):
    concern = raised(prison, people["custody"])
    with pytest.raises(NotPossible, match="a colleague must"):
        acknowledge_concern(concern=concern, by=people["custody"], what_was_done="x")
    for name in ("coordinator", "staff", "elsewhere", "worker"):
        with pytest.raises(PermissionDenied):
            acknowledge_concern(concern=concern, by=people[name], what_was_done="x")


def test_a_concern_is_raised_only_where_one_works(people, prison):
    other = PrisonFactory()
    for name in ("worker", "staff"):
        with pytest.raises(PermissionDenied):
            raised(other, people[name])
    with pytest.raises(PermissionDenied):
        raised(prison, user_with_role("administrator"))


def test_a_concern_about_a_referral_stays_with_it(client, people, page, prison):
    made = referral(page, status=Status.IN_PROGRESS)
    client.force_login(people["worker"])
    address = reverse("referrals:concern_about", args=[made.pk])
    assert "Planted Name" in client.get(address).content.decode()
    client.post(address, typed())
    assert Concern.objects.get().referral == made
    assert Concern.objects.get().organisation == page.organisation
    with pytest.raises(PermissionDenied):
        raised(prison, people["staff"], referral=made)


def run(now) -> dict:
    totals = Totals()
    keep_time_of_concerns(totals, now=now)
    assert totals.failed == 0
    return totals.done


def test_nobody_acknowledges_so_it_escalates_each_hour_until_somebody_does(people, prison):
    concern = raised(prison, people["worker"])
    due = concern.acknowledge_by
    assert run(due - timedelta(minutes=1)) == {}
    assert run(due) == {"concerns escalated": 1}
    assert run(due + timedelta(minutes=59)) == {}
    told = set(OutboxMessage.objects.filter(kind="referrals.concern-escalated").values_list("to", flat=True))
    wanted = {people["custody"].email, people["coordinator"].email, "safer@prison.example", "duty@prison.example"}
    assert told == wanted
    assert run(due + timedelta(minutes=60)) == {"concerns escalated": 1}
    assert run(due + timedelta(hours=9, minutes=30)) == {"concerns escalated": 1}, "missed hours are not caught up"
    acknowledge_concern(concern=concern, by=people["custody"], what_was_done="Seen")
    assert run(due + timedelta(hours=12)) == {}
    concern.refresh_from_db()
    assert concern.escalated_at == due
    assert concern.escalations == 10


def test_the_time_is_a_setting(people, prison):
    rules = ReferralSettings.load()
    rules.concern_minutes = 15
    rules.save()
    concern = raised(prison, people["worker"])
    assert concern.acknowledge_by - concern.raised_at == timedelta(minutes=15)


def test_the_screen_says_that_it_is_late(client, people, prison):
    concern = raised(prison, people["worker"])
    Concern.objects.update(acknowledge_by=timezone.now() - timedelta(minutes=1))
    client.force_login(people["worker"])
    page = client.get(reverse("referrals:concern", args=[concern.pk])).content.decode()
    assert "the time for it is over. Ring now." in page
    assert "Late: nobody yet" in client.get(reverse("referrals:concerns")).content.decode()


def test_with_mail_and_worker_down_nothing_is_lost_and_the_screen_does_not_pretend(client, people, prison, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 0.2
    concern = raised(prison, people["worker"])  # its transaction's tasks never run: there is no worker
    assert sweep()["failed"] > 0
    client.force_login(people["worker"])
    assert "Nobody has acknowledged" in client.get(reverse("referrals:concern", args=[concern.pk])).content.decode()
    client.force_login(people["custody"])
    assert concern.reference in client.get(reverse("referrals:concerns")).content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    OutboxMessage.objects.update(next_attempt_at=timezone.now())
    sweep()
    assert {message.to[0] for message in mail.outbox} == {people["custody"].email, "safer@prison.example"}


def test_where_there_is_nobody_in_safer_custody_those_in_charge_are_told():
    page = service()
    coordinator = user_with_role("coordinator", page.prison)
    raised(page.prison, user_with_role("worker", page.organisation))
    told = set(OutboxMessage.objects.filter(kind="referrals.concern-raised").values_list("to", flat=True))
    assert coordinator.email in told


def test_the_list_asks_the_database_the_same_for_one_and_for_many(client, people, prison):
    raised(prison, people["worker"])
    client.force_login(people["custody"])
    address = reverse("referrals:concerns")
    client.get(address)

    def queries() -> int:
        with CaptureQueriesContext(connection) as taken:
            client.get(address)
        return len(taken)

    few = queries()
    for _ in range(20):
        raised(prison, people["worker"])
    assert queries() == few


@pytest.mark.django_db(transaction=True)
def test_two_clocks_escalate_once():
    page = service()
    user_with_role("coordinator", page.prison)
    concern = raised(page.prison, user_with_role("worker", page.organisation))
    totals = [Totals(), Totals()]
    start = threading.Barrier(2)

    def work(mine):
        start.wait()
        try:
            keep_time_of_concerns(mine, now=concern.acknowledge_by)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(mine,)) for mine in totals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [mine.failed for mine in totals] == [0, 0]
    assert sum(mine.done.get("concerns escalated", 0) for mine in totals) == 1
    assert OutboxMessage.objects.filter(kind="referrals.concern-escalated").count() == 1


def test_of_two_who_acknowledge_the_second_sees_who_was_first_and_keeps_what_they_wrote(client, people, prison):
    concern = raised(prison, people["worker"])
    acknowledge_concern(concern=concern, by=people["custody"], what_was_done="Seen by Sam")
    client.force_login(user_with_role("safer-custody", prison))
    address = reverse("referrals:concern_acknowledge", args=[concern.pk])
    answer = client.post(address, {"what_was_done": "I have been on the wing."})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "I have been on the wing." in text
    assert "by Sam Custody" in text
    concern.refresh_from_db()
    assert concern.what_was_done == "Seen by Sam"
