"""Answering from the link in an e-mail: nothing personal before the code, and the code works once."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent, OutboxMessage
from directory.models import Organisation
from referrals.actions.expect import tell_service_to_expect
from referrals.actions.link import CODES_AN_HOUR, MOST_TRIES, Tried, send_code, try_code
from referrals.actions.moves import make_move
from referrals.answer_link import make_notice_link, make_token
from referrals.enums import Actor, Status
from referrals.models import AnswerCode, ReferralEvent
from referrals.notifications import tell
from referrals.policies import NotPossible, Why
from referrals.workflow import MOVES
from tests.factories.accounts import user_with_role
from tests.factories.directory import NeedFactory, OrganisationFactory, service
from tests.factories.referrals import expect_notice, person, referral

pytestmark = pytest.mark.django_db

PERSONAL = ("Zebulon", "Quickthorn", "A7731ZQ", "G4-017", "Griefwalk", "Bereavement", "my own words")


@pytest.fixture
def made():
    organisation = OrganisationFactory(email="post@helping.example")
    page = service(organisation=organisation, title="Griefwalk", needs=[NeedFactory(slug="b", label="Bereavement")])
    who = person(page.prison, first_name="Zebulon", last_name="Quickthorn", prison_number="A7731ZQ", location="G4-017")
    found = referral(page, status=Status.SENT, person=who, own_words="my own words")
    found.needs.set(page.needs.all())
    return found


_tokens: dict[tuple, str] = {}


def token_of(made, days: int = 5) -> str:
    """Return the same token each time: one says to the second when it was made."""
    key = (made.pk, made.organisation.email, days)
    return _tokens.setdefault(key, make_token(made, timezone.localdate() + timedelta(days=days)))


def at(name: str, made, **more) -> str:
    return reverse(f"referrals:{name}", kwargs={"token": token_of(made), **more})


def newest_code() -> str:
    return re.search(r"The code is ([A-Z0-9-]+)\.", mail.outbox[-1].body).group(1)


@pytest.fixture
def ask_for_code(client, made, django_capture_on_commit_callbacks):
    def ask() -> str:
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(at("answer_code", made)).status_code == 302
        return newest_code()

    return ask


@pytest.fixture
def opened(client, made, ask_for_code):
    """Return a browser in which the code has opened the referral."""
    answer = client.post(at("answer_enter", made), {"code": ask_for_code().lower().replace("-", " ")})
    assert answer.url == at("answer_case", made)
    return client


def test_the_mailbox_gets_the_link_and_people_with_accounts_their_own(made, django_capture_on_commit_callbacks):
    worker = user_with_role("worker", made.organisation)
    with django_capture_on_commit_callbacks(execute=True):
        tell(made, MOVES["send"])
    by_address = {message.to[0]: message.body for message in mail.outbox}
    assert "/referrals/answer/" in by_address["post@helping.example"]
    assert f"/referrals/{made.pk}/" in by_address[worker.email]
    assert made.reference in by_address["post@helping.example"]


def test_before_the_code_the_link_shows_a_reference_and_nothing_else(client, made, ask_for_code):
    pages = [client.get(at("answer", made)), client.get(at("answer_enter", made))]
    ask_for_code()
    pages += [client.get(at("answer_enter", made)), client.post(at("answer_enter", made), {"code": "WRONG"})]
    for page in pages:
        words = page.content.decode()
        assert page.status_code == 200
        assert made.reference in words
        assert [word for word in (*PERSONAL, made.referrer.name, made.organisation.name) if word in words] == []
        assert page["Referrer-Policy"] == "same-origin", "the address is a key, and other sites never learn it"
    for name, more in (("answer_case", {}), ("answer_move", {"code": "accept"})):
        answer = client.get(at(name, made, **more))
        assert (answer.status_code, answer.url) == (302, at("answer", made))
    assert not OutboxMessage.objects.exclude(kind="referrals.code").exists()


def test_opening_the_link_sends_and_changes_nothing(client, made):
    client.get(at("answer", made))
    assert not OutboxMessage.objects.exists()
    rows = AuditEvent.objects.filter(about_id=str(made.pk)).values_list("event", "actor_label")
    assert list(rows) == [("referral.link_seen", "organisation link")]


def test_a_scanner_that_opens_the_link_again_and_again_fills_no_trail(client, made):
    for _ in range(20):
        assert client.get(at("answer", made)).status_code == 200
    assert AuditEvent.objects.filter(event="referral.link_seen", about_id=str(made.pk)).count() == 1


def test_a_notice_to_expect_somebody_opens_from_the_mailbox_s_link_and_names_nobody(
    client, made, django_capture_on_commit_callbacks, monkeypatch
):
    officer = user_with_role("staff", made.prison, name="Morgan Officer")
    worker = user_with_role("worker", made.organisation)
    with django_capture_on_commit_callbacks(execute=True):
        notice = tell_service_to_expect(service=made.service, by=officer, extension="ext 4411")
    bodies = {message.to[0]: message.body for message in mail.outbox}
    assert f"/referrals/expected/{notice.pk}/" in bodies[worker.email]
    link = re.search(r"/referrals/expected/link/\S+", bodies["post@helping.example"])[0]
    page = client.get(link)
    text = page.content.decode()
    assert (page.status_code, page["X-Robots-Tag"]) == (200, "noindex")
    assert "Griefwalk" in text
    assert "ext 4411" in text
    assert "does not replace opening an ACCT" in text
    assert "Morgan Officer" not in text
    assert client.get(link.replace("/link/", "/link/x")).status_code == 404
    Organisation.objects.filter(pk=made.organisation_id).update(email="new@helping.example")
    assert client.get(link).status_code == 404
    Organisation.objects.filter(pk=made.organisation_id).update(email="post@helping.example")
    monkeypatch.setattr(timezone, "localdate", lambda *_: date.today() + timedelta(days=22))
    assert client.get(link).status_code == 410


def test_a_link_to_a_notice_opens_no_referral(client, made):
    notice = expect_notice(made.service, by=made.referrer)
    token = make_notice_link(notice).rstrip("/").rpartition("/")[2]
    assert client.get(reverse("referrals:answer", kwargs={"token": token})).status_code == 404


def test_the_code_opens_the_referral_and_every_look_is_recorded(opened, made):
    words = opened.get(at("answer_case", made)).content.decode()
    assert all(word in words for word in PERSONAL)
    seen = AuditEvent.objects.filter(event="referral.viewed", about_id=str(made.pk), actor_label="organisation link")
    assert seen.count() == 1
    assert AuditEvent.objects.filter(event="referral.link_opened").count() == 1


def test_only_a_hash_of_the_code_is_kept(made, ask_for_code):
    code = ask_for_code()
    kept = AnswerCode.objects.get()
    assert code.replace("-", "") not in kept.code_hash
    assert len(kept.code_hash) == 64
    assert not OutboxMessage.objects.filter(body__contains=code).exists(), "emptied once it is sent"


def test_a_code_works_once(made, ask_for_code):
    code = ask_for_code()
    assert try_code(referral=made, entered=code) == Tried.RIGHT
    assert try_code(referral=made, entered=code) == Tried.ENDED


def test_a_code_ends_with_its_time(made, ask_for_code):
    code = ask_for_code()
    AnswerCode.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert try_code(referral=made, entered=code) == Tried.ENDED


def test_a_code_ends_after_a_few_wrong_tries(made, ask_for_code):
    code = ask_for_code()
    assert [try_code(referral=made, entered="WRNG-WRNG") for _ in range(MOST_TRIES)] == [Tried.WRONG] * MOST_TRIES
    assert try_code(referral=made, entered=code) == Tried.ENDED


def test_a_new_code_ends_the_one_before(made, ask_for_code):
    first = ask_for_code()
    second = ask_for_code()
    assert try_code(referral=made, entered=first) == Tried.WRONG
    assert try_code(referral=made, entered=second) == Tried.RIGHT


def test_a_code_of_another_referral_opens_nothing(made, ask_for_code):
    other = referral(made.service, status=Status.SENT)
    send_code(referral=other, token=token_of(other))
    assert try_code(referral=other, entered=ask_for_code()) == Tried.WRONG


def test_a_mailbox_is_not_flooded(client, made):
    for _ in range(CODES_AN_HOUR):
        assert client.post(at("answer_code", made)).status_code == 302
    answer = client.post(at("answer_code", made))
    assert answer.status_code == 409
    assert "Too many codes" in answer.content.decode()
    assert OutboxMessage.objects.count() == CODES_AN_HOUR


@pytest.mark.parametrize(
    ("move", "data", "status"),
    [
        ("accept", {}, Status.ACCEPTED),
        ("ask", {"note": "Which wing?"}, Status.ASKED),
        ("queue", {}, Status.WAITING_LIST),
        ("decline", {"reason": "full-places"}, Status.DECLINED),
    ],
)
def test_the_four_first_answers_are_given_from_the_link(opened, made, move, data, status):
    answer = opened.post(at("answer_move", made, code=move), {"seen": "sent", "note": "", **data})
    assert answer.url == at("answer_case", made)
    made.refresh_from_db()
    assert made.status == status
    event = ReferralEvent.objects.get()
    assert (event.actor, event.by) == (Actor.ORGANISATION, None)
    row = AuditEvent.objects.get(event=f"referral.{move}")
    assert (row.actor_id, row.actor_label) == ("", "organisation link")


@pytest.mark.parametrize("move", ["start", "hold", "complete", "end-early", "withdraw", "return", "nonsense"])
def test_nothing_else_is_done_from_the_link(opened, made, move):
    assert opened.post(at("answer_move", made, code=move), {"seen": "sent"}).status_code == 404


def test_who_is_overtaken_sees_it(opened, made):
    make_move(referral=made, move="accept", by=user_with_role("worker", made.organisation, name="Wanda Worker"))
    answer = opened.post(at("answer_move", made, code="ask"), {"seen": "sent", "note": "Which wing?"})
    assert answer.status_code == 409
    assert "Wanda Worker" in answer.content.decode()


def test_what_the_code_opened_closes_by_itself(opened, made, monkeypatch):
    later = timezone.now() + timedelta(minutes=31)
    monkeypatch.setattr("referrals.views.link.timezone.now", lambda: later)
    assert opened.get(at("answer_case", made)).status_code == 302


def test_the_code_opens_one_referral_in_one_browser(opened, made, client):
    other = referral(made.service, status=Status.SENT)
    assert opened.get(at("answer_case", other)).status_code == 302
    assert type(client)().get(at("answer_case", made)).status_code == 302


def test_links_that_are_broken_old_or_of_an_old_mailbox_do_not_open(client, made):
    assert client.get(at("answer", made)[:-5] + "/").status_code == 404
    ended = reverse("referrals:answer", kwargs={"token": token_of(made, days=-1)})
    assert client.get(ended).status_code == 410
    address = at("answer", made)
    made.organisation.email = "new@helping.example"
    made.organisation.save()
    assert client.get(address).status_code == 404


def test_a_referral_that_has_ended_needs_no_code(client, made):
    make_move(referral=made, move="withdraw", by=made.referrer, why=Why("in-error"))
    assert "has ended" in client.get(at("answer", made)).content.decode()
    with pytest.raises(NotPossible):
        send_code(referral=made, token=token_of(made))
