"""In a browser: the warning before a session ends, staying signed in, and text that outlives the session."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation
from directory.actions.prisons import open_prison
from tests.factories.accounts import codes_of, user_with_role
from tests.factories.directory import PrisonFactory, page_tree, service
from tests.functional.signing_in import answer_password, give_next_code, give_password

MINUTE = 60_000  # milliseconds of the browser's clock


@pytest.fixture
def coordinator(transactional_db):
    page_tree()
    prison = PrisonFactory(name="Larkmoor (HMP)")
    open_prison(prison=prison, by=None)
    return user_with_role("coordinator", prison, name="Cora Coordinator")


@pytest.fixture
def writing(page, coordinator):
    """Sign in with a code, open a form under a clock that the test moves, and type into it."""
    give_password(page, coordinator)
    give_next_code(page, coordinator)
    prison = coordinator.role_assignments.get().scope
    page.clock.install()
    page.goto(reverse("accounts:invite", kwargs={"kind": "prison", "key": prison.code}))
    page.get_by_label("Their e-mail address").fill("new.colleague@prison.example")
    page.get_by_label("Prison staff").check()
    return page


def pass_time(page, minutes):
    """Let time pass in the browser, and on the server as much: its sessions end that much sooner."""
    for row in Session.objects.all():
        Session.objects.filter(pk=row.pk).update(expire_date=row.expire_date - timedelta(minutes=minutes))
    page.clock.fast_forward(int(minutes * MINUTE))


def seconds_left():
    return (Session.objects.latest("expire_date").expire_date - timezone.now()).total_seconds()


@pytest.mark.django_db(transaction=True)
def test_a_warning_comes_before_twenty_minutes_are_over_and_one_stays_signed_in(writing, axe):
    page, dialog = writing, writing.get_by_role("dialog", name="Are you still there?")
    pass_time(page, 17)
    assert not dialog.is_visible()
    pass_time(page, 1.05)
    dialog.wait_for()
    assert 0 < seconds_left() <= 120, "there are two minutes left to answer"
    axe(page)
    stay = page.get_by_role("button", name="Stay signed in")
    assert page.evaluate("document.querySelector('dialog').contains(document.activeElement)")
    stay.click()
    dialog.wait_for(state="hidden")
    assert seconds_left() > 19 * 60
    assert page.get_by_label("Their e-mail address").input_value() == "new.colleague@prison.example"
    page.get_by_role("button", name="Send the invitation").click()
    page.get_by_text("The invitation is on its way.").wait_for()


@pytest.mark.django_db(transaction=True)
def test_the_warning_asks_without_prolonging_and_comes_again(writing):
    page, dialog = writing, writing.get_by_role("dialog", name="Are you still there?")
    pass_time(page, 18.05)
    dialog.wait_for()
    page.keyboard.press("Escape")
    pass_time(page, 2.1)
    page.get_by_role("heading", name="You have been signed out").wait_for()
    assert seconds_left() < 0


@pytest.mark.django_db(transaction=True)
def test_somebody_who_types_is_there_and_is_not_asked(writing):
    page = writing
    pass_time(page, 15)
    page.get_by_label("Their e-mail address").fill("another@prison.example")
    pass_time(page, 3.05)
    for _ in range(50):
        if seconds_left() > 19 * 60:
            break
        page.wait_for_timeout(100)
    assert seconds_left() > 19 * 60
    assert not page.get_by_role("dialog", name="Are you still there?").is_visible()


@pytest.mark.django_db(transaction=True)
def test_what_was_typed_outlives_the_session(writing, axe, coordinator):
    page = writing
    pass_time(page, 21)
    heading = page.get_by_role("heading", name="You have been signed out")
    heading.wait_for()
    assert heading.evaluate("title => title === document.activeElement")
    page.keyboard.press("Escape")
    assert heading.is_visible(), "the page behind stays covered"
    axe(page)
    page.get_by_role("button", name="Sign in again").click()
    page.wait_for_url(re.compile(re.escape(reverse("account_login"))))
    assert "new.colleague" not in page.url
    answer_password(page, coordinator)
    page.get_by_label("Code").wait_for()
    assert not Invitation.objects.exists(), "nothing was sent in the meantime"
    give_next_code(page, coordinator)
    box = page.get_by_label("Their e-mail address")
    box.wait_for()
    assert box.input_value() == "new.colleague@prison.example"
    assert page.get_by_label("Prison staff").is_checked()
    axe(page)


@pytest.mark.django_db(transaction=True)
def test_somebody_else_who_signs_in_does_not_see_what_was_typed(writing, coordinator):
    page = writing
    other = user_with_role("deputy", coordinator.role_assignments.get().scope)
    pass_time(page, 21)
    page.get_by_role("button", name="Sign in again").click()
    answer_password(page, other)
    give_next_code(page, other)
    page.goto(
        reverse("accounts:invite", kwargs={"kind": "prison", "key": coordinator.role_assignments.get().scope_key})
    )
    assert page.get_by_label("Their e-mail address").input_value() == ""


@pytest.mark.django_db(transaction=True)
def test_the_page_of_one_is_not_uncovered_by_another_who_signs_in_at_the_same_computer(writing, coordinator):
    page = writing
    pass_time(page, 21)
    page.get_by_role("heading", name="You have been signed out").wait_for()
    other = user_with_role("staff", coordinator.role_assignments.get().scope, name="Stella Staff")
    tab = page.context.new_page()
    give_password(tab, other)
    give_next_code(tab, other)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.get_by_role("heading", name="Page not found").wait_for()
    assert page.get_by_label("Their e-mail address").count() == 0


@pytest.fixture
def editing(page, coordinator):
    """Open a listing in the editor, under a clock that the test moves."""
    prison = coordinator.role_assignments.get().scope
    listing = service(prison, title="Grief group", summary="A quiet group.")
    give_password(page, coordinator)
    give_next_code(page, coordinator)
    page.clock.install()
    page.goto(reverse("wagtailadmin_pages:edit", args=[listing.pk]))
    page.locator("#id_summary").wait_for()
    return page


@pytest.mark.django_db(transaction=True)
def test_the_editor_warns_too(editing, axe):
    page, dialog = editing, editing.get_by_role("dialog", name="Are you still there?")
    pass_time(page, 18.05)
    dialog.wait_for()
    axe(page)
    page.get_by_role("button", name="Stay signed in").click()
    dialog.wait_for(state="hidden")
    assert seconds_left() > 19 * 60


@pytest.mark.django_db(transaction=True)
def test_the_editor_covers_its_page_and_gives_back_what_was_typed(editing, coordinator):
    page = editing
    page.route(
        re.compile("/edit/$"), lambda route: route.abort() if route.request.method == "POST" else route.fallback()
    )
    page.locator("#id_summary").fill("A quiet group for people who have lost somebody.")
    pass_time(page, 21)
    page.get_by_role("heading", name="You have been signed out").wait_for()
    page.get_by_role("button", name="Sign in again").click()
    page.wait_for_url(re.compile(re.escape(reverse("account_login"))))
    answer_password(page, coordinator)
    page.get_by_label("Code").fill(codes_of(coordinator)[0])
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Ask for a code every time").click()
    summary = page.locator("#id_summary")
    summary.wait_for()
    assert summary.input_value() == "A quiet group for people who have lost somebody."
