"""The entries of accounts in the main navigation."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import guardian
from accounts.current_scope import assignments_held
from accounts.roles import MANAGE_PEOPLE, ROLES, SEE_AUDIT
from core.navigation import register


def reads_audit(request: HttpRequest) -> bool:
    """Show the record of what was done to those who answer for a prison or an organisation."""
    return request.user.is_authenticated and guardian.may_somewhere(request.user, SEE_AUDIT)


def manages_people(request: HttpRequest) -> bool:
    """Show the people to whoever is in charge of some."""
    if not request.user.is_authenticated:
        return False
    held = [ROLES[code] for code, _kind, _key in assignments_held(request) if code in ROLES]
    return any(MANAGE_PEOPLE in role.permissions for role in (*held, *guardian.national_roles(request.user)))


register(_("Access"), "accounts:my_people", order=80, visible=manages_people, more=True)
register(_("Record"), "accounts:audit_choose", order=85, visible=reads_audit, more=True)
