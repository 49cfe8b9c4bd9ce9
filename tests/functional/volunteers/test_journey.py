"""A volunteer's own journey and a trainer's morning, in a real browser, with axe on every page."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.factories import volunteers as make
from tests.factories.accounts import user_with_role
from tests.integration.volunteers.screens import url
from volunteers import models as m
from volunteers.links import application_link, reference_link
from volunteers.shipped_lists import ship_leaver_items

pytestmark = pytest.mark.django_db(transaction=True)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def volunteer(prison, organisation):
    user = user_with_role("volunteer")
    role = make.position(prison, organisation, title="Visits host")
    return make.ready(prison, organisation, position=role, first_name="Nia", last_name="Owen", user=user)


def test_a_volunteer_books_training_has_a_calendar_and_stops(page, prison, organisation, volunteer, sign_in, axe):
    own_journey(page, prison, organisation, volunteer, sign_in, axe)


def test_the_same_without_scripts(page_without_scripts, prison, organisation, volunteer, sign_in, axe):
    own_journey(page_without_scripts, prison, organisation, volunteer, sign_in, axe)


def own_journey(page: Page, prison, organisation, volunteer, sign_in, axe) -> None:
    """Do what a volunteer does, by what they read."""
    make.training_session(prison)
    make.session(prison, organisation, people=[volunteer], on=timezone.localdate() + DAY)
    sign_in(page, volunteer.user)
    page.goto(url("mine"))
    axe(page)
    page.get_by_role("button", name="Book training, and certificates").click()
    axe(page)
    page.get_by_role("button", name="Book a place").click()
    expect(page.get_by_text("You have a place.", exact=False).first).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Your page").last.click()
    page.get_by_role("link", name="Have your calendar fetch them by itself").click()
    axe(page)
    page.get_by_role("button", name="Make an address").click()
    address = page.get_by_label("Address of your calendar").input_value()
    axe(page)
    read = page.request.get(address)
    assert read.status == 200
    assert read.text().count("BEGIN:VEVENT") == 2
    page.get_by_role("button", name="Take the address back").click()
    expect(page.get_by_text("You have no address yet.")).to_be_visible()
    assert page.request.get(address).status == 404
    page.goto(url("mine"))
    for name in ("my_hours", "my_corrections", "ask_correction", "my_thanks"):
        page.goto(url(name))
        axe(page)
    page.goto(url("mine"))
    page.get_by_role("link", name="Say that you stop, and see what happens then").click()
    axe(page)
    page.get_by_role("button", name="Yes, I stop").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for your time")
    axe(page)
    assert volunteer.engagements.get().ends_on == timezone.localdate()


def test_a_trainer_sets_out_books_and_marks(page, prison, organisation, volunteer, sign_in, axe):
    today = timezone.localdate()
    sign_in(page, user_with_role("safer-custody", prison, name="Safer Trainer"))
    page.goto(url("home"))
    page.get_by_role("link", name="Training: sessions, attendance, who is trained").click()
    expect(page.get_by_role("heading", name="No training is set out")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Set out training").click()
    page.get_by_role("button", name="Save").click()
    axe(page)
    page.get_by_label("Training", exact=True).select_option(label="ACCT awareness")
    for part, value in (("day", today.day), ("month", today.month), ("year", today.year)):
        page.locator(f"#id_on_{part}").fill(str(value))
    page.get_by_label("Starts at").fill("10:00")
    page.get_by_label("Ends at").fill("12:00")
    page.get_by_label("Place", exact=True).fill("Training room")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="ACCT awareness").click()
    page.get_by_label("Who is to come?").select_option(label="Nia Owen")
    page.get_by_role("button", name="Book them").click()
    expect(page.get_by_text("Nia Owen: has a place.")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Mark who came").click()
    page.get_by_label("Came", exact=True).check()
    axe(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Marked: 1.")).to_be_visible()
    axe(page)
    assert volunteer.training.get().completed_on == today
    for name, key in (("training_sheet", "sheet"), ("training_coverage", "coverage")):
        session = m.TrainingSession.objects.get()
        page.goto(url(name, pk=session.pk) if key == "sheet" else url(name, code="TSF"))
        axe(page)


def test_a_lead_books_for_the_own_people(page, prison, organisation, volunteer, sign_in, axe):
    make.training_session(prison)
    sign_in(page, user_with_role("lead", organisation))
    page.goto(url("organisation_training", key=organisation.pk))
    axe(page)
    page.get_by_label("Training", exact=True).select_option(index=1)
    page.get_by_label("Who is to come?").select_option(label="Nia Owen")
    page.get_by_role("button", name="Book them").click()
    expect(page.get_by_text("Nia Owen: has a place.")).to_be_visible()
    axe(page)


def test_an_applicant_names_somebody_who_then_speaks_for_them(page_without_scripts, prison, organisation, axe, sign_in):
    page = page_without_scripts
    applied = make.application(make.position(prison, organisation, title="Visits host"), last_name="Owenby")
    page.goto(application_link(applied))
    axe(page)
    page.get_by_role("button", name="Ask them").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    axe(page)
    page.get_by_label("Their name").fill("Rhys Referee")
    page.get_by_label("Their e-mail address").fill("rhys@example.org")
    page.get_by_label("How do they know you?").fill("My manager")
    page.get_by_label("I have asked them, and they agree").check()
    page.get_by_role("button", name="Ask them").click()
    expect(page.get_by_text("Person 1, asked on")).to_be_visible()
    page.goto(reference_link(m.Reference.objects.get()))
    expect(page.get_by_role("heading", level=1)).to_have_text("Will you speak for N. O.?")
    axe(page)
    page.get_by_label("Yes, I would trust them with this").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    axe(page)
    sign_in(page, user_with_role("coordinator", prison))
    page.goto(url("application", pk=applied.pk))
    expect(page.get_by_text("Yes, I would trust them with this")).to_be_visible()
    axe(page)
    page.goto(url("messages", code="TSF"))
    axe(page)
    page.goto(url("applications", code="TSF") + "?view=ended")
    axe(page)


def test_a_supervisor_writes_a_talk_down_and_the_volunteer_answers(page, prison, organisation, volunteer, sign_in, axe):
    supervisor = user_with_role("worker", organisation, name="Sue Supervisor")
    m.Position.objects.update(supervisor=supervisor)
    sign_in(page, supervisor)
    page.goto(url("supervision"))
    axe(page)
    page.get_by_role("link", name="Nia Owen").click()
    axe(page)
    page.get_by_role("button", name="Write down a talk").click()
    page.get_by_label("What was said and agreed?").fill("All goes well.")
    axe(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("All goes well.")).to_be_visible()
    sign_in(page, volunteer.user)
    page.goto(url("mine"))
    page.get_by_role("link", name="Notes of your talks with your supervisor").click()
    expect(page.get_by_text("All goes well.")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Add your own words").click()
    page.get_by_label("Your own words").fill("I agree.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("I agree.")).to_be_visible()


def test_a_coordinator_goes_through_a_leaver_s_checklist(page, prison, organisation, volunteer, sign_in, axe):
    ship_leaver_items(m.LeaverItem)
    m.Exit.objects.create(entrant=volunteer, prison=prison, last_day=timezone.localdate())
    sign_in(page, user_with_role("coordinator", prison))
    page.goto(url("exits", code="TSF"))
    axe(page)
    page.get_by_role("link", name="Nia Owen").click()
    axe(page)
    for _ in range(m.LeaverItem.objects.count()):
        page.get_by_role("button", name="Done").first.click()
    expect(page.get_by_text("Everything has come back. They are thanked.")).to_be_visible()
    axe(page)
