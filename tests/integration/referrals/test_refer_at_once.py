"""Two presses and two forms at the same moment, with real connections: one referral goes out, and the other is told."""

import threading

import pytest
from django.db import connections

from referrals.actions.refer import drafts_of, send_bundle
from referrals.enums import Status
from referrals.models import Referral
from tests.factories.accounts import user_with_role
from tests.factories.directory import service
from tests.factories.referrals import person, referral

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*sends) -> list:
    """Run every function in a thread of its own, all from the same start; return what each returned."""
    barrier, results = threading.Barrier(len(sends)), [None] * len(sends)

    def run(number, send):
        barrier.wait(timeout=30)
        try:
            results[number] = send()
        except Exception as problem:
            results[number] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(sends)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


@pytest.fixture
def page():
    return service(title="Sitting with grief")


@pytest.fixture
def officer(page):
    return user_with_role("staff", page.prison)


def test_two_presses_of_one_button_send_once(page, officer):
    made = referral(page, referrer=officer)

    def press():
        return send_bundle(drafts=drafts_of(officer, made.bundle), by=officer)

    drafts = drafts_of(officer, made.bundle)
    assert at_once(lambda: send_bundle(drafts=drafts, by=officer), press) == [[], []]
    made.refresh_from_db()
    assert made.status == Status.SENT
    assert made.events.count() == 1


def test_two_forms_for_the_same_person_and_service_send_one(page, officer):
    who = person(page.prison)
    forms = [referral(page, referrer=officer, person=who), referral(page, referrer=officer, person=who)]
    drafts = [drafts_of(officer, made.bundle) for made in forms]
    results = at_once(*(lambda form=form: send_bundle(drafts=form, by=officer) for form in drafts))
    assert sorted(len(blocked) for blocked in results) == [0, 1], results
    assert [problem.code for blocked in results for problem in blocked] == ["duplicate"]
    assert sorted(Referral.objects.values_list("status", flat=True)) == [Status.DRAFT, Status.SENT]
