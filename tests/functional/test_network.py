"""Working together, in a real browser: by keyboard and mouse, axe on every page."""

from datetime import time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from coordinator.models import BroadcastRecipient, ForumMeeting, Involvement, MeetingInvitation
from coordinator.reach import make_token
from tests.factories.accounts import user_with_role
from tests.factories.directory import NeedFactory, OrganisationFactory, PrisonFactory, service
from tests.functional.keyboard import tab_to

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def prison():
    return PrisonFactory(code="AAA", name="Testfield (HMP)")


@pytest.fixture
def coordinator(prison):
    return user_with_role("coordinator", prison)


def test_what_people_said_is_written_down_by_keyboard_alone_and_told_back(page, sign_in, axe, coordinator):
    sign_in(page, coordinator)
    page.goto("/coordinator/AAA/working-together/")
    axe(page)
    tab_to(page, words="Involvement log")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Nothing is written down yet").wait_for()
    axe(page)
    tab_to(page, words="Write something down")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Write down what people were asked").wait_for()
    axe(page)
    for field, words in (("asked", "Which days suit you?"), ("said_by", "Wing representatives"), ("said", "Tuesdays")):
        tab_to(page, selector=f"#id_{field}")
        page.keyboard.type(words)
    tab_to(page, words="Save")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Choose how they were asked")).to_be_visible()
    axe(page)
    assert page.locator("#id_said").input_value() == "Tuesdays"
    page.get_by_label("A survey").check()
    page.get_by_label("What changed?").fill("The group moved to Tuesday")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="1 waits to be told back")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="the last 3 months").click()
    expect(page.get_by_role("heading", name="You said, we did")).to_be_visible()
    axe(page)
    page.goto("/coordinator/AAA/worklist/")
    page.get_by_role("button", name="They were told today").click()
    expect(page.get_by_text("It is noted that they were told today.")).to_be_visible()
    assert Involvement.objects.get().told_back_on is not None


def fill_date(page, name, day):
    for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.locator(f"#id_{name}_{part}").fill(str(value))


def test_a_forum_is_planned_answered_and_written_up(page, sign_in, axe, prison, coordinator):
    service(prison, organisation=OrganisationFactory(name="Quiet Hands"))
    sign_in(page, coordinator)
    page.goto("/coordinator/AAA/forum/")
    axe(page)
    page.get_by_role("button", name="Plan a meeting").click()
    fill_date(page, "on", timezone.localdate())
    page.get_by_label("From", exact=True).fill("10:00")
    page.get_by_label("To", exact=True).fill("11:30")
    page.get_by_label("Place").fill("Chapel")
    axe(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Invited: 0")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Send the invitations").click()
    expect(page.get_by_text("Organisations invited: 1.")).to_be_visible()
    page.goto(f"/coordinator/invitation/{make_token('invitation', MeetingInvitation.objects.get().pk)}/")
    axe(page)
    page.get_by_label("Yes").check()
    page.get_by_label("How many people?").fill("2")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("Thank you: the prison knows now.")).to_be_visible()
    axe(page)
    page.goto(f"/coordinator/AAA/forum/{ForumMeeting.objects.get().pk}/")
    expect(page.get_by_text("Coming (2)")).to_be_visible()
    page.get_by_label("How many came from Quiet Hands?").fill("1")
    page.get_by_label("Minutes").fill("Rooms were agreed.")
    page.get_by_role("button", name="Save minutes and attendance").click()
    expect(page.get_by_text("Minutes and attendance are saved.")).to_be_visible()
    page.get_by_role("button", name="Add an action").click()
    page.get_by_label("What is to be done?").fill("Find a room")
    fill_date(page, "due_on", timezone.localdate() + timedelta(days=3))
    axe(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Say whose it is")).to_be_visible()
    page.get_by_label("Which organisation does it?").select_option(label="Quiet Hands")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Find a room")).to_be_visible()
    axe(page)
    page.goto("/coordinator/AAA/recommendations/")
    axe(page)
    page.get_by_role("button", name="Write a recommendation down").click()
    axe(page)


def test_a_grant_is_written_down_and_a_mistake_keeps_what_was_typed(page, sign_in, axe, prison, coordinator):
    service(prison, organisation=OrganisationFactory(name="Quiet Hands"), title="Grief group")
    sign_in(page, coordinator)
    page.goto("/coordinator/AAA/funding/")
    axe(page)
    page.get_by_role("button", name="Add a grant or contract").click()
    axe(page)
    page.get_by_label("Grant", exact=True).check()
    page.get_by_label("Who pays?").fill("A Foundation")
    page.get_by_label("Which organisation is paid?").select_option(label="Quiet Hands")
    page.get_by_label("Title").fill("Grief groups")
    page.get_by_label("What does it buy?").fill("Two groups a week")
    page.get_by_label("Grief group", exact=True).check()
    page.get_by_label("Amount for the whole time").fill("lots")
    for name in ("awarded_on", "starts_on", "ends_on"):
        fill_date(page, name, timezone.localdate())
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Enter the amount in figures, such as 24000")).to_be_visible()
    axe(page)
    page.get_by_label("Amount for the whole time").fill("24000")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("cell", name="GBP 24,000.00").first).to_be_visible()
    expect(page.get_by_text("Ends soon")).to_be_visible()
    axe(page)


def test_a_regime_notice_is_looked_at_and_sent_once(page, sign_in, axe, prison, coordinator):
    today = timezone.localdate()
    hours = {"weekday": today.weekday(), "starts": time(10), "ends": time(11)}
    service(prison, organisation=OrganisationFactory(name="Quiet Hands"), sessions=[hours])
    service(prison, organisation=OrganisationFactory(name="Not Today"))
    sign_in(page, coordinator)
    page.goto("/coordinator/AAA/messages/")
    axe(page)
    page.get_by_role("button", name="Give a notice about the regime").click()
    axe(page)
    page.get_by_label("Lockdown").check()
    page.get_by_label("What is it about?").fill("Lockdown today")
    page.get_by_label("Message").fill("Mr Watkins says: stay away.")
    page.get_by_role("button", name="See who gets it").click()
    expect(page.get_by_role("link", name="looks like somebody")).to_be_visible()
    axe(page)
    page.get_by_label("Message").fill("Please do not travel.")
    page.get_by_role("button", name="See who gets it").click()
    expect(page.get_by_role("heading", name="1 organisation would get it")).to_be_visible()
    expect(page.get_by_text("Not Today")).to_have_count(0)
    axe(page)
    tab_to(page, words="Send it now")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Sent to organisations: 1.")).to_be_visible()
    axe(page)
    page.goto(f"/coordinator/message/{make_token('broadcast', BroadcastRecipient.objects.get().pk)}/")
    expect(page.get_by_text("Please do not travel.")).to_be_visible()
    axe(page)


def test_a_session_for_staff_is_written_down_and_the_papers_are_there(page, sign_in, axe, prison, coordinator):
    need = NeedFactory(slug="grief", label="Grief", parent=NeedFactory(slug="loss", label="Loss"))
    service(prison, title="Grief group", needs=[need], summary="A quiet group after a loss.")
    sign_in(page, coordinator)
    page.goto("/coordinator/AAA/briefings/")
    axe(page)
    page.get_by_role("button", name="Write a session down").click()
    page.get_by_label("On which wing, or for whom?").fill("B wing")
    page.get_by_label("What was it about?").fill("The insert")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Enter how many staff were there")).to_be_visible()
    axe(page)
    page.get_by_label("How many members of staff were there?").fill("7")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("1 session, 7 members of staff")).to_be_visible()
    axe(page)
    for name, heading in (("poster", "Who can help here"), ("wing-sheet", "What each service does and how to ask")):
        page.goto(f"/coordinator/AAA/briefings/papers/{name}/")
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        expect(page.get_by_text("A quiet group after a loss.")).to_be_visible()
        axe(page)
