"""Keeping listings true: confirming, logging attempts and setting availability.

`by` is the user who acts. None stands for the service itself or for somebody without an account who followed
a signed link; then `by_label` says who that is ("run_reviews", or the organisation's name).
"""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import guardian
from accounts.models import RoleAssignment
from accounts.roles import CURATE_LISTINGS, ROLES, ScopeKind
from core import audit
from directory.enums import AttemptMethod, Availability, Disposition
from directory.models import ConfirmationAttempt, ListingStatus, ReviewSettings, ServicePage
from directory.permissions import check_can_keep_true
from directory.review import next_review_due

__all__ = [
    "acting_as",
    "confirm_listing",
    "log_attempt",
    "next_review_due",
    "record_outcome",
    "set_availability",
]

_LABEL = 120  # as long as the columns that keep it


def acting_as(user: Any, page: ServicePage) -> str:
    """Return the role or organisation as which the user keeps this listing true: never a name."""
    for role in guardian.national_roles(user):
        if CURATE_LISTINGS in role.permissions:
            return role.label
    held = RoleAssignment.objects.active().filter(user=user, scope_kind=ScopeKind.PRISON, scope_key=page.prison_id)
    curating = [ROLES[code] for code in held.values_list("role", flat=True)]
    labels = [role.label for role in curating if CURATE_LISTINGS in role.permissions]
    return labels[0] if labels else page.organisation.name


@transaction.atomic
def confirm_listing(
    *, page: ServicePage, by: Any, method: str, by_label: str = "", note: str = "", on: date | None = None
) -> ListingStatus:
    """Record that somebody confirmed that nothing in the listing has changed, its availability included.

    `on` is the day of the confirmation (today when not given); an older day than the one on record changes no
    date. Raises PermissionDenied, or ValidationError for a day to come.
    """
    label = _authorise(page, by, by_label)
    day = on or timezone.localdate()
    if day > timezone.localdate():
        raise ValidationError("A listing cannot be confirmed on a day to come.")
    status = _locked(page)
    if status.reviewed_on is None or day >= status.reviewed_on:
        status.reviewed_on, status.reviewed_by = day, label
        status.review_due_on = next_review_due(page, day, ReviewSettings.load())
    if status.availability_confirmed_on is None or day >= status.availability_confirmed_on:
        status.availability_confirmed_on, status.availability_confirmed_by = day, label
    status.save()
    _attempt(page, by, label, method, Disposition.CONFIRMED, note)
    audit.record("listing.confirmed", by=by, about=page, scope=page.prison, actor_label=_actor(by, label), on=day)
    return status


@transaction.atomic
def log_attempt(
    *, page: ServicePage, by: Any, method: str, disposition: str, note: str = "", by_label: str = ""
) -> ConfirmationAttempt:
    """Record an attempt to confirm a listing that ended in anything but a confirmation.

    Raises PermissionDenied, or ValidationError for a confirmation: that is `confirm_listing`.
    """
    label = _authorise(page, by, by_label)
    if disposition == Disposition.CONFIRMED:
        raise ValidationError("Confirm the listing instead of logging an attempt.")
    attempt = _attempt(page, by, label, method, disposition, note)
    audit.record(
        "listing.attempt",
        by=by,
        about=page,
        scope=page.prison,
        actor_label=_actor(by, label),
        method=method,
        disposition=disposition,
    )
    return attempt


@transaction.atomic
def record_outcome(
    *, page: ServicePage, by: Any, method: str, disposition: str, note: str = "", by_label: str = ""
) -> None:
    """Write down what came of asking: a confirmation, a closure (shown at once) or any other attempt.

    Raises PermissionDenied.
    """
    if disposition == Disposition.CONFIRMED:
        confirm_listing(page=page, by=by, by_label=by_label, method=method, note=note)
        return
    log_attempt(page=page, by=by, by_label=by_label, method=method, disposition=disposition, note=note)
    if disposition == Disposition.CLOSED:
        set_availability(page=page, availability=Availability.CLOSED, by=by, by_label=by_label)


@transaction.atomic
def set_availability(
    *,
    page: ServicePage,
    availability: str,
    by: Any,
    by_label: str = "",
    wait_weeks: int | None = None,
    places: int | None = None,
    resumes_on: date | None = None,
) -> ListingStatus:
    """Set whether the service can take somebody now, confirmed today.

    Waiting weeks, places and the day of resuming belong to the state they were given with: a new state
    forgets the old numbers. Raises PermissionDenied, or ValidationError when the facts contradict each other.
    """
    label = _authorise(page, by, by_label)
    today = timezone.localdate()
    _check_availability(availability, resumes_on, today)
    status = _locked(page)
    before = status.availability
    _put_availability(status, availability, typical_wait_weeks=wait_weeks, places=places, resumes_on=resumes_on)
    status.availability_confirmed_on, status.availability_confirmed_by = today, label
    status.save()
    audit.record(
        "listing.availability",
        by=by,
        about=page,
        scope=page.prison,
        actor_label=_actor(by, label),
        before=before,
        after=availability,
    )
    return status


def _put_availability(status: ListingStatus, availability: str, **facts: Any) -> None:
    changed = status.availability != availability
    status.availability = availability
    for name, value in facts.items():
        if changed or value is not None:
            setattr(status, name, value)


def _check_availability(availability: str, resumes_on: date | None, today: date) -> None:
    if availability not in Availability.values:
        raise ValidationError("Choose open, limited places, waiting list, paused or closed.")
    if resumes_on is None:
        return
    if availability != Availability.PAUSED:
        raise ValidationError("Only a paused service has a day on which it resumes.")
    if resumes_on <= today:
        raise ValidationError("The day on which the service resumes must be after today.")


def _authorise(page: ServicePage, by: Any, by_label: str) -> str:
    """Check the permission and return the label of whoever acts. Raises ValueError when nobody is named."""
    if by is not None:
        check_can_keep_true(by, page)
        return (by_label or acting_as(by, page))[:_LABEL]
    if not by_label:
        raise ValueError("Say in by_label who acts when there is no user.")
    return by_label[:_LABEL]


def _actor(by: Any, label: str) -> str:
    """Return the audit trail's label: only needed when there is no user."""
    return label[:80] if by is None else ""


def _locked(page: ServicePage) -> ListingStatus:
    return ListingStatus.objects.select_for_update().get(page=page)


def _attempt(page: ServicePage, by: Any, label: str, method: str, disposition: str, note: str) -> ConfirmationAttempt:
    return ConfirmationAttempt.objects.create(
        page=page,
        by=by,
        by_label=label,
        method=AttemptMethod(method),
        disposition=Disposition(disposition),
        note=note[:300],
    )
