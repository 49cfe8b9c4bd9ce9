"""What referrals say about a listing, without a database: days to an answer, share accepted, wait for a contact.

Each figure is worked out from no fewer referrals than the settings say: from fewer, somebody could tell what
happened to one person, and luck would decide who is ranked first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median_high

from core.workdays import working_days_between
from referrals.enums import WORKING, Status

_TAKEN = frozenset({*WORKING, Status.COMPLETED, Status.ENDED_EARLY})


@dataclass(frozen=True)
class Facts:
    """What the figures need of one referral. Days are dates in the site's time zone."""

    status: str
    sent_on: date
    due_on: date
    answered_on: date | None
    first_contact_on: date | None
    question_waits: bool = False
    """Whether the service asked something that nobody answered: then it is not the service that is waited for."""


@dataclass(frozen=True)
class Figures:
    """A listing's figures; None where there are too few referrals."""

    typical_answer_days: int | None = None
    share_accepted: int | None = None
    current_wait_days: int | None = None


def figures(rows: Iterable[Facts], today: date, *, least: int) -> Figures:
    """Work out the figures of one listing."""
    facts = list(rows)
    answers = [days for each in facts if (days := _answer_days(each, today)) is not None]
    waits = [days for each in facts if (days := _wait(each, today)) is not None]
    taken = sum(each.status in _TAKEN for each in facts)
    decided = taken + sum(_is_refused(each) for each in facts)
    return Figures(
        typical_answer_days=median_high(answers) if len(answers) >= max(least, 1) else None,
        share_accepted=round(100 * taken / decided) if decided >= max(least, 1) else None,
        current_wait_days=median_high(waits) if len(waits) >= max(least, 1) else None,
    )


def _is_refused(facts: Facts) -> bool:
    """Say whether the service declined, or let it go back unanswered without waiting for an answer itself."""
    return facts.status == Status.DECLINED or (facts.status == Status.RETURNED and not facts.question_waits)


def _answer_days(facts: Facts, today: date) -> int | None:
    """Return the working days to the first answer; one that is overdue counts as it stands, so that silence shows."""
    if facts.answered_on is not None:
        return working_days_between(facts.sent_on, facts.answered_on)
    unanswered = facts.status in (Status.SENT, Status.RETURNED) and facts.due_on < today
    return working_days_between(facts.sent_on, today) if unanswered else None


def _wait(facts: Facts, today: date) -> int | None:
    """Return the days from asking to the first contact, or so far for somebody who was taken and still waits."""
    if facts.first_contact_on is not None:
        return max(0, (facts.first_contact_on - facts.sent_on).days)
    return (today - facts.sent_on).days if facts.status in WORKING else None
