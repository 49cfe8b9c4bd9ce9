"""A coordinator's first week, in a real browser: the list, an offer until work starts, the gaps, a pack, a meeting."""

import datetime
import re

import pytest
from django.utils import timezone

from coordinator.actions.engagements import start_engagement
from coordinator.models import (
    Appointment,
    Broadcast,
    CharityAlert,
    DeskHandover,
    Engagement,
    ForumMeeting,
    InspectionPack,
    ServiceOffer,
)
from search.models import UnmetSearch
from tests.factories.accounts import user_with_role
from tests.factories.directory import GroupFactory, NeedFactory, PrisonFactory, prison_page, service

#: Every page of the desk that stands for itself; the others are reached on the way.
PAGES = ("worklist", "organisations", "gaps", "gaps/grief", "measures", "evidence", "people", "people/appoint")
PAPERS = ("handover", "handover/pack", "contact", "offer")


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


def some_work(prison, coordinator):
    """Fill every page of the desk with something."""
    page, today = late_listing(prison), timezone.localdate()
    Appointment.objects.create(prison=prison, post="coordinator", name="Sam Coordinator", phone="ext 5170")
    start_engagement(prison=prison, organisation=page.organisation, by=coordinator)
    ServiceOffer.objects.create(prison=prison, organisation_name="Harbour Listening", what="A listening hour")
    GroupFactory(slug="young", label="Young adults")
    for kind in ("nothing", "none-suitable"):
        UnmetSearch.objects.create(prison=prison, day=today, needs="grief", groups="young", kind=kind, count=20)


def called(action, what):
    """Return a pattern for a link or button that says, for those who only hear it, what it is about."""
    return re.compile(rf"^{re.escape(action)}\s*:\s*{re.escape(what)}$")


def test_the_first_week(page, sign_in, axe, prison, coordinator, django_capture_on_commit_callbacks):
    late_listing(prison)
    page.goto("/coordinator/AAA/offer/")
    axe(page)
    page.get_by_label("What is your organisation called?").fill("Harbour Listening")
    page.get_by_label("What do you offer to people in this prison?").fill("A listening hour.")
    page.get_by_label("Whom should the prison ask for?").fill("Robin")
    page.get_by_label("E-mail address").fill("robin@harbour.example")
    page.get_by_role("button", name="Send the offer").click()
    page.get_by_role("heading", name="Thank you: your offer has arrived").wait_for()
    axe(page)

    sign_in(page, coordinator)
    page.goto("/coordinator/")
    page.get_by_role("heading", name="Worklist", exact=True).wait_for()
    axe(page)
    page.get_by_role("link", name="Nobody is the named coordinator", exact=True).click()
    page.get_by_role("link", name="Appoint somebody as named coordinator").click()
    axe(page)
    page.get_by_label("Name", exact=True).fill("Sam Coordinator")
    page.get_by_role("button", name="Record the appointment").click()
    page.get_by_text("The appointment is recorded.").wait_for()
    axe(page)
    assert Appointment.objects.get().name == "Sam Coordinator"

    page.goto("/coordinator/AAA/worklist/")
    page.get_by_role("button", name=called("Confirmed by phone", "Grief group")).click()
    page.get_by_text("“Grief group” is confirmed.").wait_for()
    page.get_by_role("link", name="Harbour Listening", exact=True).click()
    axe(page)
    page.get_by_label("Accept: start the checklist").check()
    page.get_by_role("button", name="Save the decision").click()
    page.get_by_role("heading", name="Checklist: 7 still missing").wait_for()
    axe(page)
    assert ServiceOffer.objects.get().state == "accepted"
    assert Engagement.objects.get().state == "onboarding"
    go_through_the_checklist(page, axe)
    page.get_by_role("button", name="Everything is in place: start work").click()
    page.get_by_text("Harbour Listening").first.wait_for()
    axe(page)
    assert Engagement.objects.get().state == "active"

    page.goto("/coordinator/AAA/worklist/")
    page.get_by_role("link", name="Gaps", exact=True).click()
    page.get_by_text("Choose whom it is for, how help comes, or another time").click()
    page.get_by_label("Columns of the matrix").select_option(label="Availability")
    page.get_by_role("button", name="Show").click()
    page.get_by_text("Services by need and availability").wait_for()
    axe(page)

    page.goto("/coordinator/AAA/evidence/")
    page.get_by_role("button", name="Make the pack").click()
    page.get_by_role("heading", name="Working with voluntary organisations: Testfield (HMP)").wait_for()
    axe(page)
    assert InspectionPack.objects.get().state == "ready"
    meet_and_write(page, axe)


def go_through_the_checklist(page, axe):
    """Say of each thing that it is in place."""
    for item in Engagement.objects.get().items.select_related("requirement"):
        page.get_by_role("link", name=item.requirement.label, exact=True).click()
        for part, value in zip(("day", "month", "year"), today_in_parts(), strict=True):
            page.locator(f"#id_done_on_{part}").fill(value)
        page.get_by_role("button", name="Save").click()
        page.get_by_role("heading", name="Checklist").wait_for()
    page.get_by_role("heading", name="Checklist: complete").wait_for()
    axe(page)


def today_in_parts():
    today = timezone.localdate()
    return str(today.day), str(today.month), str(today.year)


def meet_and_write(page, axe):
    """Plan a meeting of the forum and write to everybody who works here, as on the fifth day."""
    page.goto("/coordinator/AAA/forum/")
    page.get_by_role("button", name="Plan a meeting").click()
    for part, value in zip(("day", "month", "year"), today_in_parts(), strict=True):
        page.locator(f"#id_on_{part}").fill(value)
    page.get_by_label("From", exact=True).fill("10:00")
    page.get_by_label("To", exact=True).fill("11:30")
    page.get_by_label("Place").fill("Chapel")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Send the invitations").click()
    page.get_by_text("Organisations invited:").wait_for()
    axe(page)
    page.goto("/coordinator/AAA/messages/")
    page.get_by_role("button", name="Write a message").click()
    page.get_by_label("What is it about?").fill("The chapel is closed")
    page.get_by_label("Message").fill("Groups meet in the library.")
    page.get_by_role("button", name="See who gets it").click()
    page.get_by_role("button", name="Send it now").click()
    page.get_by_text("Sent to organisations:").wait_for()
    axe(page)
    assert ForumMeeting.objects.get().invitations.count() == Broadcast.objects.get().recipients.count() == 2


def test_a_pack_under_way_is_shown_when_it_is_ready_with_and_without_javascript(
    page, page_without_javascript, sign_in, axe, prison, coordinator
):
    from coordinator.actions.evidence import build_pack
    from coordinator.models import ExpectationFramework

    today = timezone.localdate()
    pack = InspectionPack.objects.create(
        prison=prison, framework=ExpectationFramework.objects.first(), first=today, last=today, progress=40
    )
    for window in (page, page_without_javascript):
        sign_in(window, coordinator)
        window.goto(f"/coordinator/AAA/evidence/packs/{pack.pk}/")
        window.get_by_text("40 per cent is done.").wait_for()
    axe(page)
    InspectionPack.objects.update(progress=80)
    for window in (page, page_without_javascript):
        window.get_by_text("80 per cent is done.").wait_for()
    build_pack(key=pack.pk)
    for window in (page, page_without_javascript):
        window.get_by_role("heading", name="Working with voluntary organisations").wait_for()


def test_every_page_of_the_desk_passes_axe_and_fits_a_phone(page, phone, sign_in, axe, prison, coordinator):
    some_work(prison, coordinator)
    for window in (page, phone):
        sign_in(window, coordinator)
        for name in (*PAGES, *PAPERS):
            window.goto(f"/coordinator/AAA/{name}/")
            axe(window)
            overflow = window.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert overflow <= 0, f"{name} is {overflow} px too wide"


def test_the_menu_stays_on_one_line_and_the_rest_stands_behind_more(page, sign_in, axe, prison, coordinator):
    sign_in(page, coordinator)
    page.goto("/coordinator/AAA/worklist/")
    tops = page.locator("#navigation li").evaluate_all("items => items.map(item => item.getBoundingClientRect().top)")
    assert len(set(tops)) == 1, tops
    page.get_by_role("link", name="More", exact=True).click()
    page.get_by_role("main").get_by_role("link", name="Proposed changes").wait_for()
    axe(page)


def test_without_javascript_something_is_put_off_and_put_back(page_without_javascript, sign_in, prison, coordinator):
    page = page_without_javascript
    Appointment.objects.create(prison=prison, post="coordinator", name="Sam Coordinator")
    late_listing(prison)
    sign_in(page, coordinator)
    page.goto("/coordinator/AAA/worklist/")
    page.get_by_role("link", name=called("Put off", "Grief group")).click()
    page.get_by_label("The next working day").check()
    page.get_by_label("Why can it wait?").fill("Ringing tomorrow")
    page.get_by_role("button", name="Put it off").click()
    page.get_by_role("heading", name="Nothing else waits for you").wait_for()
    page.get_by_role("button", name=called("Put back on the list", "Grief group")).click()
    page.get_by_role("heading", name="Do this first").wait_for()


def test_the_desk_changes_hands(page, sign_in, axe, prison, coordinator):
    sign_in(page, coordinator)
    page.goto("/coordinator/AAA/handover/")
    page.get_by_role("button", name="Start a handover").click()
    axe(page)
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Save and finish").click()
    page.get_by_text("The handover is finished.").wait_for()
    assert DeskHandover.objects.get().finished_on == timezone.localdate()


def test_what_to_do_first_stands_on_the_first_screen_of_a_phone(phone, sign_in, axe, prison, coordinator):
    some_work(prison, coordinator)
    sign_in(phone, coordinator)
    phone.goto("/coordinator/AAA/worklist/")
    tabs = phone.get_by_role("navigation", name="Coordinator's desk").bounding_box()
    assert tabs["height"] < 200, "the tabs leave room for what they lead to"
    first = phone.get_by_role("article").first.bounding_box()
    assert first["y"] + first["height"] < 900, "what is first is seen without scrolling"
    phone.get_by_role("link", name="See what waits by kind").click()
    phone.get_by_role("link", name="New offers: 1").click()
    phone.get_by_role("heading", name="New offers").wait_for()
    axe(phone)


def test_a_change_in_the_charity_register_is_read_and_noted(page, phone, sign_in, axe, prison, coordinator):
    some_work(prison, coordinator)
    engagement = Engagement.objects.get()
    alert = CharityAlert.objects.create(
        prison=prison, organisation=engagement.organisation, before="Registered", after="Removed"
    )
    for window in (page, phone):
        sign_in(window, coordinator)
        window.goto("/coordinator/AAA/worklist/?kind=charity-register")
        axe(window)
        window.get_by_role("article").get_by_role("link", name=engagement.organisation.name, exact=True).click()
        window.get_by_text("The charity register says: Removed. It said before: Registered.").wait_for()
        axe(window)
        overflow = window.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0
    page.get_by_role("button", name="Noted: take it off the worklist").click()
    page.get_by_role("heading", name="Nothing of this kind waits").wait_for()
    axe(page)
    alert.refresh_from_db()
    assert alert.noted_on == timezone.localdate()


def test_a_sponsor_comes_to_the_evidence_and_finds_it_in_the_menu(page, phone, sign_in, axe, prison):
    sponsor = user_with_role("sponsor", prison)
    for window in (page, phone):
        sign_in(window, sponsor)
        window.goto("/coordinator/")
        window.get_by_role("heading", name="Evidence", exact=True).wait_for()
        window.get_by_text("Nobody since").wait_for()
        axe(window)
    page.goto("/")
    page.get_by_role("link", name="Evidence", exact=True).click()
    page.get_by_role("heading", name="Inspection packs").wait_for()


def test_somebody_to_come_is_corrected_and_taken_back(page_without_javascript, sign_in, prison, coordinator):
    page, day = page_without_javascript, timezone.localdate() + datetime.timedelta(days=9)
    Appointment.objects.create(prison=prison, post="deputy", name="Alex Nwe", starts_on=day)
    sign_in(page, coordinator)
    page.goto("/coordinator/AAA/people/")
    page.get_by_role("link", name=called("Correct name or extension", "Alex Nwe")).click()
    page.get_by_label("Name", exact=True).fill("Alex New")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("That is corrected.").wait_for()
    page.get_by_role("button", name=called("Take it back", "Alex New")).click()
    page.get_by_text("The appointment is taken back.").wait_for()
    assert not Appointment.objects.exists()
