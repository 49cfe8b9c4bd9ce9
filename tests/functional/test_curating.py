"""A coordinator edits, an organisation proposes and the coordinator approves, in a real browser.

The `page` fixture fails a test on any script or style that the content security policy blocks, the editor's too.
"""

import datetime

import pytest
from django.urls import reverse

from directory.actions.prisons import open_prison
from directory.actions.proposals import propose_change
from directory.models import ListingProposal, ServicePage, WordToAvoid
from tests.factories.accounts import user_with_role
from tests.factories.directory import NeedFactory, OrganisationFactory, PrisonFactory, service
from tests.functional.keyboard import tab_to


@pytest.fixture
def prison():
    prison = PrisonFactory(name="Testfield (HMP)")
    open_prison(prison=prison, by=None)
    return prison


@pytest.fixture
def listing(prison):
    return service(
        prison,
        organisation=OrganisationFactory(name="Harbour Listening"),
        title="Grief group",
        summary="A quiet group.",
        needs=[NeedFactory(slug="grief", label="Grief", parent=NeedFactory(slug="loss", label="Loss"))],
        sessions=[{"weekday": 0, "starts": datetime.time(9), "ends": datetime.time(10), "place": "Chapel"}],
    )


@pytest.fixture
def coordinator(prison):
    return user_with_role("coordinator", prison)


@pytest.fixture
def worker(listing):
    return user_with_role("worker", listing.organisation)


def live(listing):
    return ServicePage.objects.get(pk=listing.pk)


def test_coordinator_edits_a_listing_adds_a_session_and_publishes(page, sign_in, axe, coordinator, prison, listing):
    WordToAvoid.objects.create(words="offender", better="person in prison")
    sign_in(page, coordinator)
    page.goto(reverse("wagtailadmin_home"))
    page.get_by_role("heading", name="Changes awaiting approval: 0").wait_for()
    axe(page)
    page.goto(reverse("wagtailadmin_explore", args=[prison.page.pk]))
    axe(page)
    page.get_by_role("link", name="Grief group", exact=True).first.click()
    page.locator("#id_summary").fill("A quiet group for offenders.")
    axe(page)
    page.get_by_role("tab", name="When and where").click()
    page.get_by_role("button", name="Add session").click()
    page.locator("#id_sessions-1-weekday").select_option(label="Wednesday")
    page.locator("#id_sessions-1-starts").fill("14:00")
    page.locator("#id_sessions-1-ends").fill("15:30")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_text("Some words could be kinder").first.wait_for()
    assert live(listing).summary == "A quiet group for offenders."
    assert [str(session) for session in live(listing).sessions.all()] == ["Mon 09:00-10:00 Chapel", "Wed 14:00-15:30"]


def test_the_editors_date_pickers_start_without_inline_scripts(page, sign_in, coordinator, prison, listing):
    live(listing).save_revision(log_action=True)
    sign_in(page, coordinator)
    page.goto(reverse("wagtailadmin_reports:site_history"))
    picker = page.locator("[data-controller='alongside-picker']").first
    field = picker.get_attribute("data-alongside-picker-input-value")
    page.evaluate("id => jQuery('#' + id).datetimepicker('show')", field)
    page.locator(".xdsoft_datetimepicker:visible").first.wait_for()


def test_organisation_proposes_and_coordinator_approves(page, sign_in, axe, worker, coordinator, prison, listing):
    sign_in(page, worker)
    page.goto(reverse("directory:my_listings"))
    axe(page)
    page.get_by_role("link", name="Propose a change to Grief group").click()
    axe(page)
    page.get_by_label("Summary", exact=True).fill("A quiet group after a death.")
    page.get_by_role("button", name="Send to the prison").click()
    page.get_by_text("Your changes wait for the prison.").wait_for()
    assert live(listing).summary == "A quiet group."

    sign_in(page, coordinator)
    page.goto(reverse("wagtailadmin_home"))
    page.get_by_role("heading", name="Changes awaiting approval: 1").wait_for()
    page.goto(reverse("directory:proposals"))
    axe(page)
    page.get_by_role("link", name="Grief group, Harbour Listening").click()
    axe(page)
    page.get_by_text("A quiet group after a death.").wait_for()
    page.get_by_label("Approve: make the change live").check()
    page.get_by_role("button", name="Save the decision").click()
    page.get_by_text("The change is live").wait_for()
    assert live(listing).summary == "A quiet group after a death."

    sign_in(page, worker)
    page.goto(reverse("directory:my_listings"))
    page.get_by_role("link", name="Your change: approved").click()
    page.get_by_text("Approved", exact=True).wait_for()


def test_proposed_and_approved_by_keyboard_alone(page, sign_in, worker, coordinator, listing):
    sign_in(page, worker)
    page.goto(reverse("directory:my_listings"))
    tab_to(page, words="Propose a change")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Send to the prison").wait_for()
    tab_to(page, selector="[name=summary]")
    page.keyboard.press("Control+A")
    page.keyboard.type("A quiet group after a death.")
    tab_to(page, words="Send to the prison")
    page.keyboard.press("Enter")
    page.get_by_text("Your changes wait for the prison.").wait_for()

    sign_in(page, coordinator)
    page.goto(reverse("directory:proposals"))
    tab_to(page, words="Grief group, Harbour Listening")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Save the decision").wait_for()
    tab_to(page, selector="[name=decision]")
    page.keyboard.press("Space")
    tab_to(page, words="Save the decision")
    page.keyboard.press("Enter")
    page.get_by_text("The change is live").wait_for()
    assert live(listing).summary == "A quiet group after a death."


def test_a_listing_is_edited_and_published_by_keyboard_alone(page, sign_in, coordinator, listing):
    sign_in(page, coordinator)
    page.goto(reverse("wagtailadmin_pages:edit", args=[listing.pk]))
    tab_to(page, selector="#id_summary", at_most=200)
    page.keyboard.press("Control+A")
    page.keyboard.type("A quiet group after a death.")
    tab_to(page, words="More actions", at_most=400)
    page.keyboard.press("Enter")
    tab_to(page, words="Publish")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('wagtailadmin_explore', args=[listing.prison.page.pk])}")
    assert live(listing).summary == "A quiet group after a death."


def test_turned_down_without_javascript_and_the_reason_is_read(
    page_without_javascript, sign_in, worker, coordinator, listing
):
    page = page_without_javascript
    sign_in(page, worker)
    page.goto(reverse("directory:change_times", args=[listing.translation_key]))
    page.get_by_role("button", name="Add another session").click()
    page.get_by_label("Day").nth(2).select_option(label="Friday")
    page.get_by_label("Starts").nth(2).fill("10:00")
    page.get_by_label("Ends").nth(2).fill("11:00")
    page.get_by_role("button", name="Save: live at once").click()
    page.get_by_text("Your changes are live.").wait_for()
    assert live(listing).sessions.count() == 2

    page.goto(reverse("directory:my_listings"))
    page.get_by_role("link", name="Propose a change to Grief group").click()
    page.get_by_label("Summary", exact=True).fill("Shorter.")
    page.get_by_role("button", name="Send to the prison").click()
    page.get_by_text("Your changes wait for the prison.").wait_for()
    proposal = ListingProposal.objects.latest("pk")
    sign_in(page, coordinator)
    page.goto(reverse("directory:proposal", args=[proposal.pk]))
    page.get_by_label("Turn it down, with a reason").check()
    page.get_by_role("textbox", name="Reason").fill("Say who may come.")
    page.get_by_role("button", name="Save the decision").click()
    page.get_by_text("The change is turned down").wait_for()
    proposal.refresh_from_db()
    assert proposal.state == "declined"

    sign_in(page, worker)
    page.goto(reverse("directory:proposal", args=[proposal.pk]))
    page.get_by_text("Say who may come.").wait_for()


def test_approved_without_javascript(page_without_javascript, sign_in, worker, coordinator, listing):
    page = page_without_javascript
    proposal = propose_change(page=listing, changes={"summary": "A group after a death."}, by=worker).proposal
    sign_in(page, coordinator)
    page.goto(reverse("directory:proposal", args=[proposal.pk]))
    page.get_by_label("Approve: make the change live").check()
    page.get_by_role("button", name="Save the decision").click()
    page.get_by_text("The change is live").wait_for()
    assert live(listing).summary == "A group after a death."


def test_wagtails_own_decision_and_comparison_work(page, sign_in, worker, coordinator, listing):
    proposal = propose_change(page=listing, changes={"summary": "A group after a death."}, by=worker).proposal
    sign_in(page, coordinator)
    page.goto(reverse("directory:proposal", args=[proposal.pk]))
    page.get_by_role("link", name="Compare word by word in the editor").click()
    page.locator(".comparison").first.wait_for()
    page.goto(reverse("wagtailadmin_pages:edit", args=[listing.pk]))
    page.get_by_text("The organisation proposes a change").wait_for()
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Approve and make live").click()
    page.wait_for_url(f"**{reverse('wagtailadmin_explore', args=[listing.prison.page.pk])}")
    assert live(listing).summary == "A group after a death."


def test_screens_for_starting_a_listing_are_accessible_at_both_widths(
    page, phone, sign_in, axe, coordinator, prison, listing
):
    for window in (page, phone):
        sign_in(window, coordinator)
        for name in ("directory:adopt", "directory:copy_listing", "directory:new_organisation"):
            window.goto(reverse(name, args=[prison.code]))
            axe(window)
