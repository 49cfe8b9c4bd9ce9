"""Triggers of referrals."""

from referrals.notifications import remind, tell
from referrals.workflow import MOVES
from tests.project.email_triggers.planted import planted_referral, triggers


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
