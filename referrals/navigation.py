"""The entries of referrals in the main navigation."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.roles import ANSWER_REFERRALS, OVERSEE_REFERRALS, RECEIVE_CONCERNS, REFER
from core.navigation import register
from directory.navigation import holds_anywhere


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
    """Show concerns to those who acknowledge them and to organisations, whose people have no other way to them."""
    return holds_anywhere(request, RECEIVE_CONCERNS) or holds_anywhere(request, ANSWER_REFERRALS)


register(_("Referrals"), "referrals:inbox", visible=answers, order=26)
register(_("My referrals"), "referrals:mine", visible=refers, order=27, more=True)
register(_("Concerns"), "referrals:concerns", visible=hears_of_concerns, order=28)
register(_("Referrals here"), "referrals:oversee", visible=oversees, order=45)
