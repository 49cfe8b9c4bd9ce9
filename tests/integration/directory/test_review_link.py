"""The signed link: what opens it, what it shows, what it changes, and when it ends."""

from datetime import date, timedelta

import pytest
from django.core import mail, signing
from django.core.cache import cache
from django.utils import timezone

from core.models import AuditEvent, Notification, OutboxMessage
from directory.actions import answers
from directory.models import ConfirmationAttempt, ListingStatus
from directory.review_link import BrokenLink, make_link, make_token, read_token
from tests.factories.accounts import user_with_role
from tests.factories.directory import GroupFactory, NeedFactory, OrganisationFactory, PrisonFactory, service

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def organisation():
    return OrganisationFactory(email="office@helping.example")


@pytest.fixture
def due(organisation):
    """Return a listing of the organisation that is due."""
    return due_listing(organisation=organisation, title="Tuesday Choir")


def due_listing(prison=None, **fields):
    past = timezone.localdate() - timedelta(days=40)
    return service(prison, reviewed_on=past - timedelta(days=180), review_due_on=past, **fields)


@pytest.fixture
def link(organisation):
    return make_link(organisation)[0]


def status(page):
    return ListingStatus.objects.get(page=page)


def test_opening_the_link_needs_no_account_and_changes_nothing(client, due, link):
    for method in (client.get, client.head, client.get):
        response = method(link)
        assert response.status_code == 200
        assert response["X-Robots-Tag"] == "noindex"
        assert "no-store" in response["Cache-Control"]
    assert not ConfirmationAttempt.objects.exists()
    assert status(due).reviewed_on < timezone.localdate()
    for path in (f"{link}all/", f"{link}{due.translation_key}/unchanged/"):
        assert client.get(path).status_code == 405


def test_it_shows_public_facts_only(client, organisation, link):
    restricted = GroupFactory(slug="hidden-group", label="Hidden group", is_restricted=True)
    due_listing(
        organisation=organisation,
        title="Tuesday Choir",
        description="Singing together.",
        needs=[NeedFactory(label="Loneliness")],
        groups=[restricted, GroupFactory(label="Older people")],
        sessions=[{"weekday": 1, "starts": "14:07", "ends": "15:00", "place": "Secret room 5"}],
        contact_name="Planted Person",
        contact_phone="01632 960001",
        contact_email="planted@person.example",
        staff_notes="Planted note",
    )
    due_listing(title="Another organisation's")
    service(organisation=organisation, title="Not due yet")

    for path in (link, f"{link}{organisation.services.get(title='Tuesday Choir').translation_key}/"):
        text = client.get(path).content.decode()
        assert "Tuesday Choir" in text
        assert "Singing together." in text
        assert "Loneliness" in text
        assert "Older people" in text
        hidden = ("Hidden group", "14:07", "Secret room", "Planted", "01632", "Another org", "Not due yet", "office@")
        assert [word for word in hidden if word in text] == []


def test_one_click_confirms_one_listing_and_a_second_click_does_nothing(client, due, link, organisation):
    path = f"{link}{due.translation_key}/unchanged/"
    first = client.post(path, follow=True)
    assert "1 listing is confirmed" in first.content.decode()
    second = client.post(path, follow=True)
    assert "confirmed already" in second.content.decode()

    now = status(due)
    assert now.reviewed_on == now.availability_confirmed_on == timezone.localdate()
    assert now.reviewed_by == organisation.name
    assert now.review_due_on > timezone.localdate() + timedelta(days=150)
    [attempt] = ConfirmationAttempt.objects.all()
    assert (attempt.by, attempt.method, attempt.disposition) == (None, "email", "confirmed")


def test_one_click_confirms_all(client, due, link, organisation):
    other = due_listing(PrisonFactory(), organisation=organisation)
    stranger = due_listing()
    page = client.get(link).content.decode()
    assert "Nothing has changed in all 2" in page
    response = client.post(f"{link}all/", follow=True)
    assert "2 listings are confirmed" in response.content.decode()
    today = timezone.localdate()
    assert [status(listing).reviewed_on == today for listing in (due, other, stranger)] == [True, True, False]
    assert "Nothing is due" in response.content.decode()
    assert "What you told us today" in response.content.decode()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"availability": "limited", "places": "3"}, {"availability": "limited", "places": 3}),
        (
            {"availability": "waiting-list", "wait_weeks": "6"},
            {"availability": "waiting-list", "typical_wait_weeks": 6},
        ),
        ({"availability": "full", "places": "9"}, {"availability": "paused", "places": 0}),
        ({"availability": "paused"}, {"availability": "paused", "resumes_on": None}),
        ({"availability": "open"}, {"availability": "open"}),
    ],
    ids=lambda value: value.get("availability"),
)
def test_an_organisation_says_full_limited_waiting_or_paused(client, due, link, data, expected):
    response = client.post(f"{link}{due.translation_key}/", {"answer": "availability", **data}, follow=True)
    assert "Staff see this at once" in response.content.decode()
    now = status(due)
    assert {name: getattr(now, name) for name in expected} == expected
    assert now.availability_confirmed_on == timezone.localdate()
    assert now.reviewed_on < timezone.localdate(), "the rest of the listing is still to be confirmed"


def test_a_pause_with_a_day_to_start_again(client, due, link):
    again = timezone.localdate() + timedelta(days=30)
    parts = {"resumes_on_day": again.day, "resumes_on_month": again.month, "resumes_on_year": again.year}
    path = f"{link}{due.translation_key}/"
    client.post(path, {"answer": "availability", "availability": "paused", **parts})
    assert status(due).resumes_on == again
    parts["resumes_on_year"] = again.year - 2
    refused = client.post(path, {"answer": "availability", "availability": "paused", **parts})
    assert "The day must be after today" in refused.content.decode()


@pytest.mark.parametrize(
    "data", [{}, {"answer": "availability"}, {"answer": "change", "text": " "}, {"answer": "closed"}, {"answer": "x"}]
)
def test_an_answer_that_says_nothing_is_asked_for_again(client, due, link, data):
    assert client.post(f"{link}{due.translation_key}/", data).status_code == 200
    assert not ConfirmationAttempt.objects.exists()


def test_a_change_goes_to_the_coordinator_and_the_listing_stays(client, due, link):
    coordinator = user_with_role("coordinator", due.prison)
    path = f"{link}{due.translation_key}/"
    response = client.post(path, {"answer": "change", "text": "Now on Wednesdays."}, follow=True)
    assert "coordinator has been told" in response.content.decode()

    attempt = ConfirmationAttempt.objects.get()
    assert (attempt.disposition, attempt.note) == ("changed", "Now on Wednesdays.")
    told = Notification.objects.get(user=coordinator)
    assert told.link == f"/directory/{due.prison_id}/review/{due.translation_key}/"
    message = OutboxMessage.objects.get(to=coordinator.email)
    assert "Wednesdays" not in message.subject + message.body
    assert status(due).reviewed_on < timezone.localdate()


def test_closed_shows_at_once_and_goes_to_the_coordinator(client, due, link):
    coordinator = user_with_role("coordinator", due.prison)
    client.post(f"{link}{due.translation_key}/", {"answer": "closed", "closed": "on"})
    assert status(due).availability == "closed"
    assert Notification.objects.filter(user=coordinator).count() == 1
    assert "Service closed" in client.get(link).content.decode()


def test_a_link_in_wrong_hands_cannot_flood_the_coordinator(client, due, link):
    coordinator = user_with_role("coordinator", due.prison)
    path = f"{link}{due.translation_key}/"
    for _ in range(answers.REPORTS_A_DAY + 3):
        assert client.post(path, {"answer": "change", "text": "again"}).status_code == 302
    assert Notification.objects.filter(user=coordinator).count() == answers.REPORTS_A_DAY


def test_very_many_answers_have_to_wait(client, due, link, monkeypatch):
    monkeypatch.setattr("directory.views.review_link.ANSWERS_AN_HOUR", 2)
    path = f"{link}{due.translation_key}/unchanged/"
    assert [client.post(path).status_code for _ in range(3)] == [302, 302, 429]
    assert client.get(link).status_code == 200


def test_the_wrong_mailbox_is_not_written_to_any_more(client, due, link, organisation):
    coordinator = user_with_role("coordinator", due.prison)
    assert client.get(f"{link}wrong-mailbox/").status_code == 200
    response = client.post(f"{link}wrong-mailbox/", follow=True)
    assert "do not write to this mailbox" in response.content.decode()
    organisation.refresh_from_db()
    assert organisation.mailbox == ""
    assert Notification.objects.filter(user=coordinator).count() == 1
    assert ConfirmationAttempt.objects.get().disposition == "wrong-contact"
    assert client.get(link).status_code == 404

    organisation.email = "right@helping.example"
    organisation.save()
    assert organisation.mailbox == "right@helping.example"
    assert client.get(link).status_code == 404, "the old link does not come back"
    assert client.get(make_link(organisation)[0]).status_code == 200


def test_another_organisations_listing_is_out_of_reach(client, due, link):
    stranger = due_listing()
    path = f"{link}{stranger.translation_key}/"
    assert client.get(path).status_code == 404
    assert client.post(path, {"answer": "closed", "closed": "on"}).status_code == 404
    client.post(f"{path}unchanged/")
    assert status(stranger).reviewed_on < timezone.localdate()
    assert status(stranger).availability == "open"


def test_a_changed_or_foreign_token_opens_nothing(client, due, organisation):
    token = make_token(organisation, timezone.localdate())
    said = signing.loads(token, salt="directory.review-link")
    other = OrganisationFactory()
    forged = [
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        token[1:],
        token + "x",
        "x" + token,
        signing.dumps(said, salt="another"),
        signing.dumps(said, salt="directory.review-link", key="another key"),
        signing.dumps({**said, "o": str(other.pk)}, salt="directory.review-link"),
        signing.dumps({**said, "o": "1"}, salt="directory.review-link"),
        signing.dumps({"o": said["o"]}, salt="directory.review-link"),
        signing.dumps([1, 2], salt="directory.review-link"),
        "x",
    ]
    for wrong in forged:
        with pytest.raises(BrokenLink):
            read_token(wrong)
        for path in (f"/directory/confirm/{wrong}/", f"/directory/confirm/{wrong}/{due.translation_key}/"):
            response = client.get(path)
            assert response.status_code == 404
            assert "This link does not work" in response.content.decode()
        for path in ("all", "new-link", "wrong-mailbox"):
            assert client.post(f"/directory/confirm/{wrong}/{path}/").status_code == 404
    assert client.get(f"/directory/confirm/{token}/").status_code == 200


def test_a_link_holds_no_address(organisation):
    token = make_token(organisation, timezone.localdate())
    said = str(signing.loads(token, salt="directory.review-link"))
    assert "helping.example" not in said
    assert "office" not in said


def test_a_link_works_to_the_end_of_its_last_day_and_then_offers_a_new_one(
    client, due, organisation, django_capture_on_commit_callbacks
):
    today = timezone.localdate()
    assert client.get(f"/directory/confirm/{make_token(organisation, today)}/").status_code == 200
    ended = f"/directory/confirm/{make_token(organisation, today - timedelta(days=1))}/"
    for response in (client.get(ended), client.post(f"{ended}all/"), client.get(f"{ended}{due.translation_key}/")):
        assert response.status_code == 410
        assert "Send me a new link" in response.content.decode()
    assert status(due).reviewed_on < today

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(f"{ended}new-link/", follow=True)
    assert "Look in your mailbox" in response.content.decode()
    [sent] = mail.outbox
    assert sent.to == ["office@helping.example"]
    new = next(line for line in sent.body.splitlines() if line.startswith("http"))
    assert client.get(new.removeprefix("http://127.0.0.1:8000")).status_code == 200

    again = client.post(f"{ended}new-link/", follow=True)
    assert "Look in your mailbox" in again.content.decode()
    assert OutboxMessage.objects.count() == 1, "not more often than every quarter of an hour"


def test_how_long_a_link_works_is_an_administrators(organisation):
    from directory.models import ReviewSettings

    ReviewSettings.objects.update_or_create(pk=1, defaults={"link_days": 3})
    assert make_link(organisation, date(2026, 3, 1))[1] == date(2026, 3, 4)


def test_what_the_link_changed_is_audited_without_a_user(client, due, link, organisation):
    client.post(f"{link}{due.translation_key}/unchanged/")
    row = AuditEvent.objects.get(event="listing.confirmed")
    assert (row.actor_id, row.actor_label, row.scope_key) == ("", organisation.name, due.prison_id)
