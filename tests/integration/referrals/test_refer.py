"""Referring somebody: the check before the form, the form, the last look, sending, and what is left out."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent, OutboxMessage
from directory.models import ListingStatus, ServiceExclusion
from referrals.actions.exports import ask_for_export
from referrals.actions.moves import make_move
from referrals.actions.people import know_person
from referrals.enums import Agreement, ContactSafe, Source, Status, Urgency
from referrals.exports import rows_of
from referrals.models import ExpectNotice, Person, Referral
from referrals.policies import Why
from search.models import UnmetSearch
from tests.factories.accounts import user_with_role
from tests.factories.directory import GroupFactory, NeedFactory, service
from tests.factories.referrals import person, referral

pytestmark = pytest.mark.django_db
NUMBER = "A1234BC"
WORDS = "I miss my nan and cannot sleep."


class _Controls(HTMLParser):
    """Collects what a person fills in on a page: groups of radios and ticks count once."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.feed(html.split("<main", 1)[1].split("</main", 1)[0])

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in ("input", "select", "textarea") and given.get("type") not in ("hidden", "submit"):
            self.names.add(given["name"])


def controls(answer) -> set[str]:
    return _Controls(answer.content.decode()).names


@pytest.fixture
def need():
    return NeedFactory(slug="bereavement", label="Bereavement")


@pytest.fixture
def first(need):
    return service(title="Sitting with grief", needs=[need], age_from=18)


@pytest.fixture
def second(need, first):
    return service(first.prison, title="A candle in the chapel", needs=[need, NeedFactory(slug="faith", label="Faith")])


@pytest.fixture
def officer(first):
    return user_with_role("staff", first.prison, name="Morgan Officer")


@pytest.fixture
def browser(client, officer):
    client.force_login(officer)
    return client


def start_url(*pages, source="acct-review", **more) -> str:
    pairs = [("service", str(page.translation_key)) for page in pages] + [("source", source), ("need", "bereavement")]
    return f"{reverse('referrals:start', args=[pages[0].prison_id])}?{urlencode([*pairs, *more.items()])}"


def begin(browser, *pages, **more):
    """Put a draft aside with the number alone, and return where it stands."""
    answer = browser.post(start_url(*pages, **more), {"prison_number": "a1234 bc", "full": "1"})
    assert answer.status_code == 302, answer.context["form"].errors
    return answer.url.partition("?")[0]


FORM = {
    "full_name": "Sam Fictional",
    "location": "B2-14",
    "own_words": WORDS,
    "agreement_language": "English",
    "agreement": "spoken:all",
}
#: What is empty again once another service is taken.
ASKED_AGAIN = {"agreement": "", "agreement_language": ""}
FULL = FORM | {
    "source": "acct-review",
    "urgency": "today",
    "agreement": "spoken",
    "agreement_explained_by": "Chaplain",
    "may_share": "all",
    "contact_safe": "yes",
}


def send_as_shown(browser, url, **how):
    """Send what the last look shows."""
    shown = browser.get(f"{url}check/").context["seen"]
    return browser.post(f"{url}check/", {"seen": shown, "send": "1"}, **how)


def send(browser, url):
    browser.post(url, FORM)
    return send_as_shown(browser, url)


def test_the_acct_route_asks_six_things_on_one_page(browser, first, second):
    asked = controls(browser.get(start_url(first, second)))
    assert asked == {"prison_number", *FORM}
    assert len(asked) == 6
    answer = browser.post(start_url(first, second), FORM | {"prison_number": NUMBER})
    assert answer.url.endswith("/check/"), "the next page is the last look"
    assert controls(browser.get(answer.url)) == set(), "which asks nothing"


def test_two_services_in_one_go_each_get_their_own(browser, first, second, need):
    url = begin(browser, first, second)
    browser.post(url, FORM)
    page = browser.get(f"{url}check/").content.decode()
    assert page.count(WORDS) == 2, "once in each preview"
    answer = send_as_shown(browser, url, follow=True)
    assert "2 referrals sent" in answer.content.decode()
    sent = list(Referral.objects.order_by("service__title"))
    assert [one.status for one in sent] == [Status.SENT, Status.SENT]
    assert [list(one.needs.all()) for one in sent] == [[need], [need]]
    assert {one.person.prison_number for one in sent} == {NUMBER}
    one = sent[0]
    assert (one.source, one.urgency, one.contact_safe) == (
        Source.ACCT_REVIEW,
        Urgency.THREE_DAYS,
        ContactSafe.SPEAK_FIRST,
    )
    assert (one.agreement, one.agreement_explained_by, one.agreement_language) == (
        Agreement.SPOKEN,
        "Prison staff",
        "English",
    )


def test_a_second_press_sends_once(browser, first):
    url = begin(browser, first)
    browser.post(url, FORM)
    seen = browser.get(f"{url}check/").context["seen"]
    browser.post(f"{url}check/", {"seen": seen, "send": "1"})
    messages = OutboxMessage.objects.count()
    again = browser.post(f"{url}check/", {"seen": seen, "send": "1"})
    assert again.url == f"{url}sent/"
    assert OutboxMessage.objects.count() == messages
    assert Referral.objects.get().events.count() == 1


def test_nothing_is_sent_without_agreement_and_the_service_can_be_told_without_saying_who(browser, first):
    url = begin(browser, first)
    answer = browser.post(url, FORM | {"agreement": "no"})
    assert answer.url == f"{url}no-agreement/"
    assert browser.get(f"{url}check/").url == url, "there is no way to the last look"
    page = browser.post(answer.url, follow=True)
    assert "It was not told who" in page.content.decode()
    notice = ExpectNotice.objects.get()
    assert not Referral.objects.exclude(sent_at=None).exists()
    worker = user_with_role("worker", first.organisation)
    browser.force_login(worker)
    seen = browser.get(reverse("referrals:expected", args=[notice.pk])).content.decode()
    assert "Sitting with grief" in seen
    for secret in (NUMBER, "Sam", "Fictional", "B2-14", WORDS):
        assert secret not in seen
    assert {field.name for field in ExpectNotice._meta.fields} == {
        *("id", "created_at", "updated_at", "reference", "prison", "service", "organisation", "urgency", "by"),
        "extension",
    }, "the notice has no place for who it is"


def test_either_every_service_is_told_to_expect_somebody_or_none(browser, first, second):
    url = begin(browser, first, second)
    browser.post(url, FORM | {"agreement": "no"})
    ListingStatus.objects.filter(page=second).update(availability="closed")
    answer = browser.post(f"{url}no-agreement/", follow=True)
    text = answer.content.decode()
    assert f"{second.title}: This service is closed" in text
    assert "Nobody was told." in text
    assert not ExpectNotice.objects.exists()
    assert Referral.objects.filter(status=Status.DRAFT).count() == 2


def test_what_was_changed_since_the_last_look_is_shown_again_before_it_goes(browser, first):
    url = begin(browser, first)
    browser.post(url, FORM)
    seen = browser.get(f"{url}check/").context["seen"]
    for _ in range(2):
        browser.post(url, FORM | {"own_words": "I miss my nan."})
    answer = browser.post(f"{url}check/", {"seen": seen, "send": "1"}, follow=True)
    page = answer.content.decode()
    assert "Something was changed since you looked" in page
    assert "cannot sleep" not in page
    assert Referral.objects.get().status == Status.DRAFT
    send_as_shown(browser, url)
    assert (Referral.objects.get().status, Referral.objects.get().own_words) == (Status.SENT, "I miss my nan.")


def test_a_paused_service_stops_before_the_form_counts_once_and_offers_others(browser, first, second):
    first.status.availability = "paused"
    first.status.save()
    for _ in range(3):
        page = browser.get(start_url(first))
    text = page.content.decode()
    assert page.context["services"] == []
    assert controls(page) == set(), "nothing is asked in vain"
    assert "This referral cannot be made" in text
    assert "This service is paused" in text
    assert "A candle in the chapel" in text
    unmet = UnmetSearch.objects.get()
    assert (unmet.needs, unmet.kind, unmet.count) == ("bereavement", "blocked", 1)
    assert not Referral.objects.exists()


def test_leaving_out_a_service_that_does_not_suit_counts_it_and_goes_on_with_the_rest(browser, first, second):
    typed = FORM | {"unsuitable": str(first.translation_key), "prison_number": "a1234bc"}
    for _ in range(2):
        page = browser.post(start_url(first, second), typed)
    assert [row[0] for row in page.context["services"]] == [second]
    assert "You left it out" in page.content.decode()
    assert_all_typed_is_there(page, typed)
    assert UnmetSearch.objects.get().count == 1
    assert not Person.objects.exists(), "nothing about the person was kept"
    answer = browser.post(page.context["action"], FORM | {"prison_number": "a1234bc"})
    assert [draft.service for draft in Referral.objects.all()] == [second]
    assert "You left it out" in browser.get(answer.url).content.decode()


def assert_all_typed_is_there(page, typed):
    """Check that every field shows what was typed into it."""
    form = page.context["form"]
    for name in ("prison_number", *FORM):
        assert form[name].value() == typed[name], name
        assert typed[name].split(":")[0] in page.content.decode()


def test_what_was_ticked_about_the_person_is_checked_before_anything_is_typed(browser, first, second):
    GroupFactory(slug="older-people", age_from=50)
    first.age_to = 49
    first.save()
    page = browser.get(start_url(first, second, age="50+"))
    text = page.content.decode()
    assert [row[0] for row in page.context["services"]] == [second]
    assert "it is not for them: for another age" in text
    assert "What you ticked about the person" in text
    assert UnmetSearch.objects.get().kind == "blocked"
    browser.post(page.context["action"], FORM | {"prison_number": NUMBER})
    made = Referral.objects.get()
    assert made.service == second
    kept = " ".join(str(getattr(made, field.attname)) for field in made._meta.concrete_fields)
    assert "50+" not in kept, "nothing of it is kept"


def test_the_number_alone_is_checked_and_everything_typed_stays(browser, first, second):
    """Without a script by a button; with one as soon as the number is typed, and then only that part is drawn."""
    known = person(first.prison, prison_number=NUMBER)
    referral(first, status=Status.SENT, person=known)
    typed = FORM | {"prison_number": NUMBER, "number": "1"}
    page = browser.post(start_url(first), typed)
    assert "already has an open referral" in page.content.decode()
    assert second.title in page.content.decode(), "others are offered"
    assert_all_typed_is_there(page, typed)
    assert UnmetSearch.objects.get().kind == "blocked"
    part = browser.post(start_url(first), typed, headers={"HX-Request": "true"}).content.decode()
    assert "<main" not in part
    assert "already has an open referral" in part
    assert UnmetSearch.objects.get().count == 1, "one attempt is counted once"
    assert not Referral.objects.filter(status=Status.DRAFT).exists()
    swapped = browser.post(start_url(first), FORM | {"prison_number": NUMBER, "other": str(second.translation_key)})
    assert [row[0] for row in swapped.context["services"]] == [second]
    assert "Ask them again: they agreed to another service." in swapped.content.decode()
    assert_all_typed_is_there(swapped, typed | ASKED_AGAIN)
    unasked = browser.post(swapped.context["action"], FORM | {"prison_number": NUMBER} | ASKED_AGAIN)
    assert "Say whether the person agrees, and to how much" in unasked.content.decode()
    assert not Referral.objects.filter(service=second).exists(), "an agreement is to one service"
    answer = browser.post(swapped.context["action"], FORM | {"prison_number": NUMBER})
    assert "another name" in answer.content.decode(), "the number is known under another name"


def test_a_page_that_is_sent_with_a_duplicate_keeps_everything(browser, first, second):
    referral(first, status=Status.SENT, person=person(first.prison, prison_number=NUMBER))
    typed = FORM | {"prison_number": NUMBER}
    page = browser.post(start_url(first), typed)
    assert "already has an open referral" in page.content.decode()
    assert "Find other help in this prison" in page.content.decode(), "nobody is left with nothing to do next"
    assert_all_typed_is_there(page, typed)
    assert Referral.objects.count() == 1


def test_nothing_about_agreement_is_assumed(browser, first):
    page = browser.get(start_url(first))
    assert page.context["form"]["agreement"].value() is None
    assert page.context["form"]["agreement_language"].value() is None
    answer = browser.post(
        start_url(first), FORM | {"prison_number": NUMBER, "agreement": "", "agreement_language": ""}
    ).content.decode()
    assert "Say whether the person agrees, and to how much" in answer
    assert "Say in which language you explained it" in answer
    made = Referral.objects.get(pk=referral(first).pk)
    fresh = Referral(prison=first.prison, service=first, organisation=first.organisation, referrer=made.referrer)
    assert (fresh.may_share, fresh.agreement, fresh.agreement_language) == ("", "", "")


def test_a_language_that_was_ticked_is_a_hint_and_not_an_answer(browser, first):
    form = browser.get(start_url(first, language="Polish")).context["form"]
    assert form["agreement_language"].value() in (None, "")
    assert "Polish" in str(form["agreement_language"].help_text)


def test_who_explained_it_is_asked_on_the_standard_route(browser, first):
    answer = browser.post(start_url(first, source="wing"), {"prison_number": NUMBER, f"suits-{first.pk}": ["0"]})
    assert browser.get(answer.url).context["form"]["agreement_explained_by"].value() == ""
    unasked = FULL | {"source": "wing", "agreement_explained_by": ""}
    refused = browser.post(answer.url, unasked)
    assert "Say who explained it to them" in refused.content.decode()


@pytest.mark.parametrize(
    ("given", "language", "interpreter"),
    [
        ("Polish, with an interpreter", "Polish", True),
        ("Polish (interpreter)", "Polish", True),
        ("Welsh", "Welsh", False),
    ],
)
def test_agreement_is_kept_as_it_was_explained(browser, first, given, language, interpreter):
    url = begin(browser, first)
    browser.post(url, FORM | {"agreement_language": given, "agreement": "written:contact-only"})
    made = Referral.objects.get()
    assert (made.agreement, made.may_share, made.agreed_on) == ("written", "contact-only", timezone.localdate())
    assert (made.agreement_language, made.agreement_interpreter) == (language, interpreter)
    form = browser.get(url).context["form"]
    assert form["agreement"].value() == "written:contact-only"
    assert form["agreement_language"].value().startswith(language)
    page = browser.get(f"{url}check/").content.decode()
    assert "Only what is needed to find and meet them" in page
    assert ("with an interpreter" in page) is interpreter


def test_an_interpreter_without_a_language_is_asked_for_it(browser, first):
    page = browser.post(begin(browser, first), FORM | {"agreement_language": "interpreter"}).content.decode()
    assert "Say in which language the interpreter spoke to the person" in page


def written_down_long_ago() -> str:
    """Put what they agreed to twenty days back, and return that day as pages write it."""
    then = timezone.now() - timedelta(days=20)
    Referral.objects.update(agreed_on=timezone.localdate(then), saved_at=then)
    return f"{timezone.localdate(then):%-d %B %Y}"


def test_a_draft_that_was_put_aside_is_not_sent_under_an_old_agreement(browser, first):
    url = begin(browser, first)
    browser.post(url, FORM)
    assert browser.get(url).context["form"]["agreement"].value() == "spoken:all", "today it stands"
    day = written_down_long_ago()
    assert browser.get(f"{url}check/").url == url, "there is no way round the question"
    page = browser.get(url)
    assert f"They agreed on {day}" in " ".join(re.sub("<[^>]+>", "", page.content.decode()).split())
    assert not page.context["form"]["agreement"].value()
    assert not page.context["form"]["agreement_language"].value()
    assert page.context["form"]["own_words"].value() == WORDS, "the rest is there"
    refused = browser.post(url, FORM | ASKED_AGAIN).content.decode()
    assert "Say whether the person agrees, and to how much" in refused
    assert browser.post(url, FORM).url == f"{url}check/"
    assert Referral.objects.get().agreed_on == timezone.localdate()
    send_as_shown(browser, url)
    assert Referral.objects.get().status == Status.SENT


def test_a_standard_draft_asks_again_too_and_keeps_a_day_that_was_written_down_today(browser, first):
    url = f"{begin(browser, first)}?full=1"
    Referral.objects.update(source="wing")
    three_days_ago = timezone.localdate() - timedelta(days=3)
    day = {f"agreed_on_{part}": getattr(three_days_ago, part) for part in ("day", "month", "year")}
    full = FULL | {"source": "wing"} | day
    check = browser.post(url, full).url
    assert Referral.objects.get().agreed_on == three_days_ago
    assert browser.get(check).status_code == 200, "the slip was signed three days ago, and was read today"
    written_down_long_ago()
    assert browser.get(check).url == url.partition("?")[0]
    form = browser.get(url).context["form"]
    assert [form[name].value() for name in ("agreement", "may_share", "agreement_language")] == ["", "", ""]


def test_another_text_is_another_question(browser, first):
    url = begin(browser, first)
    browser.post(url, FORM)
    changed = FORM | {"own_words": "Nan."}
    answer = browser.post(url, changed, follow=True)
    assert "What is passed on was changed since they agreed. Ask them again." in answer.content.decode()
    form = answer.context["form"]
    assert (form["own_words"].value(), form["agreement"].value()) == ("Nan.", ":")
    assert not Referral.objects.get().agreement
    assert browser.post(url, changed).url == f"{url}check/", "asked again, they say yes"
    assert browser.post(url, changed | {"location": "C1-01"}).url == f"{url}check/", "a cell that is put right is not"
    other_answer = FORM | {"own_words": "Nan and me.", "agreement": "written:all"}
    assert browser.post(url, other_answer).url == f"{url}check/", "another answer is an answer to it"


def test_a_draft_without_a_number_asks_for_it_later(browser, first):
    answer = browser.post(start_url(first), {"own_words": WORDS, "later": "1"}, follow=True)
    assert "The draft is saved. Nothing was sent." in answer.content.decode()
    made = Referral.objects.get()
    url = reverse("referrals:draft", args=[made.bundle])
    assert controls(browser.get(url)) == {"prison_number", *FORM}
    assert browser.post(url, FORM | {"prison_number": NUMBER}).url == f"{url}check/"
    made.refresh_from_db()
    assert made.person.prison_number == NUMBER


def test_one_of_several_services_is_left_out_of_a_draft(browser, first, second):
    url = begin(browser, first, second)
    unwanted = Referral.objects.get(service=first)
    browser.post(url, {"leave-out": str(unwanted.pk)})
    unwanted.refresh_from_db()
    assert (unwanted.status, unwanted.person) == (Status.WITHDRAWN, None)
    assert browser.get(url).context["drafts"] == [Referral.objects.get(service=second)]


def test_the_standard_route_wants_each_condition_ticked_and_keeps_none(browser, first):
    leaving = GroupFactory(label="People who are leaving this month")
    ServiceExclusion.objects.create(page=first, group=leaving, reason="It takes longer.")
    url = start_url(first, source="key-work")
    name = f"suits-{first.pk}"
    page = browser.get(url).content.decode()
    assert "Age 18 and over" in page
    assert "Not for people who are leaving this month: It takes longer." in page
    refused = browser.post(url, {"prison_number": NUMBER, name: ["0"]})
    assert "Tick everything that is true" in refused.content.decode()
    assert 'value="A1234BC"' in refused.content.decode(), "what was typed is not lost"
    assert browser.post(url, {"prison_number": NUMBER, name: ["0", "1"]}).status_code == 302


def test_somebody_who_already_has_an_open_referral_is_stopped_and_the_other_service_goes_on(browser, first, second):
    known = person(first.prison, prison_number=NUMBER)
    referral(first, status=Status.SENT, person=known)
    answer = browser.post(start_url(first, second), FORM | {"prison_number": NUMBER})
    assert "another name" in answer.content.decode(), "the number is known under another name"
    answer = browser.post(start_url(first, second), FORM | {"prison_number": NUMBER, "name_is_right": "1"})
    url = answer.url.removesuffix("check/")
    for page in (answer.url, url):
        text = browser.get(page).content.decode()
        assert "Left out:" in text
        assert "already has an open referral" in text
    answer = send_as_shown(browser, url, follow=True)
    assert "Referral sent" in answer.content.decode()
    assert "already has an open referral" in answer.content.decode()
    assert Referral.objects.get(service=second).status == Status.SENT
    assert (UnmetSearch.objects.get().kind, UnmetSearch.objects.get().count) == ("blocked", 1)


def test_a_duplicate_on_the_standard_route_is_a_stop_page(browser, first, second):
    referral(first, status=Status.ACCEPTED, person=person(first.prison, prison_number=NUMBER))
    typed = {"prison_number": NUMBER, f"suits-{first.pk}": ["0"]}
    page = browser.post(start_url(first, source="wing"), typed)
    assert "already has an open referral" in page.content.decode()
    assert Referral.objects.count() == 1
    other = browser.post(start_url(first, source="wing"), {"prison_number": NUMBER, "other": second.translation_key})
    assert [row[0] for row in other.context["services"]] == [second]
    assert f'value="{NUMBER}"' in other.content.decode(), "what was typed is not lost"


def test_one_that_became_full_meanwhile_is_told_and_the_other_is_sent(browser, first, second):
    url = begin(browser, first, second)
    browser.post(url, FORM)
    first.status.availability = "closed"
    first.status.save()
    page = send_as_shown(browser, url, follow=True).content.decode()
    assert "Referral sent" in page
    assert "This service is closed" in page
    assert Referral.objects.get(service=first).status == Status.DRAFT
    assert Referral.objects.get(service=second).status == Status.SENT
    assert UnmetSearch.objects.get().kind == "blocked"


def test_two_forms_at_once_for_the_same_person_send_one(browser, first):
    one, other = begin(browser, first), begin(browser, first)
    send(browser, one)
    page = browser.post(other, FORM)
    assert "already has an open referral" in page.content.decode()
    assert Referral.objects.exclude(sent_at=None).count() == 1


def test_a_draft_is_put_aside_half_filled_in_and_taken_up_again(browser, first):
    url = begin(browser, first)
    answer = browser.post(url, {"full_name": "", "location": "", "own_words": WORDS, "later": "1"}, follow=True)
    assert "The draft is saved. Nothing was sent." in answer.content.decode()
    page = browser.get(f"{reverse('referrals:mine')}?tab=drafts").content.decode()
    assert url in page
    assert re.search(r"Kept until.*<time", page, re.DOTALL)
    assert WORDS in browser.get(url).content.decode()
    browser.post(url, {"discard": "1"})
    assert browser.get(url).status_code == 404


def test_a_draft_is_nobody_else_s(browser, client, first):
    url = begin(browser, first)
    browser.post(url, FORM)
    for other in (user_with_role("staff", first.prison), user_with_role("coordinator", first.prison)):
        client.force_login(other)
        for address in (url, f"{url}check/", f"{url}no-agreement/", f"{url}sent/"):
            assert client.get(address).status_code == 404


def test_a_known_number_does_not_give_away_a_name(browser, first):
    person(first.prison, prison_number=NUMBER, first_name="Hidden", last_name="Somebody", location="C9")
    page = browser.get(begin(browser, first)).content.decode()
    assert "Hidden" not in page
    assert "Somebody" not in page
    row = AuditEvent.objects.get(event="person.looked-up")
    assert row.details == {"found": True}


def test_a_bad_number_says_what_is_wrong_and_how_to_put_it_right(browser, first):
    page = browser.post(start_url(first), FORM | {"prison_number": "1234"}).content.decode()
    assert "one letter, four digits and two letters, such as A1234BC" in page
    assert 'value="1234"' in page
    assert not Person.objects.exists()


def test_a_listener_is_never_referred_to_by_name(browser, first):
    first.never_by_name = True
    first.save()
    page = browser.get(start_url(first)).content.decode()
    assert "never recorded against a named person" in page
    assert not UnmetSearch.objects.exists()


@pytest.mark.parametrize(("role", "asked"), [("staff", False), ("resettlement", True)])
def test_release_is_asked_only_by_a_service_that_wants_it_of_those_who_may_see_it(client, first, second, role, asked):
    first.asks_release_window = True
    first.save()
    user = user_with_role(role, first.prison)
    client.force_login(user)
    answer = client.post(
        start_url(first, second, source="resettlement"), {"prison_number": NUMBER, f"suits-{first.pk}": ["0"]}
    )
    url = answer.url
    assert ("release_window" in controls(client.get(url))) is asked
    assert "key_dates" not in controls(client.get(url))
    full = FULL | {
        "source": "resettlement",
        "agreement_language": "Polish",
        "agreement_interpreter": "on",
        "release_window": "March 2027",
    }
    assert client.post(url, full).url == f"{url}check/"
    page = client.get(f"{url}check/").content.decode()
    assert page.count("March 2027") == (1 if asked else 0), "only the service that asks is told"
    assert "Polish, with an interpreter" in page
    assert Referral.objects.get(service=second).release_window == ""


def test_who_agreed_to_contact_only_is_passed_on_without_words(browser, first):
    url = f"{begin(browser, first)}?full=1"
    check = browser.post(
        url, FULL | {"may_share": "contact-only", "access_needs": "Large print", "needs": ["bereavement"]}
    ).url
    page = browser.get(check)
    preview = str([section.rows for section in page.context["previews"][0][1]])
    assert "Only what is needed to find and meet them" in preview
    for kept_back in (WORDS, "Large print", "Bereavement"):
        assert kept_back not in preview
    send_as_shown(browser, check.removesuffix("check/"))
    made = Referral.objects.get()
    assert [need.label for need in made.needs.all()] == ["Bereavement"], "it is counted, and not passed on"
    worker = user_with_role("worker", first.organisation)
    make_move(referral=made, move="accept", by=worker)
    make_move(referral=made, move="start", by=worker)
    browser.force_login(worker)
    pages = [reverse("referrals:case", args=[made.pk]), reverse("referrals:move", args=[made.pk, "complete"])]
    for page in pages:
        text = browser.get(page).content.decode()
        for kept_back in (WORDS, "Large print", "Bereavement"):
            assert kept_back not in text, page
    today = timezone.localdate()
    days = {"sent_from": today, "sent_to": today}
    lead = user_with_role("lead", first.organisation)
    export = ask_for_export(by=lead, ending="csv", organisation=first.organisation, **days)
    assert not any("Bereavement" in cell for row in rows_of(export) for cell in map(str, row))
    browser.post(pages[1], {"seen": "in-progress"})
    assert Referral.objects.get().status == Status.COMPLETED


def test_the_preview_is_what_the_organisation_sees(browser, client, first):
    """One function says it for both: every value of the preview stands in the organisation's sections, and no other."""
    from referrals.presenters import shared_sections

    url = begin(browser, first)
    browser.post(url, FORM)
    shown = browser.get(f"{url}check/").context["previews"][0][1]
    send_as_shown(browser, url)
    assert shared_sections(Referral.objects.get(), with_release=True) == shown


def test_a_typed_in_slip_asks_whether_they_said_yes_on_it(browser, first, second):
    choose = browser.get(f"{reverse('referrals:start', args=[first.prison_id])}?source=self-referral")
    assert "Which services did they tick on the slip?" in choose.content.decode()
    answer = browser.post(
        start_url(second, source="self-referral"), {"prison_number": NUMBER, f"suits-{second.pk}": ["0"]}
    )
    page = browser.get(answer.url).content.decode()
    assert "On the slip: look whether they signed or marked “I say yes”" in page
    assert "checked" not in page.partition('name="agreement"')[2].partition("</fieldset>")[0], "nothing is assumed"


def test_other_prisons_and_roles_cannot_refer_here(client, first):
    for user in (
        user_with_role("staff", service().prison),
        user_with_role("gate", first.prison),
        user_with_role("worker", first.organisation),
        user_with_role("administrator"),
    ):
        client.force_login(user)
        assert client.get(start_url(first)).status_code == 404
        assert client.post(start_url(first), FORM | {"prison_number": NUMBER}).status_code == 404
    assert not Person.objects.exists()


def test_who_leaves_the_prison_no_longer_sees_what_they_sent(browser, officer, first):
    from accounts.actions import end_role
    from accounts.models import RoleAssignment

    url = begin(browser, first)
    send(browser, url)
    made = Referral.objects.get()
    assert browser.get(reverse("referrals:follow", args=[made.pk])).status_code == 200
    end_role(assignment=RoleAssignment.objects.get(user=officer), by=None)
    for address in (reverse("referrals:follow", args=[made.pk]), f"{url}sent/", reverse("referrals:mine")):
        assert browser.get(address).status_code == 404


@pytest.mark.parametrize("starts", [True, False])
def test_half_typed_words_survive_the_end_of_the_session(browser, officer, first, starts):
    """On the page of the ACCT route, of which nothing is saved yet, and on a draft."""
    from tests.factories.accounts import codes_of
    from tests.integration.accounts.test_kept_text import end_session, sign_in

    url = start_url(first) if starts else begin(browser, first)
    page = browser.get(url)
    assert page.status_code == 200
    end_session(browser)
    typed = FORM | ({"prison_number": NUMBER} if starts else {})
    kept = browser.post(url, typed, headers={"Referer": f"http://testserver{url}"})
    assert kept.url == reverse("account_login")
    sign_in(browser, officer)
    browser.post(reverse("mfa_authenticate"), {"code": codes_of(officer)[0]})
    assert browser.post(reverse("mfa_trust"), {"action": "dont-trust"}).url == url
    text = browser.get(url).content.decode()
    assert "You are signed in again" in text
    for each in (WORDS, "Sam Fictional", "B2-14", *([NUMBER] if starts else [])):
        assert each in text
    assert re.search(r'value="spoken:all"[^>]*checked', text)
    assert not Referral.objects.exclude(own_words="").exists(), "nothing was saved or sent by itself"


def test_no_page_title_or_address_names_anybody(browser, first):
    url = begin(browser, first)
    browser.post(url, FORM)
    for address in (url, f"{url}check/"):
        title = re.search(r"<title>(.*?)</title>", browser.get(address).content.decode(), re.DOTALL).group(1)
        assert "Sam" not in title
        assert NUMBER not in title
        assert NUMBER not in address


def test_where_somebody_moves_later_is_not_for_an_organisation_to_learn(browser, first):
    send(browser, begin(browser, first))
    made = Referral.objects.get()
    worker = user_with_role("worker", first.organisation)
    make_move(referral=made, move="decline", by=worker, why=Why("full-places"))
    know_person(
        prison=first.prison,
        by=made.referrer,
        prison_number=NUMBER,
        first_name="Sam",
        last_name="Fictional",
        location="SEG-3",
    )
    browser.force_login(worker)
    for name in ("case", "concern_about"):
        text = browser.get(reverse(f"referrals:{name}", args=[made.pk])).content.decode()
        assert "B2-14" in text
        assert "SEG-3" not in text
