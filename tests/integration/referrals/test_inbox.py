"""An organisation's inbox: what it shows, to whom, in which order, with how many queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from core.workdays import add_working_days
from referrals.due import due_tag, place_in_queue
from referrals.enums import Status, Urgency
from referrals.models import InboxPreference, Referral
from tests.factories.accounts import user_with_role
from tests.factories.directory import service
from tests.factories.referrals import referral

pytestmark = pytest.mark.django_db

INBOX = reverse("referrals:inbox")


@pytest.fixture
def page():
    return service()


@pytest.fixture
def worker(page):
    return user_with_role("worker", page.organisation)


@pytest.fixture
def signed_in(client, worker):
    client.force_login(worker)
    return client


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def order(answer, *rows: Referral) -> list[int]:
    words = text(answer)
    return sorted(range(len(rows)), key=lambda n: words.index(rows[n].reference))


def test_tabs_count_what_stands_in_each(signed_in, page):
    for status in [Status.SENT, Status.SENT, Status.RETURNED, Status.ASKED, Status.ON_HOLD, Status.DECLINED]:
        referral(page, status=status)
    referral(page)  # a draft is nobody's but its writer's
    referral(page, status=Status.RETURNED, came_from=Status.ASKED)
    words = text(signed_in.get(INBOX))
    for label in ("New (3)", "Asked (2)", "Waiting list (0)", "In progress (0)", "On hold (1)", "Closed (1)"):
        assert label in words


def test_another_organisation_s_referrals_are_not_here_and_nobody_else_gets_in(signed_in, client, page):
    other = referral(service(page.prison), status=Status.SENT)
    assert other.reference not in text(signed_in.get(INBOX))
    for role, scope in (("staff", page.prison), ("coordinator", page.prison), ("administrator", None)):
        client.force_login(user_with_role(role, scope))
        assert client.get(INBOX).status_code == 404


def test_a_look_at_the_list_is_recorded_with_what_it_showed(signed_in, page, worker):
    made = referral(page, status=Status.SENT)
    signed_in.get(INBOX)
    row = AuditEvent.objects.get(event="referral.listed")
    assert (row.actor_id, row.details) == (
        str(worker.pk),
        {"shown": 1, "records": {"referrals.Referral": [str(made.pk)]}},
    )


def test_the_order_is_kept_for_the_next_time_on_any_computer(signed_in, client, page, worker):
    now = timezone.now()
    early = referral(page, status=Status.SENT, sent_at=now - timedelta(days=9), answer_due_on=now + timedelta(days=9))
    late = referral(page, status=Status.SENT, sent_at=now, answer_due_on=now)
    assert order(signed_in.get(INBOX), early, late) == [1, 0]
    assert order(signed_in.get(INBOX, {"sort": "oldest"}), early, late) == [0, 1]
    client.logout()
    client.force_login(worker)
    assert order(client.get(INBOX), early, late) == [0, 1]
    assert InboxPreference.objects.get().sort == "oldest"
    assert order(client.get(INBOX, {"sort": "nonsense"}), early, late) == [1, 0]


def test_the_most_urgent_can_come_first(signed_in, page):
    rows = [referral(page, status=Status.SENT, urgency=urgency) for urgency in (Urgency.ROUTINE, Urgency.TODAY)]
    assert order(signed_in.get(INBOX, {"sort": "urgent"}), *rows) == [1, 0]


def test_mine_only_is_remembered_and_narrows_the_counts(signed_in, page, worker):
    mine = referral(page, status=Status.SENT, assigned_to=worker)
    other = referral(page, status=Status.SENT)
    words = text(signed_in.get(INBOX, {"whose": "mine"}))
    assert mine.reference in words
    assert other.reference not in words
    assert "New (1)" in words
    assert other.reference not in text(signed_in.get(INBOX))
    assert other.reference in text(signed_in.get(INBOX, {"whose": "all"}))


def test_filters_offer_only_what_is_there_and_narrow(signed_in, page):
    here = referral(page, status=Status.SENT)
    second = service(organisation=page.organisation, title="Second service")
    there = referral(second, status=Status.SENT)
    elsewhere = service(title="Unknown to them")
    words = text(signed_in.get(INBOX))
    assert "Second service" in words
    assert elsewhere.title not in words
    words = text(signed_in.get(INBOX, {"service": second.pk}))
    assert there.reference in words
    assert here.reference not in words
    heard = here.reference.lower().replace("-", " ")
    words = text(signed_in.get(INBOX, {"reference": heard}))
    assert here.reference in words
    assert there.reference not in words


def test_an_empty_tab_says_what_to_do(signed_in, page):
    assert "We write to you when one comes" in text(signed_in.get(INBOX))
    assert "Show everybody" in text(signed_in.get(INBOX, {"whose": "mine"}))


def queries(client, url: str) -> int:
    with CaptureQueriesContext(connection) as taken:
        assert client.get(url).status_code == 200
    return len(taken)


def test_the_number_of_queries_does_not_depend_on_the_number_of_referrals(signed_in, page, worker):
    def more(count: int) -> None:
        for _ in range(count):
            referral(page, status=Status.SENT, assigned_to=worker)

    more(10)
    signed_in.get(INBOX)
    few = queries(signed_in, INBOX)
    case = reverse("referrals:case", args=[Referral.objects.first().pk])
    signed_in.get(case)
    one = queries(signed_in, case)
    more(50)
    assert queries(signed_in, INBOX) == few
    assert queries(signed_in, case) == one


def test_pages_show_each_referral_once(signed_in, page):
    rows = {referral(page, status=Status.SENT).reference for _ in range(30)}
    shown = [text(signed_in.get(INBOX, {"page": number})) for number in (1, 2)]
    found = [reference for reference in rows for words in shown if reference in words]
    assert sorted(found) == sorted(rows)


@pytest.mark.parametrize(
    ("days", "words", "colour"),
    [(3, "3 working days left", "blue"), (1, "1 working day left", "yellow"), (0, "Due today", "orange")],
)
def test_what_is_due_is_counted_in_working_days(page, days, words, colour):
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    made = referral(page, status=Status.SENT, answer_due_on=add_working_days(monday, days) if days else monday)
    assert due_tag(made, monday).text == words
    assert due_tag(made, monday).colour == colour


def test_what_is_late_says_how_late_and_what_is_answered_nothing(page):
    today = timezone.localdate()
    made = referral(page, status=Status.SENT, answer_due_on=add_working_days(today, -3))
    assert due_tag(made, today).text in ("3 working days late", "2 working days late")
    assert due_tag(referral(page, status=Status.ACCEPTED), today) is None


def test_the_place_on_the_waiting_list_is_that_of_the_service(page):
    now = timezone.now()
    rows = [referral(page, status=Status.WAITING_LIST, queued_at=now - timedelta(days=days)) for days in (3, 2, 1)]
    referral(service(), status=Status.WAITING_LIST, queued_at=now - timedelta(days=9))
    assert [place_in_queue(each) for each in rows] == [1, 2, 3]
    assert place_in_queue(referral(page, status=Status.SENT)) is None
