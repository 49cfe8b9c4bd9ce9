"""A number that somebody types gives nothing away and changes nobody, until a referral is sent."""

import pytest
from django.urls import reverse

from core.models import AuditEvent
from referrals.enums import Status
from referrals.models import Person, Referral
from tests.factories.accounts import user_with_role
from tests.factories.directory import service
from tests.factories.referrals import person, referral
from tests.integration.referrals.test_refer import (
    FORM,
    NUMBER,
    WORDS,
    begin,
    browser,
    first,
    need,
    officer,
    second,
    send_as_shown,
)

pytestmark = pytest.mark.django_db
__all__ = ["browser", "first", "need", "officer", "second"]
MINE = "referrals:mine"
LATER = {"full_name": "", "location": "", "own_words": WORDS, "later": "1"}


@pytest.fixture
def elsewhere(first):
    """Somebody whom another prison referred."""
    there = service()
    known = person(there.prison, prison_number=NUMBER, first_name="Hidden", last_name="Fictional", location="C9-0404")
    referral(there, status=Status.ACCEPTED, person=known)
    return known


def as_known(known) -> tuple:
    known.refresh_from_db()
    return (known.first_name, known.last_name, known.location, known.prison_id)


def everywhere(browser, url) -> str:
    """Return every page that shows a draft."""
    pages = [
        browser.post(reverse(MINE), {"prison_number": NUMBER}),
        browser.get(f"{reverse(MINE)}?tab=drafts"),
        browser.get(url),
        browser.get(f"{url}?full=1"),
        browser.get(f"{url}check/", follow=True),
        browser.get(f"{url}no-agreement/"),
        browser.get(reverse("referrals:case", args=[Referral.objects.get(status=Status.DRAFT).pk])),
    ]
    return " ".join(page.content.decode() for page in pages)


@pytest.mark.parametrize("saved", [False, True])
def test_a_draft_shows_no_name_or_place_that_its_referrer_did_not_type(browser, first, elsewhere, saved):
    before, url = as_known(elsewhere), begin(browser, first)
    if saved:
        browser.post(url, LATER)
    shown = everywhere(browser, url)
    assert first.title in shown
    for secret in ("Hidden", "C9-0404"):
        assert secret not in shown
    assert as_known(elsewhere) == before


def test_a_place_that_was_not_typed_stays_hidden_beside_a_name_that_was(browser, first, elsewhere):
    url = begin(browser, first)
    browser.post(url, LATER | {"full_name": "hidden  FICTIONAL"})
    shown = everywhere(browser, url)
    assert "FICTIONAL" in shown
    assert "C9-0404" not in shown


def test_what_was_typed_is_kept_on_the_draft_and_written_down_when_it_is_sent(browser, first, elsewhere):
    before, url = as_known(elsewhere), begin(browser, first)
    full = FORM | {"full_name": "hidden fictional"}
    browser.post(url, full | {"later": "1"})
    assert 'value="B2-14"' in browser.get(url).content.decode()
    assert browser.post(url, full).url == f"{url}check/"
    assert "B2-14" in browser.get(f"{url}check/").content.decode()
    assert as_known(elsewhere) == before, "nothing changes before it is sent"
    send_as_shown(browser, url)
    assert as_known(elsewhere) == ("hidden", "fictional", "B2-14", first.prison_id)
    made = Referral.objects.get(service=first)
    assert (made.status, made.typed_name, made.typed_location) == (Status.SENT, "", "")


@pytest.mark.parametrize("typed", [FORM | {"later": "1"}, FORM, FORM | {"name_is_right": "on"}])
def test_the_same_last_name_renames_nobody_of_another_prison(browser, first, elsewhere, typed):
    before, url = as_known(elsewhere), begin(browser, first)
    page = browser.post(url, typed)
    assert "another name" in page.content.decode()
    assert 'value="Sam Fictional"' in page.content.decode(), "what was typed is not lost"
    assert as_known(elsewhere) == before


def test_a_name_that_changed_meanwhile_is_told_and_not_sent(browser, first):
    url = begin(browser, first)
    browser.post(url, FORM)
    there = service()
    Person.objects.update(first_name="Hidden", last_name="Somebody", prison=there.prison)
    referral(there, status=Status.SENT, person=Person.objects.get())
    page = send_as_shown(browser, url, follow=True).content.decode()
    assert "another name" in page
    assert Referral.objects.get(service=first).status == Status.DRAFT
    assert Person.objects.get().first_name == "Hidden"


def test_a_draft_that_is_thrown_away_is_emptied_at_once(browser, first, second):
    url = begin(browser, first, second)
    browser.post(url, FORM)
    browser.post(url, {"discard": "1"})
    for made in Referral.objects.all():
        assert (made.status, made.person, made.own_words, made.typed_name) == (Status.WITHDRAWN, None, "", "")
        assert not made.needs.exists()
    assert not Person.objects.exists()


def test_who_is_known_from_another_referral_outlives_a_draft_that_is_thrown_away(browser, first, elsewhere):
    browser.post(begin(browser, first), {"discard": "1"})
    assert Person.objects.get() == elsewhere


def test_every_referral_that_was_looked_at_is_recorded(browser, first, second):
    url = begin(browser, first, second)
    keys = {str(made.pk) for made in Referral.objects.all()}
    assert len(keys) == 2

    def seen_at(address) -> set[str]:
        AuditEvent.objects.filter(event="referral.viewed")._raw_delete("default")
        assert browser.get(address).status_code == 200
        return set(AuditEvent.objects.filter(event="referral.viewed").values_list("about_id", flat=True))

    assert seen_at(url) == keys
    browser.post(url, FORM)
    assert seen_at(f"{url}check/") == keys
    send_as_shown(browser, url)
    assert seen_at(f"{url}sent/") == keys
    browser.get(f"{reverse(MINE)}?tab=waiting")
    row = AuditEvent.objects.filter(event="referrals.listed").latest("at")
    assert (row.details["shown"], set(row.details["records"]["referrals.Referral"])) == (2, keys)


def test_a_colleague_s_draft_about_the_same_person_keeps_what_each_typed(browser, client, first):
    url = begin(browser, first)
    browser.post(url, FORM | {"later": "1"})
    client.force_login(user_with_role("staff", first.prison))
    other = begin(client, first)
    assert "B2-14" not in client.get(other).content.decode()
    assert "Fictional" not in client.get(f"{reverse(MINE)}?tab=drafts").content.decode()
