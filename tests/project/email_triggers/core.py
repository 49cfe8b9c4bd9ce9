"""Triggers of core."""

from accounts.models import User
from core.notifications import send_digests, set_preferences
from directory.actions import answers
from directory.notifications import LISTING_ANSWERED
from tests.project.email_triggers.planted import planted_listing, triggers


@triggers("core.digest")
def digest() -> None:
    """The daily e-mail of a coordinator who asked for one."""
    page = planted_listing()
    user = User.objects.get(email="coordinator@prison.example")
    set_preferences(by=user, cadences={LISTING_ANSWERED.code: "daily"})
    answers.report_closed(organisation=page.organisation, page=page)
    send_digests()
