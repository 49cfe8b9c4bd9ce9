"""Triggers of referrals."""

from referrals.actions.expect import tell_service_to_expect
from referrals.actions.oversee import chase
from referrals.notifications import remind, tell
from referrals.workflow import MOVES
from tests.factories.accounts import user_with_role
from tests.project.email_triggers.planted import planted_listing, planted_referral, triggers


@triggers("referrals.answer-needed")
def answer_needed() -> None:
    """A referral that was sent."""
    tell(planted_referral(), MOVES["send"])


@triggers("referrals.moved")
def moved() -> None:
    """An answer to the referrer."""
    tell(planted_referral(), MOVES["accept"])


@triggers("referrals.returned")
def returned() -> None:
    """A referral that came back to the coordinator."""
    tell(planted_referral(), MOVES["return"])


@triggers("referrals.reminder")
def reminder() -> None:
    """A referral that is due tomorrow."""
    remind(planted_referral())


@triggers("referrals.expect")
def expect() -> None:
    """A service that is told to expect somebody."""
    page = planted_listing()
    staff = user_with_role("staff", page.prison, name="Zebulon Quickthorn")
    tell_service_to_expect(service=page, by=staff, extension="01632 960077")


@triggers("referrals.chased")
def chased() -> None:
    """A reminder by the coordinator."""
    made = planted_referral()
    chase(referral=made, by=user_with_role("coordinator", made.prison))
