"""The worklist: who sees it, what stands on it, what its buttons do."""

from datetime import time, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions.requests import ask_for_role
from accounts.models import RoleAssignment
from accounts.roles import ROLES
from coordinator.actions.engagements import start_engagement
from coordinator.actions.worklist import send_weekly_summaries, snooze_item
from coordinator.desk import desk_for
from coordinator.models import (
    Appointment,
    Broadcast,
    BroadcastRecipient,
    CharityAlert,
    DeskSettings,
    Engagement,
    ForumAction,
    ForumMeeting,
    Funding,
    Involvement,
    Recommendation,
    ScrutinyBody,
    ServiceOffer,
    WorklistSnooze,
)
from core.models import AuditEvent, OutboxMessage
from core.workdays import add_working_days
from core.worklist import all_sources
from directory.actions.proposals import propose_change
from referrals.enums import Status
from referrals.models import Concern
from tests.factories import volunteers
from tests.factories.accounts import user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory, service
from tests.factories.referrals import referral
from volunteers.enums import Topic
from volunteers.models import Correction, Exit

pytestmark = pytest.mark.django_db


@pytest.fixture
def prison():
    prison = PrisonFactory(code="AAA")
    Appointment.objects.create(prison=prison, post="coordinator", name="Sam Coordinator")
    return prison


@pytest.fixture
def coordinator(client, prison):
    user = user_with_role("coordinator", prison, email="coordinator@prison.example")
    client.force_login(user)
    return user


def due(prison, late=0, **fields):
    day = timezone.localdate() - timedelta(days=late)
    return service(prison, reviewed_on=day - timedelta(days=180), review_due_on=day, **fields)


def late_referral(page, **fields):
    fields.setdefault("status", Status.SENT)
    return referral(page, answer_due_on=timezone.localdate() - timedelta(days=3), **fields)


PATH = "/coordinator/AAA/worklist/"


def titles(desk):
    return [line.item.title for line in (*desk.morning, *desk.later)]


@pytest.mark.parametrize("role", ["staff", "sponsor", "gate", "safer-custody"])
def test_only_those_who_coordinate_the_prison_see_it(client, prison, role):
    client.force_login(user_with_role(role, prison))
    assert client.get(PATH).status_code == 404
    assert client.get("/coordinator/").status_code == (302 if role == "sponsor" else 404), (
        "a sponsor reads the evidence"
    )
    client.force_login(user_with_role("coordinator", PrisonFactory()))
    assert client.get(PATH).status_code == 404
    assert client.post(f"{PATH}settle/", {"source": "listings-due"}).status_code == 404


def test_it_ranks_everything_that_waits_and_shows_nothing_of_another_prison(client, prison, coordinator):
    page = due(prison, late=100, title="Very late listing")
    due(prison, late=1, title="Just due listing")
    fine = service(prison, title="Confirmed listing")
    lead = user_with_role("lead", page.organisation)
    propose_change(page=page, changes={"summary": "New words"}, by=lead)
    back, open_one = late_referral(fine, status=Status.RETURNED), late_referral(fine)
    other = PrisonFactory()
    due(other, title="Elsewhere")
    late_referral(service(other, title="Elsewhere too"))
    found = titles(desk_for(coordinator, prison))
    assert found == [
        f"Referral {back.reference}",
        f"Referral {open_one.reference}",
        "Very late listing",
        "Very late listing",
        "Just due listing",
    ]
    shown = client.get(PATH).content.decode()
    assert "Elsewhere" not in shown
    assert "Confirmed listing" in shown, "a referral is known by its service"
    assert back.person.prison_number not in shown


def test_an_answer_that_is_not_late_yet_does_not_wait_for_the_coordinator(prison, coordinator):
    tomorrow = timezone.localdate() + timedelta(days=1)
    referral(service(prison), status=Status.SENT, answer_due_on=tomorrow)
    assert titles(desk_for(coordinator, prison)) == []


def test_the_morning_stops_after_the_minutes_that_an_administrator_chose(prison, coordinator):
    for _ in range(4):
        due(prison, late=40)
    DeskSettings.objects.update_or_create(pk=1, defaults={"morning_minutes": 7})
    desk = desk_for(coordinator, prison)
    assert (len(desk.morning), len(desk.later), desk.minutes) == (2, 2, 6)


def test_one_click_confirms_a_listing_and_it_leaves_the_list(client, prison, coordinator):
    page = due(prison, title="Grief group")
    pressed = {"source": "listings-due", "key": str(page.translation_key), "action": "phone"}
    answer = client.post(f"{PATH}settle/", pressed, follow=True)
    assert "“Grief group” is confirmed." in answer.content.decode()
    page.status.refresh_from_db()
    assert page.status.reviewed_on == timezone.localdate()
    assert "Nothing waits for you" in answer.content.decode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"key": "00000000-0000-4000-8000-000000000000"}, "Somebody else has dealt with that already."),
        ({"action": "fly"}, "That action does not exist"),
        ({"source": "nothing"}, "That action does not exist"),
    ],
)
def test_a_button_that_no_longer_fits_says_so(client, prison, coordinator, change, said):
    page = due(prison)
    pressed = {"source": "listings-due", "key": str(page.translation_key), "action": "phone"} | change
    assert said in client.post(f"{PATH}settle/", pressed, follow=True).content.decode()
    page.status.refresh_from_db()
    assert page.status.reviewed_on != timezone.localdate()


def test_a_listing_of_another_prison_cannot_be_settled_through_ones_own(client, prison, coordinator):
    page = due(PrisonFactory())
    client.post(f"{PATH}settle/", {"source": "listings-due", "key": str(page.translation_key), "action": "phone"})
    page.status.refresh_from_db()
    assert page.status.reviewed_on != timezone.localdate()


def test_a_kind_can_be_shown_alone_while_the_counters_stay(client, prison, coordinator):
    due(prison, title="Late listing")
    late_referral(service(prison, title="Quick help"))
    shown = client.get(PATH, {"kind": "listings-due"}).content.decode()
    assert "Late listing" in shown
    assert "Quick help" not in shown
    assert "Referrals without an answer: 1" in shown


def put_off(page, coordinator, days=7, reason="The worker is away"):
    until = timezone.localdate() + timedelta(days=days)
    return snooze_item(
        prison=page.prison,
        source="listings-due",
        key=str(page.translation_key),
        until=until,
        reason=reason,
        by=coordinator,
    )


def test_what_is_put_off_leaves_the_list_with_its_reason_and_comes_back_by_itself(client, prison, coordinator):
    page = due(prison, title="Grief group")
    snooze = put_off(page, coordinator)
    desk = desk_for(coordinator, prison)
    assert titles(desk) == []
    assert [(each.title, each.snooze.reason) for each in desk.asleep] == [("Grief group", "The worker is away")]
    WorklistSnooze.objects.filter(pk=snooze.pk).update(until=timezone.localdate())
    assert titles(desk_for(coordinator, prison)) == ["Grief group"]


def test_something_put_off_can_be_put_back(client, prison, coordinator):
    snooze = put_off(due(prison, title="Grief group"), coordinator)
    client.post(f"{PATH}wake/{snooze.pk}/")
    assert titles(desk_for(coordinator, prison)) == ["Grief group"]
    assert AuditEvent.objects.filter(event="worklist.woken").count() == 1


def test_another_prison_s_desk_cannot_put_something_back(client, prison, coordinator):
    other = PrisonFactory(code="BBB")
    snooze = put_off(due(other), user_with_role("coordinator", other))
    assert client.post(f"{PATH}wake/{snooze.pk}/").status_code == 404
    assert client.post(f"/coordinator/BBB/worklist/wake/{snooze.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"when": "week"}, "Write why it can wait"),
        ({"reason": "Away"}, "Choose until when it can wait"),
        ({"when": "day", "reason": "Away"}, "Enter the day on which it should come back"),
        (
            {"when": "day", "reason": "Away", "until_day": "1", "until_month": "1", "until_year": "2020"},
            "Choose a day after today, at most 30 days away.",
        ),
    ],
)
def test_putting_off_says_what_is_wrong_and_keeps_what_was_typed(client, prison, coordinator, data, said):
    page = due(prison)
    answer = client.post(f"{PATH}put-off/listings-due/{page.translation_key}/", data)
    assert said in answer.content.decode()
    assert data.get("reason", "") in answer.content.decode()
    assert not WorklistSnooze.objects.exists()


def test_putting_off_through_the_screen(client, prison, coordinator):
    page = due(prison)
    path = f"{PATH}put-off/listings-due/{page.translation_key}/"
    assert client.get(path).status_code == 200
    assert client.post(path, {"when": "tomorrow", "reason": "Ringing later"}).status_code == 302
    assert WorklistSnooze.objects.get().until > timezone.localdate()
    assert client.get(f"{PATH}put-off/listings-due/nothing/").status_code == 404


def one_of_each(prison, coordinator, number):
    """Let one thing of every source wait; of a vacancy and of access to confirm there is never more than one."""
    today, now = timezone.localdate(), timezone.now()
    page = due(prison, late=number)
    late_referral(page)
    late_referral(page, status=Status.RETURNED)
    propose_change(page=page, changes={"summary": "New"}, by=user_with_role("lead", page.organisation))
    ServiceOffer.objects.create(prison=prison, organisation_name="Harbour", what="Listening")
    CharityAlert.objects.create(prison=prison, organisation=page.organisation, after="Removed")
    made = start_engagement(prison=prison, organisation=page.organisation, by=coordinator)
    made.items.update(due_on=today)
    Engagement.objects.filter(pk=made.pk).update(state="active", active_on=today, review_due_on=today)
    email = f"asks{number}@prison.example"
    ask_for_role(role=ROLES["staff"], scope=prison, why="On the wing", email=email, name="Robin")
    Concern.objects.create(
        prison=prison,
        raised_by=coordinator,
        raised_at=now,
        category="other",
        text="x",
        about="x",
        told_to="x",
        told_at=now,
        acknowledge_by=now,
    )


def one_of_each_of_people(prison, organisation, coordinator, number):
    """Let one thing of every source about people who come in wait."""
    who = volunteers.somebody_waiting_everywhere(prison, organisation, number)
    Exit.objects.create(prison=prison, entrant=who, last_day=timezone.localdate())
    Correction.objects.create(entrant=who, topic=Topic.values[0], words="It is spelt otherwise")


def one_of_each_of_the_network(prison, organisation, coordinator, number):
    """Let one thing of every source of the work with others wait."""
    today = timezone.localdate()
    Involvement.objects.create(
        prison=prison, on=today, asked=f"Which days? {number}", route="survey", said_by="x", said="x"
    )
    meeting = ForumMeeting.objects.create(
        prison=prison, title=f"Forum {number}", on=today - timedelta(days=3), starts=time(10), ends=time(11), place="x"
    )
    ForumAction.objects.create(prison=prison, meeting=meeting, text="Find a room", role="Head", due_on=today)
    body = ScrutinyBody.objects.first()
    Recommendation.objects.create(
        prison=prison, body=body, report="x", published_on=today, text=f"Tell {number}", owner="Head", due_on=today
    )
    Funding.objects.create(
        prison=prison,
        kind="grant",
        funder="F",
        organisation=organisation,
        title=f"G {number}",
        buys="x",
        amount=5,
        awarded_on=today,
        starts_on=today,
        ends_on=today,
    )
    words = {"prison": prison, "subject": "x", "body": "x", "notice": "lockdown", "on": today}
    Broadcast.objects.create(**words)
    sent = Broadcast.objects.create(**words, sent_at=timezone.now())
    BroadcastRecipient.objects.create(broadcast=sent, organisation=organisation)


def test_the_number_of_queries_is_the_same_with_one_and_with_many_of_every_source(client, prison, coordinator):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(PATH).status_code == 200
        return len(caught)

    def fill(number):
        organisation = OrganisationFactory()
        one_of_each(prison, coordinator, number)
        one_of_each_of_people(prison, organisation, coordinator, number)
        one_of_each_of_the_network(prison, organisation, coordinator, number)
        Engagement.objects.create(prison=prison, organisation=organisation, state="review")

    Appointment.objects.all().delete()
    colleague = user_with_role("staff", prison)
    long_ago = timezone.localdate() - timedelta(days=999)
    RoleAssignment.objects.filter(user=colleague).update(starts_on=long_ago)
    fill(0)
    queries()
    with_one = queries()
    waiting = {counter.source.code for counter in desk_for(coordinator, prison).counters}
    assert waiting == {source.code for source in all_sources()}, "every source is filled"
    for number in range(1, 12):
        fill(number)
    assert queries() == with_one


def test_the_buttons_of_organisations_do_what_they_say(client, prison, coordinator):
    one_of_each(prison, coordinator, 0)
    engagement, offer = Engagement.objects.get(), ServiceOffer.objects.get()
    item = engagement.items.get(requirement__slug="insurance")
    pressed = (
        ("offers", offer.pk, "talk", "Harbour: that you are talking is noted."),
        ("agreements", item.pk, "remind", "is reminded: insurance."),
        ("agreements", item.pk, "remind", "They were reminded today already."),
        ("organisation-reviews", engagement.pk, "review", "The review of"),
        ("organisation-reviews", engagement.pk, "review", "Somebody else has dealt with that already."),
    )
    for source, key, action, said in pressed:
        data = {"source": source, "key": str(key), "action": action}
        assert said in client.post(f"{PATH}settle/", data, follow=True).content.decode()
    offer.refresh_from_db()
    engagement.refresh_from_db()
    assert (offer.state, engagement.state) == ("talking", "review")
    assert OutboxMessage.objects.filter(subject="A prison waits for something from your organisation").count() == 1


def test_an_organisation_without_a_sign_in_cannot_be_reminded(client, prison, coordinator):
    engagement = start_engagement(prison=prison, organisation=service(prison).organisation, by=coordinator)
    engagement.items.update(due_on=timezone.localdate())
    key = str(engagement.items.get(requirement__slug="insurance").pk)
    data = {"source": "agreements", "key": key, "action": "remind"}
    shown = client.post(f"{PATH}settle/", data, follow=True).content.decode()
    assert "Nobody of this organisation has a sign-in here" in shown
    assert engagement.items.exclude(reminded_on=None).count() == 0


def test_every_source_finds_in_a_prison_without_anything(prison, coordinator):
    assert all_sources()
    for source in all_sources():
        assert list(source.find(user=coordinator, scope=prison, most=5)) == []


def test_coordinators_come_to_it_after_signing_in(client, prison):
    from accounts.adapters import AccountAdapter

    class Request:
        session: dict = {}
        user = user_with_role("coordinator", prison)

    assert AccountAdapter().get_login_redirect_url(Request()) == "/coordinator/"
    Request.user = user_with_role("staff", prison)
    assert AccountAdapter().get_login_redirect_url(Request()) == "/"
    client.force_login(user_with_role("deputy", prison))
    assert client.get("/coordinator/").url == PATH


def test_a_coordinator_of_two_prisons_chooses(client, prison, coordinator):
    from accounts.actions import grant_role

    other = PrisonFactory(code="BBB")
    grant_role(user=coordinator, role=ROLES["coordinator"], scope=other, by=None)
    shown = client.get("/coordinator/").content.decode()
    assert PATH in shown
    assert "/coordinator/BBB/worklist/" in shown


def monday():
    today = timezone.localdate()
    return today - timedelta(days=today.weekday())


def test_the_weekly_e_mail_says_a_number_once_a_week(prison, coordinator):
    due(prison)
    deputy = user_with_role("deputy", prison)
    assert send_weekly_summaries(on=monday()) == 2
    assert send_weekly_summaries(on=monday()) == 0
    assert send_weekly_summaries(on=monday() + timedelta(days=6)) == 0
    assert send_weekly_summaries(on=monday() + timedelta(days=7)) == 2
    message = OutboxMessage.objects.filter(to=deputy.email).first()
    assert message.subject == "1 thing waits on your worklist"


def test_nobody_is_written_to_when_nothing_waits_or_before_the_chosen_day(prison, coordinator):
    assert send_weekly_summaries(on=monday()) == 0
    due(prison)
    DeskSettings.objects.update_or_create(pk=1, defaults={"summary_weekday": 2})
    assert send_weekly_summaries(on=monday() + timedelta(days=8)) == 0
    assert send_weekly_summaries(on=monday() + timedelta(days=10)) == 1, "a day late is still sent"


def test_the_command_says_how_many_were_told(prison, coordinator):
    due(prison)
    DeskSettings.objects.update_or_create(pk=1, defaults={"summary_weekday": 0})
    out = StringIO()
    call_command("run_desk", stdout=out)
    assert out.getvalue() == "vacancies: 0; weekly e-mails: 1\n"


def test_a_concern_nobody_acknowledged_comes_first_by_reference_alone_and_cannot_be_put_off(
    client, prison, coordinator
):
    raiser = user_with_role("staff", prison)
    hour = timedelta(hours=1)
    concern = Concern.objects.create(
        prison=prison,
        raised_by=raiser,
        raised_at=timezone.now() - 2 * hour,
        category="debt-or-threats",
        text="Planted words",
        about="Planted person",
        told_to="The wing officer",
        told_at=timezone.now() - 2 * hour,
        acknowledge_by=timezone.now() - hour,
    )
    due(prison, late=100)
    assert titles(desk_for(coordinator, prison))[0] == f"Concern {concern.reference}"
    assert "Ring Safer Custody and ask" in client.get(PATH).content.decode()
    prison.contacts.create(function="safer-custody", phone="ext 5123")
    assert "Ring Safer Custody (ext 5123) and ask" in client.get(PATH).content.decode()
    shown = client.get(PATH).content.decode()
    for words in ("Planted words", "Planted person", "threats", "wing officer"):
        assert words not in shown
    assert client.get(f"{PATH}put-off/concerns/{concern.reference}/").status_code == 404
    Concern.objects.update(acknowledged_by=raiser, acknowledged_at=timezone.now())
    assert f"Concern {concern.reference}" not in titles(desk_for(coordinator, prison))


def test_a_press_comes_back_to_the_list_of_its_kind(client, prison, coordinator):
    first, second = due(prison, title="First"), due(prison, title="Second")
    late_referral(service(prison, title="Quick help"))
    shown = client.get(PATH, {"kind": "listings-due"}).content.decode()
    assert '<input type="hidden" name="kind" value="listings-due">' in shown
    pressed = {"source": "listings-due", "action": "phone", "kind": "listings-due"}
    answer = client.post(f"{PATH}settle/", pressed | {"key": str(first.translation_key)})
    assert answer.url == f"{PATH}?kind=listings-due"
    shown = client.post(f"{PATH}settle/", pressed | {"key": str(second.translation_key)}, follow=True).content.decode()
    assert "Nothing of this kind waits" in shown
    assert "Every listing is confirmed" not in shown, "a referral still waits"
    assert client.post(f"{PATH}settle/", pressed | {"kind": "//evil.example"}).url == PATH


def test_a_list_of_which_everything_is_put_off_does_not_say_that_all_is_well(client, prison, coordinator):
    put_off(due(prison, title="Grief group"), coordinator)
    shown = client.get(PATH).content.decode()
    assert "Nothing else waits for you" in shown
    assert "Every listing is confirmed" not in shown


def test_a_listing_is_confirmed_once_however_often_the_button_is_pressed(client, prison, coordinator):
    page = due(prison, title="Grief group")
    pressed = {"source": "listings-due", "key": str(page.translation_key), "action": "phone"}
    client.post(f"{PATH}settle/", pressed)
    assert "dealt with that already" in client.post(f"{PATH}settle/", pressed, follow=True).content.decode()
    assert page.confirmation_attempts.count() == 1


def test_whoever_was_asked_is_noted_with_one_press_and_it_comes_back(client, prison, coordinator):
    today = timezone.localdate()
    meeting = ForumMeeting.objects.create(prison=prison, on=today, starts=time(10), ends=time(11), place="x")
    facts = {"prison": prison, "meeting": meeting, "role": "Head of residence"}
    late = ForumAction.objects.create(**facts, text="Find a room", due_on=today - timedelta(days=2))
    soon = ForumAction.objects.create(**facts, text="Find a piano", due_on=today + timedelta(days=1))

    def press(action):
        pressed = {"source": "forum-actions", "key": str(action.pk), "action": "asked"}
        return client.post(f"{PATH}settle/", pressed, follow=True).content.decode()

    assert "It is noted that you asked." in press(late)
    press(soon)
    until = dict(WorklistSnooze.objects.values_list("key", "until"))
    assert until == {str(late.pk): add_working_days(today, 5), str(soon.pk): soon.due_on}, "not beyond its day"
    assert titles(desk_for(coordinator, prison)) == []
    assert WorklistSnooze.objects.first().reason.startswith("Asked on ")
    page = due(prison)
    refused = {"source": "listings-due", "key": str(page.translation_key), "action": "asked"}
    assert "That action does not exist" in client.post(f"{PATH}settle/", refused, follow=True).content.decode()


@pytest.mark.parametrize("reason", ["Waiting for Mr Quickthorn", "A1234BC has to agree", "Darren Watkins is away"])
def test_a_reason_that_names_somebody_is_refused(client, prison, coordinator, reason):
    page = due(prison)
    path = f"{PATH}put-off/listings-due/{page.translation_key}/"
    text = client.post(path, {"when": "tomorrow", "reason": reason}).content.decode()
    assert 'href="#id_reason"' in text
    assert reason in text
    assert not WorklistSnooze.objects.exists()
