"""The entries of referrals in the main navigation."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import guardian
from accounts.roles import ANSWER_REFERRALS, OVERSEE_REFERRALS, REFER, SEE_STAFF_DETAILS
from core.navigation import register
from directory.navigation import holds_anywhere, works_in_a_prison


def refers(request: HttpRequest) -> bool:
    """Show staff who refer their own referrals."""
    return holds_anywhere(request, REFER)


def oversees(request: HttpRequest) -> bool:
    """Show coordinators where the referrals of their prison stand."""
    return holds_anywhere(request, OVERSEE_REFERRALS)


def answers(request: HttpRequest) -> bool:
    """Show an organisation's people their inbox."""
    return holds_anywhere(request, ANSWER_REFERRALS)


def hears_of_concerns(request: HttpRequest) -> bool:
    """Show concerns to everybody who may raise or acknowledge one: all staff of a prison, and organisations' people."""
    return holds_anywhere(request, ANSWER_REFERRALS) or is_on_a_prison_s_staff(request)


def is_on_a_prison_s_staff(request: HttpRequest) -> bool:
    """Say whether the user is on a prison's staff; a national role is in no prison."""
    if not request.user.is_authenticated or guardian.nationally_allowed(request.user, SEE_STAFF_DETAILS):
        return False
    return works_in_a_prison(request)


register(_("Referrals"), "referrals:inbox", visible=answers, order=26)
register(_("My referrals"), "referrals:mine", visible=refers, order=27, more=True)
register(_("Concerns"), "referrals:concerns", visible=hears_of_concerns, order=28)
register(_("Referrals here"), "referrals:oversee", visible=oversees, order=45)
