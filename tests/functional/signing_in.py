"""Signing in by the screens, as people do."""

from django.urls import reverse

from tests.factories.accounts import codes_of

PASSWORD = "correct horse battery"


def give_password(page, user, *, password=PASSWORD):
    """Fill in the first step of signing in and go on."""
    page.goto(reverse("account_login"))
    answer_password(page, user, password=password)


def answer_password(page, user, *, password=PASSWORD):
    """Fill in the first step on the page that is open."""
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def give_next_code(page, user):
    """Type the next code of the printed sheet, and ask for one every time."""
    give_code(page, codes_of(user)[0])


def give_code(page, code):
    """Type a code as the second step, and ask for one every time."""
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Continue").click()
    ask_every_time(page)


def ask_every_time(page):
    """Answer the question whether this computer is to be trusted today."""
    page.get_by_role("button", name="Ask for a code every time").click()
    page.get_by_role("button", name="Sign out").wait_for()
