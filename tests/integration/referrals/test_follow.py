"""Following: the list at a glance, answering, taking back, another service after a decline, papers for the person."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent, Notification
from directory.models import Prison
from referrals.actions.moves import make_move
from referrals.actions.oversee import chase
from referrals.actions.work import send_message
from referrals.enums import CLOSED, DeclineReason, Status
from referrals.models import Referral
from referrals.policies import NotPossible, Why
from referrals.slips import _STEPS
from referrals.worklist import returned
from tests.factories.accounts import user_with_role
from tests.factories.directory import NeedFactory, service
from tests.factories.referrals import person, referral

pytestmark = pytest.mark.django_db
MINE = "referrals:mine"


@pytest.fixture
def page():
    return service(title="Sitting with grief", needs=[NeedFactory(slug="bereavement", label="Bereavement")])


@pytest.fixture
def officer(page):
    return user_with_role("staff", page.prison)


@pytest.fixture
def worker(page):
    return user_with_role("worker", page.organisation)


@pytest.fixture
def browser(client, officer):
    client.force_login(officer)
    return client


def sent(page, officer, **fields) -> Referral:
    made = referral(page, referrer=officer, **({"status": Status.SENT} | fields))
    made.needs.set(page.needs.all())
    return made


def address(made, name="follow"):
    return reverse(f"referrals:{name}", args=[made.pk])


def in_tab(browser, tab) -> set[str]:
    rows = browser.get(reverse(MINE), {"tab": tab}).context["rows"]
    return {made.status for made, _colour in rows}


def test_each_state_stands_under_what_it_waits_for(browser, page, officer):
    for status in Status.values:
        sent(page, officer, status=status, person=person(page.prison))
    assert in_tab(browser, "needs-me") == {Status.ASKED, Status.DECLINED, Status.RETURNED}
    assert in_tab(browser, "waiting") == {Status.SENT}
    assert in_tab(browser, "answered") == {
        Status.ACCEPTED,
        Status.WAITING_LIST,
        Status.IN_PROGRESS,
        Status.ON_HOLD,
    }
    assert in_tab(browser, "closed") == {Status.COMPLETED, Status.ENDED_EARLY, Status.WITHDRAWN}
    assert in_tab(browser, "drafts") == {Status.DRAFT}
    labels = [tab["label"] for tab in browser.get(reverse(MINE)).context["tabs"]]
    assert labels[:2] == ["Needs something from me (3)", "Waiting for an answer (1)"]


def test_a_new_message_needs_something_from_me_until_it_is_read(browser, page, officer, worker):
    made = sent(page, officer, status=Status.IN_PROGRESS)
    send_message(referral=made, text="When is he free?", by=worker)
    assert in_tab(browser, "needs-me") == {Status.IN_PROGRESS}
    to_read = f"{reverse('referrals:case', args=[made.pk])}#messages"
    assert to_read in browser.get(reverse(MINE)).content.decode()
    assert to_read in browser.get(address(made)).content.decode()
    browser.get(reverse("referrals:case", args=[made.pk]))
    assert in_tab(browser, "needs-me") == set()
    assert to_read not in browser.get(address(made)).content.decode()


def test_one_s_own_message_needs_nothing_from_oneself(browser, page, officer):
    send_message(referral=sent(page, officer, status=Status.IN_PROGRESS), text="Hello", by=officer)
    assert in_tab(browser, "needs-me") == set()


def test_a_colleague_s_referrals_are_not_in_the_list(browser, page):
    theirs = sent(page, user_with_role("staff", page.prison))
    assert in_tab(browser, "waiting") == set()
    assert browser.get(address(theirs)).status_code == 404
    assert browser.get(address(theirs, "slip")).status_code == 404


def test_a_person_is_found_by_number_in_the_body_and_the_look_is_recorded(browser, page, officer):
    mine = sent(page, officer, person=person(page.prison, prison_number="A1234BC"))
    sent(page, officer, person=person(page.prison))
    answer = browser.post(reverse(MINE), {"prison_number": "a1234bc"})
    assert [made for made, _colour in answer.context["rows"]] == [mine]
    assert AuditEvent.objects.filter(event="person.looked-up", about_id=str(mine.person.pk)).exists()
    assert "None of yours" in browser.post(reverse(MINE), {"prison_number": "Z9999ZZ"}).content.decode()
    assert "such as A1234BC" in browser.post(reverse(MINE), {"prison_number": "nan"}).content.decode()


def test_the_list_asks_as_much_for_fifty_as_for_ten(browser, page, officer):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert browser.get(reverse(MINE), {"tab": "waiting"}).status_code == 200
        return len(seen)

    for _ in range(10):
        sent(page, officer, person=person(page.prison))
    queries()
    few = queries()
    for _ in range(40):
        sent(service(page.prison), officer, person=person(page.prison))
    assert queries() == few


def test_a_question_is_answered_and_goes_back(browser, page, officer, worker):
    made = sent(page, officer)
    make_move(referral=made, move="ask", by=worker, why=Why(note="Which wing is easiest?"))
    text = browser.get(address(made)).content.decode()
    assert "Which wing is easiest?" in text
    empty = browser.post(address(made), {"reply": "1", "note": "", "seen_status": "asked"})
    assert "Write an answer" in empty.content.decode()
    browser.post(address(made), {"reply": "1", "note": "B wing, mornings", "seen_status": "asked"})
    made.refresh_from_db()
    assert made.status == Status.SENT
    assert made.events.last().note == "B wing, mornings"


def test_a_question_that_came_back_unanswered_can_still_be_answered_and_blames_nobody(browser, page, officer, worker):
    made = sent(page, officer)
    make_move(referral=made, move="ask", by=worker, why=Why(note="Which wing is easiest?"))
    back = make_move(referral=made, move="return", by=None)
    assert "Staff have not answered yet" in browser.get(address(made, "slip")).content.decode()
    coordinator = user_with_role("coordinator", page.prison)
    (item,) = returned(user=coordinator, scope=page.prison, most=9)
    assert "the referrer did not answer" in item.detail
    assert item.actions == (), "the organisation is not the one to remind"
    with pytest.raises(NotPossible, match="does not wait for the organisation"):
        chase(referral=back, by=coordinator)
    with pytest.raises(NotPossible, match="waits for the referrer"):
        make_move(referral=back, move="resend", by=coordinator)
    assert "Which wing is easiest?" in browser.get(address(made)).content.decode()
    browser.post(address(made), {"reply": "1", "note": "B wing, mornings", "seen_status": "returned"})
    made.refresh_from_db()
    assert made.status == Status.SENT
    assert made.answer_due_on > timezone.localdate()


def test_where_nobody_answered_and_nothing_was_asked_there_is_nothing_to_reply(browser, page, officer):
    made = sent(page, officer)
    make_move(referral=made, move="return", by=None)
    assert browser.get(address(made)).context["reply"] is None
    assert "The service has not answered yet." in browser.get(address(made, "slip")).content.decode()
    case = reverse("referrals:case", args=[made.pk])
    assert "reply" not in [move["code"] for move in browser.get(case).context["moves"]]
    assert browser.get(reverse("referrals:move", args=[made.pk, "reply"])).status_code == 409


def test_an_answer_that_somebody_overtook_is_not_lost(browser, page, officer, worker):
    made = sent(page, officer)
    make_move(referral=made, move="ask", by=worker, why=Why(note="Which wing?"))
    make_move(referral=made, move="accept", by=worker)
    answer = browser.post(address(made), {"reply": "1", "note": "B wing, mornings", "seen_status": "asked"})
    text = answer.content.decode()
    assert "It is now: Accepted" in text
    assert "B wing, mornings" in text


def test_it_is_taken_back_with_a_reason(browser, page, officer):
    made = sent(page, officer)
    refused = browser.post(address(made), {"withdraw": "1", "withdraw_note": "x", "seen_status": "sent"})
    assert "Choose why it is taken back" in refused.content.decode()
    browser.post(address(made), {"withdraw": "1", "reason": "changed-mind", "seen_status": "sent"})
    made.refresh_from_db()
    assert (made.status, made.reason) == (Status.WITHDRAWN, "changed-mind")


def test_after_a_decline_the_person_is_told_and_referred_to_another_service_that_accepts(
    browser, page, officer, worker
):
    other = service(page.prison, title="A candle in the chapel", needs=page.needs.all())
    made = sent(page, officer, own_words="I miss my nan.")
    make_move(referral=made, move="decline", by=worker, why=Why("full-places", sentence="They are full until spring."))
    told = Notification.objects.filter(user=officer).first()
    assert told.link == address(made)
    text = browser.get(told.link).content.decode()
    assert "They are full until spring." in text
    browser.post(address(made), {"told": "1"})
    made.refresh_from_db()
    assert made.person_told_on == timezone.localdate()
    assert Status.DECLINED not in in_tab(browser, "needs-me")
    start = dict(browser.get(address(made)).context["others"])[other]
    check = browser.get(start)
    assert "prison_number" not in check.context["form"].fields
    draft = browser.post(start, {f"suits-{other.pk}": ["0"]}).url
    form = browser.get(draft).context["form"]
    assert form.initial["full_name"] == str(made.person)
    assert form.initial["own_words"] == "I miss my nan."
    for name in ("agreement", "may_share", "agreement_language"):
        assert not form.initial[name], "they agreed to another service"
    fields = {name: value for name, value in form.initial.items() if value} | {
        "agreement": "spoken",
        "agreement_explained_by": "Key worker",
        "agreement_language": "English",
        "may_share": "all",
        "location": "B2",
        "urgency": "routine",
    }
    assert browser.post(draft, fields).url == f"{draft}check/"
    seen = browser.get(f"{draft}check/").context["seen"]
    browser.post(f"{draft}check/", {"seen": seen, "send": "1"})
    second = Referral.objects.get(service=other)
    make_move(referral=second, move="accept", by=user_with_role("worker", other.organisation))
    assert browser.get(address(made)).context["alternatives_made"] == [second]
    assert second.instead_of == made


def test_the_case_note_names_nobody_and_carries_no_words_of_theirs(browser, page, officer):
    made = sent(page, officer, own_words="I miss my nan.")
    note = browser.get(address(made)).context["note"]
    assert made.reference in note
    assert "Sitting with grief" in note
    for secret in (made.person.last_name, made.person.prison_number, "nan"):
        assert secret not in note


@pytest.mark.parametrize("status", [status for status in Status.values if status != Status.DRAFT])
def test_a_slip_for_every_step(browser, page, officer, status):
    made = sent(page, officer, status=status)
    text = browser.get(address(made, "slip")).content.decode()
    assert _STEPS[status].heading in text.replace("&#x27;", "'")
    assert "This does not replace opening an ACCT" in text
    assert "OFFICIAL-SENSITIVE" in text
    assert "Printed by Prison staff" in text
    assert 'lang="cy"' not in text.split("<main>")[1]
    assert AuditEvent.objects.filter(event="referral.slip", about_id=str(made.pk)).exists()


@pytest.mark.parametrize("reason", DeclineReason.values)
def test_a_declined_slip_always_gives_a_reason(browser, page, officer, reason):
    made = sent(page, officer, status=Status.DECLINED, reason=reason)
    assert browser.get(address(made, "slip")).context["reason"].endswith(".")


@pytest.mark.parametrize(
    ("status", "reason"), [(Status.WITHDRAWN, "released"), (Status.ENDED_EARLY, "regime"), (Status.ON_HOLD, "regime")]
)
def test_a_slip_says_why_work_stopped_though_nobody_wrote_a_sentence(browser, page, officer, status, reason):
    made = sent(page, officer, status=status, reason=reason)
    assert browser.get(address(made, "slip")).context["reason"].endswith(".")


@pytest.mark.parametrize("welsh", ["language", "prison"])
def test_welsh_headings_for_who_prefers_welsh_and_in_wales(browser, page, officer, welsh):
    if welsh == "prison":
        Prison.objects.filter(pk=page.prison_id).update(country="Wales")
    made = sent(page, officer, preferred_language="Cymraeg" if welsh == "language" else "")
    text = browser.get(address(made, "slip")).content.decode()
    assert '<span lang="cy">Rydym wedi gofyn ar eich rhan</span>' in text


def test_the_blank_slip_offers_what_people_may_ask_for_themselves(browser, page):
    page.self_referral = True
    page.title_cy = "Eistedd gyda galar"
    page.save()
    service(page.prison, title="Only through staff")
    listener = service(page.prison, title="Night rota of the wing", self_referral=True, never_by_name=True)
    url = reverse("referrals:blank-slip", args=[page.prison_id])
    text = browser.get(url).content.decode()
    assert "Sitting with grief" in text
    assert "Only through staff" not in text
    assert listener.title not in text
    assert "Hoffwn gael help" not in text
    Prison.objects.filter(pk=page.prison_id).update(country="Wales")
    welsh = browser.get(url).content.decode()
    assert "Hoffwn gael help" in welsh
    assert "Eistedd gyda galar" in welsh


def test_closed_referrals_can_be_looked_at_and_no_longer_changed(browser, page, officer):
    for status in CLOSED:
        made = sent(page, officer, status=status, person=person(page.prison))
        context = browser.get(address(made)).context
        assert context["withdraw"] is None
        assert context["reply"] is None


def test_once_it_is_no_longer_kept_whom_it_was_about_nobody_is_called_none_and_nothing_waits(browser, page, officer):
    made = sent(page, officer, status=Status.DECLINED)
    assert in_tab(browser, "needs-me") == {Status.DECLINED}
    Referral.objects.filter(pk=made.pk).update(person=None, location="")
    assert in_tab(browser, "needs-me") == set()
    assert in_tab(browser, "closed") == {Status.DECLINED}
    for url in (f"{reverse(MINE)}?tab=closed", address(made)):
        text = browser.get(url).content.decode()
        assert "None" not in text
        assert "no longer kept" in text.lower()
        assert "I have told the person" not in text
    assert browser.get(address(made, "slip")).status_code == 404


def test_where_no_other_service_is_known_there_is_still_something_to_do_next(browser, page, officer):
    made = sent(page, officer, status=Status.RETURNED)
    find = reverse("search:find", args=[page.prison_id])
    assert f'href="{find}">Find other help in this prison' in browser.get(address(made)).content.decode()
    service(page.prison, needs=page.needs.all())
    assert "Find other help in this prison" not in browser.get(address(made)).content.decode()
