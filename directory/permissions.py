"""Who may do what in the directory."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied

from accounts import guardian
from accounts.roles import CURATE_LISTINGS, PROPOSE_CHANGES, SEE_STAFF_DETAILS

if TYPE_CHECKING:
    from directory.models import Organisation, Prison, ServicePage


def sees_staff_details(user: Any, prison: "Prison", organisation: "Organisation | None" = None) -> bool:
    """Say whether the user sees session times, rooms, named contacts and staff notes of a listing.

    The prison's own staff do, and the organisation's people for their own listing.
    """
    if guardian.can(user, SEE_STAFF_DETAILS, prison):
        return True
    return organisation is not None and guardian.can(user, PROPOSE_CHANGES, organisation)


def can_keep_true(user: Any, page: "ServicePage") -> bool:
    """Say whether the user may confirm the listing, set its availability and log attempts.

    The prison's curators may, and the organisation's people for their own listing.
    """
    return guardian.can(user, CURATE_LISTINGS, page.prison) or guardian.can(user, PROPOSE_CHANGES, page.organisation)


def check_can_keep_true(user: Any, page: "ServicePage") -> None:
    """Raise PermissionDenied unless the user may confirm the listing."""
    if not can_keep_true(user, page):
        raise PermissionDenied("Only this prison's coordinators and the organisation itself confirm a listing.")
