"""The coordinator's side: metadata only; remind, return, ask again, give to a colleague."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actions import end_role
from accounts.models import RoleAssignment
from core.models import AuditEvent, OutboxMessage
from referrals.actions.moves import make_move
from referrals.actions.oversee import chase, reassign
from referrals.enums import CLOSED, Status
from referrals.models import PERSONAL_FIELDS, Person, Referral
from referrals.policies import NotPossible, Why
from referrals.worklist import REMIND, unanswered
from tests.factories.accounts import user_with_role
from tests.factories.directory import NeedFactory, service
from tests.factories.referrals import person, referral

pytestmark = pytest.mark.django_db
LIST = "referrals:oversee"
SECRET = "Zebulonwords"
#: Every personal field of a referral, filled with a word that must not come out.
PLANTED = {name: SECRET for name in PERSONAL_FIELDS}


@pytest.fixture
def page():
    return service(title="Sitting with grief", needs=[NeedFactory(slug="bereavement", label="Bereavement")])


@pytest.fixture
def coordinator(page):
    return user_with_role("coordinator", page.prison)


@pytest.fixture
def browser(client, coordinator):
    client.force_login(coordinator)
    return client


def planted(page, **fields) -> Referral:
    who = person(page.prison, first_name=SECRET, last_name=SECRET, location=SECRET, access_needs=SECRET)
    staff = user_with_role("staff", page.prison)
    made = referral(page, person=who, referrer=staff, **({"status": Status.SENT} | PLANTED | fields))
    made.needs.set(page.needs.all())
    return made


def address(made):
    return reverse("referrals:overseen", args=[made.pk])


def everything_in(value: Any, depth: int = 0) -> list[Any]:
    """Return a value with all that a template could reach from it without a further query being named."""
    found = [value]
    if depth < 5:
        if isinstance(value, dict):
            found += [each for inner in value.values() for each in everything_in(inner, depth + 1)]
        elif isinstance(value, list | tuple | set):
            found += [each for inner in value for each in everything_in(inner, depth + 1)]
    return found


@pytest.mark.parametrize("status", [status for status in Status.values if status != Status.DRAFT])
def test_no_name_and_no_word_reaches_any_page_or_context(browser, page, status):
    made = planted(page, status=status)
    make = {"number": 1, "move": "ask", "from_status": "sent", "to_status": "asked", "actor": "organisation"}
    made.events.create(**make, note=SECRET)
    for url in (reverse(LIST), address(made)):
        answer = browser.get(url)
        assert answer.status_code == 200
        text = answer.content.decode()
        assert "Sitting with grief" in text
        assert SECRET not in text
        assert made.person.prison_number not in text
        for context in answer.context:
            for value in everything_in(context.flatten()):
                assert not isinstance(value, Referral | Person), f"a template can reach {value!r}"
                assert not (isinstance(value, models.QuerySet) and value.model in (Referral, Person))
                if isinstance(value, str) and value is not text:
                    assert SECRET not in value


def test_metadata_is_all_there(browser, page):
    made = planted(page)
    text = browser.get(reverse(LIST)).content.decode()
    for fact in (made.reference, "Sitting with grief", page.organisation.name, "Bereavement", "Sent, waiting"):
        assert fact in text


def test_the_list_asks_as_much_for_fifty_as_for_ten(browser, page):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(reverse(LIST)).status_code == 200
        return len(seen)

    for _ in range(10):
        planted(page)
    queries()
    few = queries()
    for _ in range(40):
        planted(service(page.prison))
    assert queries() == few


def test_the_list_is_narrowed_down(browser, page):
    late = planted(page, answer_due_on=timezone.localdate() - datetime.timedelta(days=1))
    back = planted(page, status=Status.RETURNED)
    other = planted(service(page.prison, needs=[NeedFactory(slug="debt", label="Debt")]), status=Status.DECLINED)
    planted(service())

    def found(**query) -> set:
        return {row.pk for row in browser.get(reverse(LIST), query).context["rows"]}

    assert found() == {late.pk, back.pk, other.pk}
    assert found(state="overdue") == {late.pk}
    assert found(state="returned") == {back.pk}
    assert found(state="declined") == {other.pk}
    assert found(need=other.needs.get().pk) == {other.pk}
    assert found(organisation=str(other.organisation_id)) == {other.pk}


def test_drafts_and_other_prisons_are_not_overseen(browser, page):
    assert browser.get(address(planted(page, status=Status.DRAFT, sent_at=None))).status_code == 404
    assert browser.get(address(planted(service()))).status_code == 404


def test_an_organisation_is_reminded_once_a_day(browser, page, coordinator, django_capture_on_commit_callbacks):
    made = planted(page)
    for expected in (1, 1):
        browser.post(address(made), {"chase": "1", "seen_status": "sent"})
        assert OutboxMessage.objects.filter(kind="referrals.chased").count() == expected
    assert AuditEvent.objects.filter(event="referral.chased").count() == 1
    with pytest.raises(NotPossible, match="reminded today already"):
        chase(referral=made, by=coordinator)
    Referral.objects.filter(pk=made.pk).update(chased_on=timezone.localdate() - datetime.timedelta(days=1))
    chase(referral=made, by=coordinator)
    assert AuditEvent.objects.filter(event="referral.chased").count() == 2


def test_what_waits_for_nobody_s_answer_is_not_reminded(page, coordinator):
    for status in (Status.ASKED, Status.ACCEPTED, Status.DECLINED):
        with pytest.raises(NotPossible, match="does not wait"):
            chase(referral=planted(page, status=status), by=coordinator)


def test_it_is_taken_back_and_asked_again_with_a_new_day(browser, page):
    made = planted(page, answer_due_on=timezone.localdate() - datetime.timedelta(days=3))
    browser.post(address(made), {"return": "1", "seen_status": "sent"})
    made.refresh_from_db()
    assert made.status == Status.RETURNED
    browser.post(address(made), {"resend": "1", "seen_status": "returned"})
    made.refresh_from_db()
    assert made.status == Status.SENT
    assert made.answer_due_on > timezone.localdate()


def test_a_press_on_an_old_page_changes_nothing_and_says_what_happened(browser, page):
    made = planted(page)
    make_move(referral=made, move="accept", by=user_with_role("worker", page.organisation))
    answer = browser.post(address(made), {"return": "1", "seen_status": "sent"}, follow=True)
    assert "It is now: Accepted" in answer.content.decode()


def test_a_colleague_takes_over_and_whoever_had_it_no_longer_sees_it(browser, client, page):
    made, colleague = planted(page), user_with_role("staff", page.prison, name="Colleague")
    before = made.referrer
    refused = browser.post(address(made), {"reassign": "1", "colleague": ""}).content.decode()
    assert "Choose a colleague" in refused
    assert "Choose why somebody else follows it" in refused
    browser.post(address(made), {"reassign": "1", "colleague": str(colleague.pk), "why": "is-away"})
    made.refresh_from_db()
    assert made.referrer == colleague
    line = made.events.get()
    assert (line.move, line.from_status, line.to_status, line.reason) == ("reassign", "sent", "sent", "is-away")
    assert line.note == f"From {before.name} to Colleague."
    shown = browser.get(address(made)).content.decode()
    assert "Given to a colleague to follow" in shown
    assert "Whoever followed it is away" in shown
    assert line.note not in shown
    follow = reverse("referrals:follow", args=[made.pk])
    for user, code in ((colleague, 200), (before, 404)):
        client.force_login(user)
        assert client.get(follow).status_code == code


def test_nobody_gives_a_referral_to_themselves_or_to_outsiders(browser, page, coordinator):
    made = planted(page)
    with pytest.raises(NotPossible, match="does not read them"):
        reassign(referral=made, to=coordinator, by=coordinator, reason="is-away")
    for outsider in (user_with_role("worker", page.organisation), user_with_role("staff", service().prison)):
        with pytest.raises(NotPossible, match="in this prison"):
            reassign(referral=made, to=outsider, by=coordinator, reason="is-away")
        answer = browser.post(address(made), {"reassign": "1", "colleague": str(outsider.pk), "why": "is-away"})
        assert "Choose a colleague of this prison" in answer.content.decode()


@pytest.mark.parametrize("status", CLOSED)
def test_what_has_ended_is_given_to_nobody(page, coordinator, status):
    made = planted(page, status=status, person_told_on=timezone.localdate())
    colleague = user_with_role("staff", page.prison)
    with pytest.raises(NotPossible, match="has ended"):
        reassign(referral=made, to=colleague, by=coordinator, reason="is-away")
    assert not made.events.exists()


def test_the_page_says_when_whoever_made_it_follows_it_no_more(browser, page):
    made = planted(page)
    warning = "Whoever made this referral can no longer follow it."
    assert warning not in browser.get(address(made)).content.decode()
    end_role(assignment=RoleAssignment.objects.get(user=made.referrer), by=None)
    assert warning in browser.get(address(made)).content.decode()


def test_only_coordinators_of_the_prison_may(page):
    made = planted(page)
    for user in (made.referrer, user_with_role("coordinator", service().prison), user_with_role("administrator")):
        with pytest.raises(PermissionDenied):
            chase(referral=made, by=user)
        with pytest.raises(PermissionDenied):
            reassign(referral=made, to=user_with_role("staff", page.prison), by=user, reason="is-away")


def test_a_decline_reaches_the_coordinator_with_its_reason_and_not_its_words(browser, page, coordinator):
    made = planted(page)
    worker = user_with_role("worker", page.organisation)
    make_move(referral=made, move="decline", by=worker, why=Why("full-places", SECRET, SECRET))
    from core.models import Notification

    told = Notification.objects.filter(user=coordinator).first()
    assert told.link == address(made)
    text = browser.get(told.link).content.decode()
    assert "Full: no places" in text
    assert SECRET not in text


def test_the_worklist_leads_to_the_page_and_reminds_with_one_press(page, coordinator):
    made = planted(page, answer_due_on=timezone.localdate() - datetime.timedelta(days=1))
    (item,) = unanswered(user=coordinator, scope=page.prison, most=9)
    assert item.url == address(made)
    assert item.actions == ("remind",)
    assert SECRET not in str(item)
    assert made.reference in REMIND.run(by=coordinator, scope=page.prison, key=item.key)
    (item,) = unanswered(user=coordinator, scope=page.prison, most=9)
    assert item.actions == ()
    with pytest.raises(ValidationError, match="reminded today already"):
        REMIND.run(by=coordinator, scope=page.prison, key=item.key)
    with pytest.raises(Referral.DoesNotExist):
        REMIND.run(by=coordinator, scope=service().prison, key=item.key)


def test_a_no_that_nobody_can_tell_the_person_is_given_to_a_colleague(browser, client, page, coordinator):
    made, colleague = planted(page, status=Status.DECLINED), user_with_role("staff", page.prison)
    end_role(assignment=RoleAssignment.objects.get(user=made.referrer), by=None)
    assert "can no longer follow it" in browser.get(address(made)).content.decode()
    reassign(referral=made, to=colleague, by=coordinator, reason="has-left")
    client.force_login(colleague)
    client.post(reverse("referrals:follow", args=[made.pk]), {"told": "1"})
    made.refresh_from_db()
    assert made.person_told_on == timezone.localdate()
    with pytest.raises(NotPossible, match="has ended"):
        reassign(referral=made, to=user_with_role("staff", page.prison), by=coordinator, reason="has-left")


def test_the_organisation_is_not_asked_again_while_its_own_question_waits(browser, page):
    waits = planted(page, status=Status.RETURNED, came_from=Status.ASKED)
    silent = planted(page, status=Status.RETURNED)
    page_of = browser.get(address(waits))
    assert page_of.context["can_resend"] is False
    assert "the referrer did not answer. Ask them" in page_of.content.decode()
    assert browser.get(address(silent)).context["can_resend"] is True
    browser.post(address(waits), {"resend": "1", "seen_status": "returned"})
    waits.refresh_from_db()
    assert waits.status == Status.RETURNED
