"""Triggers of referrals."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from referrals.actions.concerns import Worry, acknowledge_concern, escalate, raise_concern
from referrals.actions.expect import tell_service_to_expect
from referrals.actions.exports import ask_for_export, make_export
from referrals.actions.link import send_code
from referrals.actions.oversee import chase
from referrals.actions.work import assign
from referrals.answer_link import make_token
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


@triggers("referrals.assigned")
def assigned() -> None:
    """A referral that a lead gave to a worker."""
    made = planted_referral()
    lead = user_with_role("lead", made.organisation, name="Zebulon Quickthorn", email="lead@helping.example")
    worker = user_with_role("worker", made.organisation, name="Marigold Choirmaster", email="worker@helping.example")
    assign(referral=made, to=worker, by=lead)


@triggers("referrals.code")
def code() -> None:
    """A code that somebody with the link asked for."""
    made = planted_referral()
    send_code(referral=made, token=make_token(made, timezone.localdate()))


def planted_concern():
    """Return a concern full of words that must not leave in an e-mail."""
    made = planted_referral()
    worker = user_with_role("worker", made.organisation, name="Marigold Choirmaster", email="worker@helping.example")
    user_with_role("safer-custody", made.prison, name="Zebulon Quickthorn", email="custody@prison.example")
    return raise_concern(
        prison=made.prison,
        referral=made,
        by=worker,
        worry=Worry(
            category="other",
            text="Zebulon Quickthorn in G4-017 said something in Griefwalk.",
            about="Zebulon Quickthorn A7731ZQ",
            told_to="Marigold Choirmaster",
            told_at=timezone.now(),
        ),
    )


@triggers("referrals.concern-raised")
def concern_raised() -> None:
    """A concern about a planted person."""
    planted_concern()


@triggers("referrals.concern-escalated")
def concern_escalated() -> None:
    """A concern that nobody acknowledged in time."""
    concern = planted_concern()
    escalate(concern.pk, now=timezone.now() + timedelta(hours=3))


@triggers("referrals.concern-acknowledged")
def concern_acknowledged() -> None:
    """A concern that Safer Custody acknowledged."""
    by = User.objects.filter(email="custody@prison.example")
    acknowledge_concern(concern=planted_concern(), by=by.get(), what_was_done="Zebulon Quickthorn was seen.")


@triggers("referrals.export-ready")
def export_ready() -> None:
    """A file with the planted referral in it."""
    made = planted_referral()
    lead = user_with_role("lead", made.organisation, name="Zebulon Quickthorn", email="lead@helping.example")
    today = timezone.localdate()
    asked = ask_for_export(
        by=lead, organisation=made.organisation, ending="csv", sent_from=today, sent_to=today, with_names=True
    )
    make_export(asked.pk)
