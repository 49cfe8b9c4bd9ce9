"""The directory's entries in the main navigation."""

from django.http import HttpRequest

from accounts import guardian
from accounts.roles import CURATE_LISTINGS, PROPOSE_CHANGES
from core.navigation import register
from directory.models import Organisation, Prison


def works_for_an_organisation(request: HttpRequest) -> bool:
    """Show an organisation's people their listings."""
    user = request.user
    return user.is_authenticated and Organisation.objects.where_allowed(user, PROPOSE_CHANGES).exists()


def curates(request: HttpRequest) -> bool:
    """Show curators what waits for their decision, and the editor."""
    user = request.user
    if not user.is_authenticated:
        return False
    if guardian.nationally_allowed(user, CURATE_LISTINGS):
        return True
    return bool(Prison.objects.where_allowed(user, CURATE_LISTINGS).exists())


register("Your listings", "directory:my_listings", order=30, visible=works_for_an_organisation)
register("Proposed changes", "directory:proposals", order=50, visible=curates)
register("Directory editor", "wagtailadmin_home", order=60, visible=curates)
