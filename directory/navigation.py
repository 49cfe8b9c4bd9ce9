"""The directory's entries in the main navigation."""

from django.http import HttpRequest

from accounts import guardian
from accounts.current_scope import assignments_held
from accounts.roles import CURATE_LISTINGS, PROPOSE_CHANGES, ROLES, SEE_STAFF_DETAILS
from core.navigation import register


def roles_held(request: HttpRequest) -> set[str]:
    """Return the codes of all roles the user holds anywhere today: one query a request, whatever the entries."""
    if not request.user.is_authenticated:
        return set()
    held = {code for code, _kind, _key in assignments_held(request)}
    return held | {role.code for role in guardian.national_roles(request.user)}


def holds_anywhere(request: HttpRequest, permission: str) -> bool:
    """Say whether one of the roles that the user holds today, anywhere, permits this. For menu entries only."""
    return any(permission in ROLES[code].permissions for code in roles_held(request))


def works_for_an_organisation(request: HttpRequest) -> bool:
    """Show an organisation's people their listings."""
    return holds_anywhere(request, PROPOSE_CHANGES)


def curates(request: HttpRequest) -> bool:
    """Show curators what waits for their decision."""
    return holds_anywhere(request, CURATE_LISTINGS)


def edits(request: HttpRequest) -> bool:
    """Show the editor to everybody whose role opens it."""
    return any(ROLES[code].edits_in_cms for code in roles_held(request))


def works_in_a_prison(request: HttpRequest) -> bool:
    """Show the printed insert to staff of a prison."""
    return holds_anywhere(request, SEE_STAFF_DETAILS)


register("ACCT insert", "directory:my_insert", order=25, visible=works_in_a_prison, more=True)
register("Your listings", "directory:my_listings", order=30, visible=works_for_an_organisation)
register("Proposed changes", "directory:proposals", order=50, visible=curates, more=True)
register("Directory editor", "wagtailadmin_home", order=60, visible=edits, more=True)
