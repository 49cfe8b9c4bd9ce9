"""What search puts into the main menu."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.navigation import everybody, register
from core.people import is_administrator
from search.permissions import works_in


def works_somewhere(request: HttpRequest) -> bool:
    """Show an entry to staff of any open prison."""
    return bool(request.user.is_authenticated) and works_in(request.user).exists()


register(_("Find help"), "search:choose", visible=everybody, order=10)
register(
    _("Finder words"), "search:learning", visible=lambda request: is_administrator(request.user), order=80, more=True
)
register(_("ACCT review"), "search:acct-choose", visible=works_somewhere, order=20)
