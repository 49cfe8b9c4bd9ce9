"""In a browser: from an invitation to the first sign-in with a printed code, asking and being approved, leaving."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import RoleAssignment, User
from accounts.roles import STAFF
from accounts.second_factor import lacks_second_factor
from directory.actions.prisons import open_prison
from tests.factories.accounts import codes_of, user_with_role
from tests.factories.directory import PrisonFactory, page_tree, service
from tests.factories.referrals import referral
from tests.functional.keyboard import has_focus, press, tab_to
from tests.functional.signing_in import give_password

PASSWORD = "candle tractor willow"


@pytest.fixture
def prison(transactional_db):
    page_tree()
    made = PrisonFactory(name="Larkmoor (HMP)")
    open_prison(prison=made, by=None)
    return made


@pytest.fixture
def coordinator(prison):
    return user_with_role("coordinator", prison, name="Cora Coordinator", email="cora@prison.example")


def people(prison):
    return reverse("accounts:people", kwargs={"kind": "prison", "key": prison.code})


def link_in_last_mail():
    return re.search(r"https?://[^/]+(/accounts/join/\S+)", mail.outbox[-1].body)[1]


def unlooked(page):
    """Look at nothing: axe itself needs JavaScript."""


def stopped_at(page, field):
    """Say that the summary of errors has the focus and that its first link, by keyboard, leads to the field."""
    page.locator(".govuk-error-summary").wait_for()
    assert has_focus(page, ".govuk-error-summary")
    press(page, selector=".govuk-error-summary a")
    assert has_focus(page, f'[name="{field}"]')
    return True


def take_up(page, axe=unlooked):
    """Follow the invitation, choose a name and a password, and make the sheet of codes."""
    page.goto(link_in_last_mail())
    page.get_by_role("heading", name="You are invited").wait_for()
    axe(page)
    page.get_by_label("Your name").fill("Rosa Newcomer")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button", name="Take up the invitation").click()
    page.get_by_role("heading", name="Set up your second step").wait_for()
    axe(page)
    page.get_by_role("button", name="Make my codes").click()
    page.get_by_role("heading", name="Your codes").wait_for()
    axe(page)


def sign_in_with_code(page, email):
    """Sign in as on every later day: the password, then the next code of the sheet."""
    user = User.objects.get(email=email)
    page.goto(reverse("account_login"))
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Code").fill(codes_of(user)[0])
    page.locator("main button[type=submit]").first.click()
    page.get_by_role("button", name="Ask for a code every time").click()
    page.get_by_role("button", name="Sign out").wait_for()
    return user


@pytest.mark.django_db(transaction=True)
def test_from_the_invitation_to_the_first_sign_in_with_a_printed_code(page, axe, sign_in, prison, coordinator):
    sign_in(page, coordinator)
    page.goto(people(prison))
    axe(page)
    press(page, words="Invite somebody")
    page.get_by_label("Their e-mail address").wait_for()
    axe(page)
    press(page, words="Send the invitation")
    assert stopped_at(page, "email")
    axe(page)
    page.keyboard.type("new@prison.example")
    tab_to(page, selector="[name=role]")
    page.keyboard.press("Space")
    while not page.get_by_label("Prison staff").is_checked():
        page.keyboard.press("ArrowDown")
    press(page, words="Send the invitation")
    page.get_by_text("The invitation is on its way.").wait_for()
    page.get_by_role("rowheader", name="new@prison.example").wait_for()
    axe(page)

    page.context.clear_cookies()
    take_up(page, axe)
    page.get_by_role("link", name="front page").click()
    page.get_by_role("button", name="Sign out").click()
    user = sign_in_with_code(page, "new@prison.example")
    assert user.role_assignments.get().role == "staff"
    assert len(codes_of(user)) == 39, "the code is used up"


def ask_for_access(page, look):
    """Ask as Rosa, who has no account."""
    page.goto(reverse("account_login"))
    page.get_by_role("link", name="Ask for access").click()
    page.get_by_label("For a prison").check()
    page.get_by_label("Prison", exact=True).select_option("Larkmoor (HMP)")
    look(page)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Safer Custody").check()
    page.get_by_label("Your name").fill("Rosa Newcomer")
    page.get_by_label("Your work e-mail address").fill("new@prison.example")
    page.get_by_label("Why do you need it?").fill("Safer Custody team since Monday")
    look(page)
    page.get_by_role("button", name="Send the request").click()
    page.get_by_role("heading", name="Your request is sent").wait_for()
    look(page)


@pytest.mark.django_db(transaction=True)
def test_a_request_is_approved_without_javascript(page_without_javascript, sign_in, prison, coordinator):
    page = page_without_javascript
    ask_for_access(page, unlooked)
    sign_in(page, coordinator)
    page.goto(people(prison))
    page.get_by_role("link", name="Rosa Newcomer").click()
    page.get_by_label("Give this access").check()
    page.get_by_role("button", name="Save the decision").click()
    page.get_by_text("The decision is saved").wait_for()

    page.context.clear_cookies()
    take_up(page)
    assert User.objects.get(email="new@prison.example").role_assignments.get().role == "safer-custody"


@pytest.mark.django_db(transaction=True)
def test_a_request_is_approved_by_keyboard_alone(page, axe, sign_in, prison, coordinator):
    ask_for_access(page, axe)
    sign_in(page, coordinator)
    page.goto(people(prison))
    axe(page)
    press(page, words="Rosa Newcomer")
    page.get_by_label("Give this access").wait_for()
    axe(page)
    press(page, words="Save the decision")
    assert stopped_at(page, "decision")
    axe(page)
    page.keyboard.press("Space")
    assert page.get_by_label("Give this access").is_checked()
    press(page, words="Save the decision")
    page.get_by_text("The decision is saved").wait_for()
    axe(page)

    page.context.clear_cookies()
    take_up(page, axe)
    assert User.objects.get(email="new@prison.example").role_assignments.get().role == "safer-custody"


@pytest.mark.django_db(transaction=True)
def test_somebody_leaves_in_one_step_and_a_colleague_has_their_work(page, axe, sign_in, prison, coordinator):
    leaver = user_with_role("staff", prison, name="Lee Leaver")
    colleague = user_with_role("staff", prison, name="Amy Colleague")
    open_referral = referral(service(prison), referrer=leaver, status="sent")
    sign_in(page, coordinator)
    page.goto(people(prison))
    press(page, selector=f'a[href$="{leaver.pk}/"]')
    page.get_by_role("heading", name="Lee Leaver").wait_for()
    axe(page)
    press(page, words="This person has left")
    page.get_by_role("heading", name="Has Lee Leaver left?").wait_for()
    axe(page)
    press(page, words="End their access now")
    assert stopped_at(page, "referrals.made")
    axe(page)
    page.keyboard.type("Amy")
    press(page, words="End their access now")
    page.get_by_text("Lee Leaver has no access here any more.").wait_for()
    axe(page)
    assert page.get_by_role("link", name="Lee Leaver").count() == 0
    open_referral.refresh_from_db()
    assert open_referral.referrer == colleague
    assert not RoleAssignment.objects.not_ended().filter(user=leaver).exists()


def let_rosa_set_up_again(page, prison, look):
    """From the list of people to her page, and on to the screen that asks why."""
    page.goto(people(prison))
    page.get_by_role("link", name="Rosa Newcomer").click()
    page.get_by_role("button", name="Let them set up their second step again").click()
    page.get_by_role("heading", name="Let Rosa Newcomer set up").wait_for()
    look(page)


@pytest.mark.django_db(transaction=True)
def test_lost_codes_are_made_again_once_the_coordinator_lets_her(page, axe, sign_in, prison, coordinator):
    rosa = user_with_role("staff", prison, name="Rosa Newcomer", password=PASSWORD)
    lost = codes_of(rosa)
    sign_in(page, coordinator)
    let_rosa_set_up_again(page, prison, axe)
    press(page, words="Let them set it up again")
    assert stopped_at(page, "reason")
    axe(page)
    page.keyboard.press("Space")
    press(page, selector="[name=is_known]", key="Space")
    press(page, words="Let them set it up again")
    page.get_by_text("Rosa Newcomer is signed out.").wait_for()
    axe(page)

    page.context.clear_cookies()
    give_password(page, rosa, password=PASSWORD)
    page.get_by_role("heading", name="Set up your second step").wait_for()
    page.goto(reverse("referrals:mine"))
    page.get_by_role("heading", name="Set up your second step").wait_for()
    page.get_by_role("button", name="Make my codes").click()
    page.get_by_role("heading", name="Your codes").wait_for()
    assert not set(codes_of(rosa)) & set(lost)


@pytest.mark.django_db(transaction=True)
def test_the_coordinator_lets_her_without_javascript(page_without_javascript, sign_in, prison, coordinator):
    page = page_without_javascript
    rosa = user_with_role("staff", prison, name="Rosa Newcomer")
    sign_in(page, coordinator)
    let_rosa_set_up_again(page, prison, unlooked)
    page.get_by_label("They have lost it, or have used it up").check()
    page.get_by_label("I have seen them").check()
    page.get_by_role("button", name="Let them set it up again").click()
    page.get_by_text("Rosa Newcomer is signed out.").wait_for()
    assert lacks_second_factor(rosa)


@pytest.mark.django_db(transaction=True)
def test_switching_between_two_prisons_with_one_control(page, axe, sign_in, prison, coordinator):
    from accounts.actions import grant_role

    second = PrisonFactory(name="Fernhollow (HMP)")
    open_prison(prison=second, by=None)
    grant_role(user=coordinator, role=STAFF, scope=second, by=None)
    sign_in(page, coordinator)
    page.goto(reverse("core:privacy"))
    axe(page)
    page.get_by_label("Where you are working").select_option("Larkmoor (HMP)")
    page.get_by_role("button", name="Switch").click()
    page.get_by_role("link", name="More", exact=True).click()
    page.get_by_role("main").get_by_role("link", name="ACCT insert").click()
    page.wait_for_url(f"**{reverse('directory:insert', kwargs={'code': prison.code})}")


@pytest.mark.django_db(transaction=True)
def test_an_emergency_view_is_announced_on_every_page(page, axe, sign_in, prison):
    sign_in(page, user_with_role("administrator"))
    page.goto(reverse("accounts:emergency_open"))
    axe(page)
    page.get_by_label("Prison", exact=True).select_option("Larkmoor (HMP)")
    page.get_by_label("Why must you see").fill("A complaint.")
    page.get_by_role("button", name="Open the emergency view").click()
    page.goto(reverse("core:privacy"))
    page.get_by_text("60 more minutes").wait_for()
    axe(page)
    page.get_by_role("button", name="End it now").click()
    page.get_by_text("The emergency view has ended.").wait_for()
    assert page.get_by_text("more minutes").count() == 0
