"""The coordinator's review list: who sees it, what it shows, what its buttons do."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import OutboxMessage
from directory.actions.review import log_attempt
from directory.models import ConfirmationAttempt, ListingStatus
from tests.factories.accounts import user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory, service

pytestmark = pytest.mark.django_db


@pytest.fixture
def prison():
    return PrisonFactory()


@pytest.fixture
def coordinator(client, prison):
    user = user_with_role("coordinator", prison)
    client.force_login(user)
    return user


def due(prison, late=0, **fields):
    day = timezone.localdate() - timedelta(days=late)
    return service(prison, reviewed_on=day - timedelta(days=180), review_due_on=day, **fields)


def paths(page):
    base = f"/directory/{page.prison_id}/review/"
    return base, f"{base}{page.translation_key}/"


@pytest.mark.parametrize("role", ["staff", "sponsor", "gate", "safer-custody"])
def test_only_curators_of_the_prison_see_it(client, prison, role):
    page = due(prison)
    client.force_login(user_with_role(role, prison))
    for path in (*paths(page), paths(page)[1] + "link/"):
        assert client.get(path).status_code in (404, 405)
        assert client.post(path, {"listing": str(page.translation_key), "method": "phone"}).status_code == 404
    client.force_login(user_with_role("coordinator", PrisonFactory()))
    assert client.get(paths(page)[0]).status_code == 404
    client.force_login(user_with_role("lead", page.organisation))
    assert client.get(paths(page)[1]).status_code == 404
    client.logout()
    assert client.get(paths(page)[0]).status_code == 302
    assert not ConfirmationAttempt.objects.exists()


def test_the_list_has_what_is_due_the_longest_first(client, prison, coordinator):
    late, soon = due(prison, 100, title="Late one"), due(prison, -20, title="Due soon")
    due(prison, -60, title="Not for long")
    due(PrisonFactory(), title="Another prison's")
    closed = service(prison, title="Closed one", availability="closed")
    log_attempt(page=late, by=coordinator, method="phone", disposition="no-answer")

    text = client.get(paths(late)[0]).content.decode()
    assert text.index("Late one") < text.index("Due soon")
    assert closed.title in text
    assert "Not for long" not in text
    assert "Another prison" not in text
    assert "No answer" in text
    assert "Not confirmed since" in text
    assert soon.title in text


@pytest.mark.parametrize(
    ("state", "titles"),
    [
        ("review_due", {"Late", "Middle", "Due"}),
        ("not_confirmed", {"Late", "Middle"}),
        ("left_insert", {"Late"}),
        ("availability_not_confirmed", {"Stale"}),
        ("closed", {"Closed"}),
        ("", {"Late", "Middle", "Due", "Soon", "Closed"}),
    ],
)
def test_the_list_is_filtered_by_state(client, prison, coordinator, state, titles):
    for title, late in (("Late", 100), ("Middle", 40), ("Due", 0), ("Soon", -20)):
        due(prison, late, title=title)
    service(prison, title="Stale", availability_confirmed_on=timezone.localdate() - timedelta(days=31))
    service(prison, title="Closed", availability="closed")
    response = client.get(f"/directory/{prison.code}/review/", {"state": state})
    assert {row["page"].title for row in response.context["rows"]} == titles


def test_the_list_is_filtered_by_the_prisons_own_organisations(client, prison, coordinator):
    mine, elsewhere = due(prison), due(PrisonFactory())
    due(prison)
    path = f"/directory/{prison.code}/review/"
    response = client.get(path, {"organisation": str(mine.organisation_id)})
    assert [row["page"].pk for row in response.context["rows"]] == [mine.pk]
    assert elsewhere.organisation.name not in response.content.decode()


def test_a_quick_button_confirms_and_comes_back_to_the_same_list(client, prison, coordinator):
    page = due(prison)
    base = f"/directory/{prison.code}/review/?state=review_due"
    response = client.post(base, {"listing": str(page.translation_key), "method": "visit"})
    assert response.url == base
    attempt = ConfirmationAttempt.objects.get()
    assert (attempt.by, attempt.method, attempt.disposition) == (coordinator, "visit", "confirmed")
    assert ListingStatus.objects.get(page=page).reviewed_on == timezone.localdate()


@pytest.mark.parametrize("data", [{}, {"listing": "x", "method": "phone"}, {"method": "phone"}])
def test_a_button_press_that_makes_no_sense_is_said_plainly(client, prison, coordinator, data):
    due(prison)
    response = client.post(f"/directory/{prison.code}/review/", data, follow=True)
    assert "That did not work" in response.content.decode()


def test_another_prisons_listing_cannot_be_confirmed_from_here(client, prison, coordinator):
    elsewhere = due(PrisonFactory())
    data = {"listing": str(elsewhere.translation_key), "method": "phone"}
    assert client.post(f"/directory/{prison.code}/review/", data).status_code == 404
    assert client.get(f"/directory/{prison.code}/review/{elsewhere.translation_key}/").status_code == 404


@pytest.mark.parametrize("disposition", ["confirmed", "changed", "no-answer", "wrong-contact", "closed"])
def test_what_came_of_ringing_is_written_down(client, prison, coordinator, disposition):
    page = due(prison)
    data = {"answer": "outcome", "method": "phone", "disposition": disposition, "note": "Ring after ten."}
    response = client.post(paths(page)[1], data, follow=True)
    assert "Ring after ten." in response.content.decode()
    assert ConfirmationAttempt.objects.get().disposition == disposition
    status = ListingStatus.objects.get(page=page)
    assert (status.reviewed_on == timezone.localdate()) == (disposition == "confirmed")
    assert status.availability == ("closed" if disposition == "closed" else "open")


def test_a_form_that_says_nothing_is_asked_for_again(client, prison, coordinator):
    page = due(prison)
    response = client.post(paths(page)[1], {"answer": "outcome", "method": "phone"})
    assert "Choose what came of it" in response.content.decode()
    assert client.post(paths(page)[1], {}).status_code == 200
    assert not ConfirmationAttempt.objects.exists()


def test_availability_is_set_from_the_screen(client, prison, coordinator):
    page = due(prison)
    client.post(paths(page)[1], {"answer": "availability", "availability": "waiting-list", "wait_weeks": "4"})
    status = ListingStatus.objects.get(page=page)
    assert (status.availability, status.typical_wait_weeks) == ("waiting-list", 4)
    assert status.availability_confirmed_by == "Voluntary sector coordinator"


def test_the_link_is_sent_again_but_not_too_often(client, prison, coordinator):
    page = due(prison, organisation=OrganisationFactory(email="office@helping.example"))
    path = paths(page)[1] + "link/"
    assert "on its way" in client.post(path, follow=True).content.decode()
    assert "a few minutes ago" in client.post(path, follow=True).content.decode()
    assert OutboxMessage.objects.get().to == "office@helping.example"
    assert ConfirmationAttempt.objects.get().disposition == "sent"
    page.organisation.email = ""
    page.organisation.save()
    assert "no mailbox" in client.post(path, follow=True).content.decode()


def test_the_list_takes_as_many_queries_for_fifty_listings_as_for_one(client, prison, coordinator):
    organisation = OrganisationFactory()
    due(prison, organisation=organisation)
    path = f"/directory/{prison.code}/review/"
    client.get(path)
    with CaptureQueriesContext(connection) as one:
        client.get(path)
    for n in range(24):
        log_attempt(page=due(prison, n), by=coordinator, method="phone", disposition="no-answer")
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(path).context["rows"]) == 25
    assert len(many) == len(one)
