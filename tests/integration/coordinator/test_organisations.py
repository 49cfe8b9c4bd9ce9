"""Offers, the checklist, and an organisation's way through a prison."""

import hashlib
from datetime import timedelta
from io import StringIO
from unittest import mock

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coordinator.actions.engagements import move_engagement, set_item, start_engagement
from coordinator.actions.offers import accept_offer, decline_offer
from coordinator.desk import desk_for
from coordinator.models import (
    Appointment,
    DeskSettings,
    Engagement,
    OnboardingItem,
    OnboardingRequirement,
    ServiceOffer,
)
from core.audit_sentences import looks
from core.models import AuditEvent, OutboxMessage
from directory.models import Organisation
from tests.factories.accounts import user_with_role
from tests.factories.directory import NeedFactory, OrganisationFactory, PrisonFactory, service

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def prison():
    prison = PrisonFactory(code="AAA")
    Appointment.objects.create(prison=prison, post="coordinator", name="Sam Coordinator")
    return prison


TYPED = {
    "organisation_name": "Harbour Listening",
    "what": "A listening hour every week.",
    "contact_name": "Robin Typed",
    "contact_email": "robin@harbour.example",
    "charity_number": "1023456",
}


def offered(prison, **fields):
    return ServiceOffer.objects.create(prison=prison, **{**TYPED, **fields})


def test_anybody_offers_without_an_account_and_the_coordinator_is_told_without_words(prison):
    coordinator = user_with_role("coordinator", prison)
    need = NeedFactory(slug="grief", label="Grief")
    visitor = Client()
    assert "Offer a service" in visitor.get("/coordinator/AAA/offer/").content.decode()
    answer = visitor.post("/coordinator/AAA/offer/", {**TYPED, "needs": [need.pk]}, follow=True)
    assert "your offer has arrived" in answer.content.decode()
    offer = ServiceOffer.objects.get()
    assert list(offer.needs.all()) == [need]
    message = OutboxMessage.objects.get(to=coordinator.email)
    for word in ("Harbour", "Robin", "listening"):
        assert word not in message.subject + message.body
    assert AuditEvent.objects.get(event="offer.received").actor_label == "public form"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"organisation_name": ""}, "Enter the name of your organisation"),
        ({"what": ""}, "Write what you offer"),
        ({"contact_email": "robin"}, "Enter an e-mail address like name@example.org"),
        ({"charity_number": "12"}, "Enter the charity number, such as 219432."),
    ],
)
def test_the_public_form_says_what_is_wrong_and_keeps_the_rest(client, prison, change, said):
    text = client.post("/coordinator/AAA/offer/", {**TYPED, **change}).content.decode()
    assert said in text
    assert "Robin Typed" in text
    assert not ServiceOffer.objects.exists()


def test_a_flood_of_offers_is_stopped_and_other_prisons_stay_open(client, prison):
    for _ in range(5):
        assert client.post("/coordinator/AAA/offer/", TYPED).status_code == 302
    stopped = client.post("/coordinator/AAA/offer/", TYPED)
    assert stopped.status_code == 429
    text = stopped.content.decode()
    assert "press the button again in an hour" in text
    for word in (TYPED["what"], TYPED["contact_name"], TYPED["contact_email"]):
        assert word in text, "nothing typed is lost"
    assert ServiceOffer.objects.count() == 5
    DeskSettings.objects.update_or_create(pk=1, defaults={"offers_an_hour": 5})
    assert Client(REMOTE_ADDR="192.0.2.9").post("/coordinator/AAA/offer/", TYPED).status_code == 429


def test_offers_from_behind_one_trusted_proxy_are_counted_apart(client, prison, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for _ in range(5):
        client.post("/coordinator/AAA/offer/", TYPED, HTTP_X_FORWARDED_FOR="192.0.2.1")
    assert client.post("/coordinator/AAA/offer/", TYPED, HTTP_X_FORWARDED_FOR="192.0.2.1").status_code == 429
    assert client.post("/coordinator/AAA/offer/", TYPED, HTTP_X_FORWARDED_FOR="192.0.2.2").status_code == 302


def test_a_closed_prison_takes_no_offers(client):
    PrisonFactory(code="CLO", opened_on=None)
    assert client.get("/coordinator/CLO/offer/").status_code == 404


def test_another_prison_s_desk_neither_sees_nor_decides_an_offer(client, prison):
    offer = offered(prison)
    other = PrisonFactory(code="BBB")
    user = user_with_role("coordinator", other)
    client.force_login(user)
    for code in ("AAA", "BBB"):
        assert client.get(f"/coordinator/{code}/organisations/offers/{offer.pk}/").status_code == 404
    with pytest.raises(PermissionDenied):
        accept_offer(offer=offer, by=user)


def test_accepting_adds_the_organisation_and_starts_its_checklist(client, prison, coordinator):
    offer = offered(prison)
    path = f"/coordinator/AAA/organisations/offers/{offer.pk}/"
    assert "Robin Typed" in client.get(path).content.decode()
    answer = client.post(path, {"decision": "accept", "organisation": ""}, follow=True)
    assert "7 still missing" in answer.content.decode()
    organisation = Organisation.objects.get(name="Harbour Listening")
    assert (organisation.charity_number, organisation.email) == ("1023456", "robin@harbour.example")
    engagement = Engagement.objects.get()
    assert engagement.state == "onboarding"
    wanted = OnboardingRequirement.objects.filter(is_active=True)
    assert engagement.items.count() == wanted.count() == 7
    insurance = engagement.items.get(requirement__slug="insurance")
    assert (insurance.owner, insurance.due_on) == ("organisation", TODAY + timedelta(days=21))
    assert "The offer" not in client.post(path, {"decision": "accept"}).content.decode(), "decided already"
    assert Engagement.objects.count() == 1


def test_an_organisation_known_already_is_offered_and_not_made_twice(client, prison, coordinator):
    known = OrganisationFactory(name="Harbour Listening Trust", charity_number="1023456")
    offer = offered(prison)
    path = f"/coordinator/AAA/organisations/offers/{offer.pk}/"
    assert "Harbour Listening Trust" in client.get(path).content.decode()
    client.post(path, {"decision": "accept", "organisation": known.pk})
    assert Engagement.objects.get().organisation == known
    assert Organisation.objects.count() == 1


def test_declining_needs_a_reason(client, prison, coordinator):
    offer = offered(prison)
    path = f"/coordinator/AAA/organisations/offers/{offer.pk}/"
    assert "Write why" in client.post(path, {"decision": "decline"}).content.decode()
    client.post(path, {"decision": "talk", "note": "Rang on Monday"})
    offer.refresh_from_db()
    assert (offer.state, offer.note) == ("talking", "Rang on Monday")
    client.post(path, {"decision": "decline", "note": "No room free"})
    offer.refresh_from_db()
    assert offer.state == "declined"
    with pytest.raises(ValidationError):
        decline_offer(offer=offer, by=coordinator, note="Again")


def engaged(prison, by, **fields):
    return start_engagement(prison=prison, organisation=OrganisationFactory(**fields), by=by)


def complete(engagement, by, **fields):
    for item in engagement.items.all():
        set_item(item=item, by=by, due_on=item.due_on, owner=item.owner, done_on=TODAY, **fields)


def test_the_way_from_checklist_to_leaving(prison, coordinator):
    engagement = engaged(prison, coordinator)

    def move(name, **fields):
        return move_engagement(engagement=engagement, move=name, by=coordinator, **fields)

    with pytest.raises(ValidationError, match=r"Not everything is in place yet: .*insurance"):
        move("start")
    complete(engagement, coordinator)
    moved = move("start")
    assert (moved.state, moved.active_on) == ("active", TODAY)
    assert moved.review_due_on.year == TODAY.year + 1
    with pytest.raises(ValidationError, match="not possible"):
        move("left")
    move("review")
    move("carry-on")
    with pytest.raises(ValidationError):
        move("leave")
    move("leave", reason="Their grant has ended")
    gone = move("left")
    assert (gone.state, gone.left_on, gone.reason) == ("left", TODAY, "Their grant has ended")
    start_engagement(prison=prison, organisation=gone.organisation, by=coordinator)


def test_one_organisation_stands_on_the_list_once(prison, coordinator):
    engagement = engaged(prison, coordinator)
    with pytest.raises(ValidationError):
        start_engagement(prison=prison, organisation=engagement.organisation, by=coordinator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Engagement.objects.create(prison=prison, organisation=engagement.organisation)


def test_an_item_holds_as_long_as_its_requirement_says_unless_told_otherwise(client, prison, coordinator):
    item = engaged(prison, coordinator).items.get(requirement__slug="insurance")
    path = f"/coordinator/AAA/organisations/items/{item.pk}/"
    assert client.get(path).status_code == 200
    data = {"owner": "organisation", "note": "In the shared drive", "due_on_day": "1", "due_on_month": "6"}
    data |= {"due_on_year": "2026", "done_on_day": TODAY.day, "done_on_month": TODAY.month, "done_on_year": TODAY.year}
    assert client.post(path, data).status_code == 302
    item.refresh_from_db()
    assert (item.done_on, item.expires_on.year, item.note) == (TODAY, TODAY.year + 1, "In the shared drive")
    future = TODAY + timedelta(days=3)
    data |= {"done_on_day": future.day, "done_on_month": future.month, "done_on_year": future.year}
    assert "from a day to come" in client.post(path, data).content.decode()
    with pytest.raises(ValidationError):
        set_item(item=item, by=coordinator, due_on=TODAY, owner="prison", expires_on=TODAY)


def waiting(coordinator, prison, source):
    desk = desk_for(coordinator, prison, only=source)
    return [line.item.title for line in (*desk.morning, *desk.later)]


def test_offers_late_items_and_reviews_wait_on_the_worklist(prison, coordinator):
    offered(prison)
    offered(prison, state="declined", decided_at=timezone.now())
    engagement = engaged(prison, coordinator, name="Quiet Hands")
    assert waiting(coordinator, prison, "offers") == ["Harbour Listening"]
    assert waiting(coordinator, prison, "agreements") == []
    item = engagement.items.get(requirement__slug="insurance")
    OnboardingItem.objects.filter(pk=item.pk).update(due_on=TODAY - timedelta(days=1))
    assert waiting(coordinator, prison, "agreements") == ["Insurance, Quiet Hands"]
    OnboardingItem.objects.filter(pk=item.pk).update(done_on=TODAY, expires_on=TODAY + timedelta(days=300))
    assert waiting(coordinator, prison, "agreements") == []
    OnboardingItem.objects.filter(pk=item.pk).update(expires_on=TODAY + timedelta(days=30))
    assert waiting(coordinator, prison, "agreements") == ["Insurance, Quiet Hands"]
    Engagement.objects.update(state="active", review_due_on=TODAY)
    assert waiting(coordinator, prison, "organisation-reviews") == ["Quiet Hands"]


def test_the_list_shows_how_complete_each_checklist_is_in_a_constant_number_of_queries(client, prison, coordinator):
    service(prison, organisation=OrganisationFactory(name="Works Already"))

    def queries():
        with CaptureQueriesContext(connection) as caught:
            text = client.get("/coordinator/AAA/organisations/").content.decode()
        return len(caught), text

    complete(engaged(prison, coordinator, name="Ready Ones"), coordinator)
    queries()
    with_one, text = queries()
    assert "Complete" in text
    assert "Works Already" in text
    for _ in range(30):
        engaged(prison, coordinator)
        offered(prison)
    assert queries()[0] == with_one


def test_starting_a_checklist_for_one_that_works_here_already(client, prison, coordinator):
    page = service(prison)
    client.post("/coordinator/AAA/organisations/", {"organisation": page.organisation.pk})
    assert Engagement.objects.get().organisation == page.organisation
    stranger = OrganisationFactory()
    client.post("/coordinator/AAA/organisations/", {"organisation": stranger.pk})
    assert Engagement.objects.count() == 1


def test_an_organisation_sees_its_own_checklists_without_the_prison_s_notes(client, prison, coordinator):
    organisation = OrganisationFactory(name="Quiet Hands")
    engagement = start_engagement(prison=prison, organisation=organisation, by=coordinator)
    engagement.items.update(note="In the coordinator's drawer")
    start_engagement(prison=prison, organisation=OrganisationFactory(name="Somebody Else"), by=coordinator)
    assert client.get("/coordinator/checklists/").status_code == 404
    client.force_login(user_with_role("lead", organisation))

    def queries():
        with CaptureQueriesContext(connection) as caught:
            text = client.get("/coordinator/checklists/").content.decode()
        return len(caught), text

    queries()
    with_one, text = queries()
    assert "Quiet Hands" in text
    assert "Insurance" in text
    for word in ("Somebody Else", "drawer"):
        assert word not in text
    for _ in range(20):
        other = PrisonFactory()
        start_engagement(prison=other, organisation=organisation, by=user_with_role("coordinator", other))
    assert queries()[0] == with_one


def test_contacts_of_declined_offers_live_as_long_as_the_form_promises(client, prison, coordinator):
    assert "deleted 30 days after the offer is decided" in client.get("/coordinator/AAA/offer/").content.decode()
    declined, kept, forgotten = offered(prison), offered(prison), offered(prison)
    decline_offer(offer=declined, by=coordinator, note="No room")
    decline_offer(offer=kept, by=coordinator, note="No room")
    now = timezone.now()
    ServiceOffer.objects.filter(pk=declined.pk).update(decided_at=now - timedelta(days=31))
    ServiceOffer.objects.filter(pk=kept.pk).update(decided_at=now - timedelta(days=29))
    ServiceOffer.objects.filter(pk=forgotten.pk).update(updated_at=now - timedelta(days=300))
    call_command("retention", "--run", stdout=StringIO())
    names = dict(ServiceOffer.objects.values_list("pk", "contact_name"))
    assert names == {declined.pk: "", kept.pk: "Robin Typed", forgotten.pk: "Robin Typed"}
    ServiceOffer.objects.filter(pk=forgotten.pk).update(updated_at=now - timedelta(days=366))
    call_command("retention", "--run", stdout=StringIO())
    forgotten.refresh_from_db()
    assert (forgotten.contact_name, forgotten.contact_email) == ("", "")


def test_where_an_offer_came_from_stands_nowhere_even_hashed_without_the_secret(client, prison):
    seen = []

    def note(name, key, **limits):
        seen.append(key)
        return True

    with mock.patch("coordinator.views.organisations.is_allowed", note):
        client.post("/coordinator/AAA/offer/", TYPED)
    plain = hashlib.sha256(f"127.0.0.1 {TODAY}".encode()).hexdigest()
    assert len(seen) == 2
    assert not any(key in plain or "127.0.0.1" in key for key in seen)


def test_whoever_reads_an_offer_leaves_a_row(client, prison, coordinator):
    offer = offered(prison)
    client.get(f"/coordinator/AAA/organisations/offers/{offer.pk}/")
    row = AuditEvent.objects.get(event="offer.read")
    assert (row.actor_id, row.about_id) == (str(coordinator.pk), str(offer.pk))
    assert "offer.read" in looks()


def test_an_organisation_between_two_states_is_never_forgotten(client, prison, coordinator):
    engagement = engaged(prison, coordinator, name="Quiet Hands")

    def waits():
        desk = desk_for(coordinator, prison, only="organisations-under-way")
        return [(line.item.title, [code for code, _label in line.buttons]) for line in (*desk.morning, *desk.later)]

    def press(action):
        pressed = {"source": "organisations-under-way", "key": str(engagement.pk), "action": action}
        return client.post("/coordinator/AAA/worklist/settle/", pressed, follow=True).content.decode()

    assert waits() == [], "something of its checklist is missing still: that waits by itself"
    complete(engagement, coordinator)
    assert waits() == [("Quiet Hands", ["start"])]
    assert "Quiet Hands: they have started work." in press("start")
    assert waits() == []
    move_engagement(engagement=engagement, move="review", by=coordinator)
    assert waits() == [("Quiet Hands", ["carry-on"])]
    item = engagement.items.get(requirement__slug="insurance")
    OnboardingItem.objects.filter(pk=item.pk).update(expires_on=TODAY - timedelta(days=1))
    assert waits() == [("Quiet Hands", [])], "with something run out it cannot simply carry on"
    assert "Not everything is in place yet: insurance" in press("carry-on")
    move_engagement(engagement=engagement, move="leave", by=coordinator, reason="Their grant has ended")
    assert waits() == [("Quiet Hands", ["left"])]
    assert "dealt with that already" in press("start")
    press("left")
    assert waits() == []
    assert Engagement.objects.get().state == "left"
