"""Can it be done now. Who may do it is in permissions.py."""

from datetime import date

from django.utils import timezone

from directory.review import add_months
from volunteers.enums import CLEARANCE_WAITS_FOR, CLEARED, DECIDED, ClearanceStatus
from volunteers.models import Clearance, ClearanceLevel, TrainingModule
from volunteers.workflow import may_follow


class NotPossible(Exception):
    """It cannot be done now. The message is for the person at the screen."""


class Overtaken(NotPossible):
    """Somebody else was first: the record no longer stands where the reader saw it."""


def check_status_may_follow(clearance: Clearance, after: str, seen: str | None) -> None:
    """Raise Overtaken when the reader saw another status, NotPossible when this one may not follow."""
    if seen is not None and seen != clearance.status:
        raise Overtaken(
            f"Somebody has already changed this clearance. It is now: {clearance.get_status_display().lower()}. "
            "Nothing you entered was saved."
        )
    if not may_follow(clearance.status, after):
        raise NotPossible(
            f"A clearance that is “{clearance.get_status_display().lower()}” cannot become "
            f"“{ClearanceStatus(after).label.lower()}”."
        )


def check_clearance_days(clearance: Clearance, status: str, on: date, expires_on: date | None) -> None:
    """Raise NotPossible for a day that cannot be."""
    if on > timezone.localdate():
        raise NotPossible("The day has not come yet. Enter the day on which it happened.")
    if status in DECIDED and clearance.sent_on is not None and on < clearance.sent_on:
        raise NotPossible("The clearance was decided before it was sent. Check both days.")
    if status in CLEARED and expires_on is not None and expires_on < on:
        raise NotPossible("The clearance ends before it was decided. Check both days.")


def usual_expiry(level: ClearanceLevel, decided_on: date) -> date:
    """Return the last day on which a clearance decided on a day is valid, by its level."""
    return add_months(decided_on, level.validity_months)


def training_expiry(module: TrainingModule, completed_on: date) -> date | None:
    """Return the last day on which training counts; None where it does not expire."""
    return None if module.validity_months is None else add_months(completed_on, module.validity_months)


def waits_for(clearance: Clearance) -> str:
    """Return whom a clearance waits for; empty when it waits for nobody."""
    return CLEARANCE_WAITS_FOR.get(ClearanceStatus(clearance.status), "")
