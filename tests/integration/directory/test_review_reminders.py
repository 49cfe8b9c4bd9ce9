"""A year of reminders: each exactly once, bundled per owner, whatever runs when."""

import threading
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import Notification, OutboxMessage
from core.outbox.delivery import sweep
from directory.actions.reminders import send_due_reminders
from directory.actions.review import confirm_listing
from directory.enums import Freshness, ReviewStage
from directory.insert.content import left_out
from directory.models import ConfirmationAttempt, ListingStatus, ReviewReminder, ReviewSettings, ServicePage
from directory.review import next_review_due
from tests.factories.accounts import user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory, service

pytestmark = pytest.mark.django_db

CONFIRMED = date(2026, 1, 15)
DUE = date(2026, 7, 15)


def days(start: date, count: int):
    return (start + timedelta(days=n) for n in range(count))


def listing(prison=None, **fields):
    fields.setdefault("reviewed_on", CONFIRMED)
    fields.setdefault("review_due_on", DUE)
    return service(prison, **fields)


def mails_on(day: date) -> int:
    before = OutboxMessage.objects.count()
    send_due_reminders(on=day)
    return OutboxMessage.objects.count() - before


def test_over_a_year_one_listing_gets_each_reminder_exactly_once():
    page = listing()
    rules = ReviewSettings.load()
    assert page.status.review_due_on == next_review_due(page, CONFIRMED, rules)

    sent = {day: mails_on(day) for day in days(CONFIRMED, 365)}

    expected = [DUE + timedelta(days=number) for number in (-30, -7, 0, 30)]
    assert {day: count for day, count in sent.items() if count} == dict.fromkeys(expected, 1)
    assert set(ReviewReminder.objects.values_list("due_on", "stage")) == {(DUE, stage.value) for stage in ReviewStage}
    attempts = ConfirmationAttempt.objects.filter(page=page, disposition="sent", method="email")
    assert attempts.count() == 4

    def on(days_after):
        return page.status.freshness(rules, DUE + timedelta(days=days_after))

    assert [on(-1), on(0), on(30)] == [Freshness.CONFIRMED, Freshness.DUE, Freshness.DUE]
    assert [on(31), on(90), on(91)] == [Freshness.NOT_CONFIRMED, Freshness.NOT_CONFIRMED, Freshness.LEFT_INSERT]


def test_confirming_ends_the_reminders_of_this_review_and_starts_the_next():
    page = listing()
    today = timezone.localdate()
    ListingStatus.objects.filter(page=page).update(review_due_on=today + timedelta(days=3))
    assert mails_on(today) == 1
    confirm_listing(page=page, by=None, by_label="x", method="email")
    due = ListingStatus.objects.get(page=page).review_due_on
    assert due > today + timedelta(days=100)
    assert [mails_on(today + timedelta(days=n)) for n in range(1, 40, 7)] == [0] * 6
    around = days(due - timedelta(days=35), 70)
    assert [(day - due).days for day in around if mails_on(day)] == [-30, -7, 0, 30]


def test_an_administrator_moves_the_reminders():
    ReviewSettings.load()
    ReviewSettings.objects.update(first_reminder_days=60, second_reminder_days=14, last_reminder_days=10)
    listing()
    around = days(DUE - timedelta(days=70), 110)
    assert [(day - DUE).days for day in around if mails_on(day)] == [-60, -14, 0, 10]


def test_after_days_without_a_run_only_the_latest_reminder_is_sent():
    listing()
    assert mails_on(DUE + timedelta(days=1)) == 1
    assert list(ReviewReminder.objects.values_list("stage", flat=True)) == [ReviewStage.ON_THE_DAY]
    assert mails_on(DUE + timedelta(days=45)) == 1
    assert mails_on(DUE + timedelta(days=400)) == 0


def test_a_listing_nobody_ever_confirmed_is_due_from_the_day_it_was_made():
    page = listing(reviewed_on=None, review_due_on=None)
    today = timezone.localdate()
    assert [mails_on(day) for day in days(today, 31)] == [1] + [0] * 29 + [1]
    assert page.status.freshness(ReviewSettings.load()) == Freshness.NOT_CONFIRMED


def test_one_mail_bundles_everything_of_an_organisation_across_prisons(django_capture_on_commit_callbacks):
    organisation = OrganisationFactory(email="office@helping.example")
    for _ in range(3):
        listing(prison=PrisonFactory(), organisation=organisation)
    listing(organisation=OrganisationFactory(email="other@helping.example"))

    with django_capture_on_commit_callbacks(execute=True):
        totals = send_due_reminders(on=DUE)

    assert (totals.owners, totals.reminders, totals.failed) == (2, 4, 0)
    bundled = next(message for message in mail.outbox if message.to == ["office@helping.example"])
    assert bundled.subject == "3 of your listings are due for a check"
    assert len(mail.outbox) == 2
    assert bundled.body.count("http") == 1


def test_a_mail_counts_everything_under_review_also_what_was_reminded_before():
    organisation = OrganisationFactory()
    listing(organisation=organisation)
    listing(organisation=organisation, review_due_on=DUE + timedelta(days=5))
    assert [mails_on(day) for day in days(DUE - timedelta(days=30), 6)] == [1, 0, 0, 0, 0, 1]
    subjects = list(OutboxMessage.objects.values_list("subject", flat=True))
    assert subjects == ["1 of your listings is due for a check", "2 of your listings are due for a check"]


@pytest.mark.parametrize(
    "unlisted",
    [{"live": False}, {"availability": "closed"}, {"review_due_on": DUE + timedelta(days=400)}],
    ids=["draft", "closed", "not due"],
)
def test_what_nobody_can_find_or_is_not_due_is_not_reminded(unlisted):
    listing(**unlisted)
    assert mails_on(DUE) == 0


def test_a_prison_that_is_not_open_sends_nothing():
    listing(prison=PrisonFactory(opened_on=None))
    assert mails_on(DUE) == 0


def test_without_a_mailbox_the_coordinators_are_told_on_their_list_and_by_mail():
    prison = PrisonFactory()
    coordinator, deputy = user_with_role("coordinator", prison), user_with_role("deputy", prison)
    listing(prison=prison, organisation=OrganisationFactory(email=""))
    listing(prison=prison, organisation=OrganisationFactory(email="a@b.example", email_reported_wrong="A@b.example"))

    assert mails_on(DUE) == 2
    assert mails_on(DUE) == 0

    assert set(OutboxMessage.objects.values_list("to", flat=True)) == {coordinator.email, deputy.email}
    told = Notification.objects.visible_to(coordinator).get()
    assert (told.count, told.link) == (2, f"/directory/{prison.code}/review/")


def test_where_there_is_no_coordinator_either_the_service_inbox_is_told(settings):
    settings.SERVICE_INBOX = "inbox@alongside.example"
    listing(organisation=OrganisationFactory(email=""))
    assert mails_on(DUE) == 1
    assert OutboxMessage.objects.get().to == "inbox@alongside.example"


def test_running_twice_sends_nothing_twice():
    listing()
    assert [mails_on(DUE), mails_on(DUE)] == [1, 0]


def test_one_owners_failure_leaves_the_others_reminded(monkeypatch, capsys):
    from directory.actions import reminders

    today = timezone.localdate()
    bad, good = OrganisationFactory(), OrganisationFactory(email="good@helping.example")
    listing(organisation=bad, review_due_on=today)
    listing(organisation=good, review_due_on=today)
    real = reminders.make_link
    monkeypatch.setattr(reminders, "make_link", lambda org, on: real(org, on) if org == good else 1 / 0)

    with pytest.raises(CommandError, match="1 owners"):
        call_command("run_reviews")
    assert list(OutboxMessage.objects.values_list("to", flat=True)) == ["good@helping.example"]
    assert ReviewReminder.objects.count() == 1, "nothing of the owner that failed is written"

    monkeypatch.undo()
    call_command("run_reviews")
    assert capsys.readouterr().out.splitlines()[-1] == "owners reminded: 1; listings: 1"


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_each_mail_once():
    for _ in range(3):
        organisation = OrganisationFactory()
        listing(organisation=organisation)
        listing(organisation=organisation)
    OutboxMessage.objects.all().delete()
    start, results = threading.Barrier(3), []

    def run():
        try:
            start.wait()
            results.append(send_due_reminders(on=DUE))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [totals.failed for totals in results] == [0, 0, 0]
    assert sum(totals.owners for totals in results) == 3
    assert ReviewReminder.objects.count() == 6
    sweep()
    assert len(mail.outbox) == 3


@pytest.mark.parametrize("late", [-31, -30, -8, 0, 1, 29, 30, 31, 60, 89, 90, 91, 400])
def test_the_querysets_say_what_freshness_says(late):
    page = listing()
    day = DUE + timedelta(days=late)
    fresh = page.status.freshness(ReviewSettings.load(), day)
    listings = ServicePage.objects
    assert listings.under_review(day).exists() == (late >= -30)
    assert listings.review_due(day).exists() == (fresh != Freshness.CONFIRMED)
    assert listings.not_confirmed(day).exists() == (fresh in (Freshness.NOT_CONFIRMED, Freshness.LEFT_INSERT))
    assert listings.left_insert(day).exists() == (fresh == Freshness.LEFT_INSERT)


@pytest.mark.parametrize(("days_after", "state"), [(0, "NOT_CONFIRMED"), (90, "NOT_CONFIRMED"), (91, "LEFT_INSERT")])
def test_what_nobody_ever_confirmed_leaves_the_insert_as_long_after_it_was_made(days_after, state):
    page = listing()
    page.status.reviewed_on = page.status.review_due_on = None
    page.status.save()
    rules, day = ReviewSettings.load(), timezone.localdate(page.status.created_at) + timedelta(days=days_after)
    assert page.status.freshness(rules, day) == Freshness[state]
    assert ServicePage.objects.left_insert(day).exists() == (state == "LEFT_INSERT")
    assert ServicePage.objects.not_confirmed(day).exists()
    assert [reason for _page, reason in left_out(page.prison, on=day)] == ["Never confirmed"] * (state == "LEFT_INSERT")


def test_availability_is_unconfirmed_after_the_days_the_rules_say():
    page = listing(availability_confirmed_on=CONFIRMED)
    rules = ReviewSettings.load()
    for after, stale in ((0, False), (30, False), (31, True)):
        day = CONFIRMED + timedelta(days=after)
        assert ServicePage.objects.availability_not_confirmed(day).exists() == stale
        assert page.status.availability_is_confirmed(rules, day) != stale


def test_the_number_of_queries_does_not_grow_with_an_organisations_listings():
    organisation = OrganisationFactory()
    listing(organisation=organisation)
    send_due_reminders(on=DUE)
    with CaptureQueriesContext(connection) as one:
        send_due_reminders(on=DUE)
    prison = PrisonFactory()
    for _ in range(8):
        listing(prison, organisation=organisation)
    send_due_reminders(on=DUE)
    with CaptureQueriesContext(connection) as many:
        send_due_reminders(on=DUE)
    per_prison = len(many) - len(one)
    assert per_prison <= 6, "one more prison to look at, whatever the number of listings"
