"""The entries of accounts in the main navigation."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import guardian
from accounts.roles import SEE_AUDIT
from core.navigation import register


def reads_audit(request: HttpRequest) -> bool:
    """Show the record of what was done to those who answer for a prison or an organisation."""
    return request.user.is_authenticated and guardian.may_somewhere(request.user, SEE_AUDIT)


register(_("Record"), "accounts:audit_choose", order=85, visible=reads_audit)
