"""In a browser: invited to one's own page, the same clearance at a further prison, and knowing of a called-off day."""

import datetime
import re

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.factories import volunteers as make
from tests.factories.accounts import user_with_role
from tests.factories.directory import PrisonFactory
from tests.integration.volunteers.screens import url
from volunteers import models as m

pytestmark = pytest.mark.django_db(transaction=True)
DAY = datetime.timedelta(days=1)
PASSWORD = "a long walk by the river Exe"


@pytest.fixture
def role(prison, organisation):
    return make.position(prison, organisation, title="Visits host")


@pytest.fixture
def volunteer(prison, organisation, role):
    return make.ready(prison, organisation, position=role, first_name="Nia", last_name="Owen", email="nia@example.org")


def unlooked(page: Page) -> None:
    """Look at nothing: axe itself needs JavaScript."""


def test_a_volunteer_is_invited_and_reaches_the_own_page(page, organisation, volunteer, sign_in, axe):
    from_invitation_to_own_page(page, organisation, volunteer, sign_in, axe)


def test_the_invitation_needs_no_scripts(page_without_scripts, organisation, volunteer, sign_in):
    from_invitation_to_own_page(page_without_scripts, organisation, volunteer, sign_in, unlooked)


def from_invitation_to_own_page(page: Page, organisation, volunteer, sign_in, axe) -> None:
    """Let the lead invite, then do what the volunteer does with the e-mail."""
    sign_in(page, user_with_role("lead", organisation))
    page.goto(url("person", pk=volunteer.pk))
    expect(page.get_by_text("Not invited yet")).to_be_visible()
    page.get_by_role("link", name="Invite them to their own page").click()
    axe(page)
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("The invitation is on its way.")).to_be_visible()
    expect(page.get_by_text("Invited on")).to_be_visible()
    axe(page)
    page.context.clear_cookies()
    [message] = [sent for sent in mail.outbox if sent.to == ["nia@example.org"]]
    page.goto(re.search(r"https?://[^/]+(/accounts/join/\S+)", message.body)[1])
    axe(page)
    page.get_by_label("Your name").fill("Nia Owen")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button", name="Take up the invitation").click()
    page.goto(url("mine"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your page")
    expect(page.get_by_text(volunteer.reference)).to_be_visible()
    expect(page.get_by_text("May enter")).to_be_visible()
    axe(page)
    volunteer.refresh_from_db()
    assert volunteer.user.email == "nia@example.org"


def test_one_clearance_serves_a_further_prison_when_the_person_agrees(
    page, prison, organisation, volunteer, sign_in, axe
):
    further = PrisonFactory(code="TSG", name="Farfield (HMP)")
    other_security = user_with_role("security", further, name="Far Governor")
    sign_in(page, other_security)
    assert page.request.get(url("person", pk=volunteer.pk)).status == 404
    sign_in(page, user_with_role("lead", organisation))
    page.goto(url("person", pk=volunteer.pk))
    page.get_by_role("button", name="Ask another prison").click()
    axe(page)
    page.get_by_role("link", name="Farfield (HMP)").click()
    page.get_by_role("button", name="Ask the prison").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    axe(page)
    assert not m.Approval.objects.filter(prison=further).exists()
    for part in ("day", "month", "year"):
        page.locator(f"#id_agreed_on_{part}").fill(str(getattr(timezone.localdate(), part)))
    page.get_by_role("button", name="Ask the prison").click()
    expect(page.get_by_text("Its security has been told.")).to_be_visible()
    axe(page)
    sign_in(page, other_security)
    page.goto(url("approvals", code="TSG"))
    page.get_by_role("link", name="Decide about Nia Owen").click()
    axe(page)
    page.get_by_label("Approved", exact=True).check()
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_text("The decision is recorded.")).to_be_visible()
    page.goto(url("person", pk=volunteer.pk))
    expect(page.get_by_role("heading", name="Farfield (HMP)")).to_be_visible()
    expect(page.get_by_role("heading", name="Testfield (HMP)")).to_have_count(0)
    axe(page)
    assert volunteer.clearances.get() == m.Approval.objects.get(prison=further).clearance


def test_a_called_off_day_reaches_the_volunteer_who_says_that_they_know(
    page, prison, organisation, volunteer, sign_in, axe
):
    calls_off_and_knows(page, prison, organisation, volunteer, sign_in, axe)


def test_saying_so_needs_no_scripts(page_without_scripts, prison, organisation, volunteer, sign_in):
    calls_off_and_knows(page_without_scripts, prison, organisation, volunteer, sign_in, unlooked)


def calls_off_and_knows(page: Page, prison, organisation, volunteer, sign_in, axe) -> None:
    """Let the coordinator write a notice, and the volunteer say that they know of it."""
    user = user_with_role("volunteer", email="nia@example.org")
    m.Entrant.objects.filter(pk=volunteer.pk).update(user=user)
    tomorrow = timezone.localdate() + DAY
    make.session(prison, organisation, people=[volunteer], on=tomorrow)
    sign_in(page, user_with_role("coordinator", prison))
    page.goto(url("notice", code="TSF"))
    axe(page)
    page.get_by_label("No escorts").check()
    for part in ("day", "month", "year"):
        page.locator(f"#id_on_{part}").fill(str(getattr(tomorrow, part)))
    page.get_by_role("button", name="Call off and tell everybody").click()
    expect(page.get_by_text("Sessions called off: 1. People told: 1.")).to_be_visible()
    assert "nia@example.org" in [address for sent in mail.outbox for address in sent.to]
    sign_in(page, user)
    page.goto(url("mine"))
    expect(page.get_by_text("Called off", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="I cannot come")).to_have_count(0)
    axe(page)
    page.get_by_role("button", name="I know").click()
    expect(page.get_by_text("Nobody has to ring you about it.")).to_be_visible()
    expect(page.get_by_role("button", name="I know")).to_have_count(0)
    axe(page)
    assert volunteer.attendances.get().known_at is not None
