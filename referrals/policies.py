"""Can it be done now: state, dates, completeness. Who may do it is in permissions.py."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from core.workdays import add_working_days
from directory.enums import TAKES_PEOPLE
from directory.models import ServicePage
from referrals.enums import OPEN, WORKING, Actor, DeclineReason, Status, Urgency
from referrals.models import Handover, Person, Referral
from referrals.models.settings import ReferralSettings
from referrals.workflow import Move, moves_from

ALREADY_OPEN = "This person already has an open referral to this service."
#: Else nobody could say to the person which.
NAME_IT = "Name the service that would suit better, so that the person can be told."


class NotPossible(Exception):
    """It cannot be done now. The message is for the person at the screen; `code` is for counting."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class Overtaken(NotPossible):
    """Somebody else was first: the referral no longer stands where the reader saw it."""

    def __init__(self, referral: Referral) -> None:
        super().__init__(
            f"Somebody has already changed this referral. It is now: {referral.get_status_display()}. "
            "Nothing you entered was saved.",
            "overtaken",
        )
        self.referral = referral


def check_can_be_referred_to(service: ServicePage) -> None:
    """Raise NotPossible when nobody can be referred to the service now, and say why in a sentence."""
    if service.never_by_name:
        raise NotPossible(
            "People ask for this service themselves. A contact with it is never recorded against a named person.",
            "never-by-name",
        )
    if not service.live:
        raise NotPossible("This service is no longer listed.", "not-listed")
    if service.status.availability not in TAKES_PEOPLE:
        until = f" until {service.status.resumes_on:%-d %B %Y}" if service.status.resumes_on else ""
        raise NotPossible(
            f"This service is {service.status.get_availability_display().lower()}{until}, so it cannot take anybody.",
            f"availability-{service.status.availability}",
        )


def check_no_open_referral(service: ServicePage, person: Person | None, *, but: Referral | None = None) -> None:
    """Raise NotPossible when the person, where one is known, has an open referral to the service besides `but`."""
    found = Referral.objects.filter(service=service, person=person, status__in=OPEN)
    if but is not None:
        found = found.exclude(pk=but.pk)
    if person is not None and found.exists():
        raise NotPossible(ALREADY_OPEN, "duplicate")


def check_complete(referral: Referral) -> None:
    """Raise NotPossible when the draft lacks what must be known before anything is sent."""
    if not referral.agreement or referral.agreed_on is None:
        raise NotPossible("Record that the person agreed. Without it nothing is sent.", "no-agreement")
    if not referral.may_share:
        raise NotPossible("Say what may be passed on.", "no-scope")
    if not referral.agreement_language or not referral.agreement_explained_by:
        raise NotPossible("Say who explained it to the person, and in which language.", "not-explained")
    if referral.person is None or not referral.person.last_name:
        raise NotPossible("Enter who the referral is for.", "no-person")
    if not referral.contact_safe:
        raise NotPossible("Say whether contact is safe to arrange.", "contact-not-checked")


def must_be_asked_again(draft: Referral) -> bool:
    """Say whether the agreement on a draft was written down before today.

    What somebody said weeks ago to a form that was put aside is no answer to what is sent today. The day on which they
    agreed may be an earlier one, as on a slip that is read today.
    """
    if not draft.agreement:
        return False
    written = timezone.localdate(draft.saved_at) if draft.saved_at else draft.agreed_on
    return written != timezone.localdate()


def what_stops(draft: Referral) -> NotPossible | None:
    """Return why a draft could not be sent now, whatever is written on it; None where nothing stands in its way."""
    try:
        check_can_be_referred_to(draft.service)
        check_no_open_referral(draft.service, draft.person, but=draft)
    except NotPossible as problem:
        return problem
    return None


def check_open(referral: Referral) -> None:
    """Raise NotPossible once the referral has ended."""
    if referral.status not in OPEN:
        raise NotPossible(f"This referral has ended: {referral.get_status_display()}.", "ended")


def check_can_be_given(referral: Referral) -> None:
    """Raise NotPossible once a referral has ended, unless somebody still has to tell the person of a no."""
    if not referral.person_waits_to_be_told:
        check_open(referral)


def check_working(referral: Referral) -> None:
    """Raise NotPossible unless the organisation has taken the person on and has not ended."""
    if referral.status not in WORKING:
        raise NotPossible(
            f"This can be done once a referral is accepted and until it ends. It is now: "
            f"{referral.get_status_display()}.",
            "not-working",
        )


@dataclass(frozen=True)
class Why:
    """The reason given for a move: one of its codes, a short note, and a sentence for the person."""

    reason: str = ""
    note: str = ""
    sentence: str = ""


def check_move(referral: Referral, move: Move, why: Why) -> None:
    """Raise Overtaken or NotPossible when the move is not legal from here or lacks its reason."""
    if referral.status not in move.sources:
        raise Overtaken(referral)
    if move.reason_needed and why.reason not in move.reasons:
        raise NotPossible("Choose a reason.", "no-reason")
    if why.reason == DeclineReason.ELSEWHERE and not why.note.strip():
        raise NotPossible(NAME_IT, "no-note")
    if move.note_needed and not why.note.strip():
        raise NotPossible("Write a few words.", "no-note")
    if move.code == "reply" and not referral.question_waits:
        raise NotPossible("The organisation asked nothing that waits for an answer.", "no-question")
    if move.code == "resend" and referral.question_waits:
        raise NotPossible("The organisation asked something and waits for the referrer’s answer.", "question")
    if move.target == Status.SENT and referral.status == Status.DRAFT:
        check_can_be_referred_to(referral.service)
        check_complete(referral)
        check_no_open_referral(referral.service, referral.person)


def open_moves(referral: Referral, actors: frozenset[Actor] | set[Actor]) -> list[Move]:
    """Return the moves that somebody who is any of `actors` can make now, in the order of the table."""
    not_now = "resend" if referral.question_waits else "reply"
    return [move for move in moves_from(referral.status, actors) if move.code != not_now]


def check_handed_over(handover: Handover) -> None:
    """Raise NotPossible, naming who is missing, until both workers and the person agreed; and once it is complete."""
    missing = [
        who
        for who, agreed in (
            ("the worker who gives", handover.giving_agreed_at),
            ("the worker who receives", handover.receiving_agreed_at),
            ("the person", handover.person_agreed_on),
        )
        if not agreed
    ]
    if missing:
        raise NotPossible(
            f"The handover is complete once all three agree. It still waits for {' and '.join(missing)}.", "not-agreed"
        )
    if handover.completed_at is not None:
        raise NotPossible("This handover is complete already.", "completed")


def is_complete(referral: Referral) -> bool:
    """Say whether a draft holds all that must be known before it is sent."""
    try:
        check_complete(referral)
    except NotPossible:
        return False
    return True


def check_can_be_chased(referral: Referral) -> None:
    """Raise NotPossible unless it waits for the organisation, which was not reminded by hand today."""
    if referral.status not in (Status.SENT, Status.RETURNED) or referral.question_waits:
        raise NotPossible("This referral does not wait for the organisation’s answer.", "not-waiting")
    if referral.chased_on == timezone.localdate():
        raise NotPossible("The organisation was reminded today already.", "chased-today")


def can_be_chased(referral: Referral) -> bool:
    """Say whether the organisation can be reminded by hand now."""
    try:
        check_can_be_chased(referral)
    except NotPossible:
        return False
    return True


def answer_due(sent_on: date, urgency: str, service: ServicePage, rules: ReferralSettings) -> date:
    """Return the working day by which a first answer is due; a service may set a shorter time."""
    standard = {
        Urgency.TODAY: rules.answer_days_today,
        Urgency.THREE_DAYS: rules.answer_days_three,
        Urgency.ROUTINE: rules.answer_days_routine,
    }[Urgency(urgency)]
    return add_working_days(sent_on, min(standard, service.response_days))
