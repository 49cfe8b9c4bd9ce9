"""Papers for the person: the blank slip to ask for help, and the slip that says where a referral stands."""

from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.labels import role_label
from core import audit
from directory.models import ServicePage
from referrals.models import ExpectNotice, ReferralSettings
from referrals.slips import reason_for, speaks_welsh, words_for
from referrals.views.follow import _own
from referrals.views.refer_services import keys_in
from referrals.views.refer_start import prison_where_refers


@never_cache
@require_safe
def blank_slip(request: HttpRequest, code: str) -> HttpResponse:
    """Print a slip with which people ask for a service themselves: for one service, or all that may be asked for."""
    prison = prison_where_refers(request.user, code)
    listed = ServicePage.objects.live().in_prison(prison).filter(self_referral=True, never_by_name=False)
    keys = keys_in(request.GET.getlist("service"))
    services = (listed.filter(translation_key__in=keys) if keys else listed).order_by("title")
    back = reverse("referrals:mine")
    context = {"prison": prison, "services": list(services), "welsh": speaks_welsh(prison), "back_url": back}
    return render(request, "referrals/refer/blank_slip.html", context)


@never_cache
@require_safe
def slip(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Print where a referral stands for the person it is about; that it was printed is recorded."""
    referral = _own(request, pk)
    if referral.person is None:  # it names them, and who they were is no longer kept
        raise Http404
    rules, now = ReferralSettings.load(), timezone.now()
    audit.record("referral.slip", by=request.user, about=referral, scope=referral.prison, status=referral.status)
    language = referral.preferred_language or (referral.person.preferred_language if referral.person else "")
    context = {
        "referral": referral,
        "words": words_for(referral),
        "reason": reason_for(referral),
        "welsh": speaks_welsh(referral.prison, language),
        "handling_line": rules.handling_line,
        "printed_by": role_label(request.user, referral.prison),
        "printed_at": now,
        "destroy_after": timezone.localdate(now) + timedelta(days=rules.keep_days_declined),
        "back_url": reverse("referrals:follow", args=[referral.pk]),
    }
    return render(request, "referrals/follow/slip.html", context)


@never_cache
@require_safe
def expected(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show an organisation that somebody may come, and who told them. It says nothing of who it is."""
    found = ExpectNotice.objects.visible_to(request.user).select_related("service", "prison", "organisation", "by")
    notice = get_object_or_404(found, pk=pk)
    return render(request, "referrals/refer/expected.html", {"notice": notice})
