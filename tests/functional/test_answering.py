"""A charity's whole journey in a real browser: inbox to the end, the link with its code, time passing, a concern."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from core.models import OutboxMessage
from core.workdays import add_working_days
from directory.enums import ContactFunction
from directory.models import PrisonContact
from referrals.actions.moves import make_move
from referrals.enums import Status, Urgency
from referrals.models import Concern, Referral
from tests.factories.accounts import user_with_role
from tests.factories.directory import NeedFactory, OrganisationFactory, PrisonFactory, service
from tests.factories.referrals import person, referral

pytestmark = pytest.mark.django_db(transaction=True)

WIDTH_OF_PAGE = "document.documentElement.scrollWidth"


@pytest.fixture
def listing():
    need = NeedFactory(slug="loneliness", label="Loneliness", parent=NeedFactory(slug="wellbeing"))
    organisation = OrganisationFactory(name="Helping Hands", email="office@helping.example")
    prison = PrisonFactory(code="TSF", name="Testfield (HMP)")
    return service(prison, organisation=organisation, title="Someone to talk to", needs=[need])


@pytest.fixture
def made(listing):
    """Return a referral of Sam Example, sent by a key worker."""
    staff = user_with_role("staff", listing.prison, name="Kim Keyworker")
    who = person(listing.prison, first_name="Sam", last_name="Example", location="B wing")
    drafted = referral(listing, referrer=staff, person=who, own_words="I would like to talk to somebody.")
    drafted.needs.set(listing.needs.all())
    return make_move(referral=drafted, move="send", by=staff)


def work_through(page: Page, made: Referral, check) -> None:
    """Do what a charity's worker does, from the inbox to the end."""
    page.goto("/referrals/inbox/")
    expect(page.get_by_role("link", name="New (1)")).to_be_visible()
    expect(page.get_by_text("5 working days left")).to_be_visible()
    check(page)
    page.get_by_role("link", name=made.reference).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sam Example")
    check(page)
    page.get_by_role("button", name="Accept", exact=True).click()
    check(page)
    page.get_by_label("What the person can be told").fill("Somebody comes on Tuesday.")
    page.get_by_role("button", name="Accept", exact=True).click()
    expect(page.get_by_text("Accepted. The referrer has been told.")).to_be_visible()

    page.get_by_role("button", name="Record a contact").click()
    check(page)
    page.get_by_role("button", name="Save the contact").click()
    expect(page.get_by_role("alert")).to_contain_text("Say whether there is any concern")
    page.get_by_label("They came", exact=True).check()
    page.get_by_role("group", name="Is there any concern").get_by_label("No").check()
    page.get_by_role("button", name="Save the contact").click()
    expect(page.get_by_text("The contact is recorded.")).to_be_visible()

    page.get_by_label("Write a message").fill("We met today and will meet again.")
    page.get_by_role("button", name="Send the message").click()
    expect(page.get_by_text("We met today and will meet again.")).to_be_visible()

    page.get_by_role("button", name="Complete", exact=True).click()
    check(page)
    page.get_by_role("group", name="Loneliness").get_by_label("Met", exact=True).check()
    page.get_by_role("button", name="Complete", exact=True).click()
    expect(page.get_by_text("Loneliness: Met")).to_be_visible()
    check(page)
    made.refresh_from_db()
    assert (made.status, made.first_contact_on) == (Status.COMPLETED, timezone.localdate())
    assert [event.move for event in made.events.all()] == ["send", "accept", "start", "complete"]


def test_a_worker_takes_a_referral_from_the_inbox_to_its_end(page, axe, sign_in, listing, made):
    sign_in(page, user_with_role("worker", listing.organisation, name="Wanda Worker"))
    work_through(page, made, axe)


def test_the_same_without_javascript(page_without_javascript, sign_in, listing, made):
    sign_in(page_without_javascript, user_with_role("worker", listing.organisation, name="Wanda Worker"))
    work_through(page_without_javascript, made, lambda page: None)


def link_in(message) -> str:
    return next(line for line in message.body.splitlines() if line.startswith("http"))


def test_the_link_in_the_e_mail_opens_with_a_code_and_answers(page, axe, settings, live_server, listing):
    settings.BASE_URL = live_server.url
    staff = user_with_role("staff", listing.prison)
    who = person(listing.prison, first_name="Sam", last_name="Example")
    sent = make_move(referral=referral(listing, referrer=staff, person=who), move="send", by=staff)
    page.goto(link_in(next(message for message in mail.outbox if message.to == ["office@helping.example"])))
    expect(page.get_by_role("heading", level=1)).to_have_text("Open the referral with a code")
    assert "Sam" not in page.content()
    assert "Someone to talk to" not in page.content()
    axe(page)
    page.get_by_role("button", name="Send the code").click()
    code = re.search(r"The code is ([A-Z0-9-]+)\.", mail.outbox[-1].body).group(1)
    page.get_by_label("Code from the e-mail").fill("WRNG-WRNG")
    page.get_by_role("button", name="Open the referral").click()
    expect(page.get_by_role("alert")).to_contain_text("This is not the code")
    axe(page)
    page.get_by_label("Code from the e-mail").fill(code.lower())
    page.get_by_role("button", name="Open the referral").click()
    expect(page.get_by_text("Sam Example")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Decline").click()
    axe(page)
    page.get_by_label("Full: no places").check()
    page.get_by_role("button", name="Decline").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you: it is answered")
    sent.refresh_from_db()
    assert sent.status == Status.DECLINED
    assert sent.sentence_for_person == "They have no free places at the moment."


def test_an_urgent_referral_that_nobody_answers_goes_back_to_the_coordinator(page, axe, sign_in, listing, made):
    sent = timezone.now() - timedelta(days=7)
    late = add_working_days(timezone.localdate(), -2)
    Referral.objects.filter(pk=made.pk).update(urgency=Urgency.TODAY, sent_at=sent, answer_due_on=late)
    coordinator = user_with_role("coordinator", listing.prison)
    call_command("run_clock")
    call_command("run_clock")
    assert OutboxMessage.objects.filter(kind="referrals.returned", to=coordinator.email).count() == 1
    sign_in(page, user_with_role("worker", listing.organisation))
    page.goto("/referrals/inbox/")
    expect(page.get_by_text("Not answered: with the coordinator")).to_be_visible()
    page.get_by_role("link", name=made.reference).click()
    expect(page.get_by_text("by Alongside, because the time was over")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Accept", exact=True).click()
    page.get_by_role("button", name="Accept", exact=True).click()
    expect(page.get_by_text("Accepted. The referrer has been told.")).to_be_visible()


def test_a_concern_is_raised_and_acknowledged(page, axe, sign_in, listing, made):
    PrisonContact.objects.create(prison=listing.prison, function=ContactFunction.SAFER_CUSTODY, phone="ext 4001")
    sign_in(page, user_with_role("worker", listing.organisation, name="Wanda Worker"))
    page.goto(f"/referrals/{made.pk}/")
    page.get_by_role("link", name="Raise a concern").click()
    axe(page)
    page.get_by_role("button", name="Send to Safer Custody").click()
    expect(page.get_by_role("alert")).to_contain_text("name of the member of staff you told")
    axe(page)
    page.get_by_label("Which member of staff").fill("Officer Gray")
    page.get_by_label("At what time?").fill(f"{timezone.localtime() - timedelta(minutes=2):%H:%M}")
    page.get_by_label("Risk to self").check()
    page.get_by_label("What did you see or hear?").fill("He said goodbye to everybody.")
    page.get_by_role("button", name="Send to Safer Custody").click()
    expect(page.get_by_text("Nobody has acknowledged this concern yet.")).to_be_visible()
    expect(page.get_by_text("ext 4001")).to_be_visible()
    axe(page)

    sign_in(page, user_with_role("safer-custody", listing.prison, name="Sam Custody"))
    page.goto("/referrals/concerns/")
    axe(page)
    page.get_by_role("link", name=Concern.objects.get().reference).click()
    expect(page.get_by_text("He said goodbye to everybody.")).to_be_visible()
    page.get_by_label("What have you done, or what happens next?").fill("Seen at once. His wing knows.")
    page.get_by_role("button", name="I have read it and acknowledge it").click()
    expect(page.get_by_text("by Sam Custody")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Print the acknowledgement").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Acknowledgement of concern")
    assert "said goodbye" not in page.content()
    axe(page)


def test_on_a_phone_nothing_is_wider_than_the_screen(phone, axe, sign_in, listing, made):
    worker = user_with_role("worker", listing.organisation)
    sign_in(phone, worker)
    base = f"/referrals/{made.pk}/"
    paths = ["/referrals/inbox/", base, f"{base}move/decline/", f"{base}assign/", "/referrals/replies/"]
    paths += ["/referrals/exports/", "/referrals/concerns/new/", f"{base}transfer/"]
    for address in paths:
        phone.goto(address)
        axe(phone)
        assert phone.evaluate(WIDTH_OF_PAGE) == 375, address
