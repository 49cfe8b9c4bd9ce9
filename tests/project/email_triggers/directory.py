"""Triggers of directory."""

from accounts.models import User
from directory.actions import answers, proposals
from directory.actions.reminders import send_due_reminders
from tests.factories.accounts import user_with_role
from tests.project.email_triggers.planted import planted_listing, triggers


@triggers("directory.review-due")
def review_due() -> None:
    """A reminder to the organisation's mailbox."""
    planted_listing()
    send_due_reminders()


@triggers("directory.review-due-here")
def review_due_here() -> None:
    """A reminder to the coordinator, because the organisation has no mailbox."""
    planted_listing(email="")
    send_due_reminders()


@triggers("directory.review-link")
def review_link() -> None:
    """A new link that the organisation asked for."""
    answers.send_new_link(organisation=planted_listing().organisation)


@triggers("directory.listing-answered")
def listing_answered() -> None:
    """A change reported through the link."""
    page = planted_listing()
    answers.report_change(organisation=page.organisation, page=page, text="Ask Marigold Choirmaster on 01632 960077.")


def planted_proposal():
    """Return a change that waits, full of words that must not leave in an e-mail."""
    page = planted_listing()
    lead = user_with_role("lead", page.organisation, name="Zebulon Quickthorn", email="lead@helping.example")
    return proposals.propose_change(
        page=page, changes={"summary": "Bereavement for Widowers"}, by=lead, note="Ask Marigold Choirmaster."
    ).proposal


@triggers("directory.change-proposed")
def change_proposed() -> None:
    """A change that an organisation proposes."""
    planted_proposal()


@triggers("directory.change-decided")
def change_decided() -> None:
    """A change that the prison turned down."""
    proposal = planted_proposal()
    by = User.objects.get(email="coordinator@prison.example")
    proposals.decline_proposal(proposal=proposal, by=by, reason="Marigold Choirmaster has left.")
