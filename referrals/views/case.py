"""One referral as a page."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from core import audit
from referrals.models import Referral
from referrals.permissions import actors_of
from referrals.workflow import moves_from


@never_cache
def case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one referral to those who may see its person; every look is recorded."""
    referral = get_object_or_404(
        Referral.objects.visible_to(request.user).select_related("person", "service", "organisation", "prison"), pk=pk
    )
    audit.record("referral.viewed", by=request.user, about=referral, scope=referral.prison)
    moves = moves_from(referral.status, actors_of(request.user, referral))
    return render(request, "referrals/case.html", {"referral": referral, "moves": moves})
