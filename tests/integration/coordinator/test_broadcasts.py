"""Messages to organisations: who gets one, once, what happens to sessions, and whether it arrived."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import grant_role
from accounts.roles import ROLES
from coordinator.actions.broadcasts import discard_broadcast, draft_broadcast, note_rung, send_broadcast
from coordinator.broadcasting import audience_of, delivery_of
from coordinator.models import Broadcast, BroadcastRecipient, BroadcastTemplate
from coordinator.reach import make_token
from core.models import AuditEvent, OutboxMessage
from core.retention import run
from core.worklist import Urgency, source_for
from tests.factories import volunteers as make
from tests.factories.accounts import user_with_role
from tests.factories.directory import NeedFactory, OrganisationFactory, PrisonFactory, service
from volunteers.models import RegimeNotice

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
WORDS = {"subject": "The chapel is closed", "body": "Groups meet in the library."}
HOURS = {"starts": time(10), "ends": time(11)}


def works_here(prison, name, *, weekdays=(), needs=(), **fields):
    organisation = OrganisationFactory(name=name, **fields)
    sessions = [{"weekday": weekday, **HOURS} for weekday in weekdays]
    service(prison, organisation=organisation, needs=list(needs), sessions=sessions)
    return organisation


def names(broadcast, user):
    return [each.name for each in audience_of(broadcast, user)]


def mailed(kind="message"):
    return sorted(OutboxMessage.objects.filter(kind=f"coordinator.{kind}").values_list("to", flat=True))


def test_only_those_who_coordinate_write_and_send(prison, coordinator):
    draft = draft_broadcast(prison=prison, by=coordinator, **WORDS)
    for user in (user_with_role("sponsor", prison), user_with_role("coordinator", PrisonFactory(code="BBB"))):
        with pytest.raises(PermissionDenied):
            draft_broadcast(prison=prison, by=user, **WORDS)
        with pytest.raises(PermissionDenied):
            send_broadcast(broadcast=draft, by=user)
        with pytest.raises(PermissionDenied):
            discard_broadcast(broadcast=draft, by=user)


def test_who_gets_it_follows_from_prison_need_and_day(prison, coordinator):
    loss = NeedFactory(slug="loss")
    grief = NeedFactory(slug="grief", parent=loss)
    other = NeedFactory(slug="debt")
    works_here(prison, "Grief Mon", weekdays=[0], needs=[grief])
    works_here(prison, "Grief Tue", weekdays=[1], needs=[grief])
    both = works_here(prison, "Mixed", weekdays=[0], needs=[other])
    service(prison, organisation=both, needs=[grief], sessions=[{"weekday": 1, **HOURS}])
    works_here(PrisonFactory(code="BBB"), "Elsewhere", weekdays=[0], needs=[grief])
    draft = Broadcast(prison=prison)
    assert names(draft, coordinator) == ["Grief Mon", "Grief Tue", "Mixed"]
    draft.need = grief
    assert names(draft, coordinator) == ["Grief Mon", "Grief Tue", "Mixed"]
    draft.need = other
    assert names(draft, coordinator) == ["Mixed"]
    draft.need, draft.weekday = loss, 0
    assert names(draft, coordinator) == ["Grief Mon"], "need and day are of the same listing"
    draft.need = None
    assert names(draft, coordinator) == ["Grief Mon", "Mixed"]


def test_a_notice_goes_to_those_who_come_that_day_by_listing_or_by_session(prison, coordinator):
    tomorrow = TODAY + timedelta(days=1)
    works_here(prison, "By listing", weekdays=[tomorrow.weekday()])
    works_here(prison, "Another day", weekdays=[(tomorrow.weekday() + 1) % 7])
    by_session = works_here(prison, "By session")
    called_off = works_here(prison, "Called off")
    make.session(prison, by_session, on=tomorrow)
    make.session(prison, called_off, on=tomorrow, cancelled_at=timezone.now(), cancelled_for="prison-cancelled")
    draft = Broadcast(prison=prison, notice="lockdown", on=tomorrow)
    assert names(draft, coordinator) == ["By listing", "By session"]


def test_it_is_sent_once_however_often_the_button_is_pressed(client, prison, coordinator):
    hands = works_here(prison, "Quiet Hands", email="post@hands.example")
    lead = user_with_role("lead", hands, email="lead@hands.example")
    works_here(prison, "Silent Ones", email="")
    draft = draft_broadcast(prison=prison, by=coordinator, **WORDS)
    path = f"/coordinator/AAA/messages/{draft.pk}/"
    text = client.get(path).content.decode()
    assert "2 organisations would get it" in text
    assert "Quiet Hands" in text
    assert "Silent Ones (no mailbox" in text
    assert mailed() == []
    client.post(f"{path}send/")
    again = client.post(f"{path}send/", follow=True).content.decode()
    assert "already. Nobody is written to a second time." in again
    assert mailed() == [lead.email, "post@hands.example"]
    assert {each.organisation.name: each.told for each in BroadcastRecipient.objects.all()} == {
        "Quiet Hands": 2,
        "Silent Ones": 0,
    }
    recipient = BroadcastRecipient.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        BroadcastRecipient.objects.create(broadcast=draft, organisation=recipient.organisation)


def test_the_same_words_do_not_go_out_again_from_a_second_draft(prison, coordinator):
    works_here(prison, "Quiet Hands")
    first, second = (draft_broadcast(prison=prison, by=coordinator, **WORDS) for _ in range(2))
    changed = draft_broadcast(prison=prison, by=coordinator, **WORDS | {"body": "Groups meet in the gym."})
    send_broadcast(broadcast=first, by=coordinator)
    with pytest.raises(ValidationError, match="less than 30 minutes ago"):
        send_broadcast(broadcast=second, by=coordinator)
    send_broadcast(broadcast=changed, by=coordinator)
    Broadcast.objects.filter(pk=first.pk).update(sent_at=timezone.now() - timedelta(minutes=31))
    send_broadcast(broadcast=second, by=coordinator)
    assert len(mailed()) == 3


def test_nothing_goes_to_nobody_and_nothing_about_a_day_that_has_passed(prison, coordinator):
    draft = draft_broadcast(prison=prison, by=coordinator, **WORDS)
    with pytest.raises(ValidationError, match="Nobody would get this"):
        send_broadcast(broadcast=draft, by=coordinator)
    with pytest.raises(ValidationError):
        draft_broadcast(prison=prison, by=coordinator, notice="lockdown", on=TODAY - timedelta(days=1), **WORDS)
    notice = draft_broadcast(prison=prison, by=coordinator, notice="lockdown", on=TODAY, **WORDS)
    Broadcast.objects.filter(pk=notice.pk).update(on=TODAY - timedelta(days=1))
    with pytest.raises(ValidationError):
        send_broadcast(broadcast=notice, by=coordinator)
    for wrong in ({"notice": "lockdown"}, {"calls_off": True}, {"on": TODAY}, {"starts": time(11), "ends": time(10)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Broadcast.objects.create(prison=prison, **WORDS | wrong)


@pytest.mark.parametrize("words", ["Ask Darren Watkins.", "It is about A1234BC.", "Ring Mr Quickthorn."])
def test_a_name_or_number_is_refused_and_nothing_typed_is_lost(client, coordinator, words):
    text = client.post("/coordinator/AAA/messages/write/message/", WORDS | {"body": words}).content.decode()
    assert "There is a problem" in text
    assert words in text
    assert "The chapel is closed" in text
    assert not Broadcast.objects.exists()


def test_a_notice_calls_off_the_day_s_sessions_through_the_one_place_that_does(client, prison, coordinator):
    hands = works_here(prison, "Quiet Hands")
    who = make.ready(prison, hands, email="nia@example.org")
    day = make.session(prison, hands, people=[who])
    late = make.session(prison, hands, starts=time(18), ends=time(19))
    typed = WORDS | {"notice": "lockdown", "calls_off": "on", "starts": "13:00", "ends": "17:00"}
    typed |= {"on_day": TODAY.day, "on_month": TODAY.month, "on_year": TODAY.year}
    client.post("/coordinator/AAA/messages/write/notice/", typed)
    draft = Broadcast.objects.get()
    assert not RegimeNotice.objects.exists()
    text = client.post(f"/coordinator/AAA/messages/{draft.pk}/send/", follow=True).content.decode()
    assert "Sessions called off: 1. People told: 1." in text
    given = RegimeNotice.objects.get()
    assert (given.kind, given.on, given.sessions) == ("lockdown", TODAY, 1)
    day.refresh_from_db()
    late.refresh_from_db()
    assert day.cancelled_at is not None
    assert late.cancelled_at is None
    assert len(mailed("regime-notice")) == 1
    client.post(f"/coordinator/AAA/messages/{draft.pk}/send/")
    assert RegimeNotice.objects.count() == 1


def test_delivery_is_told_from_the_e_mails(prison, coordinator):
    draft = draft_broadcast(prison=prison, by=coordinator, **WORDS)
    for name, email in (
        ("A", "a@x.example"),
        ("B", "b@x.example"),
        ("C", "c@x.example"),
        ("D", ""),
        ("E", "e@x.example"),
    ):
        works_here(prison, name, email=email)
    send_broadcast(broadcast=draft, by=coordinator)
    by_name = {each.organisation.name: each for each in draft.recipients.select_related("organisation")}
    for name, state in (("A", "sent"), ("B", "dead"), ("C", "failed")):
        OutboxMessage.objects.filter(batch=by_name[name].pk).update(state=state)
    OutboxMessage.objects.filter(batch=by_name["E"].pk).delete()
    with CaptureQueriesContext(connection) as caught:
        found = delivery_of(by_name.values())
    assert len(caught) == 1
    assert {name: found[each.pk][0] for name, each in by_name.items()} == {
        "A": "Delivered to their mail server",
        "B": "Could not be delivered: ring them",
        "C": "On its way",
        "D": "No address: ring them",
        "E": "Told; nothing more is kept",
    }


def test_an_organisation_reads_it_without_an_account_and_sees_no_other(prison, coordinator):
    hands, other = works_here(prison, "Quiet Hands"), works_here(prison, "Other Ones")
    draft = draft_broadcast(prison=prison, by=coordinator, **WORDS)
    send_broadcast(broadcast=draft, by=coordinator)
    body = OutboxMessage.objects.get(to=hands.email).body
    assert WORDS["body"] not in body, "the e-mail carries a link alone"
    path = next(line for line in body.splitlines() if "/message/" in line).split("://", 1)[1].split("/", 1)[1]
    text = Client().get(f"/{path}").content.decode()
    assert WORDS["body"] in text
    assert "Quiet Hands" in text
    assert other.name not in text
    for broken in ("x", make_token("broadcast", draft.pk), make_token("invitation", draft.recipients.first().pk)):
        assert Client().get(f"/coordinator/message/{broken}/").status_code == 404


def test_words_to_start_from_are_data(client, coordinator):
    BroadcastTemplate.objects.create(slug="own", name="Our own", subject="Own words", body="Own body")
    assert "Our own" in client.get("/coordinator/AAA/messages/").content.decode()
    text = client.get("/coordinator/AAA/messages/write/message/?template=own").content.decode()
    assert "Own body" in text
    text = client.get("/coordinator/AAA/messages/write/notice/?template=no-escort").content.decode()
    assert "There is no officer to escort visitors" in text
    assert BroadcastTemplate.objects.filter(is_regime=True).count() == 4


def test_a_draft_is_changed_thrown_away_and_never_kept_for_ever(client, prison, coordinator):
    works_here(prison, "Quiet Hands")
    draft = draft_broadcast(prison=prison, by=coordinator, **WORDS)
    client.post(f"/coordinator/AAA/messages/{draft.pk}/change/", WORDS | {"subject": "Another"})
    draft.refresh_from_db()
    assert draft.subject == "Another"
    send_broadcast(broadcast=draft, by=coordinator)
    assert client.get(f"/coordinator/AAA/messages/{draft.pk}/change/").status_code == 404
    with pytest.raises(ValidationError):
        discard_broadcast(broadcast=draft, by=coordinator)
    second = draft_broadcast(prison=prison, by=coordinator, **WORDS)
    client.post(f"/coordinator/AAA/messages/{second.pk}/send/", {"discard": "yes"})
    assert list(Broadcast.objects.all()) == [draft]
    draft_broadcast(prison=prison, by=coordinator, **WORDS)
    run(at=timezone.now() + timedelta(days=31))
    assert list(Broadcast.objects.all()) == [draft], "only what nobody sent is deleted"


def test_the_sponsor_reads_what_was_sent_and_no_draft(client, prison, coordinator):
    works_here(prison, "Quiet Hands")
    sent, draft = (draft_broadcast(prison=prison, by=coordinator, **WORDS) for _ in range(2))
    send_broadcast(broadcast=sent, by=coordinator)
    client.force_login(user_with_role("sponsor", prison))
    assert "On its way" in client.get(f"/coordinator/AAA/messages/{sent.pk}/").content.decode()
    assert client.get(f"/coordinator/AAA/messages/{draft.pk}/").status_code == 404
    assert "Not sent yet" not in client.get("/coordinator/AAA/messages/").content.decode()


def test_the_lists_have_a_constant_number_of_queries(client, prison, coordinator):
    def queries(path):
        with CaptureQueriesContext(connection) as caught:
            client.get(path)
        return len(caught)

    works_here(prison, "Quiet Hands")
    sent, draft = (draft_broadcast(prison=prison, by=coordinator, **WORDS) for _ in range(2))
    send_broadcast(broadcast=sent, by=coordinator)
    paths = [f"/coordinator/AAA/messages/{path}" for path in ("", f"{sent.pk}/", f"{draft.pk}/")]
    few = [(queries(path), queries(path))[1] for path in paths]
    for number in range(20):
        hands = works_here(prison, f"Hands {number}")
        BroadcastRecipient.objects.create(broadcast=sent, organisation=hands, told=1)
        Broadcast.objects.create(prison=prison, sent_at=timezone.now(), **WORDS)
        Broadcast.objects.create(prison=prison, **WORDS)
    assert [queries(path) for path in paths] == few


def test_a_coordinator_of_several_prisons_writes_to_those_who_work_in_them_each_once(client, prison, coordinator):
    second, third = PrisonFactory(code="BBB", name="Second (HMP)"), PrisonFactory(code="CCC", name="Third (HMP)")
    assert "Also to those who work in" not in client.get("/coordinator/AAA/messages/write/message/").content.decode()
    grant_role(user=coordinator, role=ROLES["coordinator"], scope=second, by=None)
    everywhere = works_here(prison, "In both")
    service(second, organisation=everywhere)
    works_here(second, "Only second")
    works_here(third, "Only third")
    text = client.get("/coordinator/AAA/messages/write/message/").content.decode()
    assert "Second (HMP)" in text
    assert "Third (HMP)" not in text
    client.post("/coordinator/AAA/messages/write/message/", WORDS | {"also": ["BBB"]})
    draft = Broadcast.objects.get()
    assert names(draft, coordinator) == ["In both", "Only second"]
    theirs = user_with_role("coordinator", second)
    client.force_login(theirs)
    path = f"/coordinator/BBB/messages/{draft.pk}/"
    assert client.get(path).status_code == 404, "a draft is its writer's"
    client.force_login(coordinator)
    assert "2 organisations would get it" in client.get(f"/coordinator/AAA/messages/{draft.pk}/").content.decode()
    client.post(f"/coordinator/AAA/messages/{draft.pk}/send/")
    assert len(mailed()) == 2
    assert set(AuditEvent.objects.filter(event="broadcast.sent").values_list("scope_key", flat=True)) == {"AAA", "BBB"}
    client.force_login(theirs)
    assert WORDS["subject"] in client.get("/coordinator/BBB/messages/").content.decode()
    assert "Testfield (HMP), Second (HMP)" in client.get(path).content.decode()
    client.force_login(user_with_role("coordinator", third))
    assert client.get(path.replace("BBB", "CCC")).status_code == 404


def test_nobody_writes_to_the_organisations_of_a_prison_that_they_do_not_coordinate(client, prison, coordinator):
    other = PrisonFactory(code="BBB")
    with pytest.raises(PermissionDenied):
        draft_broadcast(prison=prison, by=coordinator, also=[other], **WORDS)
    draft = draft_broadcast(prison=prison, by=coordinator, **WORDS)
    draft.also.add(other)
    with pytest.raises(PermissionDenied):
        send_broadcast(broadcast=draft, by=coordinator)
    client.post("/coordinator/AAA/messages/write/message/", WORDS | {"also": ["BBB"]})
    assert not Broadcast.objects.exclude(pk=draft.pk).filter(also=other).exists()


def waiting(prison, user, source):
    return list(source_for(source).find(user=user, scope=prison, most=10))


def test_a_notice_that_nobody_sent_waits_until_its_day_has_passed(client, prison, coordinator):
    for days in (0, 3):
        draft_broadcast(prison=prison, by=coordinator, notice="lockdown", on=TODAY + timedelta(days=days), **WORDS)
    draft_broadcast(prison=prison, by=coordinator, **WORDS)
    found = waiting(prison, coordinator, "regime-notices")
    assert [item.urgency for item in found] == [Urgency.NOW, Urgency.TODAY]
    assert client.get(found[0].url).status_code == 200
    Broadcast.objects.update(sent_at=timezone.now())
    assert waiting(prison, coordinator, "regime-notices") == []


def test_whom_a_message_did_not_reach_waits_until_somebody_told_them(client, prison, coordinator):
    works_here(prison, "Reached", email="a@x.example")
    works_here(prison, "No address", email="")
    works_here(prison, "Came back", email="b@x.example")
    draft = draft_broadcast(prison=prison, by=coordinator, **WORDS)
    send_broadcast(broadcast=draft, by=coordinator)
    back = draft.recipients.get(organisation__name="Came back")
    OutboxMessage.objects.filter(batch=back.pk).update(state="dead")
    assert {item.title for item in waiting(prison, coordinator, "messages-unreached")} == {"No address", "Came back"}
    pressed = {"source": "messages-unreached", "key": str(back.pk), "action": "rung"}
    path = "/coordinator/AAA/worklist/settle/"
    assert "Came back: that you told them is noted." in client.post(path, pressed, follow=True).content.decode()
    assert "dealt with that already" in client.post(path, pressed, follow=True).content.decode()
    assert [item.title for item in waiting(prison, coordinator, "messages-unreached")] == ["No address"]
    assert f"Rung on {TODAY:%-d %B %Y}" in client.get(f"/coordinator/AAA/messages/{draft.pk}/").content.decode()
    Broadcast.objects.update(sent_at=timezone.now() - timedelta(days=31))
    assert waiting(prison, coordinator, "messages-unreached") == []
    elsewhere = user_with_role("coordinator", PrisonFactory(code="BBB"))
    other = client.post(path.replace("AAA", "BBB"), pressed)
    assert other.status_code == 404
    with pytest.raises(PermissionDenied):
        note_rung(recipient=back, by=elsewhere)
