"""Applicant, lead, security, gate and volunteer in a real browser, with axe on every page."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.factories import volunteers as make
from tests.factories.accounts import user_with_role
from tests.integration.volunteers.screens import url
from volunteers import models as m

pytestmark = pytest.mark.django_db(transaction=True)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def role(prison, organisation):
    return make.position(
        prison, organisation, title="Visits host", is_open=True, time_needed="Tuesdays", tasks="Welcome families"
    )


def fill_date(page: Page, name: str, day: datetime.date) -> None:
    for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.locator(f"#id_{name}_{part}").fill(str(value))


def test_an_applicant_reads_applies_and_is_counted(page, role, axe):
    apply_and_be_counted(page, axe)


def test_an_applicant_needs_no_scripts(page_without_scripts, role, axe):
    apply_and_be_counted(page_without_scripts, axe)


def apply_and_be_counted(page: Page, axe) -> None:
    """Do what an applicant does, by what they read."""
    page.goto(url("adverts"))
    axe(page)
    page.get_by_role("link", name="Visits host").click()
    axe(page)
    page.get_by_role("button", name="Apply").click()
    page.get_by_role("button", name="Send the application").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    axe(page)
    page.get_by_label("First name").fill("Nia")
    page.get_by_label("Last name").fill("Owen")
    page.get_by_label("E-mail address").fill("nia@example.org")
    page.get_by_role("button", name="Send the application").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for applying")
    axe(page)
    page.get_by_role("button", name="Answer the questions").click()
    page.get_by_label("25 to 39").check()
    axe(page)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert m.DiversityTally.objects.get(answer="25-39").count == 1


def test_a_lead_adds_somebody_starts_a_clearance_and_asks_the_prison(page, prison, organisation, role, sign_in, axe):
    sign_in(page, user_with_role("lead", organisation))
    page.goto(url("organisation", key=organisation.pk))
    expect(page.get_by_role("heading", name="Nobody matches")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Add somebody").click()
    page.get_by_label("First name").fill("Nia")
    page.get_by_label("Last name").fill("Owen")
    page.get_by_label("Volunteer").check()
    page.get_by_label("Organisation").select_option(label="Helping Hands")
    page.get_by_label("Prison where they are to come in").select_option(label="Testfield (HMP)")
    page.get_by_label("Role").select_option(label="Visits host")
    fill_date(page, "agreed_on", timezone.localdate())
    axe(page)
    page.get_by_role("button", name="Add this person").click()
    page.get_by_role("link", name="Nia Owen").click()
    expect(page.get_by_text("Baseline clearance or higher is needed: none has been started.")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Start a clearance").click()
    page.get_by_label("Baseline").check()
    page.get_by_label("Prison that sponsors it").select_option(label="Testfield (HMP)")
    axe(page)
    page.get_by_role("button", name="Start").click()
    page.get_by_role("link", name="Ask the prison to decide").click()
    fill_date(page, "agreed_on", timezone.localdate())
    axe(page)
    page.get_by_role("button", name="Ask the prison").click()
    expect(page.get_by_text("Its security has been told.")).to_be_visible()


def test_security_decides_and_overrides_in_the_own_name(page, prison, organisation, role, sign_in, axe):
    make.entrant(prison, organisation, position=role, first_name="Nia", last_name="Owen", approval="asked")
    sign_in(page, user_with_role("security", prison, name="Deputy governor"))
    page.goto(url("approvals", code="TSF"))
    axe(page)
    page.get_by_role("link", name="Decide about Nia Owen").click()
    page.get_by_label("Approved", exact=True).check()
    page.get_by_label("Radio").check()
    axe(page)
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_text("The decision is recorded.")).to_be_visible()
    page.get_by_role("link", name="Override what is missing").click()
    page.get_by_label("Reason").fill("One meeting with the chaplain")
    axe(page)
    page.get_by_role("button", name="Let them in").click()
    expect(page.get_by_text("May enter by override").first).to_be_visible()
    axe(page)


def test_the_gate_reads_and_prints_the_list(page, prison, organisation, role, sign_in, axe):
    read_and_print_the_list(page, prison, organisation, role, sign_in, axe)


def test_the_gate_needs_no_scripts(page_without_scripts, prison, organisation, role, sign_in, axe):
    read_and_print_the_list(page_without_scripts, prison, organisation, role, sign_in, axe)


def read_and_print_the_list(page: Page, prison, organisation, role, sign_in, axe) -> None:
    """Do what a gate does in the morning, by what it reads."""
    ready = make.ready(prison, organisation, position=role, first_name="Nia", last_name="Owen")
    waiting = make.entrant(prison, organisation, position=role, first_name="Tom", last_name="Reed")
    make.session(prison, organisation, people=[ready, waiting])
    sign_in(page, user_with_role("gate", prison, name="Gate officer"))
    page.goto(url("home"))
    axe(page)
    page.get_by_role("link", name="Gate list for today").click()
    expect(page.get_by_text("May enter: 1")).to_be_visible()
    expect(page.get_by_role("heading", name="Expected, but may not enter: 1")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Print, also for a gate without a network").click()
    expect(page.get_by_text("OFFICIAL-SENSITIVE")).to_be_visible()
    expect(page.get_by_text("Printed by Gate officer")).to_be_visible()
    axe(page)


def test_a_volunteer_sees_what_comes_and_says_that_they_cannot(page, prison, organisation, role, sign_in, axe):
    user = user_with_role("volunteer")
    who = make.ready(prison, organisation, position=role)
    m.Entrant.objects.filter(pk=who.pk).update(user=user)
    make.session(prison, organisation, people=[who], on=timezone.localdate() + DAY)
    sign_in(page, user)
    page.goto(url("mine"))
    expect(page.get_by_text("May enter")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="I cannot come").click()
    expect(page.get_by_text("You are off the gate list for that session.")).to_be_visible()
    page.get_by_role("link", name="Correct it").click()
    axe(page)


def test_a_lead_records_a_barrier_in_two_clicks(page, prison, organisation, role, sign_in, axe):
    ready = make.ready(prison, organisation, position=role, first_name="Nia", last_name="Owen")
    day = make.session(prison, organisation, people=[ready])
    sign_in(page, user_with_role("lead", organisation))
    page.goto(url("session", pk=day.pk))
    axe(page)
    page.get_by_text("Did not come").click()
    page.get_by_role("button", name="No escort").click()
    expect(page.get_by_text("Did not come: no escort")).to_be_visible()


def test_a_coordinator_calls_a_day_off_and_sees_applications(page, prison, organisation, role, sign_in, axe):
    make.session(prison, organisation, people=[make.ready(prison, organisation, email="nia@example.org")])
    m.Application.objects.create(position=role, first_name="Una", last_name="Gray", email="una@example.org")
    sign_in(page, user_with_role("coordinator", prison))
    page.goto(url("sessions", code="TSF"))
    axe(page)
    page.get_by_role("button", name="Call off sessions").click()
    page.get_by_label("Lockdown").check()
    axe(page)
    page.get_by_role("button", name="Call off and tell everybody").click()
    expect(page.get_by_text("Sessions called off: 1. People told: 1.")).to_be_visible()
    for name in ("people", "positions", "applications", "times", "spreadsheet"):
        page.goto(url(name, code="TSF"))
        axe(page)
    page.goto(url("applications", code="TSF") + "?view=board")
    axe(page)
    page.get_by_role("link", name="Una Gray").click()
    axe(page)


def test_a_lead_pauses_a_role_takes_it_up_again_and_puts_somebody_on_again(
    page, prison, organisation, role, sign_in, axe
):
    ready = make.ready(prison, organisation, position=role, first_name="Nia", last_name="Owen")
    day = make.session(prison, organisation, people=[ready], position=role, on=timezone.localdate() + DAY)
    sign_in(page, user_with_role("lead", organisation))
    page.goto(url("person", pk=ready.pk))
    page.get_by_role("link", name="Pause it").click()
    axe(page)
    page.get_by_role("button", name="Pause it").click()
    expect(page.get_by_text("The role is paused from that day.")).to_be_visible()
    expect(page.get_by_text("Their role has been paused since")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Take it up again").click()
    axe(page)
    page.get_by_role("button", name="Take it up again").click()
    expect(page.get_by_text("May enter")).to_be_visible()
    page.goto(url("session", pk=day.pk))
    page.get_by_role("button", name="Cannot come").click()
    expect(page.get_by_text("Not coming")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Comes after all").click()
    expect(page.get_by_text("Expected", exact=True)).to_be_visible()
