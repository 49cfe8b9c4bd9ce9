"""What stands in the way of a referral shows before anything is typed, also on a draft that is taken up again; and what
was written down of an agreement is not written over by a form that cannot say it.
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from directory.models import ListingStatus
from referrals.enums import Status
from referrals.models import Person, Referral
from search.models import UnmetSearch
from tests.factories.accounts import user_with_role
from tests.factories.directory import NeedFactory
from tests.factories.referrals import person, referral
from tests.integration.referrals.test_refer import (
    FORM,
    FULL,
    NUMBER,
    begin,
    browser,
    controls,
    first,
    need,
    officer,
    second,
    send_as_shown,
    start_url,
)

pytestmark = pytest.mark.django_db
__all__ = ["browser", "first", "need", "officer", "second"]
OPEN_ALREADY = "This person already has an open referral to this service."


def three_days_ago() -> dict:
    day = timezone.localdate() - timedelta(days=3)
    return {f"agreed_on_{part}": getattr(day, part) for part in ("day", "month", "year")}


def test_an_agreement_of_an_earlier_day_goes_out_from_the_acct_route(browser, first):
    url = begin(browser, first)
    assert browser.post(f"{url}?full=1", FULL | three_days_ago()).url == f"{url}check/"
    assert browser.get(f"{url}check/").status_code == 200
    send_as_shown(browser, url)
    made = Referral.objects.get()
    assert made.status == Status.SENT
    assert (made.agreed_on, made.agreement_explained_by) == (timezone.localdate() - timedelta(days=3), "Chaplain")


@pytest.mark.parametrize("said", [three_days_ago(), {"agreement_explained_by": "Key worker"}, {}])
def test_what_only_the_full_form_can_say_is_not_written_over(browser, first, said):
    url = begin(browser, first)
    browser.post(f"{url}?full=1", FULL | said)
    before = Referral.objects.get()
    again = browser.get(url)
    assert not again.context["is_short"]
    shown = {name: value for name, value in again.context["form"].initial.items() if value}
    day = shown.pop("agreed_on", None)
    days = {f"agreed_on_{part}": getattr(day, part) for part in ("day", "month", "year")} if day else {}
    assert browser.post(url, shown | days | {"location": "C1-01"}).url == f"{url}check/"
    made = Referral.objects.get()
    assert made.typed_location == "C1-01"
    for name in ("agreement", "agreed_on", "agreement_explained_by", "agreement_language"):
        assert getattr(made, name) == getattr(before, name), name


def test_what_the_short_form_said_is_changed_on_the_short_form(browser, first):
    url = begin(browser, first)
    browser.post(url, FORM)
    page = browser.get(url)
    assert page.context["is_short"]
    assert "Within 3 working days" in page.content.decode()
    Referral.objects.update(urgency="today")
    assert "<strong>Today</strong>" in browser.get(url).content.decode(), "it says what would be sent"


def test_a_draft_whose_service_is_full_since_says_so_before_its_form_and_offers_others(browser, first, second):
    url = begin(browser, first)
    browser.post(url, FORM)
    ListingStatus.objects.filter(page=first).update(availability="paused")
    for _ in range(2):
        text = browser.get(url).content.decode()
    assert "This service is paused" in text
    assert text.index("This service is paused") < text.index('name="full_name"')
    assert f"service={second.translation_key}" in text
    check = browser.get(f"{url}check/")
    assert "This service is paused" in check.content.decode()
    assert "Send the referral" not in check.content.decode()
    browser.post(f"{url}check/", {"seen": check.context["seen"], "send": "1"})
    assert Referral.objects.get().status == Status.DRAFT
    assert (UnmetSearch.objects.get().kind, UnmetSearch.objects.get().count) == ("blocked", 1), "one attempt"


def test_a_draft_to_two_services_goes_to_the_one_that_can_be_asked(browser, first, second):
    url = begin(browser, first, second)
    browser.post(url, FORM)
    ListingStatus.objects.filter(page=first).update(availability="closed")
    assert "Send the referral" in browser.get(f"{url}check/").content.decode()
    page = send_as_shown(browser, url, follow=True).content.decode()
    assert "Referral sent" in page
    assert "Find other help in this prison" in page
    assert [made.service for made in Referral.objects.exclude(sent_at=None)] == [second]
    assert UnmetSearch.objects.get().count == 1


def test_a_draft_about_somebody_who_was_referred_meanwhile_says_so_before_its_form(browser, first):
    url = begin(browser, first)
    referral(first, status=Status.SENT, person=Person.objects.get())
    assert OPEN_ALREADY in browser.get(url).content.decode()
    assert UnmetSearch.objects.get().kind == "blocked"


@pytest.mark.parametrize("source", ["acct-review", "wing"])
def test_who_is_known_already_is_checked_when_the_page_opens(browser, officer, first, second, source):
    made = referral(first, status=Status.DECLINED, referrer=officer)
    referral(second, status=Status.ACCEPTED, person=made.person)
    page = browser.get(start_url(second, source=source, instead=str(made.pk)))
    assert OPEN_ALREADY in page.content.decode()
    assert page.context["services"] == []
    assert controls(page) == set(), "nothing is asked in vain"


def test_the_number_given_on_the_shortlist_is_checked_before_the_form(browser, first, second):
    referral(first, status=Status.SENT, person=person(first.prison, prison_number=NUMBER))
    page = browser.post(start_url(first, second), {"prison_number": NUMBER, "number": "1"})
    assert OPEN_ALREADY in page.content.decode()
    assert [row[0] for row in page.context["services"]] == [second]
    assert page.context["form"]["prison_number"].value() == NUMBER
    assert not page.context["form"].errors
    assert len(controls(page)) == 6


def test_where_the_number_shows_that_nothing_can_be_asked_no_form_stands_and_another_keeps_it(browser, first, second):
    referral(first, status=Status.SENT, person=person(first.prison, prison_number=NUMBER))
    page = browser.post(start_url(first), {"prison_number": NUMBER, "number": "1"})
    assert controls(page) == set()
    assert f'name="prison_number" value="{NUMBER}"' in page.content.decode()
    other = browser.post(page.context["action"], {"prison_number": NUMBER, "other": str(second.translation_key)})
    assert other.context["form"]["prison_number"].value() == NUMBER
    assert "Ask them again" not in other.content.decode(), "they have not been asked yet"
    part = browser.post(
        start_url(first), {"prison_number": NUMBER, "number": "1"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert 'id="id_prison_number"' in part, "the rest of the form stands in the browser, and the number with it"


def test_the_shortlist_of_an_acct_review_asks_for_the_number_in_the_body(browser, first, officer):
    acct = reverse("search:acct", args=[first.prison_id])
    trigger = NeedFactory(slug="recent-death", label="Someone close has died", trigger_order=1)
    first.needs.add(trigger)
    first.save()
    browser.post(acct, {"need": "recent-death", "add": str(first.pk)})
    text = browser.get(f"{acct}?need=recent-death").content.decode()
    assert f'action="{reverse("referrals:start", args=[first.prison_id])}?source=acct-review' in text
    assert 'name="prison_number"' in text
    find = reverse("search:find", args=[first.prison_id])
    assert 'name="prison_number"' not in browser.get(f"{find}?need=recent-death").content.decode()


@pytest.mark.parametrize(
    ("typed", "is_taken"),
    [
        ("March to May 2027", True),
        ("Within 3 to 6 months", True),
        ("12 March 2027", False),
        ("March 12th", False),
        ("12/3/27", False),
        ("2027-03-12", False),
    ],
)
def test_release_is_a_span_and_no_day(client, first, typed, is_taken):
    first.asks_release_window = True
    first.save()
    client.force_login(user_with_role("resettlement", first.prison))
    answer = client.post(start_url(first, source="resettlement"), {"prison_number": NUMBER, f"suits-{first.pk}": ["0"]})
    page = client.post(answer.url, FULL | {"source": "resettlement", "release_window": typed})
    assert (page.status_code == 302) is is_taken
    if not is_taken:
        assert "and not a day" in page.content.decode()
        assert typed in page.content.decode()
