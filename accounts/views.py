"""Screens of one's own account beyond those of allauth."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.second_factor import lacks_second_factor


def not_used_here(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Answer 404 for pages of allauth that this service has no use for, such as open registration."""
    raise Http404


@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """Explain the second factor and offer the three kinds, printed codes first."""
    return render(request, "accounts/second_factor.html", {"is_required": lacks_second_factor(request.user)})


@require_safe
@never_cache
@reauthentication_required(app="allauth.mfa")
def printed_codes(request: HttpRequest) -> HttpResponse:
    """Show the unused codes as an A4 sheet to print and cross off; 404 when there are none."""
    found = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES).first()
    codes = found.wrap().get_unused_codes() if found else []
    if not codes:
        raise Http404
    context = {"codes": codes, "printed_on": timezone.localdate()}
    return render(request, "accounts/printed_codes.html", context)
