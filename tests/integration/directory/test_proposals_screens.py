"""The screens in which organisations change their listings and prisons decide."""

import datetime

import pytest
from django.core import mail
from django.urls import reverse

from accounts.actions.leaving import leave
from core.models import Notification
from directory.actions.prisons import open_prison
from directory.actions.proposals import approve_proposal, propose_change
from directory.enums import ProposalState
from directory.models import ListingProposal, ServicePage, WordToAvoid
from tests.factories.accounts import UserFactory, user_with_role
from tests.factories.directory import GroupFactory, NeedFactory, OrganisationFactory, PrisonFactory, service

pytestmark = pytest.mark.django_db


@pytest.fixture
def prison():
    prison = PrisonFactory()
    open_prison(prison=prison, by=None)
    return prison


@pytest.fixture
def organisation():
    return OrganisationFactory(name="Harbour")


@pytest.fixture
def listing(prison, organisation):
    heading = NeedFactory(slug="heading")
    return service(
        prison,
        organisation=organisation,
        title="Grief group",
        summary="Old summary",
        needs=[NeedFactory(slug="grief", parent=heading)],
        sessions=[{"weekday": 0, "starts": datetime.time(9), "ends": datetime.time(10), "place": "Chapel"}],
    )


@pytest.fixture
def worker(organisation, client):
    user = user_with_role("worker", organisation)
    client.force_login(user)
    return user


@pytest.fixture
def coordinator(prison):
    return user_with_role("coordinator", prison)


def live(listing):
    return ServicePage.objects.get(pk=listing.pk)


def filled(client, address):
    """Return what a browser would send back from the forms of a page, unchanged."""
    context = client.get(address).context
    data = {}
    for form in [context["form"], *(context.get(name) for name in ("sessions", "exclusions") if context.get(name))]:
        members = [form.management_form, *form.forms] if hasattr(form, "management_form") else [form]
        for member in members:
            for bound in member:
                value = bound.value()
                if value is None or value is False or value == "":
                    continue
                if isinstance(value, list):
                    data[bound.html_name] = [getattr(item, "pk", item) for item in value]
                else:
                    data[bound.html_name] = "on" if value is True else getattr(value, "pk", value)
    return data


def times(listing):
    return reverse("directory:change_times", args=[listing.translation_key])


def details(listing):
    return reverse("directory:change_details", args=[listing.translation_key])


def test_own_listings_in_all_prisons_and_no_others(worker, listing, organisation, client):
    service(PrisonFactory(name="Second (HMP)"), organisation=organisation, title="Second service")
    service(listing.prison, title="Foreign service")
    service(listing.prison, organisation=organisation, title="Never published", live=False)
    text = client.get(reverse("directory:my_listings")).content.decode()
    assert "Grief group" in text
    assert "Second service" in text
    assert "Foreign" not in text
    assert "Never published" not in text


def test_sending_the_forms_back_unchanged_changes_nothing(worker, listing, client):
    for address in (times(listing), details(listing)):
        response = client.post(address, filled(client, address), follow=True)
        assert "Nothing was changed." in response.content.decode(), address
    assert not ListingProposal.objects.exists()


def test_times_are_live_at_once_and_a_session_can_be_removed(worker, listing, client):
    data = filled(client, times(listing)) | {
        "sessions-0-DELETE": "on",
        "sessions-1-weekday": "2",
        "sessions-1-starts": "14:00",
        "sessions-1-ends": "15:30",
        "contact_name": "Jo New",
    }
    response = client.post(times(listing), data, follow=True)
    assert "Your changes are live." in response.content.decode()
    assert [str(session) for session in live(listing).sessions.all()] == ["Wed 14:00-15:30"]
    assert live(listing).contact_name == "Jo New"


def availability(listing):
    return reverse("directory:change_availability", args=[listing.translation_key])


def test_availability_is_live_at_once(worker, listing, client):
    response = client.post(availability(listing), {"availability": "waiting-list", "wait_weeks": "4"}, follow=True)
    assert "Waiting list" in response.content.decode()
    listing.status.refresh_from_db()
    assert listing.status.typical_wait_weeks == 4


def test_another_row_keeps_what_was_typed(worker, listing, client):
    data = filled(client, times(listing)) | {"add": "session", "contact_name": "Half typed"}
    response = client.post(times(listing), data)
    text = response.content.decode()
    assert "Session 3" in text
    assert "Half typed" in text
    assert live(listing).contact_name == ""


@pytest.mark.parametrize("count", ["x", "-1", "999999", ""])
def test_a_nonsense_count_of_rows_is_no_server_error(count, worker, listing, client):
    data = filled(client, times(listing)) | {"sessions-TOTAL_FORMS": count}
    assert client.post(times(listing), data | {"add": "session"}).status_code == 200
    assert client.post(times(listing), data).status_code in (200, 302)


def test_errors_stand_at_their_fields(worker, listing, client):
    data = filled(client, times(listing)) | {"sessions-0-ends": "08:00"}
    assert "The session must end after it starts" in client.post(times(listing), data).content.decode()
    data = filled(client, details(listing)) | {"age_from": "30", "age_to": "20"}
    assert "The oldest age is below the youngest" in client.post(details(listing), data).content.decode()


def test_a_proposed_change_waits_and_the_coordinator_is_told(worker, listing, coordinator, client):
    group = GroupFactory(slug="remand")
    data = filled(client, details(listing)) | {
        "summary": "New summary",
        "exclusions-0-group": str(group.pk),
        "exclusions-0-reason": "Sentenced only",
    }
    response = client.post(details(listing), data, follow=True)
    text = response.content.decode()
    assert "Your changes wait for the prison." in text
    assert "Your change waits for the prison" in text
    proposal = ListingProposal.objects.get()
    assert sorted(proposal.after) == ["exclusions", "summary"]
    assert live(listing).summary == "Old summary"
    told = Notification.objects.get()
    assert (told.user, told.kind, told.link) == (
        coordinator,
        "directory.change-proposed",
        reverse("directory:proposal", args=[proposal.pk]),
    )


def test_the_answer_goes_to_whoever_asked_unless_they_have_left(worker, listing, coordinator):
    for has_left in (False, True):
        asked = propose_change(page=listing, changes={"summary": f"Words {has_left}"}, by=worker)
        if has_left:
            leave(user=worker, scope=listing.organisation, by=user_with_role("administrator"), hand_to={})
        approve_proposal(proposal=asked.proposal, by=coordinator)
        told = Notification.objects.filter(kind="directory.change-decided", user=worker)
        assert [row.count for row in told] == [1], "once for the first answer, and not again"


def test_the_form_opens_on_what_waits_already(worker, listing, client):
    propose_change(page=listing, changes={"summary": "Waiting words"}, by=worker)
    response = client.get(details(listing))
    assert "Waiting words" in response.content.decode()
    client.post(details(listing), filled(client, details(listing)) | {"does_not": "No lifts."})
    assert sorted(ListingProposal.objects.get().after) == ["does_not", "summary"]


def test_what_others_changed_meanwhile_is_not_undone(worker, listing, client):
    live(listing).save_revision().publish()
    data = filled(client, details(listing)) | {"does_not": "No lifts."}
    other = live(listing)
    other.summary = "The coordinator's words"
    other.save_revision().publish()
    client.post(details(listing), data)
    assert list(ListingProposal.objects.get().after) == ["does_not"]


def test_the_same_field_changed_meanwhile_is_flagged_once(worker, listing, client):
    live(listing).save_revision().publish()
    data = filled(client, details(listing)) | {"summary": "Mine"}
    other = live(listing)
    other.summary = "The coordinator's words"
    other.save_revision().publish()
    response = client.post(details(listing), data)
    assert "Somebody changed this while you were writing: Summary." in response.content.decode()
    assert not ListingProposal.objects.exists()
    data["version"] = response.context["form"]["version"].value()
    client.post(details(listing), data)
    assert ListingProposal.objects.get().after == {"summary": "Mine"}


@pytest.mark.parametrize("version", ["", "x", "999999", "1-", "-", "٣", "1-2-3"])
def test_an_odd_version_is_no_server_error(version, worker, listing, client):
    data = filled(client, details(listing)) | {"version": version, "summary": "Mine"}
    assert client.post(details(listing), data).status_code == 302


def test_words_about_people_are_pointed_out_once_and_block_nothing(worker, listing, client):
    WordToAvoid.objects.create(words="offender", better="person in prison")
    data = filled(client, details(listing)) | {"summary": "For offenders"}
    response = client.post(details(listing), data)
    assert "Summary: “offenders”. Better: person in prison." in response.content.decode()
    assert client.post(details(listing), data | {"words_seen": "yes"}).status_code == 302
    assert ListingProposal.objects.get().after == {"summary": "For offenders"}


def proposal_of(listing, worker):
    return propose_change(page=listing, changes={"summary": "New summary"}, by=worker, note="We moved").proposal


def address_of(proposal):
    return reverse("directory:proposal", args=[proposal.pk])


def test_coordinator_sees_both_versions_and_approves(worker, listing, coordinator, client):
    proposal = proposal_of(listing, worker)
    client.force_login(coordinator)
    assert "Grief group" in client.get(reverse("directory:proposals")).content.decode()
    text = client.get(address_of(proposal)).content.decode()
    for words in ("Old summary", "New summary", "We moved"):
        assert words in text
    response = client.post(address_of(proposal), {"decision": "approve"}, follow=True)
    assert "The change is live" in response.content.decode()
    assert live(listing).summary == "New summary"
    assert Notification.objects.filter(user=worker, kind="directory.change-decided").exists()


def test_turning_down_asks_for_a_reason_that_the_organisation_reads(worker, listing, coordinator, client):
    proposal = proposal_of(listing, worker)
    client.force_login(coordinator)
    text = client.post(address_of(proposal), {"decision": "decline"}).content.decode()
    assert "Give a reason" in text
    client.post(address_of(proposal), {"decision": "decline", "reason": "Say who may come."})
    client.force_login(worker)
    text = client.get(address_of(proposal)).content.decode()
    assert "Say who may come." in text
    assert "Old summary" in text
    assert client.post(address_of(proposal), {"decision": "approve"}).status_code == 404


def test_two_curators_deciding_at_once_get_a_sentence(worker, listing, coordinator, client):
    proposal = proposal_of(listing, worker)
    client.force_login(coordinator)
    live(listing).unpublish()
    text = client.post(address_of(proposal), {"decision": "approve"}).content.decode()
    assert "This listing was taken down" in text


def test_moved_live_version_is_marked(worker, listing, coordinator, client):
    proposal = proposal_of(listing, worker)
    other = live(listing)
    other.summary = "Newer"
    other.save_revision().publish()
    client.force_login(coordinator)
    text = client.get(address_of(proposal)).content.decode()
    assert "changed since" in text
    assert "Newer" in text


def test_organisation_withdraws(worker, listing, client):
    proposal = proposal_of(listing, worker)
    client.post(reverse("directory:proposal_withdraw", args=[proposal.pk]))
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.WITHDRAWN


def test_mails_name_neither_service_nor_person(worker, listing, coordinator, client):
    proposal = proposal_of(listing, worker)
    client.force_login(coordinator)
    client.post(address_of(proposal), {"decision": "decline", "reason": "Say who may come."})
    from core.models import OutboxMessage

    texts = [f"{message.subject}\n{message.body}" for message in OutboxMessage.objects.all()]
    assert len(texts) == 2
    for text in [*texts, *(f"{message.subject} {message.body}" for message in mail.outbox)]:
        for word in ("Grief", "Harbour", "Say who", worker.name, coordinator.name, listing.prison.name):
            assert word not in text
    assert not mail.outbox  # Wagtail itself sends nothing: what is told goes through the outbox


def outsiders(listing):
    yield UserFactory()
    yield user_with_role("worker", OrganisationFactory())
    yield user_with_role("coordinator", PrisonFactory())
    yield user_with_role("staff", listing.prison)
    yield user_with_role("content-editor")


def test_others_get_404_everywhere(worker, listing, client):
    proposal = proposal_of(listing, worker)
    for user in outsiders(listing):
        client.force_login(user)
        for address in (times(listing), details(listing), availability(listing), address_of(proposal)):
            assert client.get(address).status_code == 404, (user, address)
            assert client.post(address, {}).status_code == 404, (user, address)
        assert client.post(reverse("directory:proposal_withdraw", args=[proposal.pk])).status_code == 404


def test_the_prisons_coordinator_does_not_write_in_the_organisations_name(listing, coordinator, client):
    client.force_login(coordinator)
    for address in (reverse("directory:my_listings"), times(listing), details(listing), availability(listing)):
        assert client.get(address).status_code == 404


def test_lists_take_the_same_number_of_queries_for_one_and_many(worker, listing, organisation, client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("directory:my_listings")).status_code == 200
        return len(queries)

    proposal_of(listing, worker)
    count()
    one = count()
    for number in range(5):
        page = service(listing.prison, organisation=organisation, title=f"Service {number}")
        propose_change(page=page, changes={"summary": "New"}, by=worker)
    assert count() == one
