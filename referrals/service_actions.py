"""What staff can do with a service from its own page: refer somebody, or print a slip to ask for it."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import guardian
from accounts.roles import REFER
from directory.models import ServicePage
from directory.service_actions import Action, offers


@offers(order=10)
def refer(request: HttpRequest, page: ServicePage) -> Action | None:
    """Offer to refer somebody, to those who may. A service that is full or paused says so on the next page."""
    if page.never_by_name or not guardian.can(request.user, REFER, page.prison):
        return None
    address = reverse("referrals:start", args=[page.prison_id])
    return Action(_("Refer somebody"), f"{address}?service={page.translation_key}")


@offers(order=20)
def slip(request: HttpRequest, page: ServicePage) -> Action | None:
    """Offer the slip with which people ask for the service themselves."""
    if page.never_by_name or not page.self_referral or not guardian.can(request.user, REFER, page.prison):
        return None
    address = reverse("referrals:blank-slip", args=[page.prison_id])
    return Action(_("Print a slip to ask for it"), f"{address}?service={page.translation_key}", is_quiet=True)
