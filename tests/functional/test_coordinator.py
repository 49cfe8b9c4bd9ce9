"""A coordinator's first week, in a real browser: the list, an offer, a checklist, the gaps, a pack."""

import datetime

import pytest
from django.utils import timezone

from coordinator.models import Appointment, Engagement, InspectionPack, ServiceOffer
from tests.factories.accounts import user_with_role
from tests.factories.directory import NeedFactory, PrisonFactory, prison_page, service


@pytest.fixture
def prison():
    prison = PrisonFactory(code="AAA", name="Testfield (HMP)")
    prison_page(prison)
    return prison


@pytest.fixture
def coordinator(prison):
    return user_with_role("coordinator", prison)


def late_listing(prison):
    day = timezone.localdate() - datetime.timedelta(days=60)
    need = NeedFactory(slug="grief", label="Grief", parent=NeedFactory(slug="loss", label="Loss"))
    return service(prison, title="Grief group", needs=[need], reviewed_on=day, review_due_on=day)


def test_the_first_week(page, sign_in, axe, prison, coordinator):
    late_listing(prison)
    page.goto("/coordinator/AAA/offer/")
    axe(page)
    page.get_by_label("What is your organisation called?").fill("Harbour Listening")
    page.get_by_label("What do you offer to people in this prison?").fill("A listening hour.")
    page.get_by_label("Whom should the prison ask for?").fill("Robin")
    page.get_by_label("E-mail address").fill("robin@harbour.example")
    page.get_by_role("button", name="Send the offer").click()
    page.get_by_role("heading", name="Thank you: your offer has arrived").wait_for()

    sign_in(page, coordinator)
    page.goto("/coordinator/")
    page.get_by_role("heading", name="Worklist", exact=True).wait_for()
    axe(page)
    page.get_by_role("link", name="Nobody is the named coordinator").click()
    page.get_by_role("link", name="Appoint somebody as named coordinator").click()
    axe(page)
    page.get_by_label("Name", exact=True).fill("Sam Coordinator")
    page.get_by_role("button", name="Record the appointment").click()
    page.get_by_text("The appointment is recorded.").wait_for()
    axe(page)
    assert Appointment.objects.get().name == "Sam Coordinator"

    page.goto("/coordinator/AAA/worklist/")
    page.get_by_role("button", name="Confirmed by phone: Grief group").click()
    page.get_by_text("“Grief group” is confirmed.").wait_for()
    page.get_by_role("link", name="Harbour Listening", exact=True).click()
    axe(page)
    page.get_by_label("Accept: start the checklist").check()
    page.get_by_role("button", name="Save the decision").click()
    page.get_by_role("heading", name="Checklist").wait_for()
    axe(page)
    assert ServiceOffer.objects.get().state == "accepted"
    assert Engagement.objects.get().state == "onboarding"

    for path in ("organisations/", "gaps/", "measures/", "evidence/", "people/", "handover/", "contact/"):
        page.goto(f"/coordinator/AAA/{path}")
        axe(page)
    page.goto("/coordinator/AAA/evidence/")
    page.get_by_role("button", name="Make the pack").click()
    page.get_by_role("heading", name="Working with voluntary organisations: Testfield (HMP)").wait_for()
    axe(page)
    assert InspectionPack.objects.get().state == "ready"


def test_without_javascript_something_is_put_off_and_put_back(page_without_javascript, sign_in, prison, coordinator):
    page = page_without_javascript
    Appointment.objects.create(prison=prison, post="coordinator", name="Sam Coordinator")
    late_listing(prison)
    sign_in(page, coordinator)
    page.goto("/coordinator/AAA/worklist/")
    page.get_by_role("link", name="Put off: Grief group").click()
    page.get_by_label("The next working day").check()
    page.get_by_label("Why can it wait?").fill("Ringing tomorrow")
    page.get_by_role("button", name="Put it off").click()
    page.get_by_role("heading", name="Nothing waits for you").wait_for()
    page.get_by_role("button", name="Put back on the list: Grief group").click()
    page.get_by_role("heading", name="Do this first").wait_for()


def test_the_worklist_fits_a_phone(phone, sign_in, axe, prison, coordinator):
    late_listing(prison)
    sign_in(phone, coordinator)
    phone.goto("/coordinator/AAA/worklist/")
    axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
