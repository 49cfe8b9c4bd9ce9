"""The forum and scrutiny bodies' recommendations: inviting, answering, writing up, what is due."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from coordinator.actions.evidence import build_pack, request_pack
from coordinator.actions.forum import call_off_meeting, invite, reply, save_meeting, write_up
from coordinator.actions.owned import finish_action, save_recommendation
from coordinator.actions.worklist import settle_item
from coordinator.desk import desk_for
from coordinator.measures.registry import Period, measure_for
from coordinator.models import (
    ExpectationFramework,
    ForumAction,
    ForumMeeting,
    InspectionPack,
    MeetingInvitation,
    Recommendation,
    ScrutinyBody,
)
from coordinator.reach import make_token
from core.models import OutboxMessage
from tests.factories.accounts import user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory, service

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SOON = TODAY + timedelta(days=9)
FACTS = {"on": SOON, "starts": time(10), "ends": time(11, 30), "place": "Chapel", "agenda": "Rooms"}


def works_here(prison, name, **fields):
    organisation = OrganisationFactory(name=name, **fields)
    service(prison, organisation=organisation)
    return organisation


def held(prison, on=TODAY - timedelta(days=3), **fields):
    return ForumMeeting.objects.create(prison=prison, **(FACTS | {"on": on} | fields))


def action(prison, **fields):
    return ForumAction.objects.create(
        **{"prison": prison, "text": "Find a room", "role": "Regimes", "due_on": TODAY} | fields
    )


def recommendation(prison, **fields):
    facts = {"body": ScrutinyBody.objects.get(slug="imb"), "report": "R", "published_on": TODAY, "text": "Tell people"}
    return Recommendation.objects.create(**facts | {"prison": prison, "owner": "Head", "due_on": TODAY} | fields)


def mailed(kind):
    return sorted(OutboxMessage.objects.filter(kind=f"coordinator.{kind}").values_list("to", flat=True))


def day_parts(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def waiting(user, prison, source):
    desk = desk_for(user, prison, only=source)
    return [line.item.title for line in (*desk.morning, *desk.later)]


def test_only_those_who_coordinate_plan_invite_and_write_up(prison):
    meeting, made = held(prison), action(prison)
    for user in (user_with_role("sponsor", prison), user_with_role("coordinator", PrisonFactory(code="BBB"))):
        for refused in (
            lambda user=user: save_meeting(prison=prison, by=user, **FACTS),
            lambda user=user: invite(meeting=meeting, organisations=[], by=user),
            lambda user=user: call_off_meeting(meeting=meeting, by=user),
            lambda user=user: write_up(meeting=meeting, came={}, minutes="x", by=user),
            lambda user=user: finish_action(action=made, by=user),
            lambda user=user: save_recommendation(prison=prison, by=user),
        ):
            with pytest.raises(PermissionDenied):
                refused()


def test_who_works_here_is_invited_once_whoever_has_no_address_is_to_be_rung(prison, coordinator):
    hands = works_here(prison, "Quiet Hands", email="post@hands.example")
    lead = user_with_role("lead", hands, email="lead@hands.example")
    silent = works_here(prison, "Silent Ones", email="")
    elsewhere = works_here(PrisonFactory(code="BBB"), "Elsewhere")
    meeting = save_meeting(prison=prison, by=coordinator, **FACTS)
    wanted = [hands.pk, silent.pk, elsewhere.pk]
    made = invite(meeting=meeting, organisations=wanted, by=coordinator)
    assert {each.organisation.name: each.told for each in made} == {"Quiet Hands": 2, "Silent Ones": 0}
    assert mailed("forum-invited") == [lead.email, "post@hands.example"]
    assert invite(meeting=meeting, organisations=wanted, by=coordinator) == []
    assert len(mailed("forum-invited")) == 2, "pressing twice writes to nobody again"
    with pytest.raises(IntegrityError), transaction.atomic():
        MeetingInvitation.objects.create(meeting=meeting, organisation=hands)


def test_an_organisation_answers_and_takes_the_file_without_an_account(prison, coordinator, client):
    hands = works_here(prison, "Quiet Hands")
    meeting = save_meeting(prison=prison, by=coordinator, **FACTS)
    (made,) = invite(meeting=meeting, organisations=[hands.pk], by=coordinator)
    body = OutboxMessage.objects.filter(kind="coordinator.forum-invited").first().body
    path = next(line for line in body.splitlines() if "/invitation/" in line).split("://", 1)[1].split("/", 1)[1]
    stranger = Client()
    text = stranger.get(f"/{path}").content.decode()
    assert "Testfield (HMP) invites Quiet Hands" in text
    assert "Chapel" in text
    stranger.post(f"/{path}", {"answer": "coming", "people": "3"})
    made.refresh_from_db()
    assert (made.reply, made.people) == ("coming", 3)
    stranger.post(f"/{path}", {"answer": "not-coming", "people": "3"})
    made.refresh_from_db()
    assert (made.reply, made.people) == ("not-coming", None)
    event = Calendar.from_ical(stranger.get(f"/{path}forum.ics").content).walk("VEVENT")[0]
    local = timezone.localtime(event.decoded("dtstart"))
    assert (local.date(), local.time()) == (SOON, time(10))
    assert event["sequence"] == 0
    for broken in ("x", make_token("invitation", meeting.pk), make_token("other", made.pk)):
        assert stranger.get(f"/coordinator/invitation/{broken}/").status_code == 404
    assert "Answer: " not in client.get(f"/coordinator/AAA/forum/{meeting.pk}/").content.decode()


def test_the_invited_are_told_when_it_moves_or_is_called_off_and_answer_again(prison, coordinator):
    hands = works_here(prison, "Quiet Hands")
    meeting = save_meeting(prison=prison, by=coordinator, **FACTS)
    (made,) = invite(meeting=meeting, organisations=[hands.pk], by=coordinator)
    reply(invitation=made, answer="coming", people=2)
    save_meeting(prison=prison, by=coordinator, meeting=meeting, **(FACTS | {"agenda": "Rooms and times"}))
    made.refresh_from_db()
    assert mailed("forum-changed") == []
    assert made.reply == "coming"
    save_meeting(prison=prison, by=coordinator, meeting=meeting, **(FACTS | {"starts": time(9)}))
    made.refresh_from_db()
    assert len(mailed("forum-changed")) == 1
    assert made.reply == ""
    call_off_meeting(meeting=meeting, by=coordinator)
    assert len(mailed("forum-changed")) == 2
    meeting.refresh_from_db()
    assert meeting.version == 2
    for refused in (
        lambda: call_off_meeting(meeting=meeting, by=coordinator),
        lambda: invite(meeting=meeting, organisations=[hands.pk], by=coordinator),
        lambda: reply(invitation=made, answer="coming"),
        lambda: write_up(meeting=meeting, came={}, minutes="x", by=coordinator),
    ):
        with pytest.raises(ValidationError):
            refused()


def test_days_that_make_no_sense_are_refused(prison, coordinator):
    with pytest.raises(ValidationError):
        save_meeting(prison=prison, by=coordinator, **(FACTS | {"on": TODAY - timedelta(days=1)}))
    with pytest.raises(ValidationError):
        save_meeting(prison=prison, by=coordinator, **(FACTS | {"ends": time(9)}))
    meeting = save_meeting(prison=prison, by=coordinator, **FACTS)
    with pytest.raises(ValidationError, match="has been held"):
        write_up(meeting=meeting, came={}, minutes="x", by=coordinator)
    with pytest.raises(IntegrityError), transaction.atomic():
        held(prison, ends=time(9))


def test_a_meeting_is_written_up_without_names(client, prison, coordinator):
    meeting = held(prison)
    hands = works_here(prison, "Quiet Hands")
    made = MeetingInvitation.objects.create(meeting=meeting, organisation=hands, told=1)
    assert waiting(coordinator, prison, "forum-minutes") == ["Voluntary sector forum"]
    path = f"/coordinator/AAA/forum/{meeting.pk}/write-up/"
    text = client.post(path, {"minutes": "We thanked Darren Watkins.", f"came_{made.pk}": "4"}).content.decode()
    assert "looks like somebody" in text
    assert "We thanked Darren Watkins." in text
    client.post(path, {"minutes": "Rooms were agreed.", f"came_{made.pk}": "4"})
    made.refresh_from_db()
    assert made.came == 4
    assert waiting(coordinator, prison, "forum-minutes") == []
    client.post(path, {"minutes": "Rooms were agreed.", f"came_{made.pk}": ""})
    made.refresh_from_db()
    assert made.came == 4, "what is left empty stays as it was"


def test_an_action_has_one_owner_waits_when_due_and_is_done_with_one_press(client, prison, coordinator):
    meeting = held(prison, minutes="x")
    hands = works_here(prison, "Quiet Hands")
    path = f"/coordinator/AAA/forum/{meeting.pk}/action/"
    typed = {"text": "Find a room", **day_parts("due_on", TODAY + timedelta(days=10))}
    for owners in ({}, {"role": "Regimes", "organisation": str(hands.pk)}):
        assert "Say whose it is" in client.post(path, typed | owners).content.decode()
    client.post(path, typed | {"organisation": str(hands.pk)})
    made = ForumAction.objects.get()
    assert (made.owner, made.meeting) == ("Quiet Hands", meeting)
    action(prison, text="Far away", due_on=TODAY + timedelta(days=40))
    assert waiting(coordinator, prison, "forum-actions") == ["Find a room"]
    settle_item(prison=prison, source="forum-actions", key=str(made.pk), action="done", by=coordinator)
    assert ForumAction.objects.get(pk=made.pk).done_on == TODAY
    assert waiting(coordinator, prison, "forum-actions") == []
    with pytest.raises(ValidationError, match="already"):
        finish_action(action=made, by=coordinator)
    with pytest.raises(IntegrityError), transaction.atomic():
        action(prison, role="")


def test_a_recommendation_is_settled_only_with_evidence(client, prison, coordinator):
    body = ScrutinyBody.objects.get(slug="imb")
    typed = {
        "body": body.pk,
        "report": "Yearly report",
        "text": "Tell people who works here",
        "owner": "Head of residence",
        "status": "done",
        **day_parts("published_on", TODAY),
        **day_parts("due_on", TODAY + timedelta(days=3)),
    }
    text = client.post("/coordinator/AAA/recommendations/add/", typed).content.decode()
    assert "Write what shows it" in text
    assert "Yearly report" in text
    client.post("/coordinator/AAA/recommendations/add/", typed | {"status": "open"})
    made = Recommendation.objects.get()
    assert waiting(coordinator, prison, "recommendations") == ["Tell people who works here"]
    client.post(f"/coordinator/AAA/recommendations/{made.pk}/", typed | {"evidence": "A poster on each wing"})
    made.refresh_from_db()
    assert made.done_on == TODAY
    assert waiting(coordinator, prison, "recommendations") == []
    client.post(f"/coordinator/AAA/recommendations/{made.pk}/", typed | {"status": "open"})
    made.refresh_from_db()
    assert made.done_on is None
    with pytest.raises(IntegrityError), transaction.atomic():
        recommendation(prison, status="done", done_on=TODAY)


def test_the_measures_count_the_period_alone(prison):
    period = Period(date(2026, 1, 1), date(2026, 3, 31))
    one, two = OrganisationFactory(), OrganisationFactory()
    for on in (date(2026, 1, 1), date(2026, 3, 31)):
        meeting = held(prison, on=on)
        MeetingInvitation.objects.create(meeting=meeting, organisation=one, came=2)
        MeetingInvitation.objects.create(meeting=meeting, organisation=two, came=0)
    held(prison, on=date(2026, 2, 1), called_off_on=date(2026, 1, 30))
    held(prison, on=date(2025, 12, 31))
    action(prison, due_on=date(2026, 3, 31), done_on=date(2026, 4, 1))
    action(prison, due_on=date(2026, 1, 1), done_on=date(2026, 3, 31))
    action(prison, due_on=date(2026, 4, 1), done_on=date(2026, 1, 1))
    recommendation(prison, due_on=date(2026, 2, 1))
    found = {
        code: (measure := measure_for(code)).value(measure.tally(prison.code, period))
        for code in ("forum-meetings", "forum-organisations", "forum-actions-done", "recommendations-settled")
    }
    assert found == {
        "forum-meetings": 2,
        "forum-organisations": 1,
        "forum-actions-done": 50,
        "recommendations-settled": 0,
    }


def test_the_inspection_pack_quotes_forum_actions_and_recommendations(prison, coordinator):
    day = TODAY - timedelta(days=3)
    held(prison, on=day)
    action(prison, done_on=day, outcome="The library on Thursdays")
    recommendation(prison, status="done", done_on=day, evidence="A poster on each wing")
    framework = ExpectationFramework.objects.get(slug="hmip-men-clinks")
    pack = request_pack(prison=prison, framework=framework, first=day, last=day, by=coordinator)
    build_pack(key=pack.pk)
    quoted = str([row for each in InspectionPack.objects.get().content["indicators"] for row in each["entries"]])
    for words in ("Organisations that came: 0.", "The library on Thursdays", "A poster on each wing"):
        assert words in quoted


def test_the_sponsor_reads_only(client, prison):
    meeting, made = held(prison, minutes="Rooms were agreed."), recommendation(prison)
    client.force_login(user_with_role("sponsor", prison))
    text = client.get(f"/coordinator/AAA/forum/{meeting.pk}/").content.decode()
    assert "Rooms were agreed." in text
    assert "Save minutes" not in text
    assert client.get(f"/coordinator/AAA/recommendations/{made.pk}/").status_code == 404
    assert made.text in client.get("/coordinator/AAA/recommendations/").content.decode()


def test_the_lists_have_a_constant_number_of_queries(client, prison, coordinator):
    def queries(path):
        with CaptureQueriesContext(connection) as caught:
            client.get(path)
        return len(caught)

    meeting = held(prison)

    def add():
        hands = works_here(prison, f"Hands {OrganisationFactory().pk}")
        MeetingInvitation.objects.create(meeting=meeting, organisation=hands, told=1)
        held(prison)
        action(prison, meeting=meeting)
        action(prison, meeting=meeting, role="", organisation=hands)
        recommendation(prison)
        recommendation(prison, status="done", done_on=TODAY, evidence="x")

    add()
    paths = [f"/coordinator/AAA/{path}" for path in ("forum/", f"forum/{meeting.pk}/", "recommendations/", "worklist/")]
    few = [(queries(path), queries(path))[1] for path in paths]
    for _ in range(20):
        add()
    assert [queries(path) for path in paths] == few


def test_what_a_list_has_dropped_since_stays_with_what_names_it(client, prison, coordinator):
    meeting, gone = held(prison, minutes="x"), OrganisationFactory(name="Gone Since")
    made = action(prison, meeting=meeting, role="", organisation=gone)
    path = f"/coordinator/AAA/forum/actions/{made.pk}/"
    assert "Gone Since" in client.get(path).content.decode()
    typed = {"text": made.text, "organisation": str(gone.pk), "outcome": "The library", **day_parts("due_on", TODAY)}
    assert client.post(path, typed | day_parts("done_on", TODAY)).status_code == 302
    made.refresh_from_db()
    assert (made.organisation, made.outcome, made.done_on) == (gone, "The library", TODAY)
    said = recommendation(prison)
    ScrutinyBody.objects.filter(slug="imb").update(is_active=False)
    path = f"/coordinator/AAA/recommendations/{said.pk}/"
    form = client.get(path).context["form"]
    assert form["body"].value() in [choice[0].value for choice in form.fields["body"].choices]
    assert (
        ScrutinyBody.objects.get(slug="imb")
        not in client.get("/coordinator/AAA/recommendations/add/").context["form"].fields["body"].queryset
    )
