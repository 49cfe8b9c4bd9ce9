"""Who may do what in the directory."""

from typing import TYPE_CHECKING, Any

from accounts import guardian
from accounts.roles import PROPOSE_CHANGES, SEE_STAFF_DETAILS

if TYPE_CHECKING:
    from directory.models import Organisation, Prison


def sees_staff_details(user: Any, prison: "Prison", organisation: "Organisation | None" = None) -> bool:
    """Say whether the user sees session times, rooms, named contacts and staff notes of a listing.

    The prison's own staff do, and the organisation's people for their own listing.
    """
    if guardian.can(user, SEE_STAFF_DETAILS, prison):
        return True
    return organisation is not None and guardian.can(user, PROPOSE_CHANGES, organisation)
