"""What every page about one referral needs."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from referrals.models import Referral


def visible_referral(request: HttpRequest, pk: UUID) -> Referral:
    """Return a sent referral whose person the user may see. Raises Http404 for any other.

    A draft is seen on its own form only: its person may be one whom somebody else entered.
    """
    rows = Referral.objects.visible_to(request.user).exclude(sent_at=None)
    rows = rows.select_related(
        "person", "service__status", "organisation", "prison", "referrer", "assigned_to", "transferred_to"
    )
    return get_object_or_404(rows, pk=pk)


def received_referral(request: HttpRequest, pk: UUID) -> Referral:
    """Return a referral that the user answers for their organisation. Raises Http404 for any other."""
    rows = Referral.objects.received_by(request.user).select_related(
        "person", "service__status", "organisation", "prison", "referrer", "assigned_to"
    )
    return get_object_or_404(rows, pk=pk)


def page_context(referral: Referral, **more: Any) -> dict[str, Any]:
    """Return what the pages under a case show at their top, and more."""
    return {"referral": referral, "service": referral.service, **more}
