"""Time passes: reminders, overdue marks, returns, expired drafts; each once, whatever runs when."""

import threading
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from core.models import AuditEvent, Notification, OutboxMessage
from core.workdays import add_working_days
from referrals.actions import clock
from referrals.actions.clock import Totals, keep_time
from referrals.actions.moves import make_move
from referrals.enums import Status
from referrals.models import Person, Referral, ReferralEvent, ReferralReminder, ReferralSettings
from referrals.policies import Why
from tests.factories.accounts import user_with_role
from tests.factories.directory import OrganisationFactory, service
from tests.factories.referrals import referral

TODAY = timezone.localdate


@pytest.fixture
def page(db):
    found = service(organisation=OrganisationFactory(email="post@helping.example"))
    user_with_role("coordinator", found.prison)
    return found


def run(day) -> dict:
    totals = Totals()
    keep_time(totals, on=day)
    assert totals.failed == 0
    return {name: count for name, count in totals.done.items() if count}


def sent(page, **fields):
    fields.setdefault("answer_due_on", add_working_days(TODAY(), 5))
    return referral(page, status=Status.SENT, **fields)


def mails(kind: str) -> int:
    return OutboxMessage.objects.filter(kind=kind).count()


def test_a_referral_nobody_answers_is_reminded_twice_marked_and_returned_once(page):
    made = sent(page)
    done: dict[str, int] = {}
    for n in range(20):
        for _ in range(2):
            for name, count in run(TODAY() + timedelta(days=n)).items():
                done[name] = done.get(name, 0) + count
    assert done == {"reminded": 2, "marked overdue": 1, "returned": 1}
    assert mails("referrals.reminder") == 2
    assert mails("referrals.returned") == 1
    made.refresh_from_db()
    assert made.status == Status.RETURNED
    assert made.overdue_at is not None
    event = ReferralEvent.objects.get(referral=made)
    assert (event.move, event.actor, event.by) == ("return", "clock", None)
    names = AuditEvent.objects.filter(about_id=str(made.pk)).values_list("event", flat=True)
    assert sorted(names) == ["referral.overdue", "referral.reminded", "referral.reminded", "referral.return"]


def test_it_is_returned_when_the_day_is_over_and_not_on_the_day(page):
    made = sent(page)
    assert "returned" not in run(made.answer_due_on)
    assert run(made.answer_due_on + timedelta(days=1)) == {"marked overdue": 1, "returned": 1}


def test_an_administrator_may_give_more_time_before_the_return(page):
    rules = ReferralSettings.load()
    rules.return_days_after = 2
    rules.save()
    made = sent(page)
    last = add_working_days(made.answer_due_on, 2)
    assert "returned" not in run(last)
    assert "returned" in run(last + timedelta(days=1))


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.WAITING_LIST, Status.IN_PROGRESS, Status.RETURNED])
def test_what_waits_for_nobody_s_answer_is_left_alone(page, status):
    referral(page, status=status, answer_due_on=TODAY() - timedelta(days=30))
    assert run(TODAY()) == {}


def test_where_a_question_was_asked_the_referrer_is_reminded_and_the_organisation_not_late(page):
    staff = user_with_role("staff", page.prison)
    made = sent(page, referrer=staff)
    worker = user_with_role("worker", page.organisation)
    asked = make_move(referral=made, move="ask", by=worker, why=Why(note="Which wing?"))
    assert asked.answer_due_on == add_working_days(TODAY(), 5)
    run(asked.answer_due_on)
    assert Notification.objects.filter(user=staff, kind="referrals.reminder").count() == 1
    assert not Notification.objects.filter(user=worker, kind="referrals.reminder").exists()
    assert run(asked.answer_due_on + timedelta(days=1)) == {"returned": 1}
    made.refresh_from_db()
    assert made.overdue_at is None


def test_a_new_question_starts_the_reminders_again(page):
    made = sent(page)
    run(made.answer_due_on)
    Referral.objects.filter(pk=made.pk).update(answer_due_on=made.answer_due_on + timedelta(days=7))
    made.refresh_from_db()
    run(made.answer_due_on)
    assert ReferralReminder.objects.filter(referral=made, stage="on-the-day").count() == 2


def test_an_expired_draft_ends_and_forgets_the_person(page):
    made = referral(page, own_words="Please", draft_expires_on=TODAY() - timedelta(days=1))
    kept = referral(page, draft_expires_on=TODAY())
    assert run(TODAY()) == {"drafts expired": 1}
    made.refresh_from_db()
    assert (made.status, made.own_words, made.person) == (Status.WITHDRAWN, "", None)
    assert list(Person.objects.all()) == [kept.person]
    kept.refresh_from_db()
    assert kept.status == Status.DRAFT


def test_a_person_with_another_referral_is_kept(page):
    other = sent(page)
    referral(service(page.prison), person=other.person, draft_expires_on=TODAY() - timedelta(days=1))
    assert run(TODAY()) == {"drafts expired": 1}
    assert Person.objects.filter(pk=other.person.pk).exists()


def test_one_failure_does_not_keep_the_others_waiting(page, monkeypatch, capsys):
    broken, fine = sent(page, answer_due_on=TODAY()), sent(page, answer_due_on=TODAY())
    Referral.objects.update(sent_at=timezone.now() - timedelta(days=9))
    real = clock.remind

    def remind(found):
        if found.pk == broken.pk:
            raise RuntimeError
        real(found)

    monkeypatch.setattr(clock, "remind", remind)
    with pytest.raises(CommandError, match="1 steps failed"):
        call_command("run_clock")
    assert list(ReferralReminder.objects.values_list("referral", flat=True)) == [fine.pk]
    assert "reminded: 1" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_do_everything_once():
    page = service(organisation=OrganisationFactory(email="post@helping.example"))
    for _ in range(3):
        sent(page, answer_due_on=TODAY() - timedelta(days=1))
        sent(page, answer_due_on=TODAY())
        referral(page, draft_expires_on=TODAY() - timedelta(days=1))
    Referral.objects.exclude(sent_at=None).update(sent_at=timezone.now() - timedelta(days=9))
    totals = [Totals() for _ in range(3)]
    start = threading.Barrier(3)

    def work(mine):
        start.wait()
        try:
            keep_time(mine)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(mine,)) for mine in totals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [mine.failed for mine in totals] == [0, 0, 0]
    names = {name for mine in totals for name in mine.done}
    done = {name: sum(mine.done.get(name, 0) for mine in totals) for name in names}
    assert done == {"marked overdue": 3, "returned": 3, "reminded": 3, "drafts expired": 3}
    assert ReferralEvent.objects.count() == 6
    assert mails("referrals.reminder") == 3
