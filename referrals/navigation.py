"""The entries of referrals in the main navigation."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.roles import OVERSEE_REFERRALS, REFER
from core.navigation import register
from directory.navigation import holds_anywhere


def refers(request: HttpRequest) -> bool:
    """Show staff who refer their own referrals."""
    return holds_anywhere(request, REFER)


def oversees(request: HttpRequest) -> bool:
    """Show coordinators where the referrals of their prison stand."""
    return holds_anywhere(request, OVERSEE_REFERRALS)


register(_("My referrals"), "referrals:mine", visible=refers, order=27)
register(_("Referrals here"), "referrals:oversee", visible=oversees, order=45)
