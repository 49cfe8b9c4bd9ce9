"""Each move on its page: what it asks for, what it saves, and what somebody else did meanwhile."""

import pytest
from django.urls import reverse

from core.models import AuditEvent, Notification
from directory.models import Need
from referrals.actions.moves import make_move
from referrals.enums import Actor, Status
from referrals.models import HousingOutcome, NeedOutcome, Referral, ReplyTemplate
from referrals.policies import NotPossible, Why
from referrals.sentences import sentence_for
from referrals.workflow import MOVES
from tests.factories.accounts import user_with_role
from tests.factories.directory import NeedFactory, service
from tests.factories.referrals import referral

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return service()


@pytest.fixture
def worker(page):
    return user_with_role("worker", page.organisation, name="Wanda Worker")


@pytest.fixture
def signed_in(client, worker):
    client.force_login(worker)
    return client


def url(made: Referral, code: str) -> str:
    return reverse("referrals:move", args=[made.pk, code])


def send(client, made: Referral, code: str, **data):
    return client.post(url(made, code), {"seen": made.status, "note": "", **data})


def test_accepting_is_one_press(signed_in, page, worker):
    made = referral(page, status=Status.SENT)
    assert "Accept" in signed_in.get(reverse("referrals:case", args=[made.pk])).content.decode()
    answer = send(signed_in, made, "accept", sentence="They come on Tuesday.")
    assert answer.status_code == 302
    made.refresh_from_db()
    assert (made.status, made.sentence_for_person) == (Status.ACCEPTED, "They come on Tuesday.")
    assert Notification.objects.filter(user=made.referrer, kind="referrals.moved").count() == 1


def test_declining_needs_a_reason_and_always_gives_the_person_a_sentence(signed_in, page):
    made = referral(page, status=Status.SENT)
    answer = send(signed_in, made, "decline", note="Perhaps in May")
    assert "Choose why" in answer.content.decode()
    assert "Perhaps in May" in answer.content.decode()
    assert send(signed_in, made, "decline", reason="full-places", note="Perhaps in May").status_code == 302
    made.refresh_from_db()
    assert made.sentence_for_person == "They have no free places at the moment."
    assert made.reason_note == "Perhaps in May"


@pytest.mark.parametrize("code", ["decline", "withdraw", "hold", "end-early"])
def test_every_reason_has_a_sentence_for_the_person(code):
    # Nobody is told this sentence when the person has died.
    without = {reason for reason in MOVES[code].reasons if not sentence_for(code, reason)}
    assert without <= {"died"}


def test_a_saved_reply_fills_in_its_words_and_overwrites_nothing(signed_in, page):
    made = referral(page, status=Status.SENT)
    reply = ReplyTemplate.objects.create(
        organisation=page.organisation, used_for="decline", title="Full", note="Full until May", sentence="Not yet."
    )
    answer = send(signed_in, made, "decline", template=str(reply.pk), fill="1", sentence="My own words")
    words = answer.content.decode()
    assert "Full until May" in words
    assert "My own words" in words
    assert "Not yet." not in words
    made.refresh_from_db()
    assert made.status == Status.SENT


def test_somebody_who_was_overtaken_sees_by_whom_and_keeps_what_they_wrote(signed_in, page):
    made = referral(page, status=Status.SENT)
    colleague = user_with_role("worker", page.organisation, name="Colin Colleague")
    make_move(referral=made, move="accept", by=colleague)
    answer = send(signed_in, made, "decline", reason="full-places", note="We are full, sorry")
    words = answer.content.decode()
    assert answer.status_code == 409
    assert "What happened meanwhile" in words
    assert "by Colin Colleague" in words
    assert "We are full, sorry" in words
    made.refresh_from_db()
    assert made.status == Status.ACCEPTED
    assert signed_in.get(url(made, "ask")).status_code == 409


def test_a_move_that_is_not_the_readers_is_not_there(signed_in, client, page):
    made = referral(page, status=Status.SENT)
    for code in ("withdraw", "reply", "return", "send", "discard", "nonsense"):
        assert signed_in.get(url(made, code)).status_code == 404
    client.force_login(user_with_role("staff", page.prison))
    assert client.get(url(made, "accept")).status_code == 404
    client.force_login(made.referrer)
    assert client.get(url(made, "accept")).status_code == 404
    assert client.get(url(made, "withdraw")).status_code == 200


def test_the_referrer_answers_a_question_and_withdraws(client, page, worker):
    made = referral(page, status=Status.ASKED)
    client.force_login(made.referrer)
    assert "Write a few words" in send(client, made, "reply").content.decode()
    assert send(client, made, "reply", note="G wing").status_code == 302
    made.refresh_from_db()
    assert made.status == Status.SENT
    assert send(client, made, "withdraw", reason="changed-mind").status_code == 302
    made.refresh_from_db()
    assert "you can ask again at any time" in made.sentence_for_person.lower()


def test_completing_asks_what_came_of_each_need(signed_in, page):
    needs = [NeedFactory(parent=NeedFactory(slug="housing")), NeedFactory(parent=NeedFactory(slug="family"))]
    made = referral(page, status=Status.IN_PROGRESS)
    made.needs.set(needs)
    form = signed_in.get(url(made, "complete")).content.decode()
    assert "first night out" in form
    assert "say what came of it" in send(signed_in, made, "complete").content.decode()
    made.refresh_from_db()
    assert made.status == Status.IN_PROGRESS
    ordered = list(Need.objects.filter(pk__in=[need.pk for need in needs]))
    answer = send(
        signed_in, made, "complete", met_0="met", distance_0="4", met_1="partly", distance_1="", first_night="settled"
    )
    assert answer.status_code == 302
    made.refresh_from_db()
    assert made.status == Status.COMPLETED
    assert set(NeedOutcome.objects.values_list("need", "met", "distance")) == {
        (ordered[0].pk, "met", 4),
        (ordered[1].pk, "partly", None),
    }
    assert HousingOutcome.objects.get(referral=made).first_night == "settled"


def test_ending_early_needs_no_outcomes(signed_in, page):
    made = referral(page, status=Status.ON_HOLD)
    made.needs.set([NeedFactory()])
    assert send(signed_in, made, "end-early", reason="released").status_code == 302
    made.refresh_from_db()
    assert made.status == Status.ENDED_EARLY


def test_giving_it_to_a_colleague_shows_what_each_has(signed_in, page, worker):
    busy = user_with_role("worker", page.organisation, name="Busy Colleague")
    stranger = user_with_role("worker", service().organisation, name="Stranger")
    for _ in range(3):
        referral(page, status=Status.IN_PROGRESS, assigned_to=busy)
    referral(page, status=Status.COMPLETED, assigned_to=busy)
    made = referral(page, status=Status.SENT)
    address = reverse("referrals:assign", args=[made.pk])
    words = signed_in.get(address).content.decode()
    assert "has 3 open now" in words
    assert "Stranger" not in words
    assert signed_in.post(address, {"to": str(stranger.pk)}).status_code == 200
    assert signed_in.post(address, {"to": str(busy.pk)}).status_code == 302
    made.refresh_from_db()
    assert made.assigned_to == busy
    assert Notification.objects.filter(user=busy, kind="referrals.assigned").count() == 1
    assert AuditEvent.objects.filter(event="referral.assigned").count() == 1


def test_saved_replies_belong_to_the_organisation(signed_in, client, page):
    new = reverse("referrals:reply_new")
    data = {"used_for": "decline", "title": "Full", "note": "Full until May", "sentence": ""}
    assert signed_in.post(new, data).status_code == 302
    kept = ReplyTemplate.objects.get()
    assert kept.organisation == page.organisation
    assert "already has a saved reply" in signed_in.post(new, data).content.decode()
    address = reverse("referrals:reply", args=[kept.pk])
    client.force_login(user_with_role("worker", service().organisation))
    assert client.get(address).status_code == 404
    assert client.post(reverse("referrals:reply_delete", args=[kept.pk])).status_code == 404
    client.force_login(user_with_role("lead", page.organisation))
    assert client.post(address, data | {"title": "No places"}).status_code == 302
    assert "No places" in client.get(reverse("referrals:replies")).content.decode()
    assert client.post(reverse("referrals:reply_delete", args=[kept.pk])).status_code == 302
    assert not ReplyTemplate.objects.exists()


def test_actors_of_every_move_stand_in_the_table():
    assert all(move.actors <= set(Actor) for move in MOVES.values())


def test_a_service_that_would_suit_better_is_named(signed_in, page, worker):
    made = referral(page, status=Status.SENT)
    refused = send(signed_in, made, "decline", reason="elsewhere", sentence="They think of you.").content.decode()
    assert "Name the service that would suit better" in refused
    assert "They think of you." in refused, "nothing typed is lost"
    with pytest.raises(NotPossible, match="Name the service"):
        make_move(referral=made, move="decline", by=worker, why=Why("elsewhere", " "))
    assert send(signed_in, made, "decline", reason="elsewhere", note="Candlewick Row").status_code == 302
