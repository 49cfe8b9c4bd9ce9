"""News reaches somebody who is still there: roles end and workers leave while referrals go on."""

import pytest
from django.utils import timezone

from accounts.actions import end_role
from accounts.guardian import forget_cached_roles
from accounts.models import RoleAssignment
from core.models import Cadence, Notification, NotificationPreference, OutboxMessage
from referrals.actions.moves import make_move
from referrals.actions.transfer import continue_there
from referrals.actions.work import send_message
from referrals.enums import Status, Urgency
from referrals.notifications import CHASED, REMINDER, chase, remind, tell
from referrals.policies import Why
from referrals.workflow import MOVES
from tests.factories.accounts import user_with_role
from tests.factories.directory import OrganisationFactory, service
from tests.factories.referrals import referral

pytestmark = pytest.mark.django_db
MAILBOX = "post@helping.example"


@pytest.fixture
def page():
    return service(organisation=OrganisationFactory(email=MAILBOX))


@pytest.fixture
def coordinator(page):
    return user_with_role("coordinator", page.prison)


@pytest.fixture
def worker(page):
    return user_with_role("worker", page.organisation)


def end_roles(user) -> None:
    """Let somebody's roles end today; they can still sign in."""
    for assignment in RoleAssignment.objects.filter(user=user):
        end_role(assignment=assignment, by=None)
    forget_cached_roles(user)


def told(user) -> list[str]:
    return list(Notification.objects.filter(user=user).values_list("kind", flat=True))


def mailed() -> list[str]:
    return sorted(OutboxMessage.objects.values_list("to", flat=True))


def test_an_answer_reaches_the_coordinator_where_the_referrer_works_there_no_more(page, coordinator, worker):
    made = referral(page, status=Status.SENT)
    end_roles(made.referrer)
    make_move(referral=made, move="accept", by=worker)
    send_message(referral=made, text="When?", by=worker)
    assert told(made.referrer) == []
    assert told(coordinator) == ["referrals.returned"] * 2


def test_a_decline_tells_the_coordinator_once_though_nobody_follows_it(page, coordinator, worker):
    made = referral(page, status=Status.SENT)
    end_roles(made.referrer)
    make_move(referral=made, move="decline", by=worker, why=Why("full-places"))
    assert told(coordinator) == ["referrals.returned"]


def test_after_a_transfer_news_goes_to_the_prison_that_received_the_person(page, worker):
    there = service(organisation=page.organisation)
    receiving = user_with_role("coordinator", there.prison)
    made = referral(page, status=Status.IN_PROGRESS)
    moved = continue_there(referral=made, service=there, agreed_on=timezone.localdate(), by=worker)
    make_move(referral=moved, move="complete", by=worker)
    assert told(made.referrer) == []
    assert told(receiving) == ["referrals.returned"] * 2


def test_a_question_s_reminder_reaches_the_coordinator_instead_of_who_has_gone(page, coordinator):
    made = referral(page, status=Status.ASKED)
    end_roles(made.referrer)
    remind(made)
    assert (told(made.referrer), told(coordinator)) == ([], ["referrals.returned"])


def test_news_reaches_everybody_of_the_organisation_where_the_worker_has_left_it(page, worker):
    made = referral(page, status=Status.IN_PROGRESS, assigned_to=worker)
    colleague = user_with_role("lead", page.organisation)
    send_message(referral=made, text="He is free on Monday.", by=made.referrer)
    assert (told(worker), told(colleague), mailed()) == (["referrals.moved"], [], [worker.email])
    end_roles(worker)
    send_message(referral=made, text="Or on Tuesday.", by=made.referrer)
    assert (told(worker), told(colleague)) == (["referrals.moved"], ["referrals.moved"])
    assert MAILBOX in mailed()


def test_while_an_answer_is_waited_for_the_mailbox_hears_of_it_whoever_has_it(page, worker):
    made = referral(page, status=Status.SENT, assigned_to=worker, urgency=Urgency.TODAY)
    for sent in (lambda: tell(made, MOVES["send"]), lambda: remind(made), lambda: chase(made)):
        OutboxMessage.objects.all().delete()
        sent()
        assert mailed() == sorted([worker.email, MAILBOX])


@pytest.mark.parametrize("kind", [REMINDER, CHASED])
def test_what_is_due_is_mailed_at_once_though_somebody_chose_one_e_mail_a_day(page, worker, kind):
    NotificationPreference.objects.create(user=worker, kind=kind.code, cadence=Cadence.DAILY)
    made = referral(page, status=Status.SENT, urgency=Urgency.TODAY)
    {REMINDER: remind, CHASED: chase}[kind](made)
    assert mailed() == sorted([worker.email, MAILBOX])


def test_a_mailbox_that_is_somebody_s_own_address_is_written_to_when_they_are_mailed_later(page):
    alone = user_with_role("worker", page.organisation, email=MAILBOX)
    NotificationPreference.objects.create(user=alone, kind="referrals.moved", cadence=Cadence.DAILY)
    made = referral(page, status=Status.IN_PROGRESS)
    make_move(referral=made, move="withdraw", by=made.referrer, why=Why("released"))
    assert mailed() == [MAILBOX]
    NotificationPreference.objects.update(cadence=Cadence.IMMEDIATELY)
    OutboxMessage.objects.all().delete()
    other = referral(page, status=Status.IN_PROGRESS)
    make_move(referral=other, move="withdraw", by=other.referrer, why=Why("released"))
    assert mailed() == [MAILBOX], "one e-mail, not two, to one address"
