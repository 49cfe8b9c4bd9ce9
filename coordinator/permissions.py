"""Who may do what at the coordinator's desk."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts import guardian
from accounts.roles import COORDINATE, PROPOSE_CHANGES, SEE_EVIDENCE, SEE_STAFF_DETAILS
from directory.models import Organisation, Prison, ServicePage


def coordinates_in(user: Any) -> Any:
    """Return the open prisons that the user coordinates."""
    return Prison.objects.opened().where_allowed(user, COORDINATE)


def evidence_seen_in(user: Any) -> Any:
    """Return the open prisons whose evidence the user sees."""
    return Prison.objects.opened().where_allowed(user, SEE_EVIDENCE)


def prison_coordinated_by(user: Any, code: str) -> Prison:
    """Return an open prison that the user coordinates. Raises Http404 for any other."""
    return _or_404(coordinates_in(user), code)


def prison_with_evidence_for(user: Any, code: str) -> Prison:
    """Return an open prison whose evidence the user sees. Raises Http404 for any other."""
    return _or_404(evidence_seen_in(user), code)


def check_coordinates(user: Any, prison: Prison) -> None:
    """Raise PermissionDenied unless the user coordinates the prison."""
    if not guardian.can(user, COORDINATE, prison):
        raise PermissionDenied("Only this prison's coordinator or deputy does this.")


def _or_404(prisons: Any, code: str) -> Prison:
    found = prisons.filter(code=code.upper()).first()
    if found is None:
        raise Http404
    return found


def sees_contact_page(user: Any, prison: Prison) -> bool:
    """Say whether the user is staff of the prison or works for an organisation that has a live listing there."""
    if sees_staff_contacts(user, prison):
        return True
    own = Organisation.objects.where_allowed(user, PROPOSE_CHANGES)
    return ServicePage.objects.live().filter(prison=prison, organisation__in=own).exists()


def sees_staff_contacts(user: Any, prison: Prison) -> bool:
    """Say whether the user sees the prison's extensions."""
    return guardian.can(user, SEE_STAFF_DETAILS, prison)
